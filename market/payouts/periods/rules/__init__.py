"""The account of a period: facts in, records out, and sums that must equal the books. Pure."""
