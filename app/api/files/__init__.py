"""Files that are sent: models to be opened, and weights to be kept for a while."""
