"""Say what one's own organisation is."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from market.accounts.profile.rules import Members, require_line
from models.enums import OrganisationKind, ProductionLine, ProductionRelation
from models.organisations import Organisation


@dataclass(frozen=True)
class FactChanges:
    """What an organisation shall be from now on; None leaves it as it is, an empty text takes a fact away.

    `line` and `relation` are for producers. `is_members_gone` takes the head count away, `is_families_gone` the number
    of families.
    """

    structure: str | None = None
    legal_form: str | None = None
    line: ProductionLine | None = None
    relation: ProductionRelation | None = None
    region: str | None = None
    place: str | None = None
    languages: tuple[str, ...] | None = None
    sector: str | None = None
    founded_year: int | None = None
    members: Members | None = None
    is_members_gone: bool = False
    families: int | None = None
    is_families_gone: bool = False


_TEXTS = ("region", "place", "sector")
_MAYBE = ("structure", "legal_form")


def edit_facts(session: Session, organisation: Organisation, *, changes: FactChanges, now: datetime) -> None:
    """Change a locked organisation, by itself; what it counts is dated today. No change leaves its version alone.

    Raises RelationOffItsLine.
    """
    before = _facts(organisation)
    for name in _TEXTS:
        value = getattr(changes, name)
        if value is not None:
            setattr(organisation, name, value)
    for name in _MAYBE:
        value = getattr(changes, name)
        if value is not None:
            setattr(organisation, name, value or None)
    if changes.languages is not None:
        organisation.languages = list(changes.languages)
    if changes.founded_year is not None:
        organisation.founded_year = changes.founded_year
    if organisation.kind == OrganisationKind.PRODUCER:
        organisation.line = changes.line or organisation.line
        organisation.relation = changes.relation or organisation.relation
        assert organisation.line is not None and organisation.relation is not None
        require_line(ProductionLine(organisation.line), ProductionRelation(organisation.relation))
    if changes.members is not None or changes.is_members_gone:
        _count(organisation, changes.members)
    if changes.families is not None or changes.is_families_gone:
        organisation.families_total = changes.families
        organisation.families_on = now.astimezone(UTC).date() if changes.families is not None else None
    if _facts(organisation) == before:
        return
    if changes.members is not None:
        organisation.self_identified_on = now.astimezone(UTC).date()
    organisation.version += 1
    session.flush()


def _count(organisation: Organisation, members: Members | None) -> None:
    organisation.members_total = members.total if members else None
    organisation.members_women = members.women if members else None
    organisation.members_men = members.men if members else None
    organisation.members_unknown = members.unknown if members else None
    if members is None:
        organisation.self_identified_on = None


def _facts(organisation: Organisation) -> tuple[object, ...]:
    names = [each.name for each in fields(FactChanges) if hasattr(organisation, each.name)]
    counts = (
        "members_total",
        "members_women",
        "members_men",
        "members_unknown",
        "families_total",
        "families_on",
    )
    return tuple(getattr(organisation, name) for name in (*names, *counts))
