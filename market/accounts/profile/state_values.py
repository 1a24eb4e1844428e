"""Say what one's own organisation stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from market.accounts.profile import queries
from market.accounts.vocabulary.errors import NoSuchTerm
from market.accounts.vocabulary.queries import list_current
from models.enums import SolidarityKind
from models.organisations import Organisation, SolidarityLink


@dataclass(frozen=True)
class StatedValue:
    """A value in one of three kinds, which no report adds up; the words and the evidence are the organisation's own.

    Without consent nobody else sees it.
    """

    kind: SolidarityKind
    term_code: str
    statement: str = ""
    evidence_url: str | None = None
    is_consented: bool = False


def state_values(session: Session, organisation: Organisation, *, values: Sequence[StatedValue], now: datetime) -> bool:
    """A locked organisation stands for these and no others. False for no change.

    A value that its network gave up may stay, and cannot be stated anew. Raises NoSuchTerm.
    """
    today = now.astimezone(UTC).date()
    there = {(link.kind, link.term_code): link for link in queries.list_links(session, organisation.id)}
    current = list_current(session, {value.term_code for value in values}, on=today)
    has_changed = False
    for value in values:
        link = there.pop((value.kind, value.term_code), None)
        if link is None and value.term_code not in current:
            raise NoSuchTerm(value.term_code)
        if link is not None and _is_said(link, value):
            continue
        has_changed = True
        link = link or SolidarityLink(
            organisation_id=organisation.id, kind=value.kind, term_code=value.term_code, created_at=now
        )
        link.statement, link.evidence_url = value.statement, value.evidence_url
        link.consented_on = today if value.is_consented else None
        session.add(link)
    for gone in there.values():
        session.delete(gone)
        has_changed = True
    if has_changed:
        organisation.version += 1
    session.flush()
    return has_changed


def _is_said(link: SolidarityLink, value: StatedValue) -> bool:
    said = link.statement, link.evidence_url, link.consented_on is not None
    return said == (value.statement, value.evidence_url, value.is_consented)
