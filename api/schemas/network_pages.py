"""Networks as everybody may see them."""

from datetime import date
from typing import Self

from pydantic import Field

from api.schemas.base import MoneyOut, Out, money_out
from market.impact.networks.roll_up import RollUp
from market.networks.purchase_rules import ToldPurchases
from market.networks.queries import MemberFact, NetworkFact
from market.networks.read_network import NetworkView
from market.networks.rules import Counted, Movement, Stay
from models.enums import OrganisationKind


class NetworkShortOut(Out):
    """A federation or network; `members` belong to it today, directly or through others."""

    id: str
    slug: str
    name: str
    kind: OrganisationKind
    country: str
    members: int

    @classmethod
    def of(cls, fact: NetworkFact) -> Self:
        return cls.model_validate(fact)


class ShareOut(Out):
    word: str
    count: int


class CountedOut(Out):
    """How many there are of each, and of how many it is not known."""

    shares: list[ShareOut]
    unknown: int

    @classmethod
    def of(cls, counted: Counted) -> Self:
        return cls.model_validate(counted)


class MovementOut(Out):
    """A quarter: who joined, who left, and how many belonged at its end, or today in the one that runs."""

    quarter: str = Field(examples=["2026-Q3"])
    joined: int
    left: int
    members: int

    @classmethod
    def of(cls, moved: Movement) -> Self:
        return cls(quarter=str(moved.quarter), joined=moved.joined, left=moved.left, members=moved.members)


class NetworkOut(Out):
    """A network today, directly and through others; the three counts are of the `producers` among its members."""

    id: str
    slug: str
    name: str
    kind: OrganisationKind
    country: str
    members: int
    producers: int
    by_structure: CountedOut
    by_line: CountedOut
    by_country: CountedOut
    movements: list[MovementOut]

    @classmethod
    def of(cls, view: NetworkView) -> Self:
        network = view.network
        return cls(
            id=network.id,
            slug=network.slug,
            name=network.name,
            kind=network.kind,
            country=network.country,
            members=view.members,
            producers=view.producers,
            by_structure=CountedOut.of(view.by_structure),
            by_line=CountedOut.of(view.by_line),
            by_country=CountedOut.of(view.by_country),
            movements=[MovementOut.of(moved) for moved in view.movements],
        )


class StayOut(Out):
    """Days of a membership: from `since` up to `until`, which is not counted; null while it holds."""

    since: date | None
    until: date | None

    @classmethod
    def of(cls, stay: Stay) -> Self:
        return cls(since=stay.since, until=stay.until)


class NetworkMemberOut(Out):
    """An organisation that belonged in the period, each once; `is_direct` unless only through others."""

    id: str
    slug: str
    name: str
    kind: OrganisationKind
    country: str
    line: str | None
    structure: str | None
    is_direct: bool
    stays: list[StayOut]

    @classmethod
    def of(cls, member: MemberFact) -> Self:
        return cls(
            id=member.id,
            slug=member.slug,
            name=member.name,
            kind=member.kind,
            country=member.country,
            line=member.line,
            structure=member.structure,
            is_direct=member.is_direct,
            stays=[StayOut.of(stay) for stay in member.stays],
        )


class PurchasesOut(Out):
    """What members bought for themselves in a quarter, VAT included, less what they got back.

    Where fewer than five organisations or orders would stand behind it, or behind its difference to another network's,
    all of it is withheld. `share_bps` is what came from members, in hundredths of a
    percent of all; null where nothing was bought in the end.
    """

    quarter: str = Field(examples=["2026-Q3"])
    is_withheld: bool
    orders: int | None
    purchases: MoneyOut | None
    from_members: MoneyOut | None
    share_bps: int | None

    @classmethod
    def of(cls, told: ToldPurchases, currency: str) -> Self:
        return cls(
            quarter=str(told.quarter),
            is_withheld=told.is_withheld,
            orders=told.orders,
            purchases=None if told.purchases_minor is None else money_out(told.purchases_minor, currency),
            from_members=None if told.from_members_minor is None else money_out(told.from_members_minor, currency),
            share_bps=told.share_bps,
        )


class TrendOut(Out):
    """Quarter by quarter, oldest first."""

    currency: str
    data: list[PurchasesOut]


class NetworkSalesOut(Out):
    """What members sold and were paid together, on the days on which they belonged; each member once.

    A figure is null where fewer than five organisations would stand behind it, or behind its difference to another
    network's; where that is so of what they sold, or of their orders, all of it is withheld. `income` is the producers'
    share with the premium, and with the public money that members put on record unless that was left out.
    """

    start: date
    end: date
    is_withheld: bool
    orders: int | None
    gross: MoneyOut | None
    producer_share: MoneyOut | None
    premium: MoneyOut | None
    dues: MoneyOut | None
    solidarity: MoneyOut | None
    goods_sent: MoneyOut | None
    premium_sent: MoneyOut | None
    public_support: MoneyOut | None
    income: MoneyOut | None

    @classmethod
    def of(cls, found: RollUp, *, start: date, end: date, currency: str) -> Self:
        def money(minor: int | None) -> MoneyOut | None:
            return None if minor is None else money_out(minor, currency)

        return cls(
            start=start,
            end=end,
            is_withheld=found.is_withheld,
            orders=found.orders,
            gross=money(found.gross),
            producer_share=money(found.producer_share),
            premium=money(found.premium),
            dues=money(found.dues),
            solidarity=money(found.solidarity),
            goods_sent=money(found.goods_sent),
            premium_sent=money(found.premium_sent),
            public_support=money(found.public_support),
            income=money(found.income),
        )
