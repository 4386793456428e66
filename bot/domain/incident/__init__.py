"""The incident and everything that is decided about it."""
