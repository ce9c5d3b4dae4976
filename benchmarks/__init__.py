"""How fast it is, side by side with what one would use instead."""
