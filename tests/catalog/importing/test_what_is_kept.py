"""What of a file is kept beside prices and counts: options, texts in other languages, addresses of pictures."""

from kit.database import Database
from market.catalog.importing.report import ImportReport
from tests.catalog.importing.formats.test_data_food_consortium import HONEY, ITEM, OFFER, PRICE, graph
from tests.catalog.importing.market import HEADER, Producer, sheet

_TEXTS = "select lang, field, body, origin from translation order by lang, field"


def said(producer: Producer, names: dict[str, str], texts: dict[str, str]) -> ImportReport:
    product = {
        **HONEY,
        "dfc-b:name": [{"@value": text, "@language": lang} for lang, text in names.items()],
        "dfc-b:description": [{"@value": text, "@language": lang} for lang, text in texts.items()],
    }
    return producer.bring(graph(product, ITEM, OFFER, PRICE).encode(), name="catalogue.jsonld")


def test_texts_in_other_languages(producer: Producer) -> None:
    first = said(producer, {"fr": "Miel", "en": "Honey"}, {"fr": "De tilleul", "en": "From limes"})
    assert (first.format, first.created) == ("dfc", 1)
    assert producer.rows("select language, name from product") == [("fr", "Miel")]
    english = [("en", "description", "From limes", "human"), ("en", "name", "Honey", "human")]
    assert producer.rows(_TEXTS) == english
    assert said(producer, {"fr": "Miel", "en": "Honey"}, {"fr": "De tilleul", "en": "From limes"}).unchanged == 1
    assert said(producer, {"fr": "Miel"}, {"fr": "De tilleul"}).unchanged == 1, "what it does not say is left alone"
    assert producer.rows(_TEXTS) == english
    producer.execute("update translation set origin = 'machine', body = 'Honig?' where field = 'name'")
    changed = said(producer, {"fr": "Miel", "en": "Lime honey"}, {"fr": "De tilleul", "en": "From limes"})
    assert [(one.what, one.before, one.after) for one in changed.rows[0].changes] == [
        ("translation", "Honig?", "Lime honey")
    ]
    assert producer.rows(_TEXTS)[1] == ("en", "name", "Lime honey", "human")


def test_words_that_nothing_proves_are_found_in_every_language(producer: Producer) -> None:
    report = said(producer, {"fr": "Miel", "en": "Eco-friendly honey"}, {"fr": "De tilleul", "en": "From limes"})
    assert [problem.code for problem in report.rows[0].problems if "proven" in problem.detail] == ["unprovable_claim"]
    assert producer.rows("select state from product") == [("draft",)]


def test_options_are_kept(producer: Producer) -> None:
    header = HEADER.replace("Option1 Value", "Option1 Value,Option2 Name,Option2 Value")
    rows = sheet(
        ["cafe,Coffee,true,Size,250 g,Roast,dark,C1,280,5,9.99", "cafe,,,,1 kg,,light,C2,1050,3,34.50"], header
    )
    told = [(["250 g", "dark"],), (["1 kg", "light"],)]
    producer.bring(rows)
    assert producer.rows("select option_names from product") == [(["Size", "Roast"],)]
    assert producer.rows("select option_values from variant order by position") == told
    producer.execute("update product set option_names = '{}'")
    producer.execute("update variant set option_values = '{}'")
    assert producer.bring(rows).updated == 1, "of what was there before, they are filled in"
    assert producer.bring(rows).unchanged == 1
    assert producer.rows("select option_values from variant order by position") == told


def test_pictures_are_asked_for_once(producer: Producer, database: Database) -> None:
    rows = ["cafe,Coffee,true,Size,250 g,C1,280,5,9.99,https://shop.example/1.jpg"]
    header = f"{HEADER},Image Src"
    producer.bring(sheet(rows, header), is_dry_run=True)
    assert producer.rows("select count(*) from picture_address") == [(0,)]
    producer.bring(sheet(rows, header))
    producer.bring(sheet(rows, header))
    assert producer.rows("select url from picture_address") == [("https://shop.example/1.jpg",)]
