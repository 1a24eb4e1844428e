"""What lies inside a federation's mandates."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.rules import covering_mandate, is_in_force


def schemes_in_charge(session: Session, *, federation_id: str, now: datetime) -> list[str]:
    """The schemes of which a federation may verify something now."""
    mandates = rows.list_mandates(session, federation_ids=[federation_id])
    return sorted({mandate.scheme_id for mandate in mandates if is_in_force(mandate, now)})


def those_in_charge(
    session: Session, *, federation_id: str, certificate_ids: Collection[str], now: datetime
) -> frozenset[str]:
    """Those of the certificates that the federation may decide about now."""
    mandates = rows.list_mandates(session, federation_ids=[federation_id])
    reaches = rows.list_reaches(session, sorted(set(certificate_ids)))
    return frozenset(each for each, reach in reaches.items() if covering_mandate(mandates, reach, now))
