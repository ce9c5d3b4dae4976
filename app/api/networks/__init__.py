"""Networks: the classic ones and any others."""
