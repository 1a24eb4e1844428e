"""Paying less or more than the fair price, and adding something: what the solidarity fund gives and gets."""
