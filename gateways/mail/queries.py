"""SQL of mails that are asked for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.ids import new_id
from models.enums import MailKind
from models.mail import Mail

_ASK = text(
    """
    insert into mail (id, kind, key, about, facts, person_id, address, language, subject, text, html, state, tries,
                      answer, next_try_at)
    select asked.id, :kind, asked.key, asked.about, cast(asked.facts as jsonb), asked.person_id, asked.address,
           asked.language, '', '', '', 'waiting', 0, '', least(:now, clock_timestamp())
    from unnest(cast(:ids as text[]), cast(:keys as text[]), cast(:abouts as text[]), cast(:facts as text[]),
                cast(:persons as text[]), cast(:addresses as text[]), cast(:languages as text[]))
         as asked (id, key, about, facts, person_id, address, language)
    on conflict (key) do nothing
    returning id
    """
)
_BUYERS = text(
    """
    select o.id as of_id, o.person_id, o.email as address, o.locale as language
    from customer_order o where o.id = any(cast(:ids as text[]))
    """
)
_STEWARDS = text(
    """
    with there as (
        select m.organisation_id as of_id, p.id as person_id, p.email as address, p.locale as language,
               bool_or(m.role = 'steward') as is_steward
        from membership m join person p on p.id = m.person_id
        where m.organisation_id = any(cast(:ids as text[])) and m.ended_at is null
          and p.disabled_at is null and p.erased_at is null
        group by m.organisation_id, p.id
    )
    select of_id, person_id, address, language from there
    where is_steward or not exists (select from there steward where steward.of_id = there.of_id and steward.is_steward)
    order by of_id, person_id
    """
)

_PEOPLE = text(
    """
    select id as of_id, id as person_id, email as address, locale as language
    from person where id = any(cast(:ids as text[])) and disabled_at is null and erased_at is null
    """
)


@dataclass(frozen=True)
class Recipient:
    """Somebody who placed the order `of_id`, acts for the organisation `of_id`, or is the person `of_id`."""

    of_id: str
    person_id: str | None
    address: str
    language: str


@dataclass(frozen=True)
class Asked:
    """One mail to be: whom, of what, and the key that makes it the only one."""

    key: str
    about: str
    to: Recipient
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ready:
    """A mail that is written when it is asked for: what is in it is known nowhere else. It is of no use from
    `useless_at` on."""

    key: str
    about: str
    person_id: str
    address: str
    language: str
    subject: str
    text: str
    html: str
    useless_at: datetime


def list_buyers(session: Session, order_ids: Sequence[str]) -> list[Recipient]:
    """Whoever placed each of these orders, a guest too."""
    return [Recipient(**row._mapping) for row in session.execute(_BUYERS, {"ids": list(order_ids)})]


def list_stewards(session: Session, organisation_ids: Sequence[str]) -> list[Recipient]:
    """Who acts for these organisations now: their stewards, or everybody in one that has none."""
    return [Recipient(**row._mapping) for row in session.execute(_STEWARDS, {"ids": list(organisation_ids)})]


def list_people(session: Session, person_ids: Sequence[str]) -> list[Recipient]:
    """These people, but for those whose account is closed."""
    return [Recipient(**row._mapping) for row in session.execute(_PEOPLE, {"ids": list(person_ids)})]


def insert_ready(session: Session, kind: MailKind, ready: Ready, *, now: datetime) -> str:
    """Write it; its id."""
    mail = Mail(**vars(ready), kind=kind, next_try_at=now, written_at=now)
    session.add(mail)
    session.flush()
    return mail.id


def insert_mails(session: Session, kind: MailKind, asked: Sequence[Asked], *, now: datetime) -> list[str]:
    """Write those whose key is new; their ids."""
    rows = session.execute(
        _ASK,
        {
            "kind": kind,
            "now": now,
            "ids": [new_id("mail") for _ in asked],
            "keys": [one.key for one in asked],
            "abouts": [one.about for one in asked],
            "facts": [json.dumps(dict(one.facts)) for one in asked],
            "persons": [one.to.person_id for one in asked],
            "addresses": [one.to.address for one in asked],
            "languages": [one.to.language for one in asked],
        },
    )
    return list(rows.scalars())
