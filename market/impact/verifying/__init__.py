"""Checking a statement with nothing but documents at hand: no database, no network, no trust in the market's word."""
