"""PyTorch in the interpreter's world: modules, functions, and tensors that know their shapes and hold no numbers."""
