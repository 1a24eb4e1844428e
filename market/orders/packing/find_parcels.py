"""The parcels whose papers somebody prints: their own organisation's, while there is something to pack or to send."""

from sqlalchemy.orm import Session

from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import is_member
from market.orders.errors import NoSuchParcel, WrongParcelStep
from market.orders.packing import slip_queries
from market.orders.packing.errors import NothingToPack
from market.orders.packing.slip_queries import PackedParcel
from models.enums import ParcelState

MOST_AT_ONCE = 100
"""In one file, those that have waited longest; the next ones are in the next file, once these are sent."""
_PRINTED = frozenset({ParcelState.TO_PACK, ParcelState.SHIPPED})


def find_parcel(session: Session, parcel_id: str, *, person_id: str | None, lang: str) -> PackedParcel:
    """A paid parcel of an organisation that the person is in.

    Raises NoSuchParcel, also for another's; WrongParcelStep for one that has arrived or was called off: nobody needs
    its address any more.
    """
    found = slip_queries.find_parcel(session, parcel_id, lang=lang)
    if found is None or not is_member(session, person_id=person_id, organisation_id=found.producer_id):
        raise NoSuchParcel()
    if found.state not in _PRINTED:
        raise WrongParcelStep(found.state)
    return found


def find_all(session: Session, organisation_id: str, *, person_id: str | None, lang: str) -> tuple[PackedParcel, ...]:
    """What waits to be packed, the oldest first, at most MOST_AT_ONCE. Raises NoSuchOrganisation, NothingToPack."""
    if not is_member(session, person_id=person_id, organisation_id=organisation_id):
        raise NoSuchOrganisation()
    found = slip_queries.list_to_pack(session, organisation_id, lang=lang, limit=MOST_AT_ONCE)
    if not found:
        raise NothingToPack()
    return found
