"""Certification schemes as data: what each asks and allows, where that was read, and whether it is confirmed."""
