"""Transposed convolution over one, two or three axes."""
