"""Layers: one file for each kind, containing everything that the project knows about it."""
