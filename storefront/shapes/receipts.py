"""A receipt: who got what of an order, and what was really sent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BookedFact:
    """A fact that the order gave rise to, and the market's signed statement that holds it, once there is one."""

    statement_id: str | None = None


@dataclass(frozen=True)
class ToldReceipt:
    """In sentences of the reader's language: what was sent, what waits, what goes back."""

    told: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    told_refunds: tuple[str, ...] = ()
    facts: tuple[BookedFact, ...] = ()

    @property
    def statement_ids(self) -> list[str]:
        """Each once."""
        return list(dict.fromkeys(fact.statement_id for fact in self.facts if fact.statement_id))
