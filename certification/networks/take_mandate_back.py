"""A network takes back what it handed on."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.errors import NoSuchMandate
from certification.networks import queries
from certification.withdraw_mandate import withdraw_mandate


def take_mandate_back(session: Session, *, mandate_id: str, person_id: str, now: datetime) -> list[str]:
    """End a mandate that was handed on by an organisation whose steward this is, and all below it; their ids.

    Raises NoSuchMandate, also for one that the market granted.
    """
    queries.lock_graph(session)
    mandate = queries.lock_mandate(session, mandate_id)
    above = queries.lock_mandate(session, mandate.delegated_from) if mandate and mandate.delegated_from else None
    if above is None or not queries.is_steward(session, person_id=person_id, organisation_id=above.federation_id):
        raise NoSuchMandate()
    return withdraw_mandate(session, mandate_id=mandate_id, withdrawn_by=person_id, now=now)
