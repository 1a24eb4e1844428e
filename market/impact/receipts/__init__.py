"""Who got what of one order: the split of the books, and each transfer as it was made."""
