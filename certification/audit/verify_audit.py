"""Prove that nobody changed the audit log behind the service's back."""

from dataclasses import replace
from itertools import islice

from sqlalchemy.orm import Session

from certification.audit import queries
from certification.audit.chain import NOTHING, AuditVerdict, Proved, follow


def verify_audit(session: Session, *, after: Proved = NOTHING, most: int | None = None) -> AuditVerdict:
    """Read the log and compute every hash again; names the first row that was altered.

    All of it, or at most so many rows behind those that were `proved` just before: whoever goes on until `is_end` has
    read every row once, and each follows from the one before, wherever a stretch ended.
    """
    rows = queries.walk(session, after=after.sequence)
    verdict = follow(islice(rows, most), after)
    return replace(verdict, is_end=verdict.altered is not None or next(rows, None) is None)
