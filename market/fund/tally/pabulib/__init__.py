"""Elections as files in Pabulib's format: what others publish can be counted here, and ours elsewhere."""
