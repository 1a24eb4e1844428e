"""Asking a scheme's own register about a certificate."""
