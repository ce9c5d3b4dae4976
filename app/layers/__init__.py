"""Layers: one file for each kind, holding all that the project knows of it."""
