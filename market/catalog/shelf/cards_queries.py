"""What a list shows of each product: a card, kept for as long as nothing in the catalogue changes."""

from collections.abc import Sequence

from kit.reads import Argument, Reads
from market.catalog.shelf.question import ShelfQuestion

# $1 ids, $2 language, $3 currency, $4 now, $5 address of pictures, $6 market's country, $7 whether EU law limits logos
_CARDS = """
    select p.id, json_build_object(
        'id', p.id, 'slug', p.slug, 'name', named.body, 'short_line', line.body, 'lang', named.lang,
        'producer', json_build_object(
            'id', o.id, 'slug', o.slug, 'name', o.name, 'country', o.country, 'place', o.place),
        'category', json_build_object('code', k.code, 'label', label_in(k.labels, $2::text)),
        'origin', json_build_object(
            'country', p.origin_country, 'country_name', label_in(land.labels, $2::text), 'region', p.origin_region),
        'price', case when offer.least is not null
            then json_build_object('amount', offer.least, 'currency', $3::text) end,
        'prices_differ', offer.differ,
        'picture', case when m.id is not null then json_build_object(
            'id', m.id, 'url', $5::text || m.id, 'alt', coalesce(label_in(m.alt, $2::text), ''),
            'width', m.width, 'height', m.height, 'widths', m.widths, 'colour', m.colour) end,
        'claims', coalesce(claims.list, '[]'::json),
        'in_stock', offer.in_stock and s.in_stock)::text
    from unnest($1::text[]) page (id)
    join product p on p.id = page.id
    join shelf s on s.product_id = page.id
    join organisation o on o.id = p.producer_id
    join category k on k.code = p.category_code
    left join country land on land.code = p.origin_country
    left join lateral shown_photo(p.picture_id, $4::timestamptz) m on true
    cross join lateral wording(p.id, 'name', $2::text, p.language, p.name) named
    cross join lateral wording(p.id, 'short_line', $2::text, p.language, p.short_line) line
    left join lateral (
        select min(c.amount_minor) as least, coalesce(min(c.amount_minor) < max(c.amount_minor), false) as differ,
               coalesce(bool_or(t.on_hand > t.reserved), false) as in_stock
        from variant v
        join price c on c.variant_id = v.id
        left join stock t on t.variant_id = v.id
        where v.product_id = p.id and v.archived_at is null and c.currency = $3::text
          and c.valid_from <= $4::timestamptz and (c.valid_to is null or c.valid_to > $4::timestamptz)
    ) offer on true
    left join lateral (
        select json_agg(json_build_object(
            'scheme', json_build_object('code', c.code, 'name', c.name, 'owner', c.owner),
            'assurance_class', c.assurance_class, 'covers', claim.covers,
            'display', case when c.assurance_class <> 'self_declared' and c.display ->> $6::text is null and (
                not $7::boolean or c.assurance_class = 'public_authority'
                or c.is_open_to_all and c.has_expert_requirements and c.has_withdrawal_procedure
                    and c.has_independent_monitoring) then 'logo' else 'text' end,
            'certificate_id', claim.certificate_id, 'valid_until', claim.valid_to)
            order by c.name, claim.certificate_id) as list
        from live_labels(s.label_set, $4::timestamptz) claim
        join scheme c on c.id = claim.scheme_id
    ) claims on s.label_set <> 0
"""


async def read_cards(reads: Reads, ids: Sequence[str], question: ShelfQuestion, *, state: str | None) -> list[str]:
    """The cards of these products as JSON texts, in the order of the ids; of a product that is gone, none.

    In a `state` of the catalogue those made before are taken as they are. Raises as `Reads.rows`.
    """
    shopper = f"{question.lang} {question.currency} {question.market_country}"
    names = {product_id: f"{shopper} {product_id}" for product_id in ids}
    cards = {}
    if state:
        cards = {each: kept for each, name in names.items() if (kept := reads.pieces.find(name, state)) is not None}
    missing = [product_id for product_id in ids if product_id not in cards]
    if missing:
        sql, arguments = cards_statement(missing, question)
        for product_id, card in await reads.rows(sql, *arguments):
            cards[str(product_id)] = str(card)
            if state:
                reads.pieces.put(names[str(product_id)], state, str(card))
    return [cards[product_id] for product_id in ids if product_id in cards]


def cards_statement(ids: list[str], question: ShelfQuestion) -> tuple[str, list[Argument]]:
    """The statement that makes cards `(id, JSON text)`, and its arguments."""
    return _CARDS, [
        ids,
        question.lang,
        question.currency,
        question.at,
        question.media_url,
        question.market_country,
        question.needs_public_scheme_for_logo,
    ]
