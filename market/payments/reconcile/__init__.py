"""Stripe's own account of the market's money, beside the books: what one says and the other does not."""
