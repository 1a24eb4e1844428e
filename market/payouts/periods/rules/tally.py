"""Sums of what is stated, to be compared with the books: as many as there are accounts and rules, not lines. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from market.payouts.periods.rules.facts import (
    BalanceFact,
    Difference,
    LineFact,
    MovedSum,
    MovementFact,
    PartFact,
    PayoutFact,
    RefundFact,
    RuleSum,
)
from models.enums import JournalKind

_GIVES_BACK = frozenset({JournalKind.REFUND, JournalKind.REFUND_RELEASED, JournalKind.DISPUTE_CHARGED})


@dataclass
class Tally:
    """Counts what goes into a statement; `differences` says where that is not what the books say."""

    balances: tuple[BalanceFact, ...]
    _sold: dict[tuple[str, str], int] = field(default_factory=dict)
    _moved: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _refunded: dict[str, int] = field(default_factory=dict)
    _rules: dict[tuple[str, str, str, int], RuleSum] = field(default_factory=dict)
    _payouts: list[Difference] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._own = frozenset(balance.account for balance in self.balances)
        self._standing = {(fact.account, fact.currency): fact.opening_minor for fact in self.balances}

    def line(self, fact: LineFact) -> int:
        """Count a line; what the organisation gets of it."""
        own = 0
        for part in fact.parts:
            if part.account in self._own:
                own += part.minor
                place = (part.account, fact.currency)
                self._sold[place] = self._sold.get(place, 0) + part.minor
            self._rule(part, fact.currency)
        return own

    def _rule(self, part: PartFact, currency: str) -> None:
        key = (part.kind, currency, part.rule_id or "", part.rule_version or 0)
        summed = self._rules.get(key)
        if summed is None:
            self._rules[key] = RuleSum(
                part.kind, currency, part.rule_id, part.rule_version, part.rule_note, 1, part.minor
            )
            return
        summed.minor += part.minor
        summed.parts += 1
        if summed.note != part.rule_note:
            summed.note = ""

    def refund(self, fact: RefundFact) -> int:
        """Count a refund of a line; what it took from the organisation, below zero."""
        taken = sum(part.owed_minor + part.receivable_minor for part in fact.parts if part.account in self._own)
        yours = taken if fact.is_undone else -taken
        self._refunded[fact.currency] = self._refunded.get(fact.currency, 0) + yours
        return yours

    def payout(self, fact: PayoutFact) -> None:
        """Count a payout: the books have claimed and netted what it says."""
        for what, stated, booked in (
            (f"payout {fact.payout_id}", fact.minor, fact.booked_in_transit_minor),
            (f"netting of payout {fact.payout_id}", fact.netted_minor, fact.booked_netted_minor),
        ):
            if stated != booked:
                self._payouts.append(Difference(what, fact.currency, stated, booked))

    def movement(self, fact: MovementFact) -> int:
        """Count a posting; what the books have on its account after it, a debit positive."""
        place, key = (fact.account, fact.currency), (fact.account, fact.currency, fact.kind)
        self._standing[place] += fact.minor
        self._moved[key] = self._moved.get(key, 0) + fact.minor
        return self._standing[place]

    def rules(self) -> list[RuleSum]:
        return [self._rules[key] for key in sorted(self._rules)]

    def moved(self) -> list[MovedSum]:
        return [MovedSum(*key, self._moved[key]) for key in sorted(self._moved)]

    def differences(self) -> list[Difference]:
        """Everything that is not as the books say; nothing, or the statement may not be handed out."""
        return [*self._payouts, *self._balances_otherwise(), *self._sold_otherwise(), *self._refunded_otherwise()]

    def _balances_otherwise(self) -> Iterator[Difference]:
        for fact in self.balances:
            standing = self._standing[fact.account, fact.currency]
            for stated, booked in ((standing, fact.closing_minor), (fact.all_time_minor, fact.cached_minor)):
                if stated != booked:
                    yield Difference(f"balance of {fact.account}", fact.currency, -stated, -booked)

    def _sold_otherwise(self) -> Iterator[Difference]:
        booked = _summed(
            ((account, currency), -minor)
            for (account, currency, kind), minor in self._moved.items()
            if kind == JournalKind.ORDER_PAID
        )
        for account, currency in sorted(booked.keys() | self._sold.keys()):
            stated, in_books = self._sold.get((account, currency), 0), booked.get((account, currency), 0)
            if stated != in_books:
                yield Difference(f"sales on {account}", currency, stated, in_books)

    def _refunded_otherwise(self) -> Iterator[Difference]:
        booked = _summed(
            ((currency, ""), -minor) for (_, currency, kind), minor in self._moved.items() if kind in _GIVES_BACK
        )
        for currency in sorted({currency for currency, _ in booked} | self._refunded.keys()):
            stated, in_books = self._refunded.get(currency, 0), booked.get((currency, ""), 0)
            if stated != in_books:
                yield Difference("refunds", currency, stated, in_books)


def _summed(amounts: Iterable[tuple[tuple[str, str], int]]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for place, minor in amounts:
        sums[place] = sums.get(place, 0) + minor
    return sums
