"""SQL of what is kept about one person. Each section is read page by page, by the key of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, func, select, text
from sqlalchemy.orm import Session

from models import metadata

# Of a person's orders; those that a guest placed under the same e-mail address, once it was proven to be theirs.
_MINE = """(o.person_id = :id or o.person_id is null and exists (
        select from person p where p.id = :id and p.email_confirmed_at is not null and p.email = lower(o.email)))"""
_PERSON = text(
    """
    select id as key, jsonb_build_object(
        'id', id, 'email', email, 'full_name', full_name, 'locale', locale, 'country', country,
        'is_operator', is_operator, 'has_password', password_hash is not null,
        'email_confirmed_at', email_confirmed_at, 'created_at', created_at) as told
    from person where id = :id and id > :after order by id limit :limit
    """
)
_SESSIONS = text(
    """
    select id as key, jsonb_build_object(
        'id', id, 'agent', agent, 'passkey_id', passkey_id, 'created_at', created_at,
        'authenticated_at', authenticated_at, 'last_seen_at', last_seen_at, 'expires_at', expires_at,
        'ended_at', revoked_at) as told
    from sign_in_session where person_id = :id and id > :after order by id limit :limit
    """
)
_PASSKEYS = text(
    """
    select id as key, jsonb_build_object(
        'id', id, 'name', name, 'credential_id', encode(credential_id, 'hex'), 'created_at', created_at,
        'last_used_at', last_used_at) as told
    from passkey where person_id = :id and id > :after order by id limit :limit
    """
)
_CHALLENGES = text(
    """
    select id as key, jsonb_build_object('id', id, 'created_at', created_at, 'expires_at', expires_at) as told
    from passkey_challenge where person_id = :id and id > :after order by id limit :limit
    """
)
_CODES = text(
    """
    select id as key, jsonb_build_object(
        'id', id, 'kind', 'code', 'created_at', created_at, 'expires_at', expires_at, 'used_at', used_at) as told
    from sign_in_code where person_id = :id and id > :after order by id limit :limit
    """
)
_LINKS = text(
    """
    select id as key, jsonb_build_object(
        'id', id, 'kind', purpose, 'created_at', created_at, 'expires_at', expires_at, 'uses_left', uses_left) as told
    from single_use_token where person_id = :id and id > :after order by id limit :limit
    """
)
_KEYS = text(
    """
    select id as key, jsonb_build_object(
        'id', id, 'label', label, 'hint', hint, 'scopes', scopes, 'created_at', created_at, 'expires_at', expires_at,
        'last_used_at', last_used_at, 'revoked_at', revoked_at) as told
    from api_key where person_id = :id and id > :after order by id limit :limit
    """
)
_MEMBERSHIPS = text(
    """
    select m.id as key, jsonb_build_object(
        'id', m.id, 'organisation', o.name, 'organisation_id', o.id, 'role', m.role, 'created_at', m.created_at,
        'ended_at', m.ended_at) as told
    from membership m join organisation o on o.id = m.organisation_id
    where m.person_id = :id and m.id > :after order by m.id limit :limit
    """
)
_CARTS = text(
    """
    select c.id as key, jsonb_build_object(
        'id', c.id, 'state', c.state, 'currency', c.currency, 'country', c.country, 'locale', c.locale,
        'promotion_code', c.promotion_code, 'buyer_organisation_id', c.buyer_organisation_id,
        'contribution_kind', c.contribution_kind, 'contribution_value', c.contribution_value,
        'created_at', c.created_at, 'updated_at', c.updated_at,
        'lines', (select coalesce(jsonb_agg(jsonb_build_object(
            'variant_id', l.variant_id, 'quantity', l.quantity, 'shown_amount_minor', l.shown_amount_minor,
            'tier', l.tier) order by l.id), '[]') from cart_line l where l.cart_id = c.id),
        'parcels', (select coalesce(jsonb_agg(jsonb_build_object(
            'producer_id', p.producer_id, 'service', p.service, 'pickup_point_id', p.pickup_point_id)
            order by p.producer_id), '[]') from cart_parcel p where p.cart_id = c.id)) as told
    from cart c where c.person_id = :id and c.id > :after order by c.id limit :limit
    """
)
_ORDERS = text(
    f"""
    select o.id as key, jsonb_build_object(
        'id', o.id, 'state', o.state, 'email', o.email, 'full_name', o.full_name,
        'shipping_address', o.shipping_address, 'locale', o.locale, 'currency', o.currency,
        'buyer_organisation_id', o.buyer_organisation_id, 'goods_minor', o.goods_minor,
        'shipping_minor', o.shipping_minor, 'discount_minor', o.discount_minor, 'support_minor', o.support_minor,
        'relief_minor', o.relief_minor, 'contribution_minor', o.contribution_minor, 'total_minor', o.total_minor,
        'placed_at', o.placed_at, 'paid_at', o.paid_at, 'closed_at', o.closed_at,
        'promotion', (select pr.code from promotion pr where pr.id = o.promotion_id),
        'lines', (select coalesce(jsonb_agg(jsonb_build_object(
            'id', l.id, 'parcel_id', l.parcel_id, 'product_id', l.product_id, 'name', l.name,
            'variant', l.variant_label, 'quantity', l.quantity, 'amount_minor', l.amount_minor,
            'discount_minor', l.discount_minor, 'tier_minor', l.tier_minor, 'claims', l.claims) order by l.id), '[]')
            from order_line l where l.order_id = o.id),
        'parcels', (select coalesce(jsonb_agg(jsonb_build_object(
            'id', p.id, 'producer', g.name, 'state', p.state, 'service', p.service, 'pickup', p.pickup,
            'tracking', p.tracking, 'shipped_at', p.shipped_at, 'delivered_at', p.delivered_at) order by p.id), '[]')
            from parcel p join organisation g on g.id = p.producer_id where p.order_id = o.id),
        'payment', (select jsonb_build_object(
            'id', y.id, 'state', y.state, 'amount_minor', y.amount_minor, 'currency', y.currency,
            'stripe_payment_intent', y.payment_intent_id, 'stripe_charge', y.charge_id,
            'created_at', y.created_at, 'succeeded_at', y.succeeded_at) from payment y where y.order_id = o.id),
        'refunds', (select coalesce(jsonb_agg(jsonb_build_object(
            'id', f.id, 'kind', f.kind, 'state', f.state, 'amount_minor', f.amount_minor, 'currency', f.currency,
            'reason', f.reason, 'created_at', f.created_at, 'settled_at', f.settled_at) order by f.id), '[]')
            from refund f where f.order_id = o.id),
        'disputes', (select coalesce(jsonb_agg(jsonb_build_object(
            'id', d.id, 'status', d.status, 'reason', d.reason, 'amount_minor', d.amount_minor,
            'created_at', d.created_at, 'closed_at', d.closed_at) order by d.id), '[]')
            from dispute d where d.order_id = o.id),
        'withdrawn_labels', (select coalesce(jsonb_agg(jsonb_build_object(
            'certificate_id', n.certificate_id, 'effective_at', n.effective_at) order by n.id), '[]')
            from notice n where n.order_id = o.id)) as told
    from customer_order o
    where o.id > :after and {_MINE}
    order by o.id limit :limit
    """
)
_CONTRIBUTIONS = text(
    f"""
    select b.id as key, jsonb_build_object(
        'id', b.id, 'order_id', b.order_id, 'to', g.name, 'amount_minor', b.amount_minor, 'currency', o.currency,
        'paid_at', o.paid_at) as told
    from customer_order o join breakdown_part b on b.order_id = o.id and b.kind = 'contribution'
    left join organisation g on g.id = b.beneficiary_id
    where {_MINE} and b.id > :after order by b.id limit :limit
    """
)
_RETURNS = text(
    f"""
    select r.id as key, jsonb_build_object(
        'id', r.id, 'order_id', r.order_id, 'parcel_id', r.parcel_id, 'state', r.state, 'reason', r.reason,
        'answer', r.answer, 'requested_at', r.requested_at, 'decided_at', r.decided_at, 'received_at', r.received_at,
        'refund_id', r.refund_id,
        'lines', (select jsonb_agg(jsonb_build_object('order_line_id', l.order_line_id, 'quantity', l.quantity)
                                   order by l.order_line_id) from return_line l where l.return_id = r.id)) as told
    from customer_order o join return_request r on r.order_id = o.id
    where {_MINE} and r.id > :after order by r.id limit :limit
    """
)
# A code signs in: it is for the mailbox that it was sent to alone.
_MAILS = text(
    """
    select id as key, jsonb_build_object(
        'id', id, 'kind', kind, 'about', about, 'address', address, 'language', language, 'subject', subject,
        'text', case when kind = 'sign_in_code' then '' else text end, 'state', state, 'created_at', created_at,
        'sent_at', sent_at) as told
    from mail where person_id = :id and id > :after order by id limit :limit
    """
)
_BALLOTS = text(
    """
    select v.round_id as key, jsonb_build_object('round_id', v.round_id, 'round', r.title, 'voted', true) as told
    from round_voter v join fund_round r on r.id = v.round_id
    where v.voter_id = :id and v.round_id > :after order by v.round_id limit :limit
    """
)
# Who agreed is, in most cases, somebody else.
_CONSENTS = text(
    """
    select c.id as key, jsonb_build_object(
        'id', c.id, 'organisation_id', c.organisation_id, 'subject', c.subject, 'given_at', c.given_at,
        'ends_on', c.ends_on, 'withdrawn_at', c.withdrawn_at, 'recorded_by_you', c.recorded_by = :id,
        'withdrawn_by_you', coalesce(c.withdrawn_by = :id, false)) as told
    from consent c where (c.recorded_by = :id or c.withdrawn_by = :id) and c.id > :after order by c.id limit :limit
    """
)
_LISTING_CLAIMS = text(
    """
    select c.id as key, jsonb_build_object(
        'id', c.id, 'listed', l.name, 'state', c.state, 'note', c.note, 'answer', c.reason,
        'has_document', c.path is not null, 'created_at', c.created_at, 'decided_at', c.decided_at) as told
    from listing_claim c join listed_organisation l on l.id = c.listed_id
    where c.person_id = :id and c.id > :after order by c.id limit :limit
    """
)
_STATEMENTS = text(
    """
    select id as key, jsonb_build_object(
        'id', id, 'subject', subject_kind, 'period_start', period_start, 'period_end', period_end, 'state', state,
        'created_at', created_at) as told
    from impact_statement where person_id = :id and id > :after order by id limit :limit
    """
)
_WRITTEN = text(
    """
    select key, told from (
        select id as key, jsonb_build_object('id', id, 'kind', 'message', 'about', certificate_id, 'text', body,
                                             'written_at', sent_at) as told
        from certificate_message where author_id = :id
        union all
        select id, jsonb_build_object('id', id, 'kind', 'public_alert', 'about', certificate_id, 'text', body,
                                      'written_at', raised_at)
        from public_alert where raised_by = :id
        union all
        select id, jsonb_build_object('id', id, 'kind', 'appeal', 'about', certificate_id, 'text', reason,
                                      'written_at', filed_at)
        from appeal where filed_by = :id
        union all
        select id, jsonb_build_object('id', id, 'kind', 'objection', 'about', round_id, 'text', reason,
                                      'written_at', created_at)
        from round_objection where person_id = :id
    ) written where key > :after order by key limit :limit
    """
)
_ACTS = text(
    """
    select id as key, jsonb_build_object(
        'id', id, 'action', action, 'about', object_id, 'detail', detail, 'occurred_at', occurred_at) as told
    from audit_event where actor_id = :id and id > :after order by id limit :limit
    """
)
_REFUSALS = text(
    """
    select key, told from (
        select action || ' ' || to_char(hour_at, 'YYYY-MM-DD"T"HH24') as key, jsonb_build_object(
            'action', action, 'hour_at', hour_at, 'times', times) as told
        from refusal_count where person_id = :id
    ) refused where key collate "C" > :after order by key collate "C" limit :limit
    """
)

# Section of the file → its rows.
SECTIONS = {
    "person": _PERSON,
    "sessions": _SESSIONS,
    "passkeys": _PASSKEYS,
    "passkey_challenges": _CHALLENGES,
    "sign_in_codes": _CODES,
    "sign_in_links": _LINKS,
    "api_keys": _KEYS,
    "memberships": _MEMBERSHIPS,
    "carts": _CARTS,
    "orders": _ORDERS,
    "contributions": _CONTRIBUTIONS,
    "returns": _RETURNS,
    "mails": _MAILS,
    "ballots": _BALLOTS,
    "consents": _CONSENTS,
    "listing_claims": _LISTING_CLAIMS,
    "statements": _STATEMENTS,
    "written": _WRITTEN,
    "audited_acts": _ACTS,
    "refused_acts": _REFUSALS,
}
# Tables whose rows about the person are told whole, above.
_TOLD_WHOLE = frozenset(
    {
        "api_key", "audit_event", "cart", "customer_order", "impact_statement", "mail", "membership", "passkey",
        "passkey_challenge", "refusal_count", "sign_in_code", "sign_in_session", "single_use_token",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One row of a section; `document` is what the file says of it."""

    key: str
    document: dict[str, object]


@dataclass(frozen=True)
class Naming:
    """A column that can name a person, such as `verification.verifier_id`."""

    table: str
    column: str

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


def list_section(session: Session, section: str, *, person_id: str, after: str, limit: int) -> list[Told]:
    """Rows of a section, after the one with this key."""
    rows = session.execute(SECTIONS[section], {"id": person_id, "after": after, "limit": limit})
    return [Told(row.key, row.told) for row in rows]


def columns_that_name() -> list[Naming]:
    """Every column of the schema that can name a person, where its row is not told whole."""
    return [
        Naming(table.name, column.name)
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
        if table.name not in _TOLD_WHOLE
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    ]


def list_named(session: Session, naming: Naming, *, person_id: str, after: str, limit: int) -> list[Told]:
    """Which rows name the person there: something was proposed, signed, decided or recorded in their name."""
    table = metadata.tables[naming.table]
    key = _key_of(list(table.primary_key.columns))
    asked = select(key).where(table.c[naming.column] == person_id, key > after).order_by(key).limit(limit)
    return [Told(found, {"where": naming.name, "row": found}) for found in session.execute(asked).scalars()]


def _key_of(columns: Sequence[ColumnElement[object]]) -> ColumnElement[str]:
    """The primary key as one text, compared byte by byte."""
    return func.concat_ws(" ", *(cast(column, String) for column in columns)).collate("C")
