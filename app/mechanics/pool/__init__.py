"""Pooling over one, two or three axes."""
