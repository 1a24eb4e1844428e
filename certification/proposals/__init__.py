"""Decisions that two verifiers take together: an end, its undoing, and what reaches into the past."""
