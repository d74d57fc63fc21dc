"""What results mean: tidy frames, summaries, survival, transcripts."""
