"""Sums into series and flows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_NAMED = 8
"""Producers with a series of their own; all others are one."""


@dataclass(frozen=True)
class Received:
    """What a producer was sent in a month, in minor units; `slug` is empty for those that cannot be told apart."""

    slug: str
    name: str
    month: date
    amount: int


@dataclass(frozen=True)
class Income:
    """What was sent month by month, in minor units. An empty slug: all that have no series of their own."""

    slug: str
    name: str
    amounts: tuple[int, ...]

    @property
    def cumulative(self) -> tuple[int, ...]:
        sums, so_far = [], 0
        for amount in self.amounts:
            so_far += amount
            sums.append(so_far)
        return tuple(sums)


def months_of(start: date, end: date) -> tuple[date, ...]:
    """The first days of the months that [start, end) touches."""
    months, month = [], start.replace(day=1)
    while month < end:
        months.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return tuple(months)


def incomes_of(received: Sequence[Received], months: Sequence[date]) -> tuple[Income, ...]:
    """A series for each producer, the largest first; those beyond MOST_NAMED, and those without a name, as one more at
    the end. Together they are everything that was received."""
    by_producer: dict[tuple[str, str], dict[date, int]] = {}
    for one in received:
        amounts = by_producer.setdefault((one.slug, one.name if one.slug else ""), {})
        amounts[one.month] = amounts.get(one.month, 0) + one.amount
    named = sorted((key for key in by_producer if key[0]), key=lambda key: (-sum(by_producer[key].values()), key))
    rest = [key for key in by_producer if key not in named[:MOST_NAMED]]
    series = [Income(*key, tuple(by_producer[key].get(month, 0) for month in months)) for key in named[:MOST_NAMED]]
    if rest:
        series.append(Income("", "", tuple(sum(by_producer[key].get(month, 0) for key in rest) for month in months)))
    return tuple(series)


class Node(StrEnum):
    """Where money comes from, whose it becomes, what it is used for: three columns."""

    BUYERS = "buyers"
    EARLIER = "earlier"
    MARKET_PUTS_IN = "market_puts_in"
    PRODUCERS = "producers"
    PREMIUM = "premium"
    FEDERATIONS = "federations"
    FUND = "fund"
    MARKET = "market"
    TREASURY = "treasury"
    CARRIERS = "carriers"
    SENT = "sent"
    SET_ASIDE = "set_aside"
    FUND_OUT = "fund_out"
    FUND_ADMIN = "fund_admin"
    FUND_KEPT = "fund_kept"
    DUES = "dues"
    RUNNING = "running"
    TAX = "tax"
    DELIVERY = "delivery"


@dataclass(frozen=True)
class Link:
    """Money in minor units from one node to another; always more than nought."""

    source: Node
    target: Node
    amount: int


def flows_of(totals: Mapping[str, int]) -> tuple[Link, ...]:
    """Where the money of a period came from and went, from its sums by measure. What comes to a party leaves it: what
    is not used in the period is set aside, and what is used beyond it had been set aside earlier."""

    def sold(*names: str) -> int:
        return sum(totals.get(f"sale.{name}", 0) for name in names)

    tax = sold("vat", "shipping_vat")
    links = [
        *_party(Node.PRODUCERS, sold("producer_share"), {Node.SENT: totals.get("transfer.goods", 0)}, Node.SET_ASIDE),
        *_party(Node.PREMIUM, sold("premium"), {Node.SENT: totals.get("transfer.premium", 0)}, Node.SET_ASIDE),
        *_party(Node.FEDERATIONS, sold("dues"), {}, Node.DUES),
        *_party(
            Node.FUND,
            max(sold("solidarity"), totals.get("fund.in", 0)),
            {Node.FUND_OUT: totals.get("fund.out", 0), Node.FUND_ADMIN: totals.get("fund.admin", 0)},
            Node.FUND_KEPT,
        ),
        *_party(Node.TREASURY, tax, {}, Node.TAX),
        *_party(Node.CARRIERS, sold("shipping") - sold("shipping_vat"), {}, Node.DELIVERY),
    ]
    fee = sold("market_fee")
    if fee >= 0:
        links += _party(Node.MARKET, fee, {}, Node.RUNNING)
        return tuple(links)
    return _with_gift(links, -fee)


def _party(party: Node, came: int, uses: Mapping[Node, int], otherwise: Node) -> list[Link]:
    """A party's links. `came` in the period; `uses` of it; what is left goes to `otherwise`."""
    came = max(came, 0)
    used = {use: amount for use, amount in uses.items() if amount > 0}
    earlier = max(sum(used.values()) - came, 0)
    left = came + earlier - sum(used.values())
    links = [
        Link(Node.BUYERS, party, came),
        Link(Node.EARLIER, party, earlier),
        *(Link(party, use, amount) for use, amount in used.items()),
        Link(party, otherwise, left),
    ]
    return [link for link in links if link.amount]


def _with_gift(links: Sequence[Link], gift: int) -> tuple[Link, ...]:
    """The market put in more than its fee: so much of what the producers got came from it, not from buyers."""
    told: list[Link] = []
    for link in links:
        given = min(gift, link.amount) if (link.source, link.target) == (Node.BUYERS, Node.PRODUCERS) else 0
        told += [Link(link.source, link.target, link.amount - given), Link(Node.MARKET_PUTS_IN, link.target, given)]
    return tuple(link for link in told if link.amount)
