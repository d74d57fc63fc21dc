"""What the model claims, held against what it plays: one row for each mechanism."""
