"""Carts, reservation, checkout, order per producer."""
