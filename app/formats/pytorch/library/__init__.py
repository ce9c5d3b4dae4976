"""PyTorch in the world of the interpreter: modules, functions and tensors that know their shapes and hold no numbers."""
