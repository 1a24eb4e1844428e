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


_OFFERED = (
    "s.product_id in (select h.product_id from organisation o cross join lateral hub_products(o.id, {at}) h"
    " where o.slug = {hub} or o.id = {hub})"
)
_MAKERS = "select o.id from organisation o where {condition}"
# For each filter that is also a facet: which column of the shelf it limits, and to what. `{values}` is a text array.
_LIMITED = {
    "category": ("s.category_code", "select b.code from category_below({values}) b"),
    "producer": ("s.producer_id", _MAKERS.format(condition="o.slug = any({values}) or o.id = any({values})")),
    "structure": ("s.producer_id", _MAKERS.format(condition="o.structure = any({values})")),
    "line": ("s.producer_id", _MAKERS.format(condition="o.line = any({values})")),
    "relation": ("s.producer_id", _MAKERS.format(condition="o.relation = any({values})")),
    "scheme": ("s.label_set", "select l.id from of_scheme l"),
    "assurance": ("s.label_set", "select l.id from of_assurance l"),
    "ships_to": (
        "s.producer_id",
        _MAKERS.format(
            condition="o.country in (select r.origin_country from ships_to({at}) r where r.destination = any({values}))"
        ),
    ),
}
# And of those that take the values as they are: over a row `s` of the shelf.
_GIVEN = {"origin": "s.origin_country = any({values})", "value": "s.terms && {values}"}
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

    `first` are CTEs that the conditions refer to; `limits` are queries of what some of the filters allow in the column
    that they limit; `offered` is whether a hub offers it, where one is asked for; `counts` are queries of how many
    products at most some of the filters leave.
    """

    first: tuple[str, ...]
    always: tuple[str, ...]
    facets: dict[str, str]
    limits: dict[str, str]
    counts: tuple[str, ...]
    is_search: bool
    offered: str | None
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
        limits = {
            name: _LIMITED[name][1].format(values=place, **places) for name, place in values.items() if name in _LIMITED
        }
        facets = {
            name: f"{_LIMITED[name][0]} in ({limits[name]})" if name in limits else _GIVEN[name].format(values=place)
            for name, place in values.items()
        }
        if filters.is_in_stock:
            facets["stock"] = "s.in_stock"
        if prices := _price_range(filters, arguments, places):
            facets["price"] = prices
        always, offered = ["s.is_shown"], None
        if filters.words is not None:
            always.append("s.words @@ (select asked.must from asked)")
        if filters.hub is not None:
            hub = arguments.put(filters.hub, "text")
            offered = _OFFERED.format(hub=hub, **places)
            always.append(offered)
        return cls(
            first=tuple(
                _FIRST[name].format(values=place, **places) for name, place in values.items() if name in _FIRST
            ),
            always=tuple(always),
            facets=facets,
            limits=limits,
            counts=tuple(_COUNTS[name].format(values=values[name], **places) for name in _COUNTS if name in values),
            is_search=filters.words is not None,
            offered=offered,
            categories=values.get("category"),
            values=values.get("value"),
            producers=values.get("producer"),
        )

    def where(self) -> str:
        """All conditions in one: to gather what fits."""
        return " and ".join((*self.always, *self.facets.values()))

    def checked(self, *, but: tuple[str, ...] = (), more: tuple[str, ...] = ()) -> str:
        """The same, to be asked of one product after the other in an order: `is true` keeps the planner from gathering
        all that meets one of them first."""
        chosen = [f"({condition}) is true" for name, condition in self.facets.items() if name not in but]
        return " and ".join((*self.always, *chosen, *more))

    @property
    def is_narrow(self) -> bool:
        """Whether what is left is best gathered: one producer's products, or one hub's."""
        return self.producers is not None or self.offered is not None

    @property
    def is_read_off(self) -> bool:
        """Whether the products with a value lie in order as they are wanted."""
        return self.values is not None and len(self.always) == 1 and set(self.facets) <= {"category", "value"}

    def places(self) -> str:
        """A query of the codes of all categories that products may lie in: those asked for and all below them."""
        if self.categories is None:
            return "select c.code from category c"
        return f"select b.code from category_below({self.categories}) b"


def _price_range(filters: ShelfFilters, arguments: Arguments, places: dict[str, str]) -> str:
    price = f"(s.prices ->> {places['currency']})::bigint"
    bounds = []
    if filters.price_min is not None:
        bounds.append(f"{price} >= {arguments.put(filters.price_min, 'bigint')}")
    if filters.price_max is not None:
        bounds.append(f"{price} <= {arguments.put(filters.price_max, 'bigint')}")
    return " and ".join(bounds)
