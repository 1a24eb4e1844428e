"""SQL of the market's own directory."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.accounts.directories.organisations import DirectoryEntry, Members
from models.enums import OrganisationKind

_ENTRIES = """
    with page as materialized (
        select o.* from organisation o
        where o.archived_at is null and (cast(:name as text) is null or o.id = :name or o.slug = :name)
          and (cast(:after as text) is null or o.id > :after)
        order by o.id limit :limit
    ), goods as materialized (
        select p.id, p.producer_id from product p
        where p.state = 'published' and p.producer_id = any(array(select page.id from page))
    ), qualified as (
        select goods.producer_id,
               array_agg(distinct case word when 'fair_trade' then 'Fairtrade' else 'Organic' end order by
                         case word when 'fair_trade' then 'Fairtrade' else 'Organic' end) as words
        from product_claims(array(select goods.id from goods), :at) c
        join goods on goods.id = c.product_id
        join scheme s on s.id = c.scheme_id
                     and s.assurance_class in ('public_authority', 'third_party', 'mixed_peer_audit')
        cross join lateral unnest(s.proves) word
        where c.covers = 'whole_product' and word in ('fair_trade', 'organic')
        group by goods.producer_id
    )
    select o.id, o.slug, o.kind, o.name, o.legal_form, o.structure, o.sector, o.country,
           -- A person who works alone is told without a place.
           case when o.relation is distinct from 'self_employed' then o.region else '' end as region,
           case when o.relation is distinct from 'self_employed' then o.place else '' end as place, o.languages,
           o.founded_year, case when counted.is_shown then o.members_total end as members_total,
           case when counted.is_divided then o.members_women end as members_women,
           case when counted.is_divided then o.members_men end as members_men,
           case when counted.is_divided then o.members_unknown end as members_unknown, face.id as picture_id,
           line.body as line, line.lang as line_lang,
           array(select label_in(t.labels, :lang) from solidarity_link l join term t on t.code = l.term_code
                 where l.organisation_id = o.id and l.consented_on is not null
                 order by t.position, t.code) as values,
           array(select n.slug from network_membership nm join organisation n on n.id = nm.network_id
                 where nm.member_id = o.id and nm.accepted_at <= :at and (nm.ended_at is null or nm.ended_at > :at)
                 order by n.slug) as networks,
           coalesce(qualified.words, '{}') as qualifiers
    from page o
    join organisation whole on whole.id = o.id
    cross join lateral (
        select is_figure_shown(o.id, 'members_total', :at) as is_shown, is_gender_shown(whole, :at) as is_divided
    ) counted
    left join lateral shown_photo(o.picture_id, :at) face on true
    left join qualified on qualified.producer_id = o.id
    left join lateral wording(o.id, 'short_line', :lang, null, null) line on true
    order by o.id
"""
_PAGE = text(_ENTRIES)
_FINGERPRINT = text(f"select count(*), coalesce(sum(hashtextextended(e::text, 0)), 0) from ({_ENTRIES}) e")


def list_entries(
    session: Session, *, lang: str, at: datetime, name: str | None, after: str | None, limit: int
) -> list[DirectoryEntry]:
    """At most `limit` organisations by id, from the one after `after` on; only the one of that id or slug if named."""
    asked = {"lang": lang, "at": at, "name": name, "after": after, "limit": limit}
    return [
        DirectoryEntry(
            id=row.id,
            slug=row.slug,
            kind=OrganisationKind(row.kind),
            name=row.name,
            legal_form=row.legal_form,
            structure=row.structure,
            sector=row.sector,
            country=row.country,
            region=row.region,
            place=row.place,
            languages=tuple(row.languages),
            founded_year=row.founded_year,
            members=None
            if row.members_total is None
            else Members(row.members_total, row.members_women, row.members_men, row.members_unknown),
            picture_id=row.picture_id,
            short_line=(row.line, row.line_lang) if row.line else None,
            values=tuple(value for value in row.values if value),
            networks=tuple(row.networks),
            qualifiers=tuple(row.qualifiers),
        )
        for row in session.execute(_PAGE, asked)
    ]


def fingerprint_entries(session: Session, *, lang: str, at: datetime) -> str:
    """Another text whenever anything that the directory tells is another."""
    asked = {"lang": lang, "at": at, "name": None, "after": None, "limit": None}
    count, total = session.execute(_FINGERPRINT, asked).one()
    return f"{count}-{int(total) % 2**64:016x}"
