"""May this product carry this claim, in this market, now? Knows nothing of orders or money."""
