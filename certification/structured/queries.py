"""A product with what it carries at a moment, and what its producer says of itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_PRODUCT = text(
    """
    select p.id, p.slug, p.name, p.origin_country, o.id as producer_id, o.slug as producer_slug,
           o.name as producer_name, o.country as producer_country
    from product p join organisation o on o.id = p.producer_id
    where (p.id = :name or p.slug = :name) and p.state = 'published' and o.archived_at is null
    """
)
# By a certificate's own id, so that the same claim by two certificates is told twice.
_CLAIMED = text(
    """
    select c.certificate_id, s.codes
    from product_claims(array[:product_id], :at) c join scheme s on s.id = c.scheme_id
    order by s.code, c.certificate_id
    """
)
_VALUES = text(
    """
    select t.code, coalesce(t.labels ->> :lang, t.labels ->> 'en', t.code) as label
    from solidarity_link l join term t on t.code = l.term_code
    where l.organisation_id = :organisation_id and l.consented_on is not null
    order by t.position, t.code
    """
)


@dataclass(frozen=True)
class ProductFacts:
    """A product that is on sale, and who makes it."""

    id: str
    slug: str
    name: str
    origin_country: str
    producer_id: str
    producer_slug: str
    producer_name: str
    producer_country: str


@dataclass(frozen=True)
class Carried:
    """A certificate that lets the product carry a claim now; `codes`: what others call the scheme."""

    certificate_id: str
    codes: dict[str, str]


@dataclass(frozen=True)
class OwnWord:
    """A value that the producer says it stands for."""

    code: str
    label: str


def find_product(session: Session, id_or_slug: str) -> ProductFacts | None:
    """A product on sale."""
    row = session.execute(_PRODUCT, {"name": id_or_slug}).one_or_none()
    return ProductFacts(*row) if row else None


def list_carried(session: Session, product_id: str, *, at: datetime) -> list[Carried]:
    """What the product carries at this moment, never from a stored claim."""
    return [Carried(*row) for row in session.execute(_CLAIMED, {"product_id": product_id, "at": at})]


def list_own_words(session: Session, organisation_id: str, *, lang: str) -> list[OwnWord]:
    """What a producer consented to have told of it."""
    return [OwnWord(*row) for row in session.execute(_VALUES, {"organisation_id": organisation_id, "lang": lang})]
