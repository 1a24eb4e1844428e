"""Networks as everybody sees them, and what organisations put on record."""

from dataclasses import dataclass

from storefront.shapes.base import Money


@dataclass(frozen=True)
class NetworkShort:
    id: str
    slug: str
    name: str
    kind: str
    country: str
    members: int


@dataclass(frozen=True)
class Counted:
    """How many there are of a word."""

    word: str
    count: int


@dataclass(frozen=True)
class Counts:
    """How many of each, and of how many it is not known."""

    shares: tuple[Counted, ...] = ()
    unknown: int = 0


@dataclass(frozen=True)
class Movement:
    quarter: str
    joined: int
    left: int
    members: int


@dataclass(frozen=True)
class Network:
    """A network today; the three counts are of the producers among its members."""

    id: str
    slug: str
    name: str
    kind: str
    country: str
    members: int
    producers: int
    by_structure: Counts
    by_line: Counts
    by_country: Counts
    movements: tuple[Movement, ...] = ()


@dataclass(frozen=True)
class Stay:
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class NetworkMember:
    id: str
    slug: str
    name: str
    kind: str
    country: str
    is_direct: bool
    stays: tuple[Stay, ...] = ()


@dataclass(frozen=True)
class Purchases:
    """A quarter of what members buy for themselves; nothing is told where too few stand behind it."""

    quarter: str
    is_withheld: bool
    orders: int | None = None
    purchases: Money | None = None
    from_members: Money | None = None
    share_bps: int | None = None


@dataclass(frozen=True)
class Trend:
    currency: str
    data: tuple[Purchases, ...] = ()


@dataclass(frozen=True)
class Support:
    id: str
    programme: str
    amount: Money
    starts_on: str
    ends_on: str
    source: str
    withdrawn_at: str | None = None


@dataclass(frozen=True)
class Stage:
    id: str
    stage: str
    since_on: str
    statement: str
    evidence_url: str
    withdrawn_at: str | None = None


@dataclass(frozen=True)
class FundRef:
    id: str
    name: str


@dataclass(frozen=True)
class FundEntry:
    """What a fund gave, and how much of it no cost on record is held against."""

    id: str
    fund: FundRef
    given_on: str
    note: str
    left: Money


@dataclass(frozen=True)
class FundEntries:
    data: tuple[FundEntry, ...] = ()

    @property
    def open(self) -> tuple[FundEntry, ...]:
        return tuple(each for each in self.data if each.left.amount > 0)


@dataclass(frozen=True)
class Action:
    id: str
    campaign: str
    arena: str
    position: str
    outcome: str
    happened_on: str
    evidence_url: str | None = None
    cost: Money | None = None
    fund: FundRef | None = None
    withdrawn_at: str | None = None


@dataclass(frozen=True)
class Step:
    id: str
    happened_on: str
    statement: str
    evidence_url: str | None = None
    fulfils: bool = False


@dataclass(frozen=True)
class Commitment:
    id: str
    programme: str
    name: str
    target: str
    due_on: str
    standing: str
    steps: tuple[Step, ...] = ()
    withdrawn_at: str | None = None

    @property
    def is_open(self) -> bool:
        return self.standing in ("open", "late")


@dataclass(frozen=True)
class Record:
    """What an organisation has put on record of itself, newest first, also what it took back."""

    support: tuple[Support, ...] = ()
    stages: tuple[Stage, ...] = ()
    actions: tuple[Action, ...] = ()
    commitments: tuple[Commitment, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.support or self.stages or self.actions or self.commitments)


@dataclass(frozen=True)
class PaidCell:
    organisations: int
    paid: Money


@dataclass(frozen=True)
class Heads:
    organisations: int
    members: int
    women: int


@dataclass(frozen=True)
class PaidGroup:
    income_group: str
    told: PaidCell | None = None
    heads: Heads | None = None


@dataclass(frozen=True)
class SelfIdentified:
    """What organisations that say this of themselves were paid; what would tell of few is None."""

    code: str
    labels: dict[str, str]
    total: PaidCell | None = None
    total_heads: Heads | None = None
    groups: tuple[PaidGroup, ...] = ()


@dataclass(frozen=True)
class SelfIdentifiedReport:
    quarter: str
    income_groups_source: str
    data: tuple[SelfIdentified, ...] = ()
