"""Tools for developers; the Makefile calls them."""
