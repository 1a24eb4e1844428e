"""Let a federation verify."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries, subject_queries
from certification.audit.record_audit import record_audit
from certification.errors import MandateExists, NoSuchCategory, NoSuchFederation, UnknownScheme
from models.certification import Mandate


def grant_mandate(
    session: Session,
    *,
    federation_id: str,
    scheme: str,
    countries: Sequence[str] = (),
    categories: Sequence[str] = (),
    granted_by: str | None,
    now: datetime,
) -> Mandate:
    """Let a federation decide about a scheme's certificates, in some countries and categories; empty means all.

    Raises NoSuchFederation, UnknownScheme, NoSuchCategory, MandateExists.
    """
    if not queries.is_federation(session, federation_id):
        raise NoSuchFederation()
    found = queries.find_scheme(session, scheme)
    if found is None:
        raise UnknownScheme(scheme)
    refuse_unknown_categories(session, categories)
    if queries.has_open_mandate(session, federation_id=federation_id, scheme_id=found.id):
        raise MandateExists()
    mandate = Mandate(
        federation_id=federation_id,
        scheme_id=found.id,
        countries=sorted(set(countries)),
        categories=sorted(set(categories)),
        granted_by=granted_by,
        granted_at=now,
    )
    queries.insert(session, mandate)
    record_audit(
        session,
        action="mandate.grant",
        actor_id=granted_by,
        object_id=mandate.id,
        detail={
            "federation": federation_id,
            "scheme": found.code,
            "countries": " ".join(mandate.countries),
            "categories": " ".join(mandate.categories),
        },
        now=now,
    )
    return mandate


def refuse_unknown_categories(session: Session, categories: Sequence[str]) -> None:
    """A mandate for what is not there would be one for nothing. Raises NoSuchCategory."""
    unknown = subject_queries.first_unknown_category(session, list(categories))
    if unknown is not None:
        raise NoSuchCategory(unknown)
