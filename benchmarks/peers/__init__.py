"""Four ways to play the bilateral game."""
