"""The document of a producer's statement: facts in, the same canonical bytes out, whoever computes them."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

import rfc8785

from kit.clock import IsoWeek
from kit.money import Money
from market.payouts.queries import PayoutFact
from models.enums import PartKind, PayableSource, PayoutPurpose, PayoutState

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

FORMAT = "solifair.producer-statement/1"


@dataclass(frozen=True)
class OrganisationFact:
    """Whom the statement is for."""

    id: str
    slug: str
    name: str
    country: str


@dataclass(frozen=True)
class PartFact:
    """One share of a line's price, and the rule that made it."""

    kind: PartKind
    minor: int
    rule: str


@dataclass(frozen=True)
class LineFact:
    """Something earned that a payout pays for: mostly an order line's share, else of an order, a fund, or what is added
    or was left of a line. `minor` is what the payout contains of `earned_minor`: not what was given back before it, nor
    what no bank can move. Without a line its words are empty."""

    order_id: str | None
    order_line_id: str | None
    name: str
    variant_label: str
    quantity: int
    gross_minor: int
    minor: int
    earned_minor: int
    source: PayableSource
    earned_at: datetime
    parts: tuple[PartFact, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it is all that a line brought: then its price less the deductions is what the payout contains."""
        return self.source is PayableSource.LINE and self.minor == self.earned_minor


@dataclass(frozen=True)
class StatedPayout:
    """A payout, the lines it pays for, and what the books say of it: taken out of what was owed, claimed of it to
    travel, sent, given back before it left, come back whole after it had arrived, and where."""

    payout: PayoutFact
    lines: tuple[LineFact, ...]
    gross_minor: int
    claimed_minor: int
    sent_minor: int
    released_minor: int
    returned_minor: int
    entries: tuple[str, ...]

    @property
    def equals_books(self) -> bool:
        """Whether the payout, its lines and the books agree to the last minor unit."""
        money, gross, state = self.payout.money.minor, self.payout.facts.gross.minor, self.payout.state
        return (
            sum(line.minor for line in self.lines) == gross == self.gross_minor
            and self.claimed_minor == money
            and self.sent_minor == (money if state in {PayoutState.PAID, PayoutState.RETURNED} else 0)
            and self.released_minor == (money if state in {PayoutState.FAILED, PayoutState.CANCELLED} else 0)
            and self.returned_minor == (gross if state is PayoutState.RETURNED else 0)
        )


def document_of(organisation: OrganisationFact, period: IsoWeek, payouts: Sequence[StatedPayout]) -> dict[str, Json]:
    """The statement as JSON: what was sold, what each rule took, what left and how, and the totals.

    It holds no moment of computing, so that the same facts always give the same bytes.
    """
    return {
        "format": FORMAT,
        "organisation": {
            "id": organisation.id,
            "slug": organisation.slug,
            "name": organisation.name,
            "country": organisation.country,
        },
        "period": {"week": str(period), "from": _moment(period.starts_at), "to": _moment(period.ends_at)},
        "payouts": [_payout(stated) for stated in payouts],
        "totals": [
            _totals(currency, payouts) for currency in sorted({stated.payout.money.currency for stated in payouts})
        ],
    }


def canonical_bytes(document: dict[str, Json]) -> bytes:
    """RFC 8785: the one way to write this document."""
    return rfc8785.dumps(document)


def digest(document: dict[str, Json]) -> bytes:
    return hashlib.sha256(canonical_bytes(document)).digest()


def _payout(stated: StatedPayout) -> dict[str, Json]:
    payout = stated.payout
    document: dict[str, Json] = {
        "id": payout.id,
        "purpose": payout.purpose.value,
        "amount": _money(payout.money),
        "rail": payout.rail.value,
        "state": payout.state.value,
        "transfer": payout.transfer_id,
        "bank_reference": payout.bank_reference,
        "failure": payout.failure,
        "paid_at": _moment(payout.paid_at) if payout.paid_at else None,
        "lines": [_line(line, payout) for line in stated.lines],
        "ledger_entries": list(stated.entries),
    }
    if payout.netted.minor:
        document["kept_back"] = _money(payout.netted)
    return document


def _line(line: LineFact, payout: PayoutFact) -> dict[str, Json]:
    currency = payout.money.currency
    stated: dict[str, Json] = {
        "order": line.order_id,
        "line": line.order_line_id,
        "name": line.name,
        "variant": line.variant_label,
        "quantity": line.quantity,
        "earned_at": _moment(line.earned_at),
        "amount": _money(Money(line.minor, currency)),
    }
    if not line.is_whole:
        stated["source"] = line.source.value
        stated["earned"] = _money(Money(line.earned_minor, currency))
    elif payout.purpose is PayoutPurpose.GOODS:
        stated["price"] = _money(Money(line.gross_minor, currency))
        stated["deductions"] = [
            {"kind": part.kind.value, "amount": _money(Money(part.minor, currency)), "rule": part.rule}
            for part in _deductions(line)
        ]
    return stated


def _deductions(line: LineFact) -> list[PartFact]:
    """Every share of the price but the producer's own; the premium is theirs too, and has a payout of its own."""
    return [part for part in line.parts if part.kind is not PartKind.PRODUCER]


def _totals(currency: str, payouts: Sequence[StatedPayout]) -> dict[str, Json]:
    here = [stated for stated in payouts if stated.payout.money.currency == currency]
    live = [stated for stated in here if stated.payout.state in {PayoutState.IN_TRANSIT, PayoutState.PAID}]
    goods = [line for stated in live if stated.payout.purpose is PayoutPurpose.GOODS for line in stated.lines]
    whole = [line for line in goods if line.is_whole]
    taken, kept_back = Counter[str](), Counter[str]()
    for line in whole:
        for part in _deductions(line):
            taken[part.kind.value] += part.minor
    for stated in live:
        kept_back[stated.payout.purpose.value] += stated.payout.netted.minor

    def total(minor: int) -> dict[str, Json]:
        return _money(Money(minor, currency))

    def amount_of(chosen: Sequence[StatedPayout]) -> dict[str, Json]:
        return total(sum(stated.payout.money.minor for stated in chosen))

    totals: dict[str, Json] = {
        "currency": currency,
        "price": total(sum(line.gross_minor for line in whole)),
        "deductions": {kind: total(minor) for kind, minor in sorted(taken.items())},
        "by_purpose": {
            purpose.value: amount_of([stated for stated in live if stated.payout.purpose is purpose])
            for purpose in PayoutPurpose
        },
        "paid": amount_of([stated for stated in here if stated.payout.state is PayoutState.PAID]),
        "in_transit": amount_of([stated for stated in here if stated.payout.state is PayoutState.IN_TRANSIT]),
        "given_back": amount_of([stated for stated in here if stated not in live]),
    }
    if len(whole) < len(goods):
        totals["besides"] = total(sum(line.minor for line in goods if not line.is_whole))
    if any(kept_back.values()):
        totals["kept_back"] = {purpose: total(minor) for purpose, minor in sorted(kept_back.items()) if minor}
    return totals


def _money(money: Money) -> dict[str, Json]:
    return {"amount": money.minor, "currency": money.currency}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
