"""Solidarity-impact statements: figures that anyone can recompute from the rows published beside them."""
