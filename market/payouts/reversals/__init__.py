"""Bringing back what was paid out and has to be returned, or learning that somebody did."""
