"""The Data Food Consortium's linked data, in the spellings of its versions and of those who write it."""

import json
from decimal import Decimal

import pytest

from market.catalog.errors import ImportFileRefused
from market.catalog.importing.products import Availability, FileTranslation
from tests.catalog.importing.formats.seen import Seen, faults, notes

OWL = "https://github.com/datafoodconsortium/ontology/releases/latest/download/DFC_BusinessOntology.owl#"
HONEY = {
    "@id": "https://farm.example/products/honey-500",
    "@type": "dfc-b:SuppliedProduct",
    "dfc-b:name": "Honey",
    "dfc-b:description": "<p>From limes</p>",
    "dfc-b:hasType": "dfc-pt:honey",
    "dfc-b:hasQuantity": {"@type": "dfc-b:QuantitativeValue", "dfc-b:hasUnit": "dfc-m:Gram", "dfc-b:value": 500},
    "dfc-b:hasClaim": ["dfc-f:NoAddedSugars"],
    "dfc-b:hasCertification": [{"@id": "dfc-f:Organic-EU"}, {"@id": "dfc-f:FairTradeMaxHaavelar"}],
    "dfc-b:image": "https://farm.example/h.jpg",
    "dfc-b:referencedBy": "https://farm.example/items/1",
}
ITEM = {
    "@id": "https://farm.example/items/1",
    "@type": "dfc-b:CatalogItem",
    "dfc-b:sku": "H500",
    "dfc-b:stockLimitation": 12,
    "dfc-b:offeredThrough": {"@id": "https://farm.example/offers/1"},
}
OFFER = {"@id": "https://farm.example/offers/1", "@type": "dfc-b:Offer", "dfc-b:hasPrice": "_:p"}
PRICE = {"@id": "_:p", "@type": "dfc-b:Price", "dfc-b:value": 8.5, "dfc-b:hasUnit": "dfc-m:Euro", "dfc-b:VATrate": 5.5}

ASKS = {"dfc-b:hasPrice": PRICE}


def graph(*nodes: object, context: object = "https://www.datafoodconsortium.org") -> str:
    return json.dumps({"@context": context, "@graph": list(nodes)}, indent=1)


def is_honey(seen: Seen) -> None:
    product, variant = seen.only, seen.variant
    assert (product.handle, product.name, product.description, product.category_code) == (
        "honey-500", "Honey", "From limes", "honey_spreads",
    )  # fmt: skip
    assert (variant.amount_minor, variant.currency, variant.on_hand, variant.sku) == (850, "EUR", 12, "H500")
    assert (variant.net_quantity, variant.net_unit, variant.weight_grams) == (Decimal(500), "g", 500)
    assert [tag.text for tag in product.tags or ()] == ["Organic EU", "Fairtrade Max Havelaar", "No Added Sugars"]
    assert [image.url for image in product.images or ()] == ["https://farm.example/h.jpg"]


def spelt(text: str, *changes: tuple[str, str]) -> str:
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


WHOLE = graph(PRICE, HONEY, ITEM, OFFER)


@pytest.mark.parametrize(
    "data",
    [
        WHOLE,
        spelt(WHOLE, ("dfc-b:", OWL), ("dfc-m:", "https://a.example/measures.rdf#")),
        spelt(WHOLE, ("dfc-b:hasUnit", "dfc-p:hasUnit"), ("QuantitativeValue", "QuantitiveValue")),
        spelt(WHOLE, ("dfc-b:", "")),
        spelt(WHOLE, ('"dfc-m:Euro"', '[{"@id": "dfc-m:Euro"}]'), ("8.5", '"8.50"')),
        json.dumps([PRICE, OFFER, ITEM, HONEY]),
        json.dumps([{"@context": "x", "@graph": [PRICE, OFFER]}, {"@graph": [HONEY, ITEM]}]),
        json.dumps(
            {**HONEY, "dfc-b:referencedBy": {**ITEM, "dfc-b:offeredThrough": {**OFFER, "dfc-b:hasPrice": PRICE}}}
        ),
        graph(
            PRICE,
            {name: value for name, value in HONEY.items() if name != "dfc-b:referencedBy"},
            {**ITEM, "dfc-b:references": HONEY["@id"], "dfc-b:offeredThrough": None},
            {**OFFER, "dfc-b:offers": {"@id": ITEM["@id"]}},
        ),
        spelt(WHOLE, ("dfc-b:name", "called")).replace(
            '"https://www.datafoodconsortium.org"', '["x", {"called": "dfc-b:name"}]'
        ),
    ],
    ids=["usual", "full", "misspelt", "bare", "lists", "array", "graphs", "nested", "backwards", "aliased"],
)
def test_one_product_in_many_spellings(read, data: str) -> None:
    is_honey(read(data))


def test_ids_below_the_base_of_the_document(read) -> None:
    context = ["x", {"@base": "http://platform.example/"}]
    product = {**HONEY, "@id": "suppliedProduct/honey-500", "dfc-b:referencedBy": "/item/1"}
    is_honey(read(graph({**ITEM, "@id": "item/1"}, product, OFFER, PRICE, context=context)))


def test_a_product_of_the_first_version_has_no_name(read) -> None:
    data = {
        "@context": {"DFC": "http://datafoodconsortium.org/ontologies/DFC_FullModel.owl#", "@base": "http://a.example"},
        "@id": "/entreprise/ferme",
        "@type": "DFC:Entreprise",
        "DFC:supplies": [
            {"@id": "/p/1", "DFC:hasUnit": {"@id": "/unit/kg"}, "DFC:quantity": "1", "DFC:description": "Blette 1 kg"}
        ],
    }
    product = read(json.dumps(data)).only
    assert (product.name, product.description) == ("Blette 1 kg", "")
    assert {code for _, _, code in notes(product)} >= {"name_from_description"}
    assert faults(product) == {(2, "dfc-b:hasPrice", "bad_price")}


def test_words_in_other_languages_are_translations(read) -> None:
    names = [{"@value": "Miel", "@language": "fr"}, {"@value": "Honey", "@language": "en-GB"}]
    names += [{"@value": "Honey again", "@language": "en"}, {"@value": "Honig", "@language": "deu"}]
    texts = [{"@value": "<p>From limes</p>", "@language": "en"}, {"@value": "De tilleul", "@language": "fr"}]
    product = read(graph({**HONEY, "dfc-b:name": names, "dfc-b:description": texts}, ITEM, OFFER, PRICE)).only
    assert (product.name, product.language, product.description) == ("Miel", "fr", "De tilleul")
    assert product.translations == (FileTranslation("en", "Honey", "From limes"),)


def test_variants_are_of_the_product_they_belong_to(read) -> None:
    tea = {"@id": "https://a.example/tea", "@type": "dfc-b:SuppliedProduct", "dfc-b:name": "Tea"}
    offers = []
    for name, price in (("50 g", "3"), ("100 g", "5.50")):
        offers.append(
            {
                "@id": f"https://a.example/tea/{name[:-2]}",
                "@type": "dfc-b:SuppliedProduct",
                "dfc-b:name": name,
                "dfc-b:isVariantOf": tea["@id"],
                "dfc-b:referencedBy": {
                    "@id": f"https://a.example/item/{name[:-2]}",
                    "@type": "dfc-b:CatalogItem",
                    "dfc-b:stockLimitation": "-1",
                    "dfc-b:offeredThrough": {
                        "@id": f"https://a.example/offer/{name[:-2]}",
                        "@type": "dfc-b:Offer",
                        "dfc-b:hasPrice": {"@type": "dfc-b:Price", "dfc-b:value": price, "dfc-b:hasUnit": "dfc-m:EUR"},
                    },
                },
            }
        )
    product = read(graph(*offers, tea)).only
    assert (product.handle, product.row_count) == ("tea", 3)
    assert [(each.label, each.amount_minor, each.availability) for each in product.variants] == [
        ("50 g", 300, Availability.ON_DEMAND),
        ("100 g", 550, Availability.ON_DEMAND),
    ]


def test_offers_that_differ_are_not_chosen_between(read) -> None:
    member = {
        **OFFER,
        "@id": "https://farm.example/offers/2",
        "dfc-b:hasPrice": {**PRICE, "@id": "_:q", "dfc-b:value": 7},
    }
    item = {**ITEM, "dfc-b:offeredThrough": [OFFER["@id"], member["@id"]]}
    product = read(graph(HONEY, item, OFFER, PRICE, member)).only
    assert faults(product) == {(2, "dfc-b:hasPrice", "price_unclear")}


def test_an_amount_may_stand_where_its_price_should_be(read) -> None:
    is_priced = read(graph(HONEY, ITEM, {**OFFER, "dfc-b:hasPrice": 19.99})).variant
    assert (is_priced.amount_minor, is_priced.currency) == (1999, None)


def test_what_is_sold_without_being_counted_is_told(read) -> None:
    product = read(graph(PRICE, HONEY, {**ITEM, "dfc-b:stockLimitation": "-1"}, OFFER)).only
    assert product.variants[0].availability is Availability.ON_DEMAND
    assert (2, "dfc-b:stockLimitation", "not_counted") in notes(product)


def test_the_words_of_a_table_stay_where_they_stand(read) -> None:
    described = (
        "<table><tbody><tr><td><b>Rich</b></td><td>40 ml</td></tr></tbody></table>\n<h5>To store<br></h5><p>Cool</p>"
    )
    product = read(graph(PRICE, {**HONEY, "dfc-b:description": described}, ITEM, OFFER)).only
    assert product.description == "Rich 40 ml\nTo store\nCool"


def test_a_line_is_that_of_the_node(read) -> None:
    product = read(graph(PRICE, {**HONEY, "dfc-b:referencedBy": None})).only
    assert (product.row, product.line) == (2, 11)
    assert faults(product) == {(2, "dfc-b:hasPrice", "bad_price")}


def test_letters_that_nothing_can_store_are_left_out(read) -> None:
    data = (
        WHOLE.replace('"Honey"', '"Ho\\u0000n\\ud800ey"')
        .replace("H500", "H\\ud83d500")
        .replace("limes", "li\\u0007mes")
    )
    product = read(data).only
    assert (product.name, product.variants[0].sku, product.description) == ("Honey", "H500", "From limes")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("{", "malformed"),
        ('{"@graph": [}', "malformed"),
        ('{"@graph": []} x', "malformed"),
        ('{"@graph": [{"a": NaN}]}', "malformed"),
        ("[" * 100_000, "malformed"),
        ('{"@graph": [' + '{"a":' * 100_000, "malformed"),
        ('{"@graph": [' + '{"a":' * 30 + "1" + "}" * 30 + "]}", "malformed"),
        ("{}", "no_products"),
        ("[1, 2, null]", "no_products"),
        ('{"@graph": [{"@type": "dfc-b:Offer", "@id": "x"}]}', "no_products"),
        (b'{"@graph": [{"name": "\xff\xfe"}]}' + b"\x81", "not_text"),
        ('{"a": "' + "x" * 10_000_000 + '"}', "cell_too_large"),
    ],
)
def test_what_is_no_catalogue_is_refused_whole(read, data: str | bytes, problem: str) -> None:
    with pytest.raises(ImportFileRefused) as refusal:
        read(data)
    assert refusal.value.problem == problem


def test_what_links_to_itself_ends(read) -> None:
    node = {**HONEY, "dfc-b:hasVariant": HONEY["@id"], "dfc-b:referencedBy": HONEY["@id"]}
    other = {"@id": "b", "@type": "dfc-b:SuppliedProduct", "dfc-b:hasVariant": HONEY["@id"]}
    seen = read(graph({**node, "dfc-b:isVariantOf": "b"}, other, {"@id": "c", "@type": "dfc-b:SuppliedProduct"}))
    assert sum(product.row_count for product in seen.products) == 3
