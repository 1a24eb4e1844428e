"""The facts of the books, worked out in the plainest way there is: entry by entry, with everything in memory."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from market.impact.facts.rules import order_reference
from models.enums import JournalKind, PartKind
from models.ledger import Journal, LedgerAccount, Posting
from models.orders import BreakdownPart, Order, OrderLine, Parcel
from models.payments import Refund, RefundPart
from models.payouts import PayableItem, Payout, PayoutItem, TransferReversal

SALES = {
    JournalKind.ORDER_PAID: 1,
    JournalKind.REFUND: -1,
    JournalKind.DISPUTE_CHARGED: -1,
    JournalKind.REFUND_RELEASED: 1,
    JournalKind.MINIMUM_PRICE_TOPUP: 1,
}
TRANSFERS = {JournalKind.TRANSFER_SENT: 1, JournalKind.PAYOUT_RETURNED: -1, JournalKind.TRANSFER_REVERSED: -1}
MEASURE = {
    PartKind.PRODUCER: "producer_share",
    PartKind.MINIMUM_PRICE_TOPUP: "producer_share",
    PartKind.PREMIUM: "premium",
    PartKind.MARKET_FEE: "market_fee",
    PartKind.FEE_VAT: "market_fee",
    PartKind.DISCOUNT_SUBSIDY: "market_fee",
    PartKind.MINIMUM_PRICE_SUBSIDY: "market_fee",
    PartKind.FEDERATION_DUES: "dues",
    PartKind.SOLIDARITY: "solidarity",
}
Amounts = Counter[str]
Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class Said:
    """What one entry did for one organisation and order."""

    entry: int
    kind: str
    organisation_id: str
    order_ref: str
    on: date
    currency: str
    amounts: Mapping[str, int]


@dataclass
class Share:
    """One producer's part of one order as the entries go by."""

    paid_on: date
    due: int = 0
    sent: int = 0
    sent_on: date | None = None
    done_after: int | None = None

    @property
    def is_done(self) -> bool:
        return 0 < self.due <= self.sent


@dataclass
class Above:
    """What a line's producer got for it first, and has of it now; above the market's price, the same share of it."""

    whole: int
    market: int
    left: int = 0

    @property
    def uplift(self) -> int:
        if not self.whole:
            return 0
        part = max(0, self.whole - self.market) * abs(self.left) // self.whole
        return part if self.left >= 0 else -part


class Recomputed:
    """Everything that the books say, read once."""

    def __init__(self, session: Session):
        def all_of(table: type[Row]) -> list[Row]:
            return list(session.execute(select(table)).scalars())

        self.journals = {row.id: row for row in all_of(Journal)}
        self.orders = {row.id: row for row in all_of(Order)}
        self.lines = {row.id: row for row in all_of(OrderLine)}
        self.parcels = {row.id: row for row in all_of(Parcel)}
        self.parts = {row.id: row for row in all_of(BreakdownPart)}
        self.refunds = {row.id: row for row in all_of(Refund)}
        self.refund_parts = all_of(RefundPart)
        self.payouts = {row.id: row for row in all_of(Payout)}
        self.payout_items = all_of(PayoutItem)
        self.items = {row.id: row for row in all_of(PayableItem)}
        self.reversals = {row.id: row for row in all_of(TransferReversal)}
        accounts = {row.id: row.code for row in session.execute(select(LedgerAccount)).scalars()}
        self.postings = defaultdict(list)
        for posting in session.execute(select(Posting).order_by(col(Posting.id))).scalars():
            self.postings[posting.journal_id].append((accounts[posting.account_id], posting.amount_minor))
        self.shares: dict[tuple[str, str], Share] = {}
        self.paid_above: dict[str, Above] = {}

    def said(self) -> list[Said]:
        """All of it, in the order of the books."""
        found: list[Said] = []
        for entry in sorted(self.journals.values(), key=lambda journal: journal.sequence or 0):
            meant = self.journals[entry.reverses_id] if entry.reverses_id else entry
            sign = -1 if entry.reverses_id else 1
            on = entry.effective_at.astimezone(UTC).date()
            if meant.kind in SALES:
                sales = self._sales(entry, meant, sign * SALES[JournalKind(meant.kind)], on)
                found += sales + self._turned(entry, meant.order_id or "", [one.organisation_id for one in sales], on)
            elif meant.kind in TRANSFERS:
                found += self._transfers(entry, meant, sign * TRANSFERS[JournalKind(meant.kind)], on)
        return [one for one in found if one.amounts]

    def _parts(self, entry: Journal, meant: Journal) -> list[tuple[OrderLine | None, Parcel | None, str, int]]:
        if meant.kind == JournalKind.MINIMUM_PRICE_TOPUP:
            item = self.items[meant.subject_id or ""]
            gap = sum(minor for code, minor in self.postings[meant.id] if code == "min_price_topup")
            line = self.lines[item.order_line_id or ""]
            return [(line, None, "minimum_price_topup", gap), (line, None, "minimum_price_subsidy", -gap)]
        if meant.kind == JournalKind.ORDER_PAID:
            amounts = [(part, part.amount_minor) for part in self.parts.values() if part.order_id == meant.order_id]
        else:
            amounts = [
                (self.parts[part.breakdown_part_id], part.amount_minor - part.borne_minor)
                for part in self.refund_parts
                if part.refund_id == meant.subject_id
            ]
        return [
            (self.lines.get(part.order_line_id or ""), self.parcels.get(part.parcel_id or ""), part.kind, minor)
            for part, minor in amounts
        ]

    def _sales(self, entry: Journal, meant: Journal, sign: int, on: date) -> list[Said]:
        order_id = meant.order_id or ""
        told: dict[str, Amounts] = defaultdict(Counter)
        of_line: dict[str, int] = defaultdict(int)
        for line, parcel, kind, minor in self._parts(entry, meant):
            producer = line.producer_id if line else parcel.producer_id if parcel else ""
            amounts, minor = told[producer], sign * minor
            if line is None:
                amounts["shipping"] += minor
                amounts["shipping_vat"] += minor if kind == PartKind.VAT else 0
                continue
            amounts["gross"] += minor
            amounts["vat"] += minor if kind == PartKind.VAT else 0
            if kind in MEASURE:
                amounts[MEASURE[PartKind(kind)]] += minor
            if kind == PartKind.MINIMUM_PRICE_TOPUP:
                amounts["floor_topup"] += minor
            if kind in {PartKind.PRODUCER, PartKind.MINIMUM_PRICE_TOPUP}:
                of_line[line.id] += minor
            if line.claims and kind != PartKind.VAT:
                amounts["claimed"] += minor
                for assurance in {claim["assurance_class"] for claim in line.claims}:
                    amounts[f"claimed:{assurance}"] += minor
        if meant.kind == JournalKind.ORDER_PAID:
            told[min(told)]["orders"] += sign
            for line in self.lines.values():
                if line.order_id == order_id and line.floor_minor is not None:
                    told[line.producer_id]["floored"] += sign
                    told[line.producer_id]["floor_breaches"] += sign * (line.floor_minor > sign * of_line[line.id])
        for line_id, minor in of_line.items():
            line = self.lines[line_id]
            if line.market_minor is None:
                continue
            above = self.paid_above.setdefault(line_id, Above(minor, line.market_minor))
            before, above.left = above.uplift, above.left + minor
            told[line.producer_id]["uplift"] += above.uplift - before
            told[line.producer_id]["uplift_base"] += minor
        for producer, amounts in told.items():
            share = self.shares.setdefault((order_id, producer), Share(on))
            before, share.due = share.due, share.due + amounts["producer_share"]
            amounts["shares"] = (share.due > 0) - (before > 0)
        currency = self.orders[order_id].currency
        return [self._one(entry, "sale", who, order_id, on, currency, told[who]) for who in sorted(told)]

    def _transfers(self, entry: Journal, meant: Journal, sign: int, on: date) -> list[Said]:
        told: dict[tuple[str, str | None], Amounts] = defaultdict(Counter)
        reversal = self.reversals.get(meant.subject_id or "")
        payout = self.payouts[reversal.payout_id if reversal else meant.subject_id or ""]
        if payout.purpose not in {"goods", "premium"}:
            return []
        if reversal:
            refund = self.refunds.get(reversal.refund_id or "")
            back = sum(minor for _, minor in self.postings[meant.id] if minor > 0)
            told[payout.beneficiary_id, refund.order_id if refund else None][payout.purpose] += sign * back
        else:
            for item in self.payout_items:
                if item.payout_id == payout.id:
                    of_order = self.items[item.payable_item_id].order_id
                    told[payout.beneficiary_id, of_order][payout.purpose] += sign * item.amount_minor
            told[payout.beneficiary_id, None][payout.purpose] -= sign * payout.netted_minor
        for (who, order_id), amounts in told.items():
            if order_id is not None and payout.purpose == "goods":
                share = self.shares[order_id, who]
                share.sent += amounts["goods"]
                if amounts["goods"] > 0:
                    share.sent_on = max(share.sent_on or on, on)
                amounts.update(self._turn(share))
        places = sorted(told, key=lambda place: (place[0], place[1] or ""))
        return [
            self._one(entry, "transfer", who, order_id, on, payout.currency, told[who, order_id])
            for who, order_id in places
        ]

    def _turned(self, entry: Journal, order_id: str, producers: list[str], on: date) -> list[Said]:
        currency = self.orders[order_id].currency
        return [
            self._one(entry, "transfer", who, order_id, on, currency, self._turn(self.shares[order_id, who]))
            for who in producers
        ]

    def _turn(self, share: Share) -> Amounts:
        if share.is_done and share.done_after is None:
            share.done_after = max(0, ((share.sent_on or share.paid_on) - share.paid_on).days)
            return Counter({"completed": 1, f"days:{share.done_after}": 1})
        if not share.is_done and share.done_after is not None:
            after, share.done_after = share.done_after, None
            return Counter({"completed": -1, f"days:{after}": -1})
        return Counter()

    def _one(
        self, entry: Journal, kind: str, who: str, order_id: str | None, on: date, currency: str, amounts: Amounts
    ) -> Said:
        reference = order_reference(order_id) if order_id else ""
        return Said(
            entry.sequence or 0, kind, who, reference, on, currency, {name: n for name, n in amounts.items() if n}
        )
