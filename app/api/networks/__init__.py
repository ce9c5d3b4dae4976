"""Networks: the classic ones and any other."""
