"""End an account, so that nothing in the database says any more whose it was.

Rows of the books, statements, votes and signatures stay, by the person's id; what the id leads to is empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.accounts.people.errors import LastOperator
from market.accounts.people.queries import lock_operators
from market.privacy import erasure_queries as queries
from market.privacy.errors import LastInOrganisation, OrdersStillOpen
from market.privacy.rules import IN_TRANSIT_AT_MOST, stand_in_address, worth_finding


@dataclass(frozen=True)
class Erased:
    """`orders` keep their goods and sums; `documents` are paths of files that nobody needs any more."""

    at: datetime
    orders: int
    documents: tuple[str, ...]


def erase_person(session: Session, *, person_id: str, now: datetime) -> Erased:
    """Take everything personal away and end every session, key and open cart, in one transaction.

    Guest orders under the person's e-mail address are included once the address was proven. Raises OrdersStillOpen,
    LastInOrganisation, LastOperator. That the person proved lately who they are is asked by the edge.
    """
    queries.lock_erasing(session)
    queries.lock_organisations(session, person_id)
    operators = lock_operators(session)
    person = queries.lock_person(session, person_id)
    queries.lock_open_carts(session, person_id)
    order_ids = queries.list_order_ids(session, person)
    _refuse_open(session, order_ids, now)
    _refuse_last(session, person, operators)
    known = worth_finding([person.email, person.full_name, *queries.list_told(session, order_ids)])
    documents = queries.erase_listing_claims(session, person_id)
    queries.end_access(session, person, now=now)
    queries.erase_messages(session, person, order_ids, now=now)
    queries.erase_orders(session, order_ids, person_id=person_id, stand_in=stand_in_address(person_id))
    queries.erase_remarks(session, person_id=person_id, order_ids=order_ids, known=known)
    queries.erase_payment_news(session, order_ids)
    queries.erase_row(session, person, stand_in=stand_in_address(person_id), now=now)
    # That it happened, not who: no actor, no object.
    record_audit(session, action="account.erase", actor_id=None, object_id=None, detail={}, now=now)
    return Erased(now, len(order_ids), documents)


def _refuse_open(session: Session, order_ids: list[str], now: datetime) -> None:
    found = queries.list_open_orders(session, order_ids, shipped_after=now - IN_TRANSIT_AT_MOST)
    if found:
        raise OrdersStillOpen(
            orders=sorted({one.order_id for one in found}), because=sorted({one.because for one in found})
        )


def _refuse_last(session: Session, person: queries.PersonFact, operators: Sequence[str]) -> None:
    names = queries.list_left_alone(session, person.id)
    if names:
        raise LastInOrganisation(names)
    if list(operators) == [person.id]:
        raise LastOperator()
