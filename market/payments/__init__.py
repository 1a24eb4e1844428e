"""Start a payment, settle it, and what a Stripe event means to us."""
