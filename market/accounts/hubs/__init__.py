"""Organisations that a producer lets offer its products."""
