"""The only writer of the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from market.ledger import queries
from market.ledger.accounts import AccountSpec
from market.ledger.entry import Entry
from market.ledger.errors import AlreadyReversed, CorrectionStands, LedgerKeyReused, WouldOverdraw
from market.ledger.queries import FoundAccount, Place
from models.enums import JournalKind

_REFUSALS = {
    "ck_ledger_account_no_overdraft": WouldOverdraw,
    "uq_journal_reverses_id": AlreadyReversed,
    "journal_correction_stands": CorrectionStands,
}


@dataclass(frozen=True)
class PostedJournal:
    """An entry in the books; `is_new` is False when the fact had been booked before."""

    id: str
    kind: JournalKind
    key: str
    is_new: bool


def post(session: Session, entry: Entry, *, now: datetime) -> PostedJournal:
    """Book one fact, once: said again with the same amounts, it answers the earlier entry.

    `now` bounds the fact: nothing is booked that has not happened. Raises LedgerKeyReused for the same key with other
    amounts, WouldOverdraw when a guarded account has too little, AlreadyReversed for a second reversal,
    CorrectionStands for that of a reversal.
    """
    return post_many(session, [entry], now=now)[0]


def post_many(session: Session, entries: Sequence[Entry], *, now: datetime) -> list[PostedJournal]:
    """Book many facts with the same few statements that one takes; answers in the order of `entries`.

    Raises what `post` raises, and ValueError for a fact of the future.
    """
    if not entries:
        return []
    if late := next((entry for entry in entries if entry.effective_at > now), None):
        raise ValueError(f"{late.key} would happen only at {late.effective_at}")
    try:
        return _post_many(session, entries)
    except IntegrityError as error:
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        if constraint in _REFUSALS:
            raise _REFUSALS[constraint]() from error
        raise


def _post_many(session: Session, entries: Sequence[Entry]) -> list[PostedJournal]:
    by_key = {entry.key: entry for entry in entries}
    for entry in entries:
        _require_same(entry, by_key[entry.key].input_hash())
    written = queries.insert_journals(session, list(by_key.values()))
    earlier = queries.find_journals(session, [key for key in by_key if key not in written])
    for key, journal in earlier.items():
        _require_same(by_key[key], journal.input_hash)
    new = [by_key[key] for key in written]
    accounts = _accounts_of(session, new)
    legs = [
        (written[entry.key], accounts[leg.account.code, leg.money.currency].id, leg.money)
        for entry in new
        for leg in entry.legs
    ]
    if legs:
        queries.insert_postings(session, legs)
    ids = written | {key: journal.id for key, journal in earlier.items()}
    return [PostedJournal(ids[entry.key], entry.kind, entry.key, entry.key in written) for entry in entries]


def _require_same(entry: Entry, input_hash: bytes) -> None:
    if entry.input_hash() != input_hash:
        raise LedgerKeyReused(entry.key)


def _accounts_of(session: Session, entries: Sequence[Entry]) -> dict[Place, FoundAccount]:
    """Every account the entries touch, opened if this is its first entry."""
    specs: dict[Place, AccountSpec] = {
        (leg.account.code, leg.money.currency): leg.account for entry in entries for leg in entry.legs
    }
    if not specs:
        return {}
    found = queries.find_accounts(session, list(specs))
    if missing := [(spec, currency) for (code, currency), spec in specs.items() if (code, currency) not in found]:
        queries.insert_accounts(session, missing)
        found = queries.find_accounts(session, list(specs))
    for place, spec in specs.items():
        if found[place].kind is not spec.kind:
            raise AssertionError(f"account {spec.code} is {found[place].kind}, not {spec.kind}")
    return found
