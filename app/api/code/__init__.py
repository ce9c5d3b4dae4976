"""Writing calls as code."""
