"""A small interpreter for Python's syntax tree, with values of its own: nothing of the real Python is in reach."""
