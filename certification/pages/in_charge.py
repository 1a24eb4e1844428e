"""What lies inside a federation's mandates."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.rules import covers, is_in_force
from models.decisions import Appeal, PublicAlert

About = TypeVar("About", Appeal, PublicAlert)


def schemes_in_charge(session: Session, *, federation_id: str, now: datetime) -> list[str]:
    """The schemes of which a federation may verify something now."""
    mandates = rows.list_mandates(session, federation_ids=[federation_id])
    return sorted({mandate.scheme_id for mandate in mandates if is_in_force(mandate, now)})


def federations_in_charge(
    session: Session, *, certificate_ids: Collection[str], federation_ids: Collection[str], now: datetime
) -> dict[str, list[str]]:
    """Which of these federations may decide now about each of the certificates; one that none may decide about, as a
    draft, is missing."""
    if not certificate_ids or not federation_ids:
        return {}
    mandates = [
        mandate
        for mandate in rows.list_mandates(session, federation_ids=sorted(federation_ids))
        if is_in_force(mandate, now)
    ]
    reaches = rows.list_reaches(session, rows.list_handed_in(session, sorted(certificate_ids)))
    found = {
        certificate_id: sorted({mandate.federation_id for mandate in mandates if covers(mandate, reach)})
        for certificate_id, reach in reaches.items()
    }
    return {certificate_id: in_charge for certificate_id, in_charge in found.items() if in_charge}


def list_inside(
    session: Session, read: Callable[..., list[About]], *, federation_id: str, now: datetime
) -> list[About]:
    """Those of what waits, as `read` lists it by scheme, that lie inside the federation's mandates."""
    found = read(session, scheme_ids=schemes_in_charge(session, federation_id=federation_id, now=now))
    about = {each.certificate_id for each in found}
    inside = federations_in_charge(session, certificate_ids=about, federation_ids=[federation_id], now=now)
    return [each for each in found if each.certificate_id in inside]
