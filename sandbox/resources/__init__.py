"""The API, one module per resource; each names its operations in `OPERATIONS`."""
