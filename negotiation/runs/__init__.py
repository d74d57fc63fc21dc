"""From an experiment file to a result folder: resolve, divide, play, store, play again."""
