"""The list of products: found in every language, filtered, counted, sorted and paged."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.reads import Reads
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import Position, ShelfFilters, ShelfPage, ShelfQuestion, Sort
from market.pricing.queries import list_price_facts
from market.pricing.rules import breakdown
from models.enums import PartKind, ProductState
from tests.catalog.world import BEFORE, NOW, market_in

EVERYTHING = ShelfFilters()


def question(filters=EVERYTHING, *, sort=Sort.POPULAR, limit=20, lang="en", after=None, with_facets=False):
    return ShelfQuestion(
        filters=filters,
        sort=sort,
        limit=limit,
        lang=lang,
        currency="EUR",
        at=NOW,
        media_url="http://api.test/v1/media/",
        needs_public_scheme_for_logo=True,
        after=after,
        with_facets=with_facets,
    )


@pytest.fixture(scope="module")
def shelf(services):
    """A shelf of six products that no test changes; answers a function that asks it."""
    with services.clone() as database_url:
        yield from shelf_in(database_url)


def shelf_in(database_url: str):
    with market_in(database_url) as world:
        world.product(
            "cafe-piura",
            "Café de Piura",
            language="es",
            popularity=50,
            price=(1200, 2300),
            values=("agroforestry",),
            description="Tostado en pequeños lotes por las familias de la sierra.",
            translations={
                ("en", "name"): "Coffee from Piura",
                ("fr", "name"): "Café de Piura",
                ("en", "description"): "Roasted in small batches.",
            },
        )
        world.product("espresso", "Espresso blend", popularity=40, price=900, values=("women",), stock=0)
        world.product(
            "dark-bar",
            "Dark chocolate bar",
            category="chocolate",
            producer_id=world.kuapa_id,
            origin="GH",
            popularity=90,
            price=450,
            values=("agroforestry", "women"),
            translations={("fr", "name"): "Tablette de chocolat noir"},
        )
        world.product(
            "scarf", "Woven scarf", category="textiles", popularity=10, price=3500, published_at=BEFORE + timedelta(9)
        )
        world.session.execute(text("update organisation set structure = 'OS90' where id = :id"), {"id": world.kuapa_id})
        world.ships("PE", "FR")
        world.ships("GH", "*")
        world.product("hidden", "Coffee nobody sees", state=ProductState.DRAFT, published_at=None)
        world.product("gone", "Old coffee", state=ProductState.ARCHIVED)

    with asyncio.Runner() as runner:
        reads = Reads(database_url, pool_size=1)

        def ask(*arguments, **options) -> ShelfPage:
            return runner.run(read_shelf(reads, question(*arguments, **options)))

        yield ask
        runner.run(reads.close())


def slugs(page: ShelfPage) -> list[str]:
    return [card["slug"] for card in json.loads(page.data)]


def test_only_what_is_published_and_the_most_popular_first(shelf) -> None:
    assert slugs(shelf()) == ["dark-bar", "cafe-piura", "espresso", "scarf"]


def test_a_card_says_what_a_shopper_needs(shelf) -> None:
    card = json.loads(shelf(lang="fr").data)[1]
    assert card["name"] == "Café de Piura"
    assert card["lang"] == "fr"
    assert card["price"] == {"amount": 1200, "currency": "EUR"}
    assert card["prices_differ"] is True
    assert card["category"] == {"code": "coffee", "label": "Café"}
    assert card["origin"] == {"country": "PE", "country_name": "Pérou", "region": "Piura"}
    assert card["producer"]["slug"] == "norandino"
    assert card["picture"] is None
    assert card["claims"] == []
    assert card["in_stock"] is True
    assert json.loads(shelf().data)[2]["in_stock"] is False


@pytest.mark.parametrize(
    ("lang", "name", "spoken"),
    [
        ("es", "Café de Piura", "es"),
        ("en", "Coffee from Piura", "en"),
        ("pt", "Coffee from Piura", "en"),
        ("qu", "Coffee from Piura", "en"),
    ],
)
def test_texts_fall_back_to_english_and_then_to_the_original(shelf, lang: str, name: str, spoken: str) -> None:
    card = json.loads(shelf(lang=lang).data)[1]
    assert (card["name"], card["lang"]) == (name, spoken)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("coffee", ["cafe-piura", "espresso"]),
        ("cafés", ["cafe-piura", "espresso"]),
        ("CAFE", ["cafe-piura", "espresso"]),
        ("chocolat noir", ["dark-bar"]),
        ("roasted batches", ["cafe-piura"]),
        ("tostadas", ["cafe-piura"]),
        ("kuapa", ["dark-bar"]),
        ("ghana", ["dark-bar"]),
        ("Pérou espresso", ["espresso"]),
        ("choco", ["dark-bar"]),
        ("wovn", ["scarf"]),
        ("chocalate", ["dark-bar"]),
        ("expresso", ["espresso"]),
        ("textlies", ["scarf"]),
        # Nothing has both: what has one of them.
        ("coffee chocolate", ["cafe-piura", "dark-bar", "espresso"]),
        ("nobody", []),
        ("zzzzzz", []),
        # Alone, what says nothing is at least the beginning of a word, or one of a text.
        ("de", ["cafe-piura", "dark-bar"]),
        ("", []),
        ("'' \\ :* & | ! <-> ( )", []),
        ("a" * 200, []),
    ],
)
def test_words_are_found_in_every_language_and_despite_typing_errors(shelf, words: str, found: list[str]) -> None:
    assert sorted(slugs(shelf(ShelfFilters(words=words), sort=Sort.RELEVANCE))) == sorted(found)


def test_a_word_in_the_name_ranks_above_one_in_the_description(building, reading) -> None:
    with building() as world:
        world.product("aside", "Honey", category="food", popularity=99, description="Good in vanilla tea.")
        world.product("named", "Vanilla", category="food", popularity=1)
    found = reading(lambda reads: read_shelf(reads, question(ShelfFilters(words="vanilla"), sort=Sort.RELEVANCE)))
    assert slugs(found) == ["named", "aside"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (ShelfFilters(categories=("coffee",)), {"cafe-piura", "espresso"}),
        (ShelfFilters(categories=("food",)), {"cafe-piura", "espresso", "dark-bar"}),
        (ShelfFilters(categories=("coffee", "textiles")), {"cafe-piura", "espresso", "scarf"}),
        (ShelfFilters(categories=("nothing",)), set()),
        (ShelfFilters(producers=("kuapa",)), {"dark-bar"}),
        (ShelfFilters(origins=("GH",)), {"dark-bar"}),
        (ShelfFilters(values=("women",)), {"espresso", "dark-bar"}),
        (ShelfFilters(values=("ecology",)), {"cafe-piura", "dark-bar"}),
        (ShelfFilters(values=("women",), categories=("coffee",)), {"espresso"}),
        (ShelfFilters(price_min=900, price_max=1200), {"cafe-piura", "espresso"}),
        (ShelfFilters(price_max=899), {"dark-bar"}),
        (ShelfFilters(words="coffee", price_min=1000), {"cafe-piura"}),
        (ShelfFilters(schemes=("fairtrade",)), set()),
        (ShelfFilters(schemes=("nothing",), words="coffee"), set()),
        (ShelfFilters(classes=("third_party",)), set()),
        (ShelfFilters(lines=("agrarian",)), {"cafe-piura", "espresso", "dark-bar", "scarf"}),
        (ShelfFilters(lines=("craft",)), set()),
        (ShelfFilters(relations=("agricultural_coop",), origins=("GH",)), {"dark-bar"}),
        (ShelfFilters(structures=("OS90",)), {"dark-bar"}),
        (ShelfFilters(is_in_stock=True), {"cafe-piura", "dark-bar", "scarf"}),
        (ShelfFilters(is_in_stock=True, words="coffee"), {"cafe-piura"}),
        (ShelfFilters(ships_to=("FR",)), {"cafe-piura", "espresso", "scarf", "dark-bar"}),
        (ShelfFilters(ships_to=("DE",)), {"dark-bar"}),
        (ShelfFilters(ships_to=("US",)), {"dark-bar"}),
        (ShelfFilters(ships_to=("ZZ",)), set()),
        (ShelfFilters(hub="nobody"), set()),
    ],
)
def test_filters(shelf, filters: ShelfFilters, found: set[str]) -> None:
    assert set(slugs(shelf(filters))) == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.POPULAR, ["dark-bar", "cafe-piura", "espresso", "scarf"]),
        (Sort.PRICE, ["dark-bar", "espresso", "cafe-piura", "scarf"]),
        (Sort.PRICE_DOWN, ["scarf", "cafe-piura", "espresso", "dark-bar"]),
        (Sort.NAME, ["cafe-piura", "dark-bar", "espresso", "scarf"]),
        # The premium, which nothing is cut from, weighs less in a higher price; Kuapa pays no dues.
        (Sort.SHARE, ["dark-bar", "espresso", "cafe-piura", "scarf"]),
    ],
)
def test_every_order_pages_without_gaps_or_repeats(shelf, sort: Sort, order: list[str]) -> None:
    assert slugs(shelf(sort=sort)) == order
    walked: list[str] = []
    after: Position | None = None
    while True:
        page = shelf(sort=sort, limit=1, after=after)
        walked += slugs(page)
        if page.last is None:
            break
        after = page.last
    assert walked == order


def test_newest_first_and_ties_are_walked_once(shelf) -> None:
    whole = slugs(shelf(sort=Sort.NEWEST))
    assert whole[0] == "scarf"
    first = shelf(sort=Sort.NEWEST, limit=2)
    assert first.last is not None
    assert slugs(first) + slugs(shelf(sort=Sort.NEWEST, limit=2, after=first.last)) == whole


def test_a_search_pages_by_relevance(shelf) -> None:
    words = ShelfFilters(words="coffee")
    first = shelf(words, sort=Sort.RELEVANCE, limit=1)
    second = shelf(words, sort=Sort.RELEVANCE, limit=1, after=first.last)
    assert {*slugs(first), *slugs(second)} == {"cafe-piura", "espresso"}
    assert second.last is None


@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.POPULAR, Sort.PRICE, Sort.NAME, Sort.NEWEST])
@pytest.mark.parametrize("words", ["coffee scarf", "coffee bar kuapa scarf", "espresso scarf bar"])
def test_a_search_that_nothing_answers_whole_pages_without_gaps_or_repeats(shelf, words: str, sort: Sort) -> None:
    filters = ShelfFilters(words=words)
    whole = slugs(shelf(filters, sort=sort))
    assert len(whole) > 1
    walked: list[str] = []
    after: Position | None = None
    while True:
        page = shelf(filters, sort=sort, limit=1, after=after, with_facets=after is not None)
        walked += slugs(page)
        if page.last is None:
            break
        after = page.last
    assert walked == whole


def counts(page: ShelfPage, facet: str) -> dict[str, int]:
    return {value["value"]: value["count"] for value in json.loads(page.facets or "")[facet]}


def chosen(filters: ShelfFilters, facet: str, value: str) -> ShelfFilters:
    """The filters with this value of a facet in place of what was chosen of it."""
    if facet == "stock":
        return replace(filters, is_in_stock=True)
    if facet == "price":
        steps = [100, 200, 500, 1000, 2000, 5000]
        return replace(filters, price_min=int(value), price_max=steps[steps.index(int(value)) + 1] - 1)
    return ShelfFilters(**{**vars(filters), ATTRIBUTES[facet]: (value,)})


ATTRIBUTES = {
    "category": "categories",
    "producer": "producers",
    "structure": "structures",
    "line": "lines",
    "relation": "relations",
    "origin": "origins",
    "value": "values",
    "ships_to": "ships_to",
}


@pytest.mark.parametrize(
    "filters",
    [
        ShelfFilters(),
        ShelfFilters(categories=("food",)),
        ShelfFilters(categories=("food", "coffee")),
        ShelfFilters(categories=("coffee", "textiles")),
        ShelfFilters(values=("women",)),
        ShelfFilters(categories=("coffee",), values=("women",)),
        ShelfFilters(words="coffee"),
        ShelfFilters(words="coffee", is_in_stock=True),
        ShelfFilters(price_max=1000),
        ShelfFilters(lines=("agrarian",), origins=("PE",)),
        ShelfFilters(ships_to=("FR",)),
        ShelfFilters(producers=("kuapa",)),
        ShelfFilters(producers=("norandino",), categories=("food",)),
        ShelfFilters(structures=("OS90",), values=("women",)),
    ],
)
def test_a_facet_count_is_what_choosing_it_gives(shelf, filters: ShelfFilters) -> None:
    page = shelf(filters, with_facets=True)
    for facet in (*ATTRIBUTES, "stock", "price"):
        for value, count in counts(page, facet).items():
            if (facet, value) != ("stock", "false"):
                assert len(slugs(shelf(chosen(filters, facet, value), limit=100))) == count, (facet, value)


@pytest.mark.parametrize("slug", ["cafe-piura", "dark-bar", "espresso", "scarf"])
def test_the_share_that_is_sorted_by_is_the_breakdowns(slug: str, services) -> None:
    with services.clone() as database_url:
        for _ in shelf_in(database_url):
            pass
        database = Database(database_url, pool_size=1)
        with database.reading() as session:
            variant = session.execute(
                text(
                    "select v.id from variant v join product p on p.id = v.product_id where p.slug = :slug"
                    " order by v.position limit 1"
                ),
                {"slug": slug},
            ).scalar_one()
            stored = session.execute(
                text(
                    "select s.share_bps from shelf_price s join product p on p.id = s.product_id where p.slug = :slug"
                ),
                {"slug": slug},
            ).scalar_one()
            facts = list_price_facts(session, [variant], currency="EUR", country="FR", at=NOW)[variant]
        database.close()
    whole = breakdown(facts, 1)
    share = whole.amount_of(PartKind.PRODUCER) + whole.amount_of(PartKind.PREMIUM)
    assert stored == share * 10_000 // whole.total_minor


def test_facets_have_labels_and_are_left_out_unless_asked_for(shelf) -> None:
    assert shelf().facets is None
    facets = json.loads(shelf(lang="fr", with_facets=True).facets or "")
    assert {"value": "coffee", "label": "Café", "count": 2} in facets["category"]
    assert {"value": "GH", "label": "Ghana", "count": 1} in facets["origin"]
    assert facets["scheme"] == []
