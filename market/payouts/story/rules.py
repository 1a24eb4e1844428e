"""Facts of an order into sentences, in the order in which they came about. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kit.money import Money
from market.payouts.story.facts import (
    ClaimTold,
    DisputeTold,
    EntryTold,
    HoldTold,
    LineTold,
    MailTold,
    OrderFacts,
    OrderTold,
    ParcelTold,
    PaymentTold,
    RefundTold,
    ReturnTold,
    ReversalTold,
)
from market.payouts.writing.rules import plain_amount
from models.enums import MailKind, MailState


@dataclass(frozen=True)
class Told:
    """One sentence, from when it holds, and what it is about."""

    at: datetime
    sentence: str
    about: str


@dataclass(frozen=True)
class Story:
    """What happened, oldest first; what was bought and who gets what of it; where everything is now."""

    told: tuple[Told, ...]
    lines: tuple[str, ...]
    stands: tuple[str, ...]


def tell(facts: OrderFacts) -> Story:
    """The whole story."""
    currency = facts.order.currency
    told = [
        *_order(facts.order, facts.lines),
        *(_payment(facts.payment) if facts.payment else ()),
        *(one for parcel in facts.parcels for one in _parcel(parcel)),
        *(one for mail in facts.mails for one in _mail(mail)),
        *(one for hold in facts.holds for one in _hold(hold)),
        *(one for claim in facts.claims for one in _claim(claim)),
        *(one for asked in facts.returns for one in _return(asked)),
        *(one for refund in facts.refunds for one in _refund(refund, currency)),
        *(one for reversal in facts.reversals for one in _reversal(reversal)),
        *(one for dispute in facts.disputes for one in _dispute(dispute, currency)),
    ]
    return Story(
        # Sorted by moment alone: of two things at one moment, the first told came first.
        tuple(sorted(told, key=lambda one: one.at)),
        tuple(_line(line, currency) for line in facts.lines),
        tuple(_stands(facts)),
    )


def amount(minor: int, currency: str) -> str:
    """`12.40 EUR`."""
    return said(Money(minor, currency))


def said(money: Money) -> str:
    """`12.40 EUR`."""
    return f"{plain_amount(money)} {money.currency}"


def entry_line(entry: EntryTold) -> str:
    """An entry with its legs, debits first: `order_paid: +42.70 EUR stripe:pending, -12.00 EUR …`."""
    legs = ", ".join(f"{'+' if money.minor > 0 else ''}{said(money)} {code}" for code, money in entry.legs)
    return f"{entry.kind}: {legs}" + (f" ({entry.note})" if entry.note else "")


def _order(order: OrderTold, lines: Sequence[LineTold]) -> Iterator[Told]:
    producers = len({line.producer for line in lines})
    off = f" less {amount(order.discount_minor, order.currency)} promotion" if order.discount_minor else ""
    yield Told(
        order.placed_at,
        f"Ordered to {order.country}: {_count(len(lines), 'line')} of {_count(producers, 'producer')} for "
        f"{amount(order.total_minor, order.currency)}, {amount(order.goods_minor, order.currency)} of goods{off} and "
        f"{amount(order.shipping_minor, order.currency)} of shipping.",
        order.id,
    )
    if order.closed_at is not None:
        ends = {
            "expired": "Nobody paid in time: the order was let go and its stock freed.",
            "cancelled": "The order was called off before it was paid; its stock was freed.",
            "refunded": "All that was paid has gone back: the order is closed.",
        }
        yield Told(order.closed_at, ends.get(order.state, f"The order was closed as {order.state}."), order.id)


def _payment(payment: PaymentTold) -> Iterator[Told]:
    money = amount(payment.amount_minor, payment.currency)
    by = "the payment page" if payment.flow == "checkout" else "a payment intent"
    if payment.succeeded_at is None:
        why = f" ({payment.failure_code})" if payment.failure_code else ""
        yield Told(
            payment.created_at, f"{money} were asked for by {by}; the payment is {payment.state}{why}.", payment.id
        )
        return
    yield Told(payment.created_at, f"{money} were asked for by {by}.", payment.id)
    fee = ""
    if payment.fee_minor is not None and payment.net_minor is not None and payment.settlement_currency:
        fee = (
            f"; Stripe kept {amount(payment.fee_minor, payment.settlement_currency)}, which left the market "
            f"{amount(payment.net_minor, payment.settlement_currency)}"
        )
    if payment.state == "suspense":
        yield Told(
            payment.succeeded_at,
            f"Money came that is not this order's payment ({payment.failure_code}): it is in suspense{fee}.",
            payment.id,
        )
    else:
        yield Told(payment.succeeded_at, f"Paid {money}, charge {payment.charge_id}{fee}.", payment.id)
    if payment.available_at is not None:
        yield Told(payment.available_at, "Stripe has the money ready for transfers.", payment.id)


def _parcel(parcel: ParcelTold) -> Iterator[Told]:
    if parcel.shipped_at is not None:
        tracking = f" as {parcel.tracking}" if parcel.tracking else ""
        yield Told(parcel.shipped_at, f"{parcel.producer} sent the parcel{tracking}.", parcel.id)
    if parcel.delivered_at is not None:
        yield Told(parcel.delivered_at, f"The parcel of {parcel.producer} arrived.", parcel.id)


_MAILS = {
    MailKind.RECEIPT: "with the receipt",
    MailKind.SHIPPED: "that a parcel is on its way",
    MailKind.LABEL_WITHDRAWN: "that a label was withdrawn",
}


def _mail(mail: MailTold) -> Iterator[Told]:
    name = f"mail {_MAILS.get(mail.kind, f'of the kind {mail.kind}')}"
    tries, since = _count(mail.tries, "try", "tries"), ""
    if mail.state is MailState.WAITING:
        since = f"; it waits after {tries}" if mail.tries else "; it waits for its turn"
    elif mail.state is MailState.GIVEN_UP and mail.given_up_at is None:
        since = f"; it was given up, after {tries}"
    yield Told(mail.created_at, f"A {name} was asked for, in {mail.language}{since}.", mail.id)
    if mail.sent_at is not None:
        yield Told(mail.sent_at, f"The {name} left, after {tries}.", mail.id)
    elif mail.state is MailState.KEPT and mail.written_at is not None:
        yield Told(mail.written_at, f"The {name} was kept: no server takes mail of this market.", mail.id)
    elif mail.given_up_at is not None:
        yield Told(mail.given_up_at, f"The {name} was given up, after {tries}.", mail.id)


def _hold(hold: HoldTold) -> Iterator[Told]:
    note = f": {hold.note}" if hold.note else ""
    yield Told(hold.placed_at, f"The producers' money was held ({hold.reason}){note}.", hold.id)
    if hold.released_at is not None:
        yield Told(hold.released_at, f"The hold was released: {hold.release_note}.", hold.id)


def _claim(claim: ClaimTold) -> Iterator[Told]:
    netted = f" after {said(claim.netted)} for what was owed back" if claim.netted.minor else ""
    yield Told(
        claim.created_at,
        f"Of this order, {said(claim.of_order)} of {claim.purpose} went into the payout of {said(claim.whole)} to "
        f"{claim.beneficiary}{netted} for {claim.period}.",
        claim.payout_id,
    )
    by = f"transfer {claim.transfer_id}" if claim.transfer_id else f"bank transfer {claim.bank_reference}"
    if claim.paid_at is not None:
        yield Told(claim.paid_at, f"That payout left for {claim.beneficiary} by {by}.", claim.payout_id)
    if claim.released_at is not None:
        yield Told(
            claim.released_at,
            f"The payout to {claim.beneficiary} {_ENDED.get(claim.state, claim.state)} ({claim.failure}): its money is "
            "owed again.",
            claim.payout_id,
        )


_ENDED = {"failed": "failed", "cancelled": "was cancelled", "returned": "came back"}


def _return(asked: ReturnTold) -> Iterator[Told]:
    units = _count(asked.units, "unit")
    yield Told(asked.requested_at, f"The buyer asked {asked.producer} to take {units} back: {asked.reason}", asked.id)
    if asked.decided_at is not None:
        was = {"refused": "refused", "withdrawn": "withdrawn by the buyer"}.get(asked.state, "accepted")
        yield Told(asked.decided_at, f"The return was {was}: {asked.answer}", asked.id)
    if asked.received_at is not None:
        yield Told(asked.received_at, f"{asked.producer} has the goods back.", asked.id)


def _refund(refund: RefundTold, currency: str) -> Iterator[Told]:
    because = f", because: {refund.reason}" if refund.reason else ""
    given = "; ".join(
        f"{amount(one.amount_minor, currency)} of {one.kind}{f' ({one.beneficiary})' if one.beneficiary else ''}"
        + _sources(one.owed_minor, one.receivable_minor, one.borne_minor, currency)
        for one in refund.taken
    )
    yield Told(
        refund.created_at,
        f"{amount(refund.amount_minor, currency)} were given back ({refund.kind}, borne by the {refund.liable})"
        + because
        + (f": {given}." if given else "."),
        refund.id,
    )
    if refund.settled_at is None:
        return
    if refund.state == "succeeded":
        by = f", refund {refund.stripe_refund_id}" if refund.stripe_refund_id else ""
        note = f" ({refund.failure})" if refund.failure else ""
        yield Told(refund.settled_at, f"The refund left for the buyer{by}{note}.", refund.id)
    else:
        yield Told(refund.settled_at, f"The refund was {refund.state}: {refund.failure}.", refund.id)


def _sources(owed: int, receivable: int, borne: int, currency: str) -> str:
    sources = [
        f"{amount(minor, currency)} {what}"
        for minor, what in (
            (owed, "not yet paid out"),
            (receivable, "in a payout before, so owed back"),
            (borne, "borne by the market"),
        )
        if minor
    ]
    return f" [{', '.join(sources)}]" if sources else ""


def _reversal(reversal: ReversalTold) -> Iterator[Told]:
    yield Told(
        reversal.created_at,
        f"{said(reversal.money)} are to come back from {reversal.beneficiary}'s transfer of {reversal.payout_id}.",
        reversal.id,
    )
    if reversal.settled_at is not None:
        if reversal.state == "succeeded":
            said_so = f"They came back as {reversal.stripe_reversal_id}."
        else:
            said_so = f"They did not ({reversal.failure}): they stay owed and are netted from later payouts."
        yield Told(reversal.settled_at, said_so, reversal.id)


def _dispute(dispute: DisputeTold, currency: str) -> Iterator[Told]:
    taken = f"; {amount(dispute.withdrawn_minor, currency)} were taken" if dispute.withdrawn_minor else ""
    yield Told(
        dispute.created_at,
        f"The buyer's bank disputes {amount(dispute.amount_minor, currency)} as {dispute.reason} "
        f"({dispute.stripe_dispute_id}){taken}.",
        dispute.id,
    )
    if dispute.closed_at is not None:
        back = f"; {amount(dispute.reinstated_minor, currency)} came back" if dispute.reinstated_minor else ""
        who = f"; the {dispute.charged_to} bears it" if dispute.charged_to else ""
        yield Told(dispute.closed_at, f"The dispute ended as {dispute.status}{back}{who}.", dispute.id)


def _line(line: LineTold, currency: str) -> str:
    """With the id by which a refund names it."""
    parts = ", ".join(
        f"{amount(part.amount_minor, currency)} {part.kind}{f' to {part.beneficiary}' if part.beneficiary else ''}"
        + (f" by {part.rule_id}" if part.rule_id else "")
        for part in line.parts
    )
    label = f" {line.variant_label}" if line.variant_label else ""
    what = f"{line.quantity} × {line.name}{label} of {line.producer}"
    return f"{what} ({line.id}) at {amount(line.amount_minor, currency)}: {parts}."


def _stands(facts: OrderFacts) -> Iterator[str]:
    currency = facts.order.currency
    for stand in facts.stands:
        places = [
            f"{amount(minor, currency)} {where}"
            for minor, where in (
                (stand.arrived_minor, "paid out"),
                (stand.claimed_minor, "in a payout that has not left"),
                (stand.held_minor, "held"),
                (stand.waiting_minor, "waiting for a payout"),
                (stand.given_back_minor, "given back before it was paid out"),
                (stand.repaid_minor, "repaid prefinance"),
            )
            if minor
        ]
        earned = amount(stand.earned_minor, currency)
        yield f"{stand.beneficiary} earned {earned} of {stand.purpose}: {', '.join(places)}."


def _count(number: int, what: str, several: str = "") -> str:
    return f"{number} {what if number == 1 else several or f'{what}s'}"
