"""Convolution over one, two or three axes."""
