"""People as operators see them: who they are, what they may do, and whether they may at all."""
