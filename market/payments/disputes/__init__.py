"""A buyer's bank takes money back: who waits meanwhile, who bears it in the end."""
