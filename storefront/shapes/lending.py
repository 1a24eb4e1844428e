"""By which terms a fund gives prefinance, what it screens by, where its money sits, and what it is asked for."""

from dataclasses import dataclass

from storefront.shapes.base import Money


@dataclass(frozen=True)
class LendingTerms:
    """The most of an expected order, and the most interest a year, in hundredths of a per cent."""

    share_cap_bps: int
    interest_cap_bps: int


@dataclass(frozen=True)
class Screen:
    id: str
    use: str
    side: str
    term: str
    reason: str
    set_at: str
    ended_at: str | None = None


@dataclass(frozen=True)
class Place:
    id: str
    name: str
    country: str
    terms: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Placed:
    place: Place
    amount: Money


@dataclass(frozen=True)
class Lending:
    """`terms` None: the fund gives no prefinance."""

    fund_id: str
    fund_name: str
    currency: str
    lent: Money
    terms: LendingTerms | None = None
    screens: tuple[Screen, ...] = ()
    placements: tuple[Placed, ...] = ()


@dataclass(frozen=True)
class Repayment:
    on: str
    principal: Money
    interest: Money


@dataclass(frozen=True)
class Prefinance:
    """Money of a fund ahead of an order; shares in hundredths of a per cent. `granting` and `giving_up`: how many of
    two people have said so."""

    id: str
    fund_name: str
    organisation_slug: str
    organisation_name: str
    what: str
    expected: Money
    amount: Money
    owed: Money
    owed_interest: Money
    repay_bps: int
    interest_bps: int
    due_on: str
    state: str
    buyer_name: str | None = None
    granting: int = 0
    giving_up: int = 0
    sent_on: str | None = None
    most_interest: Money | None = None
    repayments: tuple[Repayment, ...] = ()
