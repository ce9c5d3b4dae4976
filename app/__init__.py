"""ConvScope: see how a convolution works, number by number."""

__version__ = "0.1.0"
