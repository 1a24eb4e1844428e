"""A receipt: who got what of an order, and what was really sent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ToldReceipt:
    """In sentences of the reader's language: what was sent, what waits, what goes back."""

    told: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    told_refunds: tuple[str, ...] = ()
