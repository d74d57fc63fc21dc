"""The two-sided problem: losses, efficient packages, and the solutions theory names."""
