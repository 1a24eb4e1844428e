"""Give a certificate its two bits in an issuer's status lists."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from certification.credentials import queries
from certification.credentials.bits import BITS
from models.credentials import StatusEntry, StatusList
from models.enums import StatusPurpose

# Up to here every second draw finds a free place.
_FULL = BITS // 2


def take_places(session: Session, certificate_id: str, *, issuer_id: str, now: datetime) -> None:
    """Draw a place for each purpose where none is of use: there is none, or it has ended.

    Drawn, not counted: a place tells nothing of its neighbours.
    """
    queries.lock_issuer(session, issuer_id)
    had = queries.find_places(session, certificate_id, issuer_id=issuer_id, at=now)
    if had and not any(place.has_ended for place in had):
        return
    for purpose in StatusPurpose:
        status_list = _open_list(session, issuer_id, purpose, now)
        while not queries.take_place(
            session,
            StatusEntry(
                certificate_id=certificate_id,
                status_list_id=status_list.id,
                position=secrets.randbelow(BITS),
                created_at=now,
            ),
        ):
            continue


def _open_list(session: Session, issuer_id: str, purpose: StatusPurpose, now: datetime) -> StatusList:
    newest = queries.find_newest_list(session, issuer_id=issuer_id, purpose=purpose)
    if newest is not None and newest[1] < _FULL:
        return newest[0]
    number = newest[0].number + 1 if newest else 1
    made = StatusList(issuer_id=issuer_id, purpose=purpose, number=number, created_at=now)
    queries.insert_list(session, made)
    return made
