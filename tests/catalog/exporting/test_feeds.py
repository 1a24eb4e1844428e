"""What is on sale as feeds: all of it and nothing else, and no label that nobody vouches for now."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from pyld import jsonld
from sqlalchemy import text
from starlette.testclient import TestClient

from market.catalog.errors import NoSuchProducer
from market.catalog.exporting import read_feed
from market.catalog.exporting.dfc import CONTEXT_URL, write_dfc_catalog
from market.catalog.exporting.google_feed import write_google_feed
from market.catalog.exporting.read_feed import find_feed, read_offered, read_own_words
from models.catalog import Media, Product
from models.certification import Scheme
from models.enums import AssuranceClass, ConsentSubject, SubjectKind
from models.organisations import Consent
from tests.catalog.exporting.conftest import ADDRESSES, audience, sell
from tests.certification.registry import LONG_AGO, NOW, Registry

G = "{http://base.google.com/ns/1.0}"
CONTEXT = Path(__file__).parents[4] / "shared" / "data" / "dfc" / "context_1.16.0.json"
B = "https://github.com/datafoodconsortium/ontology/releases/latest/download/DFC_BusinessOntology.owl#"
FACETS = "https://github.com/datafoodconsortium/taxonomies/releases/latest/download/facets.rdf#"
MEASURES = "https://github.com/datafoodconsortium/taxonomies/releases/latest/download/measures.rdf#"


def google(registry: Registry, *, producer: str | None = None, at=NOW) -> list[Element]:
    feed = find_feed(registry.database, audience(at), producer=producer)
    products = read_offered(registry.database, audience(at), producer_id=feed.producer_id)
    pieces = write_google_feed(products, audience(at), ADDRESSES, title="A & B")
    return list(fromstring(b"".join(pieces)).iter("item"))


def told(item: Element, name: str) -> list[str]:
    return [cell.text or "" for cell in item.iter(f"{G}{name}")]


def dfc(registry: Registry, at=NOW) -> dict[str, Any]:
    """The nodes of the catalogue as a machine reads them, by address."""
    if not CONTEXT.exists():
        pytest.skip(f"the context is not at {CONTEXT}")
    words = read_own_words(registry.database, producer_id=None, lang="en")
    products = read_offered(registry.database, audience(at), producer_id=None)
    document = json.loads(b"".join(write_dfc_catalog(products, words, audience(at), ADDRESSES)))

    def load(url: str, options: object) -> dict[str, Any]:
        assert url == CONTEXT_URL, f"{url} would be fetched"
        context = json.loads(CONTEXT.read_text(encoding="utf-8"))
        return {"contextUrl": None, "documentUrl": url, "document": context, "contentType": "application/ld+json"}

    return {node["@id"]: node for node in jsonld.expand(document, {"documentLoader": load})}


def ids(node: dict[str, Any], term: str) -> list[str]:
    return [one["@id"] for one in node.get(f"{B}{term}", [])]


def test_an_item_has_what_google_asks_for(registry: Registry) -> None:
    variant = sell(registry, "espresso", 1205, barcode="4006381333931")
    sell(registry, "basket", 900, net_unit="piece", barcode="4006381333932", weight_grams=1200, on_hand=0)
    basket, coffee = sorted(google(registry), key=lambda item: told(item, "title"))
    coffee, basket = (basket, coffee) if told(basket, "id") == [variant] else (coffee, basket)
    assert {cell.tag.removeprefix(G): cell.text for cell in coffee if not len(cell)} == {
        "id": variant,
        "title": "Espresso",
        "description": "Espresso",
        "link": "https://market.example/products/espresso",
        "product_type": "Coffee",
        "brand": "Coop",
        "gtin": "4006381333931",
        "condition": "new",
        "availability": "in_stock",
        "price": "12.05 EUR",
        "unit_pricing_measure": "250 g",
        "unit_pricing_base_measure": "100 g",
        "shipping_weight": "280 g",
    }
    assert [(told(way, "country"), told(way, "service"), told(way, "price")[-1]) for way in coffee.iter(f"{G}shipping")]
    assert told(coffee.find(f"{G}shipping"), "price") == ["5.90 EUR"]  # type: ignore[arg-type]
    # The last digit of its barcode does not check, no rate carries its weight, and there is none left.
    assert (told(basket, "gtin"), told(basket, "identifier_exists")) == ([], ["no"])
    assert (told(basket, "shipping"), told(basket, "availability")) == ([], ["out_of_stock"])
    assert told(basket, "unit_pricing_measure") == []


def test_only_what_an_independent_body_certified_of_the_product_is_a_certification(registry: Registry) -> None:
    sell(registry, "espresso", 1205)
    with registry.database.transaction() as session:
        session.get_one(Scheme, registry["organic"]).assurance_class = AssuranceClass.SELF_DECLARED
    registry.verified("fairtrade", number="990552", subjects=[(SubjectKind.PRODUCT, "espresso")])
    registry.verified("organic", subjects=[(SubjectKind.PRODUCT, "espresso")])
    registry.verified("guarantee")  # of the enterprise
    registry.submitted("fairtrade", number="777", subjects=[(SubjectKind.PRODUCT, "espresso")])
    [item] = google(registry, at=NOW + timedelta(hours=1))
    assert told(item, "certification_name") == ["Fairtrade"]
    assert told(item, "certification_code") == ["990552"]
    assert told(item, "certification_authority") == ["Owner"]
    [later] = google(registry, at=NOW + timedelta(days=400))
    assert told(later, "certification_name") == []


def test_what_is_not_on_sale_is_in_no_feed(registry: Registry) -> None:
    sell(registry, "espresso", 1205)
    gone = sell(registry, "blossom", 700)
    unpriced = sell(registry, "espresso", 999, "unpriced")
    with registry.database.transaction() as session:
        session.execute(text("update product set state = 'draft' where slug = 'blossom'"))
        session.execute(text("delete from price where variant_id = :id"), {"id": unpriced})
    assert [told(item, "title") for item in google(registry)] == [["Espresso"]]
    assert not {gone, unpriced} & {told(item, "id")[0] for item in google(registry)}
    assert google(registry, producer="other") == []
    with pytest.raises(NoSuchProducer):
        google(registry, producer="andes")


def test_what_may_not_be_ordered_today_is_not_in_stock(registry: Registry) -> None:
    sell(registry, "espresso", 1205)
    with registry.database.transaction() as session:
        session.execute(
            text(
                "insert into product_window (id, product_id, kind, opens_each, closes_each) "
                "values ('pwn_1', :id, 'yearly', '05-01', '06-30')"
            ),
            {"id": registry["espresso"]},
        )
    [item] = google(registry)
    assert told(item, "availability") == ["out_of_stock"]
    [item] = google(registry, at=NOW.replace(month=5))
    assert told(item, "availability") == ["in_stock"]


def test_a_photo_is_told_while_who_is_in_it_agrees(registry: Registry) -> None:
    sell(registry, "espresso", 1205)
    with registry.database.transaction() as session:
        media = Media(
            owner_id=registry["coop"],
            path="ab/x.svg",
            media_type="image/svg+xml",
            sha256=b"x",
            width=1,
            height=1,
            alt={},
        )
        session.add(media)
        session.flush()
        session.get_one(Product, registry["espresso"]).picture_id = media.id
        session.add(
            Consent(
                organisation_id=registry["coop"],
                subject=ConsentSubject.PHOTO,
                media_id=media.id,
                given_by="Rosa",
                given_at=LONG_AGO,
                ends_on=NOW.date(),
            )
        )
    [item] = google(registry)
    assert told(item, "image_link") == [f"https://api.market.example/v1/media/{media.id}"]
    [item] = google(registry, at=NOW + timedelta(days=1))
    assert told(item, "image_link") == []


def test_every_page_is_read_once(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    for product in ("espresso", "blossom", "basket"):
        sell(registry, product, 500)
        sell(registry, product, 900, "1 kg")
    monkeypatch.setattr(read_feed, "_PAGE", 1)
    items = google(registry)
    assert len({told(item, "id")[0] for item in items}) == len(items) == 6
    assert sorted(told(item, "title")[0] for item in items)[0] == "Basket, 1 kg"
    assert len({told(item, "item_group_id")[0] for item in items}) == 3


def test_the_fingerprint_changes_with_anything_that_is_told(registry: Registry) -> None:
    variant = sell(registry, "espresso", 1205)

    def fingerprint(at=NOW) -> str:
        return find_feed(registry.database, audience(at), producer=None).fingerprint

    seen = [fingerprint()]
    assert fingerprint() == seen[0]
    for sql in (
        "update price set amount_minor = 1300",
        "update product set name = 'Ristretto' where slug = 'espresso'",
        "update shipping_rate set amount_minor = 10",
        "update organisation set name = 'Co-op' where slug = 'coop'",
        f"update stock set on_hand = 0 where variant_id = '{variant}'",
    ):
        with registry.database.transaction() as session:
            session.execute(text(sql))
        seen.append(fingerprint())
    registry.verified("fairtrade", subjects=[(SubjectKind.PRODUCT, "espresso")])
    seen += [fingerprint(), fingerprint(NOW + timedelta(days=400))]
    # When the certificate has ended, the feed is again what it was before.
    assert len(set(seen)) == len(seen) - 1
    assert seen[-1] == seen[-3]


def test_dfc_tells_what_is_verified_from_what_is_said(registry: Registry) -> None:
    sell(registry, "espresso", 1205)
    variant = sell(registry, "espresso", 3999, "1 kg", net_quantity=1, net_unit="kg")
    with registry.database.transaction() as session:
        session.get_one(Scheme, registry["fairtrade"]).codes = {"dfc": "FairTradeMaxHaavelar"}
        session.get_one(Scheme, registry["organic"]).assurance_class = AssuranceClass.SELF_DECLARED
    fair = registry.verified("fairtrade", subjects=[(SubjectKind.PRODUCT, "espresso")])
    own = registry.verified("organic", subjects=[(SubjectKind.PRODUCT, "espresso")])
    registry.verified("guarantee")
    nodes = dfc(registry, NOW + timedelta(hours=1))
    page = "https://market.example/products/espresso"
    group, one = nodes[page], nodes[f"{page}#{variant}"]
    certificates = "https://api.market.example/v1/certificates/"
    for node in (group, one):
        assert ids(node, "hasCertification") == [f"{FACETS}FairTradeMaxHaavelar", certificates + fair]
        assert ids(node, "hasClaim") == [certificates + own, "https://api.market.example/v1/terms#shade"]
    assert ids(one, "isVariantOf") == [page]
    [quantity] = one[f"{B}hasQuantity"]
    assert ids(quantity, "hasUnit") == [f"{MEASURES}Kilogram"]
    item = nodes[ids(one, "referencedBy")[0]]
    offer = nodes[ids(item, "offeredThrough")[0]]
    [price] = offer[f"{B}hasPrice"]
    assert price[f"{B}value"] == [{"@value": "39.99"}]
    assert ids(price, "hasUnit") == [f"{MEASURES}Euro"]
    later = dfc(registry, NOW + timedelta(days=400))[page]
    assert ids(later, "hasCertification") == []


@pytest.mark.usefixtures("in_one_minute")
def test_routes(http: TestClient, registry: Registry) -> None:
    sell(registry, "espresso", 1205)
    for path, kind in (
        ("/v1/feeds/google", "application/rss+xml; charset=utf-8"),
        ("/v1/producers/coop/feeds/google", "application/rss+xml; charset=utf-8"),
        ("/v1/dfc/catalog", "application/ld+json"),
        (f"/v1/producers/{registry['coop']}/dfc/catalog", "application/ld+json"),
    ):
        first = http.get(path)
        assert (first.status_code, first.headers["content-type"]) == (200, kind)
        assert b"12.05" in first.content
        assert first.headers["cache-control"] == "public, no-cache"
        assert http.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        assert (
            http.get(path, headers={"If-None-Match": first.headers["etag"], "Accept-Language": "fr"}).status_code == 200
        )
    assert http.get("/v1/producers/nobody/feeds/google").status_code == 404
    assert http.get("/v1/producers/a%00b/dfc/catalog").status_code in (400, 422)
    assert http.get("/v1/feeds/google?page=2").json()["code"] == "unknown_parameter"
    statuses = {http.get("/v1/feeds/google").status_code for _ in range(30)}
    assert statuses == {200, 429}


def test_certificates_of_2026_end() -> None:
    """The dates above rely on the registry's certificates ending in June 2027."""
    assert NOW.date() + timedelta(days=400) > date(2027, 6, 30)
