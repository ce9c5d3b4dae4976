"""Networks with weights: the maps of every node, the arithmetic of one unit, attribution."""
