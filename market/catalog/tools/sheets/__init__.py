"""Prices and stock of many variants at once: a sheet out, the same sheet in, every change shown before it is made."""
