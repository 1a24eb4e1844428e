"""SQL of the end of an account."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.privacy.rules import ERASED, without_person

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('erasure', 0))")
# As whoever changes the members of one locks it: `market/accounts/members`.
_LOCK_ORGANISATIONS = text(
    "select id from organisation where id in (select organisation_id from membership where person_id = :id "
    "and ended_at is null) order by id for no key update"
)
_PERSON = text(
    "select id, email, full_name, email_confirmed_at is not null as is_proven from person where id = :id for update"
)
_LOCK_CARTS = text("select id from cart where person_id = :id and state = 'open' order by id for update")
_ORDERS = text(
    """
    select id from customer_order
    where person_id = :id or (:is_proven and person_id is null and lower(email) = :email) order by id
    """
)
_OPEN = text(
    """
    with mine as (select id, state from customer_order where id = any(:ids))
    select id as order_id, 'unpaid' as because from mine where state = 'placed'
    union select p.order_id, 'parcel_under_way' from parcel p join mine m on m.id = p.order_id and m.state = 'paid'
          where p.state in ('waiting', 'to_pack') or (p.state = 'shipped' and p.shipped_at > :shipped_after)
    union select r.order_id, 'return_open' from return_request r join mine m on m.id = r.order_id
          where r.state in ('requested', 'accepted')
    union select f.order_id, 'refund_open' from refund f join mine m on m.id = f.order_id
          where f.state in ('pending', 'returned')
    union select d.order_id, 'dispute_open' from dispute d join mine m on m.id = d.order_id where d.closed_at is null
    """
)
_LEFT_ALONE = text(
    """
    select distinct o.name from membership m join organisation o on o.id = m.organisation_id and o.archived_at is null
    where m.person_id = :id and m.ended_at is null and m.role in ('steward', 'verifier')
      and not exists (select from membership other join person p on p.id = other.person_id
                      where other.organisation_id = m.organisation_id and other.role = m.role
                        and other.person_id <> m.person_id and other.ended_at is null and p.disabled_at is null)
    order by o.name
    """
)
_TOLD = text(
    """
    select distinct word from customer_order o
    cross join lateral unnest(array[o.email, o.full_name, o.shipping_address ->> 'line1',
                                    o.shipping_address ->> 'line2']) as word
    where o.id = any(:ids) and word is not null
    """
)
_DOCUMENTS = text("select path from listing_claim where person_id = :id and path is not null for update")
_CLAIMS = text("update listing_claim set note = '', reason = '' where person_id = :id and state <> 'waiting'")
_WAITING_CLAIMS = text("delete from listing_claim where person_id = :id and state = 'waiting'")
# A file is named by its content: somebody else may have stored the same one.
_STILL_USED = text(
    """
    select path from listing_claim where path = any(:paths) and person_id <> :id
    union select path from evidence where path = any(:paths)
    union select path from media where path = any(:paths)
    union select path from media_rendition where path = any(:paths)
    union select document_path from round_grant where document_path = any(:paths)
    """
)
_END_ACCESS = (
    text("delete from sign_in_session where person_id = :id"),
    text("delete from passkey where person_id = :id"),
    text("delete from passkey_challenge where person_id = :id"),
    text("delete from api_key where person_id = :id"),
    text("delete from single_use_token where person_id = :id"),
    text("delete from sign_in_code where person_id = :id or email = :email"),
    text("delete from cart_line using cart c where c.id = cart_id and c.person_id = :id and c.state = 'open'"),
    text("delete from cart_parcel using cart c where c.id = cart_id and c.person_id = :id and c.state = 'open'"),
    text("delete from cart where person_id = :id and state = 'open'"),
    text("update membership set ended_at = :now where person_id = :id and ended_at is null"),
    text(
        "update member_invitation set withdrawn_at = :now, withdrawn_by = :id "
        "where invited_by = :id and accepted_at is null and withdrawn_at is null"
    ),
    text("update member_invitation set invited_name = :blank where accepted_by = :id"),
    text(
        "update role_proposal set declined_at = :now, declined_by = :id "
        "where person_id = :id and confirmed_at is null and declined_at is null"
    ),
)
# An address that was only typed is nobody's: what a guest was written there stays the guest's.
_OF_MINE = "person_id = :id or person_id is null and (about = any(:ids) or :is_proven and lower(address) = :email)"
# One that a worker has in hand is given up and left without words: it must find its row.
_WAITING_MAILS = text(
    f"""
    update mail set state = 'given_up', given_up_at = :now, address = '', facts = '{{}}', subject = '', text = '',
        html = '', answer = ''
    where state = 'waiting' and ({_OF_MINE})
    """
)
_MAILS = text(f"delete from mail where address <> '' and ({_OF_MINE})")
_ANSWERS = text(
    "delete from idempotency_record where scope like :id || ' %' or strpos(lower(coalesce(body, '')), :email) > 0"
)
_CUSTOMER = text(
    """
    update customer_order
    set email = :stand_in, full_name = '', secret_hash = null, shipping_address = jsonb_build_object(
        'line1', '', 'line2', '', 'postal_code', '', 'city', '', 'country', country)
    where id = any(:ids)
    """
)
# A guest's secret opens nothing any more; a cart without one has to be somebody's.
_CARTS = text(
    "update cart c set secret_hash = null, person_id = :id from customer_order o "
    "where o.cart_id = c.id and o.id = any(:ids)"
)
_TRACKING = text("update parcel set tracking = '' where order_id = any(:ids) and tracking <> ''")
_REASONS = text("update return_request set reason = '' where order_id = any(:ids)")
# What others wrote about the person's orders, or the person wrote for an organisation, loses the words themselves.
_REMARKS = (
    text("update return_request set answer = replace(answer, :word, :blank) where order_id = any(:ids)"),
    text("update refund set reason = replace(reason, :word, :blank) where order_id = any(:ids)"),
    text(
        "update hold set note = replace(note, :word, :blank), release_note = replace(release_note, :word, :blank) "
        "where order_id = any(:ids)"
    ),
    text("update consent set given_by = replace(given_by, :word, :blank) where recorded_by = :id"),
    text(
        "update alert set sentence = replace(sentence, :word, :blank), resolution = replace(resolution, :word, :blank) "
        "where strpos(sentence || resolution, :word) > 0"
    ),
)
_NEWS_MAY_TAKE = text("set local statement_timeout = '60s'")
_NEWS = text(
    """
    with known as (
        select string_agg(word, '|') as pattern, min(since) as since
        from payment p cross join lateral unnest(array[p.order_id, p.checkout_session_id, p.payment_intent_id,
                                                       p.charge_id]) as word
        join lateral (select o.placed_at - interval '1 day' as since from customer_order o where o.id = p.order_id) o
             on true
        where p.order_id = any(:ids) and word is not null
    )
    select e.account, e.id, e.payload from stripe_event e, known
    where e.occurred_at >= known.since and e.payload ~ known.pattern
    for update of e
    """
)
_SAVE_NEWS = text("update stripe_event set payload = :payload where account = :account and id = :id")
_ROW = text(
    """
    update person
    set email = :stand_in, full_name = '', locale = 'en', country = null, password_hash = null, is_operator = false,
        email_confirmed_at = null, disabled_at = coalesce(disabled_at, :now), erased_at = :now
    where id = :id
    """
)


@dataclass(frozen=True)
class PersonFact:
    """`is_proven`: the e-mail address was shown to be theirs, by a code that was mailed to it."""

    id: str
    email: str
    full_name: str
    is_proven: bool


@dataclass(frozen=True)
class OpenOrder:
    """`because` is one word: unpaid, parcel_under_way, return_open, refund_open or dispute_open."""

    order_id: str
    because: str


def lock_erasing(session: Session) -> None:
    """One erasure at a time: of the last two stewards or operators, only one may leave."""
    session.execute(_LOCK)


def lock_organisations(session: Session, person_id: str) -> None:
    """Those that the person is in: nobody else leaves one of them, or steps back, before this transaction ends."""
    session.execute(_LOCK_ORGANISATIONS, {"id": person_id})


def lock_person(session: Session, person_id: str) -> PersonFact:
    """Nobody adds a row that names the person before this transaction ends."""
    row = session.execute(_PERSON, {"id": person_id}).one()
    return PersonFact(row.id, row.email, row.full_name, row.is_proven)


def lock_open_carts(session: Session, person_id: str) -> None:
    """Waits for whoever is turning one into an order."""
    session.execute(_LOCK_CARTS, {"id": person_id})


def list_order_ids(session: Session, person: PersonFact) -> list[str]:
    asked = {"id": person.id, "is_proven": person.is_proven, "email": person.email}
    return list(session.execute(_ORDERS, asked).scalars())


def list_open_orders(session: Session, order_ids: list[str], *, shipped_after: datetime) -> list[OpenOrder]:
    rows = session.execute(_OPEN, {"ids": order_ids, "shipped_after": shipped_after})
    return [OpenOrder(row.order_id, row.because) for row in rows]


def list_left_alone(session: Session, person_id: str) -> list[str]:
    """Names of organisations that would have no steward, or no verifier, of those they have."""
    return list(session.execute(_LEFT_ALONE, {"id": person_id}).scalars())


def list_told(session: Session, order_ids: list[str]) -> list[str]:
    """The addresses and names that the orders were given."""
    return list(session.execute(_TOLD, {"ids": order_ids}).scalars())


def erase_listing_claims(session: Session, person_id: str) -> tuple[str, ...]:
    """What was said with claims of listed organisations; paths of their documents that nobody else needs."""
    paths = set(session.execute(_DOCUMENTS, {"id": person_id}).scalars())
    session.execute(_WAITING_CLAIMS, {"id": person_id})
    session.execute(_CLAIMS, {"id": person_id})
    used = session.execute(_STILL_USED, {"paths": sorted(paths), "id": person_id}).scalars()
    return tuple(sorted(paths - set(used)))


def end_access(session: Session, person: PersonFact, *, now: datetime) -> None:
    """Sessions, passkeys, keys, links, codes, open carts, memberships, invitations that the person made or followed,
    and roles that were proposed for them and wait."""
    for statement in _END_ACCESS:
        session.execute(statement, {"id": person.id, "email": person.email, "now": now, "blank": ERASED})


def erase_messages(session: Session, person: PersonFact, order_ids: list[str], *, now: datetime) -> None:
    """Mails, and answers that are kept to be given again."""
    asked = {"id": person.id, "email": person.email, "is_proven": person.is_proven, "ids": order_ids}
    session.execute(_WAITING_MAILS, {**asked, "now": now})
    session.execute(_MAILS, asked)
    session.execute(_ANSWERS, {"id": person.id, "email": person.email})


def erase_orders(session: Session, order_ids: list[str], *, person_id: str, stand_in: str) -> None:
    """Whose they were and where they went; the country stays, since taxes and shipping were reckoned by it."""
    session.execute(_CARTS, {"ids": order_ids, "id": person_id})
    session.execute(_CUSTOMER, {"ids": order_ids, "stand_in": stand_in})
    session.execute(_TRACKING, {"ids": order_ids})
    session.execute(_REASONS, {"ids": order_ids})


def erase_remarks(session: Session, *, person_id: str, order_ids: list[str], known: list[str]) -> None:
    for statement in _REMARKS:
        for word in known:
            session.execute(statement, {"ids": order_ids, "id": person_id, "word": word, "blank": ERASED})


def erase_payment_news(session: Session, order_ids: list[str]) -> None:
    """What Stripe's events say about whoever paid."""
    if not order_ids:
        return
    session.execute(_NEWS_MAY_TAKE)
    for row in session.execute(_NEWS, {"ids": order_ids}).all():
        payload = json.dumps(without_person(json.loads(row.payload)))
        session.execute(_SAVE_NEWS, {"payload": payload, "account": row.account, "id": row.id})


def erase_row(session: Session, person: PersonFact, *, stand_in: str, now: datetime) -> None:
    session.execute(_ROW, {"id": person.id, "stand_in": stand_in, "now": now})
