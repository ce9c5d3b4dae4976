"""Trained networks that come with the product."""
