"""Discounts on goods for a while: who gives one bears it, and the premium is never touched."""
