"""Who has a stake in a certificate, and so never decides about it."""

from sqlalchemy.orm import Session

from certification import conflict_queries
from certification.errors import ConflictOfInterest
from certification.rules import Reach, has_conflict


def is_in_conflict(session: Session, *, certificate_id: str, reach: Reach, federation_id: str, person_id: str) -> bool:
    """Whether the person is or was in an organisation that the certificate is about, or that sells for one or through
    one, whether the federation is such an organisation, or whether the person handed in the certificate or a document
    behind it."""
    traders = conflict_queries.list_traders(session, sorted(reach.organisations))
    parties = Reach(reach.scheme_id, traders, reach.countries, reach.category_paths)
    belonged = conflict_queries.list_ever_own_organisations(session, person_id=person_id)
    return has_conflict(
        parties, federation_id=federation_id, verifier_organisations=belonged
    ) or conflict_queries.has_handed_in(session, certificate_id=certificate_id, person_id=person_id)


def refuse_conflict(session: Session, *, certificate_id: str, reach: Reach, federation_id: str, person_id: str) -> None:
    """Raises ConflictOfInterest."""
    if is_in_conflict(
        session, certificate_id=certificate_id, reach=reach, federation_id=federation_id, person_id=person_id
    ):
        raise ConflictOfInterest()
