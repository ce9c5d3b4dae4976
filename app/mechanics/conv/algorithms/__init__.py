"""Ways of computing the sums of a convolution; all take the same arguments and give the same result."""
