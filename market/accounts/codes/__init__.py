"""Signing in by six digits that were mailed to the person's address."""
