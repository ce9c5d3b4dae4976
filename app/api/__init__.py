"""The REST API: one module per resource; each validates, calls the core and builds the response."""
