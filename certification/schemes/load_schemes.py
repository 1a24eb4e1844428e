"""Bring schemes in, or bring them up to date. The same file twice changes nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.schemes import queries
from certification.schemes.rules import Change, Outcome, SchemeOnFile, changes_of
from models.certification import Scheme


@dataclass(frozen=True)
class Loaded:
    """What became of one scheme. `certificates` rest on it: a change of what it shows changes their claims at once."""

    code: str
    outcome: Outcome
    changes: list[Change]
    unconfirmed: list[str]
    certificates: int


def load_schemes(
    session: Session, schemes: Mapping[str, SchemeOnFile], *, now: datetime, is_check: bool = False
) -> list[Loaded]:
    """Write these schemes, by code, and keep what each changed fact was before.

    A fact that the file leaves out becomes unknown; schemes the files do not name stay as they are. `is_check` writes
    nothing. Returns one answer for each scheme, in the order of their codes.
    """
    stored = queries.lock_schemes(session, sorted(schemes))
    uses = queries.count_certificates(session)
    loaded = []
    for code, wanted in sorted(schemes.items()):
        columns = wanted.columns
        row = stored.get(code)
        changes = changes_of({name: getattr(row, name) for name in columns}, columns) if row else []
        outcome = Outcome.ADDED if row is None else Outcome.CHANGED if changes else Outcome.UNCHANGED
        loaded.append(Loaded(code, outcome, changes, wanted.unconfirmed, uses.get(code, 0)))
        if is_check or outcome is Outcome.UNCHANGED:
            continue
        kept = row or Scheme(code=code, created_at=now)
        queries.write_scheme(session, kept, columns)
        queries.insert_changes(session, kept.id, changes, file_sha256=_digest(wanted), now=now)
    return loaded


def _digest(scheme: SchemeOnFile) -> bytes:
    """Of what the file says, whatever its layout."""
    said = {"code": scheme.code, **scheme.columns}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).digest()
