"""Whether all is well: the same questions for the shell and for the operators' page."""
