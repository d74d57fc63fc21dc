"""Cases that theory answers, a family a file: played by the engine and held against the answer."""
