"""One product, one producer, and the words the shop is ordered by, each read in one statement."""
