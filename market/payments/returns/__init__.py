"""Goods come back: a buyer asks, the producer decides, and the money follows the goods."""
