"""What the other side wants."""
