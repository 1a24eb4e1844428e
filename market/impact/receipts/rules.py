"""The split of an order and the movements of its money. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kit.money import Money
from models.enums import PartKind, PayoutPurpose, PayoutRail


class MovementKind(StrEnum):
    """`sent` to a party; `came_back` because its bank did not take it; `reversed` for a refund of the buyer."""

    SENT = "sent"
    CAME_BACK = "came_back"
    REVERSED = "reversed"


@dataclass(frozen=True)
class Party:
    id: str
    slug: str
    name: str


@dataclass(frozen=True)
class Movement:
    """Money of the order that was really moved, to or from a party."""

    kind: MovementKind
    party_id: str
    purpose: PayoutPurpose
    rail: PayoutRail
    at: datetime
    amount: Money


@dataclass(frozen=True)
class Share:
    """A party's part of what was paid, what of it went back to the buyer, and what of it the party has been sent."""

    kind: PartKind
    label: str
    party: Party | None
    amount: Money
    given_back: Money
    sent: Money
    is_on_its_way: bool

    @property
    def kept(self) -> Money:
        return self.amount - self.given_back


@dataclass(frozen=True)
class Refunded:
    """Money for the buyer: on its way until `settled_at`, unless it came back from their bank."""

    amount: Money
    created_at: datetime
    settled_at: datetime | None
    came_back: bool


@dataclass(frozen=True)
class BookedFact:
    """A fact that the order gave rise to, in the UTC day's tree by its hash (`leaf`, 32 bytes). `statement_id` is the
    market's newest signed statement that holds it; None until one does."""

    entry: int
    on: date
    leaf: bytes
    statement_id: str | None


@dataclass(frozen=True)
class Receipt:
    """The shares sum to `total`. Of `refunded`, `given_by_market` is no party's. `buyer` is the organisation that it
    was bought for, if it was for one. `reference` stands for the order in everything that the market publishes."""

    order_id: str
    paid_at: datetime
    total: Money
    refunded: Money
    given_by_market: Money
    shares: tuple[Share, ...]
    movements: tuple[Movement, ...]
    refunds: tuple[Refunded, ...]
    reference: str
    facts: tuple[BookedFact, ...]
    buyer: Party | None = None

    @property
    def left(self) -> Money:
        """What the buyer paid in the end."""
        return self.total - self.refunded

    @property
    def statement_ids(self) -> tuple[str, ...]:
        """The signed statements that its facts can be followed into, each once."""
        return tuple(dict.fromkeys(fact.statement_id for fact in self.facts if fact.statement_id))

    @property
    def is_exact(self) -> bool:
        return sum(share.amount.minor for share in self.shares) == self.total.minor


PURPOSES: dict[PartKind, PayoutPurpose] = {
    PartKind.PRODUCER: PayoutPurpose.GOODS,
    PartKind.MINIMUM_PRICE_TOPUP: PayoutPurpose.GOODS,
    PartKind.PREMIUM: PayoutPurpose.PREMIUM,
    PartKind.FEDERATION_DUES: PayoutPurpose.DUES,
    PartKind.SOLIDARITY: PayoutPurpose.FUND,
}


def sent_to(party_id: str, purpose: PayoutPurpose, movements: Sequence[Movement], currency: str) -> Money:
    """What a party has of it now: what was sent, less what came back."""
    return sum(
        (
            one.amount if one.kind is MovementKind.SENT else -one.amount
            for one in movements
            if (one.party_id, one.purpose) == (party_id, purpose)
        ),
        start=Money(0, currency),
    )
