"""Ways of computing the sums of a convolution; all take the same arguments and return the same result."""
