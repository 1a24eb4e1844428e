"""Votes on a budget, counted by published rules in exact arithmetic, so that anybody can count them again."""
