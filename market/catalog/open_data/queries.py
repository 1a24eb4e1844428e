"""SQL of open data: what is public, page by page, all of one snapshot."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, TextClause, text
from sqlalchemy.orm import Session

_PAGE = 1000
_SNAPSHOT = text("set transaction isolation level repeatable read")
# A person who works alone is told without a place.
_ORGANISATIONS = text(
    """
    select o.id, o.slug, o.kind, o.name, o.country,
           case when o.relation is distinct from 'self_employed' then o.region else '' end as region,
           case when o.relation is distinct from 'self_employed' then o.place else '' end as place,
           o.line, o.relation, o.legal_form, o.structure, o.languages, o.founded_year,
           case when is_figure_shown(o.id, 'members_total', :at) then o.members_total end as members_total,
           case when shown.may_be_divided then o.members_women end as members_women,
           case when shown.may_be_divided then o.members_men end as members_men,
           case when is_families_shown(o, :at) then o.families_total end as families_total,
           array(select distinct l.term_code from solidarity_link l
                 where l.organisation_id = o.id and l.consented_on is not null order by 1) as values,
           array(select distinct nm.network_id from network_membership nm
                 where nm.member_id = o.id and nm.accepted_at <= :at and (nm.ended_at is null or nm.ended_at > :at)
                 order by 1) as networks
    from organisation o
    cross join lateral (select is_gender_shown(o, :at) as may_be_divided) shown
    where o.archived_at is null and (cast(:after as text) is null or o.id > :after)
    order by o.id limit :limit
    """
)
_PRODUCTS = text(
    """
    select p.id, p.slug, p.producer_id, p.category_code as category, p.name, p.language, p.origin_country,
           p.origin_region, p.published_at
    from product p join organisation o on o.id = p.producer_id and o.archived_at is null
    where p.state = 'published' and (cast(:after as text) is null or p.id > :after)
    order by p.id limit :limit
    """
)
_PRICES = text(
    """
    select v.id as variant_id, v.product_id, v.label, v.barcode, v.net_quantity, v.net_unit, v.weight_grams,
           c.currency, c.amount_minor, c.premium_minor, c.valid_from,
           coalesce(s.on_hand - s.reserved, 0) > 0 and is_orderable(p.id, cast(:at as date)) as is_in_stock
    from variant v
    join product p on p.id = v.product_id and p.state = 'published'
    join organisation o on o.id = p.producer_id and o.archived_at is null
    join price c on c.variant_id = v.id and c.currency = :currency
                and c.valid_from <= :at and (c.valid_to is null or c.valid_to > :at)
    left join stock s on s.variant_id = v.id
    where v.archived_at is null and (cast(:after as text) is null or v.id > :after)
    order by v.id limit :limit
    """
)
_CLAIMS = text(
    """
    with page as materialized (
        select p.id from product p join organisation o on o.id = p.producer_id and o.archived_at is null
        where p.state = 'published' and (cast(:after as text) is null or p.id > :after)
        order by p.id limit :limit
    )
    select page.id as product_id, c.certificate_id, s.code as scheme, s.assurance_class, c.covers, held.number,
           c.valid_to
    from page
    left join product_claims(array(select page.id from page), :at) c on c.product_id = page.id
    left join scheme s on s.id = c.scheme_id
    left join certificate held on held.id = c.certificate_id
    order by page.id, c.certificate_id
    """
)

Row = RowMapping


def take_snapshot(session: Session) -> None:
    """Let all that this transaction reads be of one moment. Nothing may have been read before."""
    session.execute(_SNAPSHOT)


def list_organisations(session: Session, at: datetime) -> Iterator[Row]:
    """Every organisation that is here, by id."""
    return _each(session, _ORGANISATIONS, "id", {"at": at})


def list_products(session: Session) -> Iterator[Row]:
    """Every product on sale, by id."""
    return _each(session, _PRODUCTS, "id", {})


def list_prices(session: Session, at: datetime, currency: str) -> Iterator[Row]:
    """Every variant on sale with the price in force, by id."""
    return _each(session, _PRICES, "variant_id", {"at": at, "currency": currency})


def list_claims(session: Session, at: datetime) -> Iterator[Row]:
    """What every product on sale carries, by product and certificate; `certificate_id` is None where it is nothing."""
    return _each(session, _CLAIMS, "product_id", {"at": at})


def _each(session: Session, statement: TextClause, key: str, asked: Mapping[str, object]) -> Iterator[Row]:
    after: str | None = None
    while True:
        page: Sequence[Row] = session.execute(statement, {**asked, "after": after, "limit": _PAGE}).mappings().all()
        if not page:
            return
        yield from page
        after = page[-1][key]
