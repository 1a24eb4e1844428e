"""Funds, their open books, and the prices that they stand behind."""

from dataclasses import dataclass

from storefront.shapes.base import Money


@dataclass(frozen=True)
class Keeper:
    slug: str
    name: str


@dataclass(frozen=True)
class Fund:
    """Of `balance`, votes have promised `promised`; `kept_aside` waits for orders to be paid, `placed` sits
    elsewhere."""

    id: str
    kind: str
    name: str
    currency: str
    balance: Money
    kept_aside: Money
    promised: Money
    placed: Money
    owner: Keeper
    mandate: str = ""
    uses: tuple[str, ...] = ()
    bound_share_bps: int = 10_000
    notice_days: int = 0
    admin_cap_bps: int = 0
    opened_on: str = ""
    closed_on: str | None = None
    sponsor: Keeper | None = None


@dataclass(frozen=True)
class BookTotal:
    """Everything of one kind; above nothing it came in, below it was used."""

    what: str
    amount: Money
    times: int


@dataclass(frozen=True)
class BookLine:
    """Of orders what happened on a day together, of everything else each by itself."""

    what: str
    amount: Money
    times: int
    on: str
    organisation: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Book:
    fund: Fund
    totals: tuple[BookTotal, ...] = ()
    lines: tuple[BookLine, ...] = ()
    next_until: str | None = None


@dataclass(frozen=True)
class Holder:
    slug: str
    name: str
    units: int
    noticed: int


@dataclass(frozen=True)
class UnitNotice:
    """So many units that the member `slug` gives back, paid from `payable_from` on."""

    id: str
    slug: str
    units: int
    given_at: str
    payable_from: str


@dataclass(frozen=True)
class ReportedYear:
    """What the fund says of a year."""

    year: int
    jobs_kept: int
    jobs_created: int
    evidence_url: str


@dataclass(frozen=True)
class Units:
    """Who holds units of `unit` each; one that is given back now is paid `worth`."""

    noticed: Money
    issued: int = 0
    unit: Money | None = None
    worth: Money | None = None
    holders: tuple[Holder, ...] = ()
    notices: tuple[UnitNotice, ...] = ()
    years: tuple[ReportedYear, ...] = ()


@dataclass(frozen=True)
class VariantTiers:
    """What one costs; None where it is not to be had at that price now."""

    variant_id: str
    fair: Money
    solidarity: Money | None = None
    supporter: Money | None = None


@dataclass(frozen=True)
class Tiers:
    """The prices of a product's sizes, and what the fund has."""

    product_id: str
    solidarity_bps: int = 0
    supporter_bps: int = 0
    fund_id: str | None = None
    in_fund: Money | None = None
    variants: tuple[VariantTiers, ...] = ()

    @property
    def has_solidarity(self) -> bool:
        return any(one.solidarity for one in self.variants)

    @property
    def has_supporter(self) -> bool:
        return any(one.supporter for one in self.variants)

    def of(self, variant_id: str) -> VariantTiers | None:
        return next((one for one in self.variants if one.variant_id == variant_id), None)
