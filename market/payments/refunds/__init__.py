"""Giving a buyer's money back: what of it each part of the price returns, and that it really leaves, once."""
