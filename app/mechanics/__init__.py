"""The core: how convolution works, in numpy arrays and nothing else."""
