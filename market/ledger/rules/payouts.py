"""Money goes out: claimed by a payout, sent, given back, held, brought home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kit.money import Money
from market.ledger.accounts import (
    BAD_DEBT,
    MINIMUM_PRICE_TOPUPS,
    STRIPE_AVAILABLE,
    account_of_purpose,
    account_of_rail,
    held,
    in_transit,
    receivable,
    reversal_in_transit,
)
from market.ledger.entry import Entry, Leg, credit, debit
from models.enums import JournalKind, PayoutPurpose, PayoutRail


@dataclass(frozen=True)
class PayoutFacts:
    """One amount to one organisation for one purpose. `netted` is kept back of what it claims, for what the
    organisation owes back; `money` is what travels."""

    payout_id: str
    beneficiary_id: str
    purpose: PayoutPurpose
    rail: PayoutRail
    money: Money
    netted: Money

    @property
    def gross(self) -> Money:
        return self.money + self.netted


def payout_claimed(facts: PayoutFacts, *, at: datetime) -> Entry:
    """A run takes what is due out of what is owed; from here no other run can take it."""
    return _of_payout(
        JournalKind.PAYOUT_CLAIMED,
        f"payout:{facts.payout_id}",
        facts,
        (
            debit(account_of_purpose(facts.purpose, facts.beneficiary_id), facts.gross),
            credit(in_transit(facts.beneficiary_id), facts.money),
            credit(receivable(facts.purpose, facts.beneficiary_id), facts.netted),
        ),
        at,
    )


def transfer_sent(facts: PayoutFacts, *, at: datetime) -> Entry:
    """The money left on its rail and will not come back by itself."""
    return _of_payout(
        JournalKind.TRANSFER_SENT,
        f"payout:{facts.payout_id}:sent",
        facts,
        (
            debit(in_transit(facts.beneficiary_id), facts.money),
            credit(account_of_rail(facts.rail), facts.money),
        ),
        at,
    )


def payout_released(facts: PayoutFacts, *, at: datetime) -> Entry:
    """The payout ended before anything left: what was claimed is owed again, what was netted is owed back again."""
    return _of_payout(
        JournalKind.PAYOUT_RELEASED,
        f"payout:{facts.payout_id}:released",
        facts,
        (
            debit(in_transit(facts.beneficiary_id), facts.money),
            debit(receivable(facts.purpose, facts.beneficiary_id), facts.netted),
            credit(account_of_purpose(facts.purpose, facts.beneficiary_id), facts.gross),
        ),
        at,
    )


def payout_returned(facts: PayoutFacts, *, at: datetime) -> Entry:
    """Money that had left came back whole: it is owed again."""
    return _of_payout(
        JournalKind.PAYOUT_RETURNED,
        f"payout:{facts.payout_id}:returned",
        facts,
        (
            debit(account_of_rail(facts.rail), facts.money),
            debit(receivable(facts.purpose, facts.beneficiary_id), facts.netted),
            credit(account_of_purpose(facts.purpose, facts.beneficiary_id), facts.gross),
        ),
        at,
    )


def _of_payout(kind: JournalKind, key: str, facts: PayoutFacts, legs: tuple[Leg, ...], at: datetime) -> Entry:
    return Entry(kind, key, at, legs, subject_id=facts.payout_id, detail={"purpose": facts.purpose, "rail": facts.rail})


def minimum_price_topup(item_id: str, order_id: str, beneficiary_id: str, gap: Money, *, at: datetime) -> Entry:
    """What a producer would get for a line is below the minimum price: the market adds the gap."""
    return Entry(
        JournalKind.MINIMUM_PRICE_TOPUP,
        f"topup:{item_id}",
        at,
        (
            debit(MINIMUM_PRICE_TOPUPS, gap),
            credit(account_of_purpose(PayoutPurpose.GOODS, beneficiary_id), gap),
        ),
        order_id=order_id,
        subject_id=item_id,
    )


@dataclass(frozen=True)
class HeldShare:
    """What one organisation has coming for one purpose out of what is held."""

    purpose: PayoutPurpose
    beneficiary_id: str
    money: Money


def shares_held(
    hold_id: str, key: str, order_id: str | None, shares: Sequence[HeldShare], *, reason: str, at: datetime
) -> Entry:
    """What these organisations have coming waits. A hold can take in more, later, under another key."""
    return Entry(
        JournalKind.HELD,
        key,
        at,
        tuple(
            leg
            for share in shares
            for leg in (
                debit(account_of_purpose(share.purpose, share.beneficiary_id), share.money),
                credit(held(share.purpose, share.beneficiary_id), share.money),
            )
        ),
        order_id=order_id,
        subject_id=hold_id,
        note=reason,
    )


def hold_released(
    hold_id: str, order_id: str | None, shares: Sequence[HeldShare], *, reason: str, at: datetime
) -> Entry:
    """What was held is owed as before."""
    return Entry(
        JournalKind.HOLD_RELEASED,
        f"hold:{hold_id}:released",
        at,
        tuple(
            leg
            for share in shares
            for leg in (
                debit(held(share.purpose, share.beneficiary_id), share.money),
                credit(account_of_purpose(share.purpose, share.beneficiary_id), share.money),
            )
        ),
        order_id=order_id,
        subject_id=hold_id,
        note=reason,
    )


@dataclass(frozen=True)
class ReversalFacts:
    """Money of one payout's transfer that is to come back."""

    reversal_id: str
    order_id: str | None
    beneficiary_id: str
    purpose: PayoutPurpose
    money: Money


def reversal_claimed(facts: ReversalFacts, *, at: datetime) -> Entry:
    """Stripe is asked to bring money back: meanwhile no payout nets it."""
    return _of_reversal(
        JournalKind.REVERSAL_CLAIMED,
        "",
        facts,
        debit(reversal_in_transit(facts.beneficiary_id), facts.money),
        credit(receivable(facts.purpose, facts.beneficiary_id), facts.money),
        at,
    )


def transfer_reversed(facts: ReversalFacts, *, at: datetime) -> Entry:
    """It came back."""
    return _of_reversal(
        JournalKind.TRANSFER_REVERSED,
        ":done",
        facts,
        debit(STRIPE_AVAILABLE, facts.money),
        credit(reversal_in_transit(facts.beneficiary_id), facts.money),
        at,
    )


def reversal_released(facts: ReversalFacts, *, at: datetime) -> Entry:
    """Stripe cannot bring it back: the organisation owes it, and later payouts are netted with it."""
    return _of_reversal(
        JournalKind.REVERSAL_RELEASED,
        ":released",
        facts,
        debit(receivable(facts.purpose, facts.beneficiary_id), facts.money),
        credit(reversal_in_transit(facts.beneficiary_id), facts.money),
        at,
    )


def transfer_taken_back(facts: ReversalFacts, *, at: datetime) -> Entry:
    """Somebody reversed a part of a transfer in Stripe's dashboard: what came back is owed again."""
    return _of_reversal(
        JournalKind.PAYOUT_RETURNED,
        ":dashboard",
        facts,
        debit(STRIPE_AVAILABLE, facts.money),
        credit(account_of_purpose(facts.purpose, facts.beneficiary_id), facts.money),
        at,
    )


def _of_reversal(kind: JournalKind, end: str, facts: ReversalFacts, taken: Leg, given: Leg, at: datetime) -> Entry:
    return Entry(
        kind,
        f"reversal:{facts.reversal_id}{end}",
        at,
        (taken, given),
        order_id=facts.order_id,
        subject_id=facts.reversal_id,
        detail={"purpose": facts.purpose},
    )


def written_off(
    key: str,
    beneficiary_id: str,
    purpose: PayoutPurpose,
    money: Money,
    *,
    reason: str,
    by: str | None = None,
    at: datetime,
) -> Entry:
    """What an organisation owed back will not come: the market bears it. `by` is the person who gave it up."""
    return Entry(
        JournalKind.WRITTEN_OFF,
        f"written_off:{key}",
        at,
        (debit(BAD_DEBT, money), credit(receivable(purpose, beneficiary_id), money)),
        subject_id=beneficiary_id,
        note=reason,
        detail={"purpose": purpose} if by is None else {"purpose": purpose, "by": by},
    )
