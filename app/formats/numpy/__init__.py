"""NumPy: one call as code, from windows that are a view of the padded input."""
