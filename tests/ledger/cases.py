"""Facts, and the entry that each must make: its kind, its key, whom it is about, and what moves."""

from collections.abc import Callable
from dataclasses import dataclass

from kit.money import Money
from market.ledger.accounts import premium, producer_payable
from market.ledger.entry import Entry, credit, debit
from market.ledger.rules.movements import (
    platform_payout,
    platform_topup,
    stripe_charged,
    stripe_reserve,
    unknown_movement,
)
from market.ledger.rules.payments import funds_available, stripe_fee, unexpected_money
from market.ledger.rules.payouts import (
    HeldShare,
    PayoutFacts,
    ReversalFacts,
    hold_released,
    minimum_price_topup,
    payout_claimed,
    payout_released,
    payout_returned,
    reversal_claimed,
    reversal_released,
    shares_held,
    transfer_reversed,
    transfer_sent,
    transfer_taken_back,
    written_off,
)
from market.ledger.rules.refunds import (
    DisputeFacts,
    RefundFacts,
    dispute_charged,
    dispute_lost,
    dispute_reinstated,
    dispute_withdrawn,
    passing_refund_returned,
    passing_refund_sent,
    refund,
    refund_released,
    refund_retried,
    refund_retry_refused,
    refund_returned,
    refund_sent,
    refund_settled_otherwise,
)
from models.enums import JournalKind, PayoutPurpose, PayoutRail
from tests.ledger.makers import COFFEE, NOON


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


PAYABLE, PREMIUM = f"producer:{COFFEE}:payable", f"premium:{COFFEE}"
TRANSIT, OWED_BACK = f"producer:{COFFEE}:in_transit", f"producer:{COFFEE}:receivable"
COMING_BACK = f"producer:{COFFEE}:reversal_in_transit"
BY_STRIPE = PayoutFacts(
    "pyt_1", COFFEE, PayoutPurpose.GOODS, PayoutRail.STRIPE_CONNECT, money=eur(2000), netted=eur(624)
)
REVERSAL = ReversalFacts("trv_1", "ord_1", COFFEE, PayoutPurpose.GOODS, eur(629))
REFUND = RefundFacts("ref_1", "ord_1", eur(707))
TAKEN = (debit(producer_payable(COFFEE), eur(629)), debit(premium(COFFEE), eur(78)))
DISPUTE = DisputeFacts("dsp_1", "ord_1", eur(4992), eur(2000))
HELD = [HeldShare(PayoutPurpose.GOODS, COFFEE, eur(100)), HeldShare(PayoutPurpose.PREMIUM, COFFEE, eur(7))]


@dataclass(frozen=True)
class Case:
    """How an entry is made, and what it must be. Made when it is asked for: what a test changes in a rule must show."""

    make: Callable[[], Entry]
    kind: JournalKind
    key: str
    subject: str
    amounts: dict[str, int]

    @property
    def entry(self) -> Entry:
        return self.make()


CASES = {
    "stripe's fee": Case(
        lambda: stripe_fee("pay_1", "ord_1", eur(110), at=NOON),
        JournalKind.STRIPE_FEE,
        "fee:pay_1",
        "pay_1",
        {"stripe_fees": 110, "stripe:pending": -110},
    ),
    "a fee that Stripe gives": Case(
        lambda: stripe_fee("pay_1", "ord_1", eur(-10), at=NOON),
        JournalKind.STRIPE_FEE,
        "fee:pay_1",
        "pay_1",
        {"stripe_fees": -10, "stripe:pending": 10},
    ),
    "money that fits nothing": Case(
        lambda: unexpected_money("pay_1", "ord_1", eur(5699), at=NOON),
        JournalKind.SUSPENSE,
        "suspense:pay_1",
        "pay_1",
        {"stripe:pending": 5699, "suspense": -5699},
    ),
    "funds can be used": Case(
        lambda: funds_available("pay_1", "ord_1", eur(5589), at=NOON),
        JournalKind.FUNDS_AVAILABLE,
        "funds:pay_1",
        "pay_1",
        {"stripe:available": 5589, "stripe:pending": -5589},
    ),
    "claimed, a part kept back": Case(
        lambda: payout_claimed(BY_STRIPE, at=NOON),
        JournalKind.PAYOUT_CLAIMED,
        "payout:pyt_1",
        "pyt_1",
        {PAYABLE: 2624, TRANSIT: -2000, OWED_BACK: -624},
    ),
    "sent": Case(
        lambda: transfer_sent(BY_STRIPE, at=NOON),
        JournalKind.TRANSFER_SENT,
        "payout:pyt_1:sent",
        "pyt_1",
        {TRANSIT: 2000, "stripe:available": -2000},
    ),
    "given up": Case(
        lambda: payout_released(BY_STRIPE, at=NOON),
        JournalKind.PAYOUT_RELEASED,
        "payout:pyt_1:released",
        "pyt_1",
        {PAYABLE: -2624, TRANSIT: 2000, OWED_BACK: 624},
    ),
    "come back whole": Case(
        lambda: payout_returned(BY_STRIPE, at=NOON),
        JournalKind.PAYOUT_RETURNED,
        "payout:pyt_1:returned",
        "pyt_1",
        {PAYABLE: -2624, "stripe:available": 2000, OWED_BACK: 624},
    ),
    "topped up": Case(
        lambda: minimum_price_topup("pyi_1", "ord_1", COFFEE, eur(117), at=NOON),
        JournalKind.MINIMUM_PRICE_TOPUP,
        "topup:pyi_1",
        "pyi_1",
        {"min_price_topup": 117, PAYABLE: -117},
    ),
    "held": Case(
        lambda: shares_held("hld_1", "hold:hld_1:2", "ord_1", HELD, reason="dispute", at=NOON),
        JournalKind.HELD,
        "hold:hld_1:2",
        "hld_1",
        {PAYABLE: 100, f"producer:{COFFEE}:held": -100, PREMIUM: 7, f"{PREMIUM}:held": -7},
    ),
    "freed": Case(
        lambda: hold_released("hld_1", "ord_1", HELD, reason="all well", at=NOON),
        JournalKind.HOLD_RELEASED,
        "hold:hld_1:released",
        "hld_1",
        {PAYABLE: -100, f"producer:{COFFEE}:held": 100, PREMIUM: -7, f"{PREMIUM}:held": 7},
    ),
    "asked back": Case(
        lambda: reversal_claimed(REVERSAL, at=NOON),
        JournalKind.REVERSAL_CLAIMED,
        "reversal:trv_1",
        "trv_1",
        {COMING_BACK: 629, OWED_BACK: -629},
    ),
    "brought back": Case(
        lambda: transfer_reversed(REVERSAL, at=NOON),
        JournalKind.TRANSFER_REVERSED,
        "reversal:trv_1:done",
        "trv_1",
        {"stripe:available": 629, COMING_BACK: -629},
    ),
    "cannot be brought back": Case(
        lambda: reversal_released(REVERSAL, at=NOON),
        JournalKind.REVERSAL_RELEASED,
        "reversal:trv_1:released",
        "trv_1",
        {OWED_BACK: 629, COMING_BACK: -629},
    ),
    "taken back in the dashboard": Case(
        lambda: transfer_taken_back(REVERSAL, at=NOON),
        JournalKind.PAYOUT_RETURNED,
        "reversal:trv_1:dashboard",
        "trv_1",
        {"stripe:available": 629, PAYABLE: -629},
    ),
    "never to come": Case(
        lambda: written_off("1", COFFEE, PayoutPurpose.PREMIUM, eur(12), reason="closed down", at=NOON),
        JournalKind.WRITTEN_OFF,
        "written_off:1",
        COFFEE,
        {"bad_debt": 12, f"{PREMIUM}:receivable": -12},
    ),
    "given up by somebody": Case(
        lambda: written_off("2", COFFEE, PayoutPurpose.GOODS, eur(9), reason="closed down", by="per_1", at=NOON),
        JournalKind.WRITTEN_OFF,
        "written_off:2",
        COFFEE,
        {"bad_debt": 9, OWED_BACK: -9},
    ),
    "refund": Case(
        lambda: refund(RefundFacts("ref_1", "ord_1", eur(707), TAKEN), at=NOON),
        JournalKind.REFUND,
        "refund:ref_1",
        "ref_1",
        {PAYABLE: 629, PREMIUM: 78, "refunds:in_transit": -707},
    ),
    "refund refused": Case(
        lambda: refund_released(REFUND, (credit(producer_payable(COFFEE), eur(707)),), at=NOON),
        JournalKind.REFUND_RELEASED,
        "refund:ref_1:released",
        "ref_1",
        {PAYABLE: -707, "refunds:in_transit": 707},
    ),
    "refund sent": Case(
        lambda: refund_sent(REFUND, "re_9", settled=eur(707), at=NOON),
        JournalKind.REFUND_SENT,
        "refund:ref_1:sent:re_9",
        "ref_1",
        {"refunds:in_transit": 707, "stripe:available": -707},
    ),
    "refund came back": Case(
        lambda: refund_returned(REFUND, "re_9", settled=eur(707), at=NOON),
        JournalKind.REFUND_RETURNED,
        "refund:ref_1:returned:re_9",
        "ref_1",
        {"stripe:available": 707, "customer:credit": -707},
    ),
    "refund that came to nothing, sent": Case(
        lambda: passing_refund_sent("re_9", "ord_1", settled=eur(707), at=NOON),
        JournalKind.SUSPENSE,
        "refund:re_9:sent:re_9",
        "re_9",
        {"suspense": 707, "stripe:available": -707},
    ),
    "refund that came to nothing, back": Case(
        lambda: passing_refund_returned("re_9", "ord_1", settled=eur(707), came_back=eur(700), at=NOON),
        JournalKind.SUSPENSE,
        "refund:re_9:returned:re_9",
        "re_9",
        {"suspense": -707, "stripe:available": 700, "fx_difference": 7},
    ),
    "refund again": Case(
        lambda: refund_retried(REFUND, 2, at=NOON),
        JournalKind.REFUND_RETRIED,
        "refund:ref_1:retried:2",
        "ref_1",
        {"customer:credit": 707, "refunds:in_transit": -707},
    ),
    "refund refused again": Case(
        lambda: refund_retry_refused(REFUND, 2, at=NOON),
        JournalKind.REFUND_RETURNED,
        "refund:ref_1:refused:2",
        "ref_1",
        {"refunds:in_transit": 707, "customer:credit": -707},
    ),
    "refund by bank": Case(
        lambda: refund_settled_otherwise(REFUND, reference="SEPA 1", at=NOON),
        JournalKind.REFUND_SETTLED_OTHERWISE,
        "refund:ref_1:otherwise",
        "ref_1",
        {"customer:credit": 707, "bank:own": -707},
    ),
    "disputed": Case(
        lambda: dispute_withdrawn(DISPUTE, at=NOON),
        JournalKind.DISPUTE_WITHDRAWN,
        "dispute:dsp_1:withdrawn",
        "dsp_1",
        {"dispute:receivable": 4992, "stripe_fees": 2000, "stripe:available": -6992},
    ),
    "won, and the fee given back": Case(
        lambda: dispute_reinstated(DisputeFacts("dsp_1", "ord_1", eur(4992), eur(-2000)), at=NOON),
        JournalKind.DISPUTE_REINSTATED,
        "dispute:dsp_1:reinstated",
        "dsp_1",
        {"dispute:receivable": -4992, "stripe_fees": -2000, "stripe:available": 6992},
    ),
    "lost": Case(
        lambda: dispute_lost(DISPUTE, at=NOON),
        JournalKind.DISPUTE_LOST,
        "dispute:dsp_1:lost",
        "dsp_1",
        {"dispute_loss": 4992, "dispute:receivable": -4992},
    ),
    "charged to the producer": Case(
        lambda: dispute_charged(DisputeFacts("dsp_1", "ord_1", eur(707), eur(0)), "ref_1", TAKEN, at=NOON),
        JournalKind.DISPUTE_CHARGED,
        "dispute:dsp_1:charged",
        "ref_1",
        {PAYABLE: 629, PREMIUM: 78, "dispute_loss": -707},
    ),
    "Stripe's own charge": Case(
        lambda: stripe_charged("txn_1", eur(-30), note="Radar", at=NOON),
        JournalKind.STRIPE_CHARGED,
        "txn:txn_1",
        "txn_1",
        {"stripe:available": -30, "stripe_fees": 30},
    ),
    "to the market's bank": Case(
        lambda: platform_payout("txn_1", eur(-500), note="", at=NOON),
        JournalKind.PLATFORM_PAYOUT,
        "txn:txn_1",
        "txn_1",
        {"stripe:available": -500, "bank:own": 500},
    ),
    "topped up by the market": Case(
        lambda: platform_topup("txn_1", eur(500), note="", at=NOON),
        JournalKind.PLATFORM_TOPUP,
        "txn:txn_1",
        "txn_1",
        {"stripe:available": 500, "bank:own": -500},
    ),
    "set aside": Case(
        lambda: stripe_reserve("txn_1", eur(-500), note="", at=NOON),
        JournalKind.STRIPE_RESERVE,
        "txn:txn_1",
        "txn_1",
        {"stripe:available": -500, "stripe:reserved": 500},
    ),
    "nobody knows what": Case(
        lambda: unknown_movement("txn_1", eur(-1), note="climate", at=NOON),
        JournalKind.SUSPENSE,
        "txn:txn_1",
        "txn_1",
        {"stripe:available": -1, "suspense": 1},
    ),
}
