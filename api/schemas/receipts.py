"""Receipts, as the API shows them."""

from datetime import date, datetime

from api.schemas.base import MoneyOut, Out
from market.impact.receipts.rules import BookedFact, Movement, MovementKind, Party, Receipt, Refunded, Share
from market.impact.receipts.tell import tell
from models.enums import PartKind, PayoutPurpose, PayoutRail


class ReceiptPartyOut(Out):
    slug: str
    name: str


class ReceiptShareOut(Out):
    """A party's part. `given_back` of it went back to the buyer; `sent` is what the party has of it so far, goods and a
    top-up to their minimum price together."""

    kind: PartKind
    label: str
    party: ReceiptPartyOut | None
    amount: MoneyOut
    given_back: MoneyOut
    sent: MoneyOut
    is_on_its_way: bool

    @classmethod
    def of(cls, share: Share) -> "ReceiptShareOut":
        return cls(
            kind=share.kind,
            label=share.label,
            party=_party(share.party),
            amount=MoneyOut.of(share.amount),
            given_back=MoneyOut.of(share.given_back),
            sent=MoneyOut.of(share.sent),
            is_on_its_way=share.is_on_its_way,
        )


class MovementOut(Out):
    """Money of this order that was moved. `sent` to a party; `came_back` because its bank did not take it; `reversed`
    for what went back to the buyer. `at` is when the market moved it; a bank may take further days."""

    kind: MovementKind
    party: ReceiptPartyOut | None
    purpose: PayoutPurpose
    rail: PayoutRail
    at: datetime
    amount: MoneyOut

    @classmethod
    def of(cls, movement: Movement, parties: dict[str, Party]) -> "MovementOut":
        return cls(
            kind=movement.kind,
            party=_party(parties.get(movement.party_id)),
            purpose=movement.purpose,
            rail=movement.rail,
            at=movement.at,
            amount=MoneyOut.of(movement.amount),
        )


class ReceiptRefundOut(Out):
    """`came_back`: the buyer's bank did not take it, and the market sees to it."""

    amount: MoneyOut
    created_at: datetime
    settled_at: datetime | None
    came_back: bool

    @classmethod
    def of(cls, refund: Refunded) -> "ReceiptRefundOut":
        return cls(
            amount=MoneyOut.of(refund.amount),
            created_at=refund.created_at,
            settled_at=refund.settled_at,
            came_back=refund.came_back,
        )


class BookedFactOut(Out):
    """A fact of the order: `leaf` is its SHA-256 in the tree of its UTC day. `statement_id`: the market's newest signed
    statement that holds it; `/v1/statements/{id}/inclusion?order={reference}` proves it. Null until there is one."""

    entry: int
    on: date
    leaf: str
    statement_id: str | None

    @classmethod
    def of(cls, fact: BookedFact) -> "BookedFactOut":
        return cls(entry=fact.entry, on=fact.on, leaf=fact.leaf.hex(), statement_id=fact.statement_id)


class ReceiptOut(Out):
    """Who got what of one order: `shares` sum to `total`. `told`, `waiting` and `told_refunds` say the movements, what
    has not been sent, and the refunds in sentences of `lang`. `reference` stands for the order in what is published."""

    order_id: str
    lang: str
    paid_at: datetime
    buyer: ReceiptPartyOut | None
    total: MoneyOut
    refunded: MoneyOut
    given_by_market: MoneyOut
    left: MoneyOut
    is_exact: bool
    shares: list[ReceiptShareOut]
    movements: list[MovementOut]
    refunds: list[ReceiptRefundOut]
    reference: str
    facts: list[BookedFactOut]
    told: list[str]
    waiting: list[str]
    told_refunds: list[str]

    @classmethod
    def of(cls, receipt: Receipt, lang: str) -> "ReceiptOut":
        told = tell(receipt, lang)
        parties = {share.party.id: share.party for share in receipt.shares if share.party}
        return cls(
            order_id=receipt.order_id,
            lang=lang,
            paid_at=receipt.paid_at,
            buyer=_party(receipt.buyer),
            total=MoneyOut.of(receipt.total),
            refunded=MoneyOut.of(receipt.refunded),
            given_by_market=MoneyOut.of(receipt.given_by_market),
            left=MoneyOut.of(receipt.left),
            is_exact=receipt.is_exact,
            shares=[ReceiptShareOut.of(share) for share in receipt.shares],
            movements=[MovementOut.of(one, parties) for one in receipt.movements],
            refunds=[ReceiptRefundOut.of(one) for one in receipt.refunds],
            reference=receipt.reference,
            facts=[BookedFactOut.of(one) for one in receipt.facts],
            told=list(told.moved),
            waiting=list(told.waiting),
            told_refunds=list(told.refunds),
        )


def _party(party: Party | None) -> ReceiptPartyOut | None:
    return ReceiptPartyOut(slug=party.slug, name=party.name) if party else None
