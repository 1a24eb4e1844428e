"""The only doors out: Stripe, files, the outbox. Each has a Protocol, a real one and a fake."""
