"""What was paid to organisations that say of themselves what oppression they stand against: sums, never one of them."""
