"""The statement behind a list of products.

Two phases: the ids of one page by the narrowest index that fits, then everything a card shows for those few. The text
of the statement depends only on which filters are set, so the server prepares it once per connection.
"""

from dataclasses import dataclass, field
from datetime import datetime

from kit.reads import Argument, Reads
from market.catalog.shelf.question import Position, ShelfFilters, ShelfPage, ShelfQuestion, Sort

# A search ranks at most this many of the most popular products that match: a common word must not read them all.
_RANKED_AT_MOST = 1000
_FACET_VALUES_AT_MOST = 50


@dataclass(frozen=True)
class _Order:
    """`join` brings the key into reach; `cast` is the key's type when it comes back from a cursor."""

    key: str
    cast: str
    is_falling: bool
    join: str = ""
    condition: str = ""


_OFFER = """
    join lateral (
        select min(c.amount_minor) as least
        from variant v join price c on c.variant_id = v.id
        where v.product_id = p.id and v.archived_at is null and c.currency = {currency}
          and c.valid_from <= {at} and (c.valid_to is null or c.valid_to > {at})
    ) offer on offer.least is not null"""
_NAME = "cross join lateral wording(p.id, 'name', {lang}, p.language, p.name) named"
_RANK = "(ts_rank(p.search, asked.query) * 1000000)::int"

_ORDERS: dict[Sort, _Order] = {
    Sort.RELEVANCE: _Order(_RANK, "int", is_falling=True),
    Sort.POPULAR: _Order("p.popularity", "int", is_falling=True),
    Sort.NEWEST: _Order("p.published_at", "timestamptz", is_falling=True, condition="p.published_at is not null"),
    Sort.PRICE: _Order("offer.least", "bigint", is_falling=False, join=_OFFER),
    Sort.PRICE_DOWN: _Order("offer.least", "bigint", is_falling=True, join=_OFFER),
    Sort.NAME: _Order('plain(named.body) collate "C"', "text", is_falling=False, join=_NAME),
}


@dataclass
class _Arguments:
    """Collects the arguments of a statement and hands out their places in it."""

    values: list[Argument] = field(default_factory=list)

    def put(self, value: Argument, type_name: str) -> str:
        self.values.append(value)
        return f"${len(self.values)}::{type_name}"


async def read_shelf(reads: Reads, question: ShelfQuestion) -> ShelfPage:
    """One page of products as JSON. Raises as `Reads.row`."""
    sql, arguments = _statement(question)
    row = await reads.row(sql, *arguments)
    assert row is not None
    data, facets, has_more, key, product_id = row
    last = Position(str(key), str(product_id)) if has_more else None
    return ShelfPage(str(data), None if facets is None else str(facets), last)


def _statement(question: ShelfQuestion) -> tuple[str, list[Argument]]:
    arguments = _Arguments()
    places = {
        "lang": arguments.put(question.lang, "text"),
        "currency": arguments.put(question.currency, "text"),
        "at": arguments.put(question.at, "timestamptz"),
        "limit": arguments.put(question.limit, "int"),
        "media_url": arguments.put(question.media_url, "text"),
        "market": arguments.put(question.market_country, "text"),
        "strict_logo": arguments.put(question.needs_public_scheme_for_logo, "boolean"),
    }
    words = arguments.put(question.filters.words, "text") if question.filters.words is not None else "null::text"
    conditions = _Conditions.of(question.filters, arguments, places)
    found = _found(question, conditions, arguments, places)
    facets = _FACETS.format(**places, **conditions.facet_flags(), most=_FACET_VALUES_AT_MOST)
    sql = _PAGE.format(
        **places,
        words=words,
        found=found,
        facet_base=conditions.base(places) if question.with_facets else "select null where false",
        facets=facets if question.with_facets else "null::text",
        cards=_CARDS.format(**places),
    )
    return sql, arguments.values


@dataclass(frozen=True)
class _Conditions:
    """The filters as SQL: what limits everything, and each facet's own condition (`true` when it is not set)."""

    always: tuple[str, ...]
    facets: dict[str, str]
    needs_offer: bool
    is_search: bool

    @classmethod
    def of(cls, filters: ShelfFilters, arguments: _Arguments, places: dict[str, str]) -> "_Conditions":
        def listed(values: tuple[str, ...], condition: str) -> str:
            return condition.format(values=arguments.put(list(values), "text[]"), **places) if values else "true"

        always = ["p.state = 'published'"]
        if filters.words is not None:
            always.append("p.search @@ asked.query")
        if filters.price_min is not None:
            always.append(f"offer.least >= {arguments.put(filters.price_min, 'bigint')}")
        if filters.price_max is not None:
            always.append(f"offer.least <= {arguments.put(filters.price_max, 'bigint')}")
        return cls(
            always=tuple(always),
            needs_offer=filters.price_min is not None or filters.price_max is not None,
            is_search=filters.words is not None,
            facets={
                "category": listed(
                    filters.categories, "p.category_code in (select b.code from category_below({values}) b)"
                ),
                "producer": listed(
                    filters.producers,
                    "p.producer_id in (select o.id from organisation o "
                    "where o.slug = any({values}) or o.id = any({values}))",
                ),
                "scheme": listed(
                    filters.schemes,
                    "p.id in (select w.product_id from unnest({values}) code, "
                    "lateral products_with_scheme(code, {at}) as w (product_id))",
                ),
                "origin": listed(filters.origins, "p.origin_country = any({values})"),
                "value": listed(
                    filters.values,
                    "p.id in (select pv.product_id from product_value pv "
                    "where pv.term_code in (select b.code from term_below({values}) b))",
                ),
            },
        )

    def tables(self, places: dict[str, str], *, join: str = "") -> str:
        """The FROM clause that these conditions need."""
        offer = _OFFER.format(**places) if self.needs_offer and "offer" not in join else ""
        return f"product p {'cross join asked' if self.is_search else ''} {offer} {join}"

    def where(self, *more: str) -> str:
        return " and ".join((*self.always, *more))

    def base(self, places: dict[str, str]) -> str:
        """Everything that facets count among: all filters but the facets' own."""
        flags = ", ".join(f"({condition}) as by_{name}" for name, condition in self.facets.items())
        return f"""
            select p.id, p.category_code, p.producer_id, p.origin_country, {flags}
            from {self.tables(places)} where {self.where()}"""

    def facet_flags(self) -> dict[str, str]:
        """For each facet the conditions of all the others, so that its counts say what choosing a value would give."""
        return {
            f"but_{name}": " and ".join(f"f.by_{other}" for other in self.facets if other != name)
            for name in self.facets
        }


def _found(question: ShelfQuestion, conditions: _Conditions, arguments: _Arguments, places: dict[str, str]) -> str:
    order = _ORDERS[question.sort]
    chosen = [condition for condition in conditions.facets.values() if condition != "true"]
    if order.condition:
        chosen.append(order.condition)
    key, tables, where = (
        order.key,
        conditions.tables(places, join=order.join.format(**places)),
        conditions.where(*chosen),
    )
    if question.sort is Sort.RELEVANCE:
        ranked = f"""(
            select p.id, {key} as key from {tables} where {where}
            order by p.popularity desc, p.id desc limit {_RANKED_AT_MOST}) p"""
        key, tables, where = "p.key", ranked, "true"
    after = _after(question.after, key, order, arguments) if question.after else "true"
    direction = "desc" if order.is_falling else "asc"
    return f"""
        select p.id, {key} as key from {tables} where {where} and {after}
        order by {key} {direction}, p.id {direction} limit {places["limit"]} + 1"""


def _after(position: Position, key: str, order: _Order, arguments: _Arguments) -> str:
    value: Argument = position.key
    if order.cast in ("int", "bigint"):
        value = int(position.key)
    elif order.cast == "timestamptz":
        value = datetime.fromisoformat(position.key)
    comparison = "<" if order.is_falling else ">"
    return (
        f"({key}, p.id) {comparison} ({arguments.put(value, order.cast)}, {arguments.put(position.product_id, 'text')})"
    )


_PAGE = """
with asked as materialized (select catalog_query({words}) as query),
found as materialized (select *, row_number() over () as place from ({found}) ordered),
page as materialized (select * from found where place <= {limit}),
facet_base as materialized ({facet_base})
select ({cards})::text as data,
       ({facets})::text as facets,
       (select count(*) from found) > {limit} as has_more,
       (select key::text from page order by place desc limit 1) as last_key,
       (select id from page order by place desc limit 1) as last_id
"""

_CARDS = """
    select coalesce(json_agg(json_build_object(
        'id', p.id, 'slug', p.slug, 'name', named.body, 'short_line', line.body, 'lang', named.lang,
        'producer', json_build_object(
            'id', o.id, 'slug', o.slug, 'name', o.name, 'country', o.country, 'place', o.place),
        'category', json_build_object('code', k.code, 'label', label_in(k.labels, {lang})),
        'origin', json_build_object(
            'country', p.origin_country, 'country_name', label_in(land.labels, {lang}), 'region', p.origin_region),
        'price', case when offer.least is not null
            then json_build_object('amount', offer.least, 'currency', {currency}) end,
        'prices_differ', offer.differ,
        'picture', case when m.id is not null then json_build_object(
            'id', m.id, 'url', {media_url} || m.id, 'alt', coalesce(label_in(m.alt, {lang}), ''),
            'width', m.width, 'height', m.height) end,
        'claims', coalesce(claims.list, '[]'::json),
        'in_stock', offer.in_stock) order by page.place), '[]'::json)
    from page
    join product p on p.id = page.id
    join organisation o on o.id = p.producer_id
    join category k on k.code = p.category_code
    left join country land on land.code = p.origin_country
    left join media m on m.id = p.picture_id
    cross join lateral wording(p.id, 'name', {lang}, p.language, p.name) named
    cross join lateral wording(p.id, 'short_line', {lang}, p.language, p.short_line) line
    left join lateral (
        select min(c.amount_minor) as least, count(distinct c.amount_minor) > 1 as differ,
               coalesce(bool_or(s.on_hand > s.reserved), false) as in_stock
        from variant v
        join price c on c.variant_id = v.id
        left join stock s on s.variant_id = v.id
        where v.product_id = p.id and v.archived_at is null and c.currency = {currency}
          and c.valid_from <= {at} and (c.valid_to is null or c.valid_to > {at})
    ) offer on true
    left join (
        select claim.product_id, json_agg(json_build_object(
            'scheme', json_build_object('code', s.code, 'name', s.name, 'owner', s.owner),
            'assurance_class', s.assurance_class, 'covers', claim.covers,
            'display', case when s.assurance_class <> 'self_declared' and s.display ->> {market} is null and (
                not {strict_logo} or s.assurance_class = 'public_authority'
                or s.is_open_to_all and s.has_expert_requirements and s.has_withdrawal_procedure
                    and s.has_independent_monitoring) then 'logo' else 'text' end,
            'certificate_id', claim.certificate_id, 'valid_until', claim.valid_to)
            order by s.name, claim.certificate_id) as list
        from product_claims((select array_agg(id) from page), {at}) claim
        join scheme s on s.id = claim.scheme_id
        group by claim.product_id
    ) claims on claims.product_id = p.id
"""

_FACETS = """
    select json_build_object(
        'category', (
            with recursive above as (
                select c.code, c.code as top from category c
                union all
                select a.code, c.parent_code from above a join category c on c.code = a.top
                where c.parent_code is not null
            )
            select {category_values} from (
                select a.top as value, label_in(c.labels, {lang}) as label, count(*) as count
                from facet_base f join above a on a.code = f.category_code join category c on c.code = a.top
                where {but_category} group by a.top, c.labels order by 3 desc, 2 limit {most}) v),
        'producer', (
            select {values} from (
                select o.slug as value, o.name as label, count(*) as count
                from facet_base f join organisation o on o.id = f.producer_id
                where {but_producer} group by o.slug, o.name order by 3 desc, 2 limit {most}) v),
        'scheme', (
            select {values} from (
                select s.code as value, s.name as label, carried.count
                from (
                    select claim.scheme_id, count(distinct claim.product_id) as count
                    from product_claims(array(select f.id from facet_base f where {but_scheme}), {at}) claim
                    group by claim.scheme_id
                ) carried
                join scheme s on s.id = carried.scheme_id
                order by 3 desc, 2 limit {most}) v),
        'origin', (
            select {values} from (
                select f.origin_country as value, coalesce(label_in(l.labels, {lang}), f.origin_country) as label,
                       count(*) as count
                from facet_base f left join country l on l.code = f.origin_country
                where {but_origin} group by f.origin_country, l.labels order by 3 desc, 2 limit {most}) v),
        'value', (
            with recursive above as (
                select t.code, t.code as top from term t
                union all
                select a.code, t.parent_code from above a join term t on t.code = a.top where t.parent_code is not null
            )
            select {values} from (
                select a.top as value, label_in(t.labels, {lang}) as label, count(distinct f.id) as count
                from facet_base f
                join product_value pv on pv.product_id = f.id
                join above a on a.code = pv.term_code
                join term t on t.code = a.top
                where {but_value} group by a.top, t.labels order by 3 desc, 2 limit {most}) v))
""".replace("{category_values}", "{values}").replace(
    "{values}",
    "coalesce(json_agg(json_build_object('value', v.value, 'label', v.label, 'count', v.count)), '[]'::json)",
)
