"""What a unit sees: how far, which cells exactly, and how much each of them weighs."""
