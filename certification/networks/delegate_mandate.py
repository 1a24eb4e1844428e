"""Hand a mandate on to a member of the network."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.audit.record_audit import record_audit
from certification.errors import MandateExists, NoSuchFederation, NoSuchMandate
from certification.grant_mandate import refuse_unknown_categories
from certification.networks import queries
from certification.networks.errors import NotAMember, WiderMandate
from models.certification import Mandate


def delegate_mandate(
    session: Session,
    *,
    mandate_id: str,
    federation_id: str,
    countries: Sequence[str],
    categories: Sequence[str],
    person_id: str,
    now: datetime,
) -> Mandate:
    """Let a member verify what the mandate is for, or less; it ends when the mandate does, or the membership.

    Empty lists mean all that the mandate itself is for. Raises NoSuchMandate unless the person is a steward of who has
    it, NoSuchFederation, NotAMember, NoSuchCategory, WiderMandate, MandateExists.
    """
    queries.lock_graph(session)
    above = queries.lock_mandate(session, mandate_id)
    if (
        above is None
        # Whatever the clock says: it may have been withdrawn while this waited.
        or above.withdrawn_at is not None
        or not queries.is_steward(session, person_id=person_id, organisation_id=above.federation_id)
    ):
        raise NoSuchMandate()
    if not rows.is_federation(session, federation_id):
        raise NoSuchFederation()
    membership = queries.find_open(session, network_id=above.federation_id, member_id=federation_id)
    if membership is None or membership.accepted_at is None:
        raise NotAMember()
    _refuse_wider(session, above, countries, categories)
    refuse_unknown_categories(session, categories)
    if rows.has_open_mandate(session, federation_id=federation_id, scheme_id=above.scheme_id):
        raise MandateExists()
    mandate = Mandate(
        federation_id=federation_id,
        scheme_id=above.scheme_id,
        countries=sorted(set(countries)) or above.countries,
        categories=sorted(set(categories)) or above.categories,
        granted_by=person_id,
        delegated_from=above.id,
        granted_at=now,
    )
    queries.insert(session, mandate)
    record_audit(
        session,
        action="mandate.delegate",
        actor_id=person_id,
        object_id=mandate.id,
        detail={"from": above.id, "federation": federation_id, "countries": " ".join(mandate.countries)},
        now=now,
    )
    return mandate


def _refuse_wider(session: Session, above: Mandate, countries: Sequence[str], categories: Sequence[str]) -> None:
    """Raises WiderMandate."""
    abroad = sorted(set(countries) - set(above.countries)) if above.countries else []
    if abroad:
        raise WiderMandate("country", abroad)
    within = above.categories
    if within and (beyond := queries.list_categories_beyond(session, sorted(set(categories)), within=within)):
        raise WiderMandate("category", beyond)
