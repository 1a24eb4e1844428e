"""Seal a day of the books: one hash over all its entries and over the day before, signed.

Who can write past the database's own guards can rewrite an entry, but not so that the seals still fit: every seal after
it would have to be made again, with a key that the database does not hold.
"""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, date, timedelta

import rfc8785
from sqlalchemy.orm import Session

from market.ledger import queries
from market.ledger.errors import DayNotOver
from market.ledger.invariants.question import Violation
from market.ledger.queries import RootFact

_NOTHING_BEFORE = bytes(32)


def seal_days(session: Session, *, secret_key: str) -> list[RootFact]:
    """Seal every day that has ended and is not sealed yet, oldest first; the new seals."""
    today = queries.lock_for_sealing(session).astimezone(UTC).date()
    roots = queries.list_roots(session)
    first = date.fromisoformat(roots[-1].day) + timedelta(days=1) if roots else queries.first_day(session)
    days = (today - first).days if first else 0
    return [
        seal_day(session, day=first + timedelta(days=offset), secret_key=secret_key)
        for offset in range(days)
        if first is not None
    ]


def seal_day(session: Session, *, day: date, secret_key: str) -> RootFact:
    """Seal one day (UTC, by when entries were written); sealed before, it answers the seal there is.

    Raises DayNotOver while the database's clock is still in that day, or when a later day is sealed already.
    """
    clock = queries.lock_for_sealing(session)
    roots = queries.list_roots(session)
    if found := next((root for root in roots if root.day == day.isoformat()), None):
        return found
    if clock.astimezone(UTC).date() <= day or (roots and roots[-1].day > day.isoformat()):
        raise DayNotOver(day.isoformat())
    unsigned = _hash_day(session, day.isoformat(), after=roots[-1] if roots else None)
    root = _signed(unsigned, secret_key)
    queries.insert_root(session, root)
    return root


def verify_seals(session: Session, *, secret_key: str) -> list[Violation]:
    """Make every seal again and compare; empty when no sealed day was rewritten."""
    hashes, signatures = [], []
    before: RootFact | None = None
    for root in queries.list_roots(session):
        again = _hash_day(session, root.day, after=before)
        if (again.hash, again.last_sequence) != (root.hash, root.last_sequence):
            hashes.append(root.day)
        signed = _signed(root, secret_key)
        if signed.key_id == root.key_id and not hmac.compare_digest(signed.signature, root.signature):
            signatures.append(root.day)
        before = root
    found = (
        Violation("sealed_day_rewritten", "A sealed day's entries are not what they were.", tuple(hashes)),
        Violation("seal_forged", "A seal was not signed with this installation's key.", tuple(signatures)),
    )
    return [violation for violation in found if violation.ids]


def _hash_day(session: Session, day: str, *, after: RootFact | None) -> RootFact:
    digest = hashlib.sha256(after.hash if after else _NOTHING_BEFORE)
    digest.update(day.encode())
    last = after.last_sequence if after else 0
    for sequence, content in queries.list_rows_of_day(session, day):
        digest.update(rfc8785.dumps(content))
        digest.update(b"\n")
        last = max(last, sequence)
    return RootFact(day, last, digest.digest(), b"", "")


def _signed(root: RootFact, secret_key: str) -> RootFact:
    key = hmac.digest(secret_key.encode(), b"solifair ledger seal v1", "sha256")
    said = b"\n".join((root.day.encode(), str(root.last_sequence).encode(), root.hash))
    key_id = "hmac-sha256:" + hashlib.sha256(key).hexdigest()[:16]
    return replace(root, signature=hmac.digest(key, said, "sha256"), key_id=key_id)
