"""When to say yes."""
