"""What the figures of a statement mean: definitions with formulas that a program can evaluate, and their evaluation."""
