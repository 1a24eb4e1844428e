"""Who decided what, and who was refused: one chain of hashes over all of it."""
