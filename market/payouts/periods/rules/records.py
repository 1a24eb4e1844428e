"""The records of a statement and the one way to write them. Pure.

Every record is a JSON object that says in `record` what it is. Amounts are whole minor units of its `currency`, seen
from the organisation: what it is owed is above zero, what it owes back is below. The SHA-256 of a statement is that of
all its lines as `canonical_line` writes them, each with a line feed.
"""

import json
from datetime import UTC, datetime
from typing import TypeAlias

from market.payouts.periods.rules.facts import (
    BalanceFact,
    HoldFact,
    LineFact,
    MovedSum,
    MovementFact,
    OrganisationFact,
    PartFact,
    PayoutFact,
    Period,
    RefundFact,
    ReversalFact,
    RuleSum,
    TopupFact,
)
from models.enums import PartKind

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
Record: TypeAlias = "dict[str, Json]"

FORMAT = "solifair.account-statement/1"
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
PART_KINDS = tuple(kind.value for kind in PartKind)


def head_record(organisation: OrganisationFact, period: Period) -> Record:
    """Whose account it is, and over which days."""
    return {
        "record": "statement",
        "format": FORMAT,
        "organisation": organisation.id,
        "slug": organisation.slug,
        "name": organisation.name,
        "country": organisation.country,
        "from": period.first_day.isoformat(),
        "to": period.end_day.isoformat(),
        "amounts": "minor units; above zero is owed to the organisation",
    }


def balance_record(balance: BalanceFact, *, is_opening: bool) -> Record:
    """What stood on an account before the first day, or at the end of the last."""
    return {
        "record": "opening" if is_opening else "closing",
        "account": balance.account,
        "currency": balance.currency,
        "balance": -(balance.opening_minor if is_opening else balance.closing_minor),
    }


def line_record(fact: LineFact, *, yours: int) -> Record:
    """A line sold: one's own with the whole price, another's with what one gets of it."""
    record: Record = {
        "record": "line" if fact.is_own else "share",
        "at": moment(fact.at),
        "order": fact.order_id,
        "line": fact.order_line_id,
        "name": fact.name,
        "variant": fact.variant_label,
        "quantity": fact.quantity,
        "currency": fact.currency,
        "yours": yours,
        "parts": [_part(part) for part in fact.parts],
    }
    if fact.is_own:
        record["price"] = fact.price_minor
        record["discount"] = fact.discount_minor
        record["paid"] = sum(part.minor for part in fact.parts)
    else:
        record["seller"] = fact.seller
    return record


def refund_record(fact: RefundFact, *, yours: int) -> Record:
    """A refund of a line: what it took is below zero, what an undone one gave back above."""
    sign = 1 if fact.is_undone else -1
    return {
        "record": "refund",
        "at": moment(fact.at),
        "refund": fact.refund_id,
        "kind": fact.kind,
        "is_undone": fact.is_undone,
        "reason": fact.reason,
        "liable": fact.liable,
        "order": fact.order_id,
        "line": fact.order_line_id,
        "name": fact.name,
        "variant": fact.variant_label,
        "quantity": fact.quantity,
        "currency": fact.currency,
        "yours": yours,
        "to_buyer": -sign * sum(part.minor for part in fact.parts),
        "parts": [
            {
                "kind": part.kind,
                "amount": sign * part.minor,
                "owed": sign * part.owed_minor,
                "receivable": sign * part.receivable_minor,
                "borne_by_market": -sign * part.borne_minor,
            }
            for part in fact.parts
        ],
    }


def payout_record(fact: PayoutFact) -> Record:
    return {
        "record": "payout",
        "payout": fact.payout_id,
        "week": fact.week,
        "purpose": fact.purpose,
        "rail": fact.rail,
        "state": fact.state,
        "currency": fact.currency,
        "gross": fact.gross_minor,
        "netted": fact.netted_minor,
        "amount": fact.minor,
        "claimed_at": moment(fact.claimed_at),
        "sent_at": maybe_moment(fact.sent_at),
        "ended_at": maybe_moment(fact.ended_at),
        "transfer": fact.transfer_id,
        "bank_reference": fact.bank_reference,
        "failure": fact.failure,
    }


def movement_record(fact: MovementFact, *, balance_minor: int) -> Record:
    """One posting; `balance_minor` is what the books have on the account after it, a debit positive."""
    return {
        "record": "movement",
        "account": fact.account,
        "at": moment(fact.at),
        "entry": fact.journal_id,
        "kind": fact.kind,
        "order": fact.order_id,
        "subject": fact.subject_id,
        "note": fact.note,
        "currency": fact.currency,
        "amount": -fact.minor,
        "balance": -balance_minor,
    }


def rule_record(summed: RuleSum) -> Record:
    return {
        "record": "rule",
        "kind": summed.kind,
        "currency": summed.currency,
        "rule": summed.rule_id,
        "version": summed.rule_version,
        "note": summed.note,
        "parts": summed.parts,
        "amount": summed.minor,
    }


def total_record(summed: MovedSum) -> Record:
    return {
        "record": "total",
        "account": summed.account,
        "currency": summed.currency,
        "kind": summed.kind,
        "amount": -summed.minor,
    }


def topup_record(fact: TopupFact) -> Record:
    return {
        "record": "topup",
        "at": moment(fact.at),
        "order": fact.order_id,
        "line": fact.order_line_id,
        "name": fact.name,
        "currency": fact.currency,
        "amount": fact.minor,
    }


def hold_record(fact: HoldFact) -> Record:
    return {
        "record": "hold",
        "hold": fact.hold_id,
        "reason": fact.reason,
        "order": fact.order_id,
        "placed_at": moment(fact.placed_at),
        "released_at": maybe_moment(fact.released_at),
        "currency": fact.currency,
        "held": fact.held_minor,
        "released": fact.released_minor,
    }


def reversal_record(fact: ReversalFact) -> Record:
    return {
        "record": "reversal",
        "reversal": fact.reversal_id,
        "payout": fact.payout_id,
        "currency": fact.currency,
        "amount": -fact.minor,
        "asked_at": maybe_moment(fact.asked_at),
        "done_at": maybe_moment(fact.done_at),
        "given_up_at": maybe_moment(fact.given_up_at),
        "stripe_reversal": fact.stripe_reversal_id,
    }


def _part(part: PartFact) -> Record:
    return {
        "kind": part.kind,
        "amount": part.minor,
        "payer": part.payer,
        "rule": part.rule_id,
        "version": part.rule_version,
        "note": part.rule_note,
    }


def canonical_line(record: Record) -> str:
    """RFC 8785 for records as these: keys in ASCII, whole numbers, texts that can be stored."""
    return _ENCODER.encode(record)


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def maybe_moment(at: datetime | None) -> str | None:
    return None if at is None else moment(at)
