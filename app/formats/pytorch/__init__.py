"""Networks from PyTorch text, which is parsed and never executed, and back into it."""
