"""On which issues to give it."""
