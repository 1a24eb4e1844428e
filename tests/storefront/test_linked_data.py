"""schema.org as a machine reads it: expanded, every term an address, the shares of a price summing to it."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from storefront.linked_data import product_json, product_node
from storefront.shapes.base import Claim, Money, SchemeName
from storefront.shapes.catalog import Breakdown, Net, Part, Producer, Product, Variant

SCHEMA = "https://schema.org/"
EXAMPLES = Path(__file__).parents[3] / "shared" / "data" / "schemaorg" / "certification_examples_issue-3230.txt"


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


BREAKDOWN = Breakdown(
    euros(1490),
    (
        Part("producer", euros(1180), "To the producer"),
        Part("premium", euros(44), "Premium"),
        Part("minimum_price_topup", euros(30), "Up to the minimum price"),
        Part("minimum_price_subsidy", euros(-30), "Borne by the market"),
        Part("vat", euros(266), "VAT"),
    ),
)
SMALL = Variant("var_s", "250 g", 5, euros(1490), BREAKDOWN, sku="S", gtin="4006381333931", net=Net(Decimal(250), "g"))
LARGE = Variant("var_l", "1 kg", 0, euros(1490), BREAKDOWN, sku="L")


def claim(name: str, **facts: str) -> Claim:
    return Claim(
        SchemeName(name.lower(), name, f"{name} e.V."), f"crt_{name.lower()}", "third_party", number="7", **facts
    )


def product(*variants: Variant, claims: tuple[Claim, ...] = ()) -> Product:
    producer = Producer("org_1", "coop", "Coop", "PE")
    return Product("prod_1", "cafe", "Café </script>", producer, variants, claims=claims)


def expanded(document: dict[str, Any]) -> dict[str, Any]:
    """The one node, read with a context that stands in for schema.org's: its terms, and no others, are addresses."""

    def load(url: str, options: object) -> dict[str, Any]:
        assert url == "https://schema.org", f"{url} would be fetched"
        context = {"@context": {"@vocab": SCHEMA, **{name: {"@type": "@id"} for name in ("url", "image")}}}
        return {"contextUrl": None, "documentUrl": url, "document": context, "contentType": "application/ld+json"}

    [node] = jsonld.expand(json.loads(json.dumps(document)), {"documentLoader": load})
    return node


def types(node: dict[str, Any], term: str) -> list[str]:
    return [one["@type"][0].removeprefix(SCHEMA) for one in node.get(SCHEMA + term, [])]


def test_one_variant_is_a_product() -> None:
    node = expanded(product_node(product(SMALL), "https://market.example"))
    assert node["@type"] == [f"{SCHEMA}Product"]
    assert node[f"{SCHEMA}gtin"] == [{"@value": "4006381333931"}]
    assert types(node, "offers") == ["Offer"]
    assert types(node, "weight") == ["QuantitativeValue"]


def node_of(one: Product) -> dict[str, Any]:
    return product_node(one, "https://market.example")


def test_several_are_a_group() -> None:
    node = expanded(
        product_node(product(SMALL, LARGE, replace(LARGE, id="var_x", price=None)), "https://market.example")
    )
    assert node["@type"] == [f"{SCHEMA}ProductGroup"]
    variants = node[f"{SCHEMA}hasVariant"]
    assert [one["@id"].partition("#")[2] for one in variants] == ["var_s", "var_l"]
    assert {one[f"{SCHEMA}isVariantOf"][0]["@id"] for one in variants} == {node["@id"]}
    offers = [one[f"{SCHEMA}offers"][0] for one in variants]
    assert [offer[f"{SCHEMA}availability"][0]["@value"] for offer in offers] == [
        f"{SCHEMA}InStock",
        f"{SCHEMA}OutOfStock",
    ]


def test_the_shares_sum_to_the_price() -> None:
    [offer] = node_of(product(SMALL))["offers"]
    whole = offer["priceSpecification"]
    assert (
        sum(Decimal(part["price"]) for part in whole["priceComponent"]) == Decimal(whole["price"]) == Decimal("14.90")
    )


def test_a_certification_is_of_what_it_covers_and_never_ones_own_word() -> None:
    claims = (
        claim("Fairtrade", valid_until="2027-06-30"),
        claim("Guarantee", covers="enterprise"),
        claim("Organic", covers="ingredient"),
        replace(claim("Own"), assurance_class="self_declared"),
    )
    document = node_of(product(SMALL, LARGE, claims=claims))
    assert [one["name"] for one in document["hasCertification"]] == ["Fairtrade"]
    assert [one["name"] for one in document["brand"]["hasCertification"]] == ["Guarantee"]
    if not EXAMPLES.exists():
        pytest.skip(f"schema.org's examples are not at {EXAMPLES}")
    known = EXAMPLES.read_text(encoding="utf-8")
    assert [term for term in document["hasCertification"][0] if f'"{term}"' not in known] == []


def test_no_name_ends_the_script() -> None:
    assert "</script>" not in product_json(product(SMALL), "https://market.example")


def test_out_of_season_nothing_is_in_stock() -> None:
    def availability(one: Product) -> list[str]:
        return [variant["offers"]["availability"] for variant in node_of(one)["hasVariant"]]

    both = product(SMALL, LARGE)
    assert availability(both) == ["https://schema.org/InStock", "https://schema.org/OutOfStock"]
    assert availability(replace(both, orderable=False)) == ["https://schema.org/OutOfStock"] * 2
