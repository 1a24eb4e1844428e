"""How much of what a certificate covers was sold with its claim."""

from typing import Self

from api.schemas.base import Out
from certification.pages.held_queries import Quantity


class QuantityOut(Out):
    """Grams in all, used up by orders, and left: what is left is what can still be sold with the claim."""

    total_grams: int
    used_grams: int
    left_grams: int

    @classmethod
    def of(cls, quantity: Quantity | None) -> Self | None:
        """None for a certificate that covers whatever its holder makes."""
        if quantity is None:
            return None
        used = quantity.total_grams - quantity.left_grams
        return cls(total_grams=quantity.total_grams, used_grams=used, left_grams=quantity.left_grams)
