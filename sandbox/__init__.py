"""A stand-in Stripe that runs on a laptop: checkout page, Connect, transfers, refunds, disputes, signed events.

The official SDK talks to it as to Stripe. No money moves, and it knows nothing of the shop that uses it.
"""
