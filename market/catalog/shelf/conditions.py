"""The filters of a list as SQL over the shelf."""

from dataclasses import dataclass, field

from kit.reads import Argument
from market.catalog.shelf.question import ShelfFilters


@dataclass
class Arguments:
    """Collects the arguments of a statement and hands out their places in it."""

    values: list[Argument] = field(default_factory=list)

    def put(self, value: Argument, type_name: str) -> str:
        self.values.append(value)
        return f"${len(self.values)}::{type_name}"


_PRODUCERS = "s.producer_id in (select o.id from organisation o where {condition})"
_OFFERED = (
    "s.product_id in (select h.product_id from organisation o cross join lateral hub_products(o.id, {at}) h"
    " where o.slug = {hub} or o.id = {hub})"
)
# Each filter that is also a facet: over a row `s` of the shelf. `{values}` is an array of text.
_FACETS = {
    "category": "s.category_code in (select b.code from category_below({values}) b)",
    "producer": _PRODUCERS.format(condition="o.slug = any({values}) or o.id = any({values})"),
    "structure": _PRODUCERS.format(condition="o.structure = any({values})"),
    "line": _PRODUCERS.format(condition="o.line = any({values})"),
    "relation": _PRODUCERS.format(condition="o.relation = any({values})"),
    "scheme": "s.label_set in (select l.id from of_scheme l)",
    "assurance": "s.label_set in (select l.id from of_assurance l)",
    "origin": "s.origin_country = any({values})",
    "value": "s.terms && {values}",
    "ships_to": _PRODUCERS.format(
        condition="o.country in (select r.origin_country from ships_to({at}) r where r.destination = any({values}))"
    ),
}
# What some filters have to know first: which combinations of certificates carry such a claim at this moment.
_FIRST = {
    "scheme": "of_scheme as materialized (select l.id from live_label_sets({values}, {at}) l)",
    "assurance": "of_assurance as materialized (select l.id from live_label_sets("
    "array(select c.code from scheme c where c.assurance_class = any({values})), {at}) l)",
}
# How many products on sale there may be with a value, to choose the way there; nothing is left out by it.
_COUNTS = {
    "value": "select sum(c.n) from shelf_count c where c.category_code = '' and c.facet = 'value'"
    " and c.value = any({values})",
    "scheme": "select sum(c.n) from of_scheme l join shelf_count c"
    " on c.category_code = '' and c.facet = 'labels' and c.value = l.id::text",
    "assurance": "select sum(c.n) from of_assurance l join shelf_count c"
    " on c.category_code = '' and c.facet = 'labels' and c.value = l.id::text",
    "origin": "select sum(c.n) from shelf_count c where c.category_code = '' and c.facet = 'origin'"
    " and c.value = any({values})",
}


@dataclass(frozen=True)
class Conditions:
    """The filters as SQL: what limits everything, and the condition of each facet that is filtered by.

    `first` are CTEs that the conditions refer to; `counts` are queries of how many products at most some of the filters
    leave.
    """

    first: tuple[str, ...]
    always: tuple[str, ...]
    facets: dict[str, str]
    counts: tuple[str, ...]
    is_search: bool
    is_of_hub: bool
    categories: str | None
    values: str | None
    producers: str | None

    @classmethod
    def of(cls, filters: ShelfFilters, arguments: Arguments, places: dict[str, str]) -> "Conditions":
        wanted = {
            "category": filters.categories,
            "producer": filters.producers,
            "structure": filters.structures,
            "line": filters.lines,
            "relation": filters.relations,
            "scheme": filters.schemes,
            "assurance": filters.classes,
            "origin": filters.origins,
            "value": filters.values,
            "ships_to": filters.ships_to,
        }
        values = {name: arguments.put(list(chosen), "text[]") for name, chosen in wanted.items() if chosen}
        facets = {name: _FACETS[name].format(values=place, **places) for name, place in values.items()}
        if filters.is_in_stock:
            facets["stock"] = "s.in_stock"
        if prices := _price_range(filters, arguments, places):
            facets["price"] = prices
        always = ["s.is_shown"]
        if filters.words is not None:
            always.append("s.words @@ (select asked.must from asked)")
        if filters.hub is not None:
            hub = arguments.put(filters.hub, "text")
            always.append(_OFFERED.format(hub=hub, **places))
        return cls(
            first=tuple(
                _FIRST[name].format(values=place, **places) for name, place in values.items() if name in _FIRST
            ),
            always=tuple(always),
            facets=facets,
            counts=tuple(_COUNTS[name].format(values=values[name], **places) for name in _COUNTS if name in values),
            is_search=filters.words is not None,
            is_of_hub=filters.hub is not None,
            categories=values.get("category"),
            values=values.get("value"),
            producers=values.get("producer"),
        )

    def where(self, *, but: tuple[str, ...] = (), more: tuple[str, ...] = ()) -> str:
        """All conditions in one, without those of some facets: to gather what fits."""
        chosen = [condition for name, condition in self.facets.items() if name not in but]
        return " and ".join((*self.always, *chosen, *more))

    def checked(self, *, but: tuple[str, ...] = (), more: tuple[str, ...] = ()) -> str:
        """The same, to be asked of one product after the other in an order: `is true` keeps the planner from gathering
        all that meets one of them first."""
        chosen = [f"({condition}) is true" for name, condition in self.facets.items() if name not in but]
        return " and ".join((*self.always, *chosen, *more))

    @property
    def is_narrow(self) -> bool:
        """Whether what is left is best gathered: one producer's products, or one hub's."""
        return self.producers is not None or self.is_of_hub

    @property
    def is_read_off(self) -> bool:
        """Whether the products with a value lie in order as they are wanted."""
        return self.values is not None and len(self.always) == 1 and set(self.facets) <= {"category", "value"}

    def places(self, *, but: tuple[str, ...] = ()) -> str:
        """A query of the codes of all categories that products may lie in: those asked for and all below them."""
        if self.categories is None or "category" in but:
            return "select c.code from category c"
        return f"select b.code from category_below({self.categories}) b"

    def held_under(self, *, but: tuple[str, ...] = ()) -> str:
        """Where nothing but values and categories is asked for: the products with any of the values, each once and with
        its category, read off where they lie. Far fewer, or far narrower, rows than those of the shelf."""
        return f"""
            select distinct t.category_code, t.product_id
            from unnest(array({self.places(but=but)})) place (code)
            cross join lateral unnest({self.values}) wanted (term)
            cross join lateral (select t.category_code, t.product_id from shelf_term t
                                where t.category_code = place.code and t.term = wanted.term offset 0) t"""

    def is_counted_already(self, *, but: tuple[str, ...] = ()) -> bool:
        """Whether the counts by category say it all, without the filters of some facets."""
        return len(self.always) == 1 and set(self.facets) - set(but) <= {"category"}


def _price_range(filters: ShelfFilters, arguments: Arguments, places: dict[str, str]) -> str:
    price = f"(s.prices ->> {places['currency']})::bigint"
    bounds = []
    if filters.price_min is not None:
        bounds.append(f"{price} >= {arguments.put(filters.price_min, 'bigint')}")
    if filters.price_max is not None:
        bounds.append(f"{price} <= {arguments.put(filters.price_max, 'bigint')}")
    return " and ".join(bounds)
