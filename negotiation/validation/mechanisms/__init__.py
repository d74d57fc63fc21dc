"""The rows of the validation, one mechanism a file; each registers itself on import."""
