"""What comes in and what goes out: explicit models, never tables."""
