"""What a unit sees: how far, exactly which cells, and how much each of them contributes."""
