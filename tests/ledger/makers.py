"""Every kind of entry that the books know, made of random facts: one strategy for each function of the rules."""

import inspect
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import ModuleType

from hypothesis import strategies as st

from kit.money import Money
from market.ledger.accounts import (
    MINIMUM_PRICE_TOPUPS,
    REFUNDS_BORNE,
    STRIPE_AVAILABLE,
    AccountSpec,
    account_of_part,
    held,
    receivable,
)
from market.ledger.entry import Entry, Leg, credit, debit
from market.ledger.rules import corrections, movements, payments, payouts, refunds
from market.ledger.rules.payments import OrderPaidFacts
from market.ledger.rules.payouts import HeldShare, PayoutFacts, ReversalFacts
from market.ledger.rules.refunds import DisputeFacts, RefundFacts
from models.enums import JournalKind, PartKind, PayoutPurpose, PayoutRail

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
COFFEE, COCOA, FEDERATION, MARKET = (f"org_{name:0<26}" for name in ("coffee", "c0c0a", "federat10n", "market"))
MODULES: tuple[ModuleType, ...] = (corrections, movements, payments, payouts, refunds)

_SUBSIDIES = {PartKind.MINIMUM_PRICE_SUBSIDY, PartKind.DISCOUNT_SUBSIDY}

amounts = st.integers(1, 10**12)
money = st.builds(Money, amounts, st.just("EUR"))
maybe_nothing = st.builds(Money, st.integers(0, 10**12), st.just("EUR"))
signed = st.builds(Money, st.one_of(amounts, amounts.map(int.__neg__)), st.just("EUR"))
settled = st.builds(Money, amounts, st.sampled_from(["EUR", "USD", "JPY"]))
producers = st.sampled_from([COFFEE, COCOA])
purposes = st.sampled_from(list(PayoutPurpose))


def beneficiary_of(kind: PartKind) -> str | None:
    """Whose a part of this kind is, in these tests."""
    match kind:
        case PartKind.PRODUCER | PartKind.PREMIUM | PartKind.MINIMUM_PRICE_TOPUP:
            return COFFEE
        case PartKind.FEDERATION_DUES:
            return FEDERATION
        case PartKind.SOLIDARITY:
            return MARKET
        case _:
            return None


def account_of(kind: PartKind) -> AccountSpec:
    return account_of_part(kind, beneficiary_of(kind), country="FR", market_country="DE")


@st.composite
def _order_paid(draw: st.DrawFn) -> OrderPaidFacts:
    """Parts of every kind; what the market puts in is less than all others together."""
    positive = draw(st.lists(st.tuples(st.sampled_from(sorted(set(PartKind) - _SUBSIDIES)), amounts), min_size=1))
    total = sum(minor for _, minor in positive)
    put_in = draw(st.integers(0, total - 1))
    kind = draw(st.sampled_from(sorted(_SUBSIDIES)))
    parts = [(account_of(kind_of), Money(minor, "EUR")) for kind_of, minor in positive]
    parts.append((account_of(kind), Money(-put_in, "EUR")))
    return OrderPaidFacts("ord_1", Money(total - put_in, "EUR"), tuple(parts), NOON)


@st.composite
def _taken(draw: st.DrawFn) -> tuple[Money, tuple[Leg, ...]]:
    """What a refund is taken from, with a subsidy that flows back."""
    shares = draw(st.lists(amounts, min_size=1, max_size=6))
    back = draw(st.integers(0, sum(shares) - 1))
    accounts = (receivable(PayoutPurpose.GOODS, COFFEE), held(PayoutPurpose.PREMIUM, COCOA), REFUNDS_BORNE)
    legs = [debit(accounts[place % 3], Money(minor, "EUR")) for place, minor in enumerate(shares)]
    legs.append(credit(MINIMUM_PRICE_TOPUPS, Money(back, "EUR")))
    return Money(sum(shares) - back, "EUR"), tuple(legs)


payout_facts = st.builds(
    PayoutFacts, st.just("pyt_1"), producers, purposes, st.sampled_from(list(PayoutRail)), money, maybe_nothing
)
reversal_facts = st.builds(
    ReversalFacts, st.just("trv_1"), st.sampled_from([None, "ord_1"]), producers, purposes, money
)
refund_facts = st.builds(RefundFacts, st.just("ref_1"), st.just("ord_1"), money)
dispute_facts = st.builds(DisputeFacts, st.just("dsp_1"), st.just("ord_1"), money, maybe_nothing)
won_facts = st.builds(DisputeFacts, st.just("dsp_1"), st.just("ord_1"), money, maybe_nothing.map(Money.__neg__))
shares = st.lists(st.builds(HeldShare, purposes, producers, money), min_size=1, max_size=8)


def _of_facts(make: Callable[..., Entry], facts: st.SearchStrategy[object], **more: object) -> st.SearchStrategy[Entry]:
    return facts.map(lambda known: make(known, at=NOON, **more))


def _moved(make: Callable[..., Entry]) -> st.SearchStrategy[Entry]:
    return signed.map(lambda net: make("txn_1", net, note="as Stripe says", at=NOON))


def _mistake(minor: int) -> Entry:
    legs = (debit(STRIPE_AVAILABLE, Money(minor, "EUR")), credit(account_of(PartKind.PRODUCER), Money(minor, "EUR")))
    return Entry(JournalKind.ORDER_PAID, "order:ord_1:paid", NOON, legs, order_id="ord_1", subject_id="ord_1")


ENTRIES: Mapping[str, st.SearchStrategy[Entry]] = {
    "correction": amounts.map(lambda minor: corrections.correction(_mistake(minor), "led_1", reason="twice", at=NOON)),
    "stripe_charged": _moved(movements.stripe_charged),
    "platform_payout": _moved(movements.platform_payout),
    "platform_topup": _moved(movements.platform_topup),
    "stripe_reserve": _moved(movements.stripe_reserve),
    "unknown_movement": _moved(movements.unknown_movement),
    "order_paid": _order_paid().map(payments.order_paid),
    "unexpected_money": money.map(lambda came: payments.unexpected_money("pay_1", "ord_1", came, at=NOON)),
    "stripe_fee": signed.map(lambda fee: payments.stripe_fee("pay_1", "ord_1", fee, at=NOON)),
    "currency_converted": st.tuples(money, st.builds(Money, amounts, st.just("USD"))).map(
        lambda pair: payments.currency_converted("pay_1", "ord_1", *pair, at=NOON)
    ),
    "funds_available": signed.map(lambda net: payments.funds_available("pay_1", "ord_1", net, at=NOON)),
    "payout_claimed": _of_facts(payouts.payout_claimed, payout_facts),
    "transfer_sent": _of_facts(payouts.transfer_sent, payout_facts),
    "payout_released": _of_facts(payouts.payout_released, payout_facts),
    "payout_returned": _of_facts(payouts.payout_returned, payout_facts),
    "minimum_price_topup": money.map(lambda gap: payouts.minimum_price_topup("pyi_1", "ord_1", COFFEE, gap, at=NOON)),
    "shares_held": shares.map(
        lambda held_: payouts.shares_held("hld_1", "hold:hld_1:0", "ord_1", held_, reason="dispute", at=NOON)
    ),
    "hold_released": shares.map(
        lambda held_: payouts.hold_released("hld_1", "ord_1", held_, reason="all well", at=NOON)
    ),
    "reversal_claimed": _of_facts(payouts.reversal_claimed, reversal_facts),
    "transfer_reversed": _of_facts(payouts.transfer_reversed, reversal_facts),
    "reversal_released": _of_facts(payouts.reversal_released, reversal_facts),
    "transfer_taken_back": _of_facts(payouts.transfer_taken_back, reversal_facts),
    "written_off": st.tuples(producers, purposes, money).map(
        lambda lost: payouts.written_off("1", *lost, reason="closed down", at=NOON)
    ),
    "refund": _taken().map(lambda taken: refunds.refund(RefundFacts("ref_1", "ord_1", *taken), at=NOON)),
    "refund_released": _taken().map(
        lambda taken: refunds.refund_released(
            RefundFacts("ref_1", "ord_1", taken[0]),
            tuple(Leg(leg.account, -leg.money) for leg in taken[1]),
            at=NOON,
        )
    ),
    "refund_sent": st.tuples(refund_facts, settled).map(
        lambda sent: refunds.refund_sent(sent[0], "re_1", settled=_as_settled(*sent), at=NOON)
    ),
    "refund_returned": st.tuples(refund_facts, settled).map(
        lambda back: refunds.refund_returned(back[0], "re_1", settled=_as_settled(*back), at=NOON)
    ),
    "passing_refund_sent": money.map(
        lambda taken: refunds.passing_refund_sent("re_1", "ord_1", settled=taken, at=NOON)
    ),
    "passing_refund_returned": st.tuples(money, settled).map(
        lambda ways: refunds.passing_refund_returned("re_1", "ord_1", settled=ways[0], came_back=ways[1], at=NOON)
    ),
    "refund_retried": refund_facts.map(lambda facts: refunds.refund_retried(facts, 2, at=NOON)),
    "refund_retry_refused": refund_facts.map(lambda facts: refunds.refund_retry_refused(facts, 2, at=NOON)),
    "refund_settled_otherwise": refund_facts.map(
        lambda facts: refunds.refund_settled_otherwise(facts, reference="SEPA 1", at=NOON)
    ),
    "dispute_withdrawn": _of_facts(refunds.dispute_withdrawn, dispute_facts),
    "dispute_reinstated": _of_facts(refunds.dispute_reinstated, won_facts),
    "dispute_lost": _of_facts(refunds.dispute_lost, dispute_facts),
    "dispute_charged": _taken().map(
        lambda taken: refunds.dispute_charged(
            DisputeFacts("dsp_1", "ord_1", taken[0], Money(0, "EUR")), "ref_1", taken[1], at=NOON
        )
    ),
}


def _as_settled(facts: RefundFacts, other: Money) -> Money:
    """In the refund's own currency Stripe takes what was asked; in another, whatever it says."""
    return facts.money if other.currency == facts.money.currency else other


def makers() -> list[str]:
    """The name of every public function of the rules that makes an entry."""
    return [
        name
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and inspect.signature(function).return_annotation is Entry
    ]
