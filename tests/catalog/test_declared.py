"""Tags of a file are the producer's own word: kept with where they stood, shown as that, and never a certificate."""

import json
from pathlib import Path

import pytest

from certification.coach.rules import SpokenScheme
from certification.schemes.load_schemes import load_schemes
from certification.schemes.read_schemes import read_schemes
from kit.reads import Reads
from market.catalog.importing.declared import SchemeWords, read_declared
from market.catalog.importing.products import FileTag
from market.catalog.pages.read import Shopper, read_product
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters
from tests.catalog.test_claims import question
from tests.catalog.test_import import market, sheet  # noqa: F401  a fixture
from tests.catalog.world import NOW

OFF = Path(__file__).parents[3] / "shared" / "data" / "off" / "labels.txt"
SCHEMES = read_schemes()
WORDS = SchemeWords(
    {str(scheme.facts["off"].value): code for code, scheme in SCHEMES.items() if "off" in scheme.facts},
    tuple(
        SpokenScheme(code, tuple(map(str, scheme.value("spoken_names") or [])))  # type: ignore[arg-type]
        for code, scheme in SCHEMES.items()
    ),
)
HEADER = "Handle,Title,labels_tags,Tags,Published,Variant Grams,Variant Inventory Qty,Variant Price"


def named(*tags: str) -> dict[str, str | None]:
    return {one.tag: one.scheme for one in read_declared([FileTag(tag, "Tags") for tag in tags], WORDS)}


def test_a_tag_is_known_by_its_code_its_name_or_what_it_promises() -> None:
    assert named("en:fairtrade-international", "en:max-havelaar", "Fair for Life", "SPP") == {
        "en:fairtrade-international": "fairtrade",
        "en:max-havelaar": "fairtrade",
        "Fair for Life": "fair_for_life",
        "SPP": "spp",
    }
    generic = ["en:fair-trade", "fr:commerce-equitable", "Comercio  justo", "de:fairer-handel", "en:organic", "fr:bio"]
    assert named(*generic) == dict.fromkeys([*generic[:2], "Comercio justo", *generic[3:]])


def test_other_tags_are_no_promise_and_hostile_ones_do_no_harm() -> None:
    assert named("Coffee", "en:vegan", "Peru", "en:green-dot", "", "   ", "bio" * 1000, "\x00", "en:", "{said}") == {}
    assert len(read_declared([FileTag(f"Fair trade {number}", "Tags") for number in range(100)], WORDS)) == 20


@pytest.mark.skipif(not OFF.exists(), reason="the taxonomy of Open Food Facts is not here")
def test_every_label_below_fair_trade_in_the_real_taxonomy_is_a_promise() -> None:
    tags = canonical_below_fair_trade(OFF.read_text(encoding="utf-8"))
    assert {"en:fair-trade", "en:max-havelaar", "en:fairtrade-international", "en:fair-for-life"} <= set(tags)
    known = named("en:fair-trade", "en:max-havelaar", "en:fairtrade-international", "en:fairtrade-usa")
    assert known == {
        "en:fair-trade": None,
        "en:max-havelaar": "fairtrade",
        "en:fairtrade-international": "fairtrade",
        "en:fairtrade-usa": "fairtrade_usa",
    }
    assert set(tags) - set(named(*tags)) == UNSEEN


# Labels that go by a name of their own and are no scheme of ours.
UNSEEN = {"en:transfer", "fr:biopartenaire"}


def canonical_below_fair_trade(taxonomy: str) -> list[str]:
    """The tags of `Fair trade` and of all whose parent it is, as the taxonomy names them first."""
    found = []
    for entry in taxonomy.split("\n\n"):
        lines = [line for line in entry.splitlines() if line and not line.startswith("#")]
        parents = [line[1:].casefold().replace("-", " ") for line in lines if line.startswith("<")]
        names = [line for line in lines if line[2:3] == ":" and not line.startswith("<")]
        if names and ("en:fair trade" in parents or names[0] == "en:Fair trade"):
            lang, name = names[0].split(",")[0].split(":", 1)
            found.append(f"{lang}:{name.strip().casefold().replace(' ', '-').replace('/', '-')}")
    return found


@pytest.fixture
def schemes(database) -> None:
    with database.transaction() as session:
        load_schemes(session, SCHEMES, now=NOW)


ROWS = "select d.tag, d.said, s.code, d.source from product_declaration d left join scheme s on s.id = d.scheme_id"


def test_an_import_keeps_tags_as_the_producers_own_word(market, schemes, reading) -> None:  # noqa: F811
    tags = '"en:max-havelaar,en:fair-trade,en:vegan","Peru, Organic"'
    report = market.bring(sheet(f"cafe,Coffee of Piura,{tags},true,280,5,9.99", header=HEADER))
    assert sorted(market.rows(ROWS)) == [
        ("Organic", "Organic", None, "Tags"),
        ("en:fair-trade", "fair trade", None, "labels_tags"),
        ("en:max-havelaar", "max havelaar", "fairtrade", "labels_tags"),
    ]
    notes = [problem for row in report.rows for problem in row.problems if problem.code == "self_declared"]
    assert {(note.column, note.severity) for note in notes} == {("labels_tags", "note"), ("Tags", "note")}
    assert report.rows[0].outcome == "created"
    assert (market.count("certificate"), market.count("verification"), market.count("certificate_subject")) == (0, 0, 0)

    async def look(reads: Reads) -> tuple[dict, dict, list, list]:
        pages = [
            json.loads(await read_product(reads, "cafe", Shopper("fr", "EUR", country, country, NOW, "")))
            for country in ("US", "FR")
        ]
        found = json.loads((await read_shelf(reads, question("US", ShelfFilters(schemes=("fairtrade",))))).data)
        cards = json.loads((await read_shelf(reads, question("US"))).data)
        return pages[0], pages[1], found, cards

    market.execute("update product set state = 'published', published_at = now() where handle = 'cafe'")
    elsewhere, in_eu, found, cards = reading(look)
    assert [one["text"] for one in elsewhere["declared"]] == [
        "Le producteur dit « Organic ». Personne ne l'a vérifié ici.",
        "Le producteur dit « fair trade ». Personne ne l'a vérifié ici.",
        "Le producteur dit « max havelaar ». Personne ne l'a vérifié ici.",
    ]
    assert in_eu["declared"] == [], "what a text may not say there, a tag may not say either"
    assert elsewhere["claims"] == in_eu["claims"] == found == []
    assert [card["claims"] for card in cards if card["slug"] == "cafe"] == [[]]


def test_the_last_file_that_speaks_of_tags_counts(market, schemes) -> None:  # noqa: F811
    row = "cafe,Coffee,{},{},true,280,5,9.99"
    market.bring(sheet(row.format("en:fair-trade", "Organic"), header=HEADER))
    first = dict(market.rows("select tag, declared_at::text from product_declaration"))
    again = market.bring(sheet(row.format("en:fair-trade", "Organic"), header=HEADER))
    assert again.unchanged == 1 and dict(market.rows("select tag, declared_at::text from product_declaration")) == first
    without = "Handle,Title,Published,Variant Grams,Variant Inventory Qty,Variant Price"
    market.bring(sheet("cafe,Coffee,true,280,5,9.99", header=without))
    assert set(dict(market.rows("select tag, said from product_declaration"))) == set(first)
    market.bring(sheet(row.format("", "Organic"), header=HEADER))
    assert market.rows("select tag from product_declaration") == [("Organic",)]
    refused = market.bring(sheet("cafe,Coffee,en:fair-trade,,true,280,5,free", header=HEADER))
    assert refused.refused == 1 and market.rows("select tag from product_declaration") == [("Organic",)]
    market.bring(sheet(row.format("", ""), header=HEADER), is_dry_run=True)
    assert market.count("product_declaration") == 1
    market.bring(sheet(row.format("", ""), header=HEADER))
    assert market.count("product_declaration") == 0
