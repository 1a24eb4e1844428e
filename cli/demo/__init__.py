"""The demo market: hand-made content, drawn pictures, and what seeds them."""
