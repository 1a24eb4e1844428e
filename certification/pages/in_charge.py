"""What lies inside a federation's mandates."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.rules import covers, is_in_force
from models.decisions import Appeal, PublicAlert

About = TypeVar("About", Appeal, PublicAlert)
_MOST = 500


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
    """Those of what waits, as `read` lists it by scheme, that lie inside the federation's mandates; at most 500.

    However much waits outside of them takes no place in the list.
    """
    schemes = schemes_in_charge(session, federation_id=federation_id, now=now)
    found: list[About] = []
    after_id = ""
    while True:
        batch = read(session, scheme_ids=schemes, after_id=after_id, limit=_MOST)
        about = {each.certificate_id for each in batch}
        inside = federations_in_charge(session, certificate_ids=about, federation_ids=[federation_id], now=now)
        found += [each for each in batch if each.certificate_id in inside]
        if len(batch) < _MOST or len(found) >= _MOST:
            return found[:_MOST]
        after_id = batch[-1].id
