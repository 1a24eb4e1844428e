"""What writers need to know beside what other areas tell."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_NAME = text("select full_name from person where id = :id")
_PARCEL = text(
    """
    select p.id, p.order_id, o.full_name, o.person_id is null as is_guests, g.name as producer, p.tracking,
           p.shipped_at, coalesce(p.pickup ->> 'name', o.shipping_address ->> 'city', '') as goes_to,
           (select count(*) from parcel every where every.order_id = p.order_id and every.state <> 'cancelled')
               as parcels,
           (select count(*) from parcel gone where gone.order_id = p.order_id and gone.shipped_at is not null) as sent
    from parcel p join customer_order o on o.id = p.order_id join organisation g on g.id = p.producer_id
    where p.id = :id
    """
)
_CONTENT = text("select name, variant_label, quantity from order_line where parcel_id = :id order by id")
_CERTIFICATE = text(
    """
    select c.id, c.holder_id, h.name as holder, s.name as scheme, c.number, c.valid_to,
           c.valid_to - (cast(:now as timestamptz) at time zone s.timezone)::date as days_left
    from certificate c join scheme s on s.id = c.scheme_id join organisation h on h.id = c.holder_id
    where c.id = :id
    """
)
_WEBHOOK_OWNER = text(
    """
    select o.id, o.name, o.kind = 'market' as is_market, e.url
    from webhook_endpoint e join organisation o on o.id = e.organisation_id
    where e.id = :id
    """
)


@dataclass(frozen=True)
class WebhookOwner:
    """Whose a webhook is, and where it leads; also of one that was removed."""

    id: str
    name: str
    is_market: bool
    url: str


@dataclass(frozen=True)
class SentParcel:
    """A parcel on its way, and how many of its order's are: `sent` of `parcels`."""

    id: str
    order_id: str
    full_name: str
    is_guests: bool
    producer: str
    tracking: str
    shipped_at: datetime
    goes_to: str
    parcels: int
    sent: int


@dataclass(frozen=True)
class Packed:
    """So many pieces of something in a parcel."""

    name: str
    variant_label: str
    quantity: int


@dataclass(frozen=True)
class EndingCertificate:
    """`days_left` counts in the scheme's own time zone, 0 on the last day."""

    id: str
    holder_id: str
    holder: str
    scheme: str
    number: str
    valid_to: date
    days_left: int


def get_person_name(session: Session, person_id: str) -> str:
    name: str = session.execute(_NAME, {"id": person_id}).scalar_one()
    return name


def get_sent_parcel(session: Session, parcel_id: str) -> SentParcel:
    return SentParcel(**session.execute(_PARCEL, {"id": parcel_id}).one()._mapping)


def list_packed(session: Session, parcel_id: str) -> list[Packed]:
    return [Packed(**row._mapping) for row in session.execute(_CONTENT, {"id": parcel_id})]


def get_ending(session: Session, certificate_id: str, *, now: datetime) -> EndingCertificate:
    row = session.execute(_CERTIFICATE, {"id": certificate_id, "now": now}).one()
    return EndingCertificate(**row._mapping)


def get_webhook_owner(session: Session, webhook_id: str) -> WebhookOwner:
    return WebhookOwner(**session.execute(_WEBHOOK_OWNER, {"id": webhook_id}).one()._mapping)
