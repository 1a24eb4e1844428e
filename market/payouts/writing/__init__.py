"""How amounts and texts stand in the files that leave the house."""
