"""How much to give now."""
