"""Files of weights that ``torch.save`` wrote, read without PyTorch and without running anything in them."""
