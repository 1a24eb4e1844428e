"""Holders are told before a certificate ends."""
