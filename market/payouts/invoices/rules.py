"""A commission invoice: facts in, a document out. Pure.

The number is the organisation's slug and the month. It is unique, since a slug is and a month has one invoice; and it
has no gaps, since every month from the first sale on has one, also a month in which nothing was charged. So nothing
has to be counted while orders are paid.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from market.payouts.periods.rules.facts import Period
from market.payouts.periods.rules.records import Json, Record, moment

FORMAT = "solifair.commission-invoice/1"
_MONTH = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")
_MONTHS_OF_YEAR = 12


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in UTC, written `2026-11`."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Raises ValueError for anything but `2026-11` and its like."""
        match = _MONTH.fullmatch(text)
        if match is None or int(match[1]) == 0:
            raise ValueError(f"{text!r} is no month such as 2026-11")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    def next(self) -> "Month":
        return Month(self.year + self.number // _MONTHS_OF_YEAR, self.number % _MONTHS_OF_YEAR + 1)

    @property
    def period(self) -> Period:
        following = self.next()
        return Period(date(self.year, self.number, 1), date(following.year, following.number, 1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def months_until(first: Month, end: Month) -> list[Month]:
    """Every month from `first` on that is before `end`, newest first."""
    months = []
    while first < end:
        months.append(first)
        first = first.next()
    return months[::-1]


@dataclass(frozen=True)
class PartyFact:
    """Who invoices, or is invoiced."""

    id: str
    slug: str
    name: str
    country: str
    tax_number: str


@dataclass(frozen=True)
class RuleFact:
    """The rule that made an amount, as it was frozen with the price; all of it empty where none was."""

    id: str | None
    version: int | None
    note: str


@dataclass(frozen=True)
class ChargeFact:
    """The market's fee on lines sold under one fee rule and one rule of VAT on fees."""

    currency: str
    fee_rule: RuleFact
    vat_rule: RuleFact
    lines: int
    net_minor: int
    vat_minor: int


@dataclass(frozen=True)
class CreditFact:
    """What a refund gave back of the fee and its VAT, below zero; above zero when the refund came to nothing."""

    at: datetime
    refund_id: str
    order_id: str
    currency: str
    vat_rule: RuleFact
    net_minor: int
    vat_minor: int


@dataclass(frozen=True)
class DuesFact:
    """What was kept for a federation: its own, not the market's."""

    currency: str
    federation_id: str
    federation_name: str
    minor: int


def invoice_number(slug: str, month: Month) -> str:
    return f"{slug}-{month}"


def invoice_document(
    *,
    month: Month,
    issuer: PartyFact,
    customer: PartyFact,
    charges: Sequence[ChargeFact],
    credits: Sequence[CreditFact],  # noqa: A002  # the accountant's word
    dues: Sequence[DuesFact],
) -> Record:
    """The invoice: what was charged under which rule, credit notes, VAT by its rule, sums by currency, and what was
    kept for others. It holds no moment of computing: the same facts give the same document."""
    currencies = sorted({fact.currency for facts in (charges, credits, dues) for fact in facts})
    return {
        "format": FORMAT,
        "number": invoice_number(customer.slug, month),
        "month": str(month),
        "from": month.period.first_day.isoformat(),
        "to": month.period.end_day.isoformat(),
        "issued_on": month.period.end_day.isoformat(),
        "issuer": _party(issuer),
        "customer": _party(customer),
        "currencies": [
            _in_currency(
                currency,
                [fact for fact in charges if fact.currency == currency],
                [fact for fact in credits if fact.currency == currency],
                [fact for fact in dues if fact.currency == currency],
            )
            for currency in currencies
        ],
    }


def _party(party: PartyFact) -> Record:
    return {"id": party.id, "name": party.name, "country": party.country, "tax_number": party.tax_number}


def _in_currency(
    currency: str, charges: Sequence[ChargeFact], credited: Sequence[CreditFact], dues: Sequence[DuesFact]
) -> Record:
    billed: list[ChargeFact | CreditFact] = [*charges, *credited]
    net = sum(fact.net_minor for fact in billed)
    vat = sum(fact.vat_minor for fact in billed)
    return {
        "currency": currency,
        "charges": [
            {
                "rule": _rule(fact.fee_rule),
                "vat_rule": _rule(fact.vat_rule),
                "lines": fact.lines,
                "net": fact.net_minor,
                "vat": fact.vat_minor,
            }
            for fact in charges
        ],
        "credit_notes": [
            {
                "at": moment(fact.at),
                "refund": fact.refund_id,
                "order": fact.order_id,
                "vat_rule": _rule(fact.vat_rule),
                "net": fact.net_minor,
                "vat": fact.vat_minor,
            }
            for fact in credited
        ],
        "vat": _by_rule(billed),
        "net_total": net,
        "vat_total": vat,
        "total": net + vat,
        "kept_for_others": [
            {"organisation": fact.federation_id, "name": fact.federation_name, "amount": fact.minor} for fact in dues
        ],
    }


def _rule(rule: RuleFact) -> Record:
    return {"id": rule.id, "version": rule.version, "note": rule.note}


def _by_rule(facts: Iterable[ChargeFact | CreditFact]) -> "list[Json]":
    sums: dict[tuple[str, int, str], tuple[RuleFact, int, int]] = {}
    for fact in facts:
        rule = fact.vat_rule
        key = (rule.id or "", rule.version or 0, rule.note)
        _, net, vat = sums.get(key, (rule, 0, 0))
        sums[key] = (rule, net + fact.net_minor, vat + fact.vat_minor)
    return [{"rule": _rule(rule), "net": net, "vat": vat} for _, (rule, net, vat) in sorted(sums.items())]
