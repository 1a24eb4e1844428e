"""Ask for mails beside what they tell. Workers write and send them once this transaction has committed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.mail import queries
from gateways.mail.queries import Asked, Ready, Recipient
from gateways.outbox import request_task, request_tasks
from models.enums import MailKind, TaskName


@dataclass(frozen=True)
class Due:
    """Something to be told of `about`, an id. `to` is the order whose buyer is told, the organisation whose stewards
    are, or a person; `key` tells it apart from everything else of its kind, and `facts` are what its writer needs
    beside `about`."""

    to: str
    about: str
    key: str
    facts: Mapping[str, str] = field(default_factory=dict)


def ask_buyers(session: Session, kind: MailKind, due: Sequence[Due], *, now: datetime) -> int:
    """A mail to whoever placed each order; how many are new."""
    return _ask(session, kind, due, queries.list_buyers(session, [one.to for one in due]), now)


def ask_stewards(session: Session, kind: MailKind, due: Sequence[Due], *, now: datetime) -> int:
    """A mail to the stewards of each organisation, or to everybody in one that has none; how many are new."""
    return _ask(session, kind, due, queries.list_stewards(session, [one.to for one in due]), now)


def ask_people(session: Session, kind: MailKind, due: Sequence[Due], *, now: datetime) -> int:
    """A mail to each person, about their own account; to nobody whose account is closed; how many are new."""
    return _ask(session, kind, due, queries.list_people(session, [one.to for one in due]), now)


def ask_ready(session: Session, kind: MailKind, ready: Ready, *, now: datetime) -> None:
    """A mail whose words are there already."""
    mail_id = queries.insert_ready(session, kind, ready, now=now)
    request_task(session, TaskName.SEND_MAIL, key=mail_id, now=now, mail_id=mail_id)


def _ask(session: Session, kind: MailKind, due: Sequence[Due], people: Sequence[Recipient], now: datetime) -> int:
    by_place: dict[str, list[Recipient]] = {}
    for person in people:
        by_place.setdefault(person.of_id, []).append(person)
    asked = [
        Asked(f"{kind}:{one.key}:{to.person_id or one.to}", one.about, to, one.facts)
        for one in due
        for to in by_place.get(one.to, [])
    ]
    if not asked:
        return 0
    ids = queries.insert_mails(session, kind, asked, now=now)
    request_tasks(session, TaskName.SEND_MAIL, argument="mail_id", values=ids, now=now)
    return len(ids)
