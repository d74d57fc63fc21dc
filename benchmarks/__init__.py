"""Benchmarks: the engine side by side with other ways to play the same game, and whole runs."""
