"""Knows nothing of fair trade: settings, database, money, errors, clock, ids, log."""
