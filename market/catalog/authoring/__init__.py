"""Products that their producers write: made with three facts, then edited, priced, counted and put on sale."""
