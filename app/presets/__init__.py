"""Convolutions worth looking at: each a complete request, or filters for a picture."""
