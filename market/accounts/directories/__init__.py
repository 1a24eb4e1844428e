"""Directories of organisations: those that others keep, in; our own, out."""
