"""Networks: layers, graphs of layers, the classic ones, and their analysis."""
