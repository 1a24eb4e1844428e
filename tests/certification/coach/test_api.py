"""The coach at the API: drafts are warned, an EU market refuses, and what is proven is offered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from certification.coach.errors import UnprovableClaim
from certification.coach.review_product import refuse_unprovable
from certification.schemes.load_schemes import load_schemes
from certification.schemes.read_schemes import read_schemes
from kit.clock import utc_now
from tests.catalog.test_api import Shop, change, shop_in

ORGANIC = "Café orgánico, ecológico y sostenible"


@pytest.fixture
def market(fresh_database_url: str, tmp_path: Path) -> Iterator[Shop]:
    for shop in shop_in(fresh_database_url, tmp_path):
        with shop.database.transaction() as session:
            load_schemes(session, read_schemes(), now=utc_now())
        yield shop


def describe(shop: Shop, body: str) -> str:
    draft = shop.ids["draft"]
    with shop.database.transaction() as session:
        session.execute(
            text("update product set description = :body, language = 'es' where id = :id"), {"body": body, "id": draft}
        )
    return draft


def test_publishing_is_refused_with_the_rule_the_words_and_a_sentence_that_is_proven(market: Shop) -> None:
    draft = describe(market, ORGANIC)
    refused = change(market, draft, "published", **{"If-Match": "*"})
    assert (refused.status_code, refused.json()["code"]) == (409, "unprovable_claim")
    (found,) = refused.json()["facts"]["findings"]
    assert (found["words"], found["rule"], found["article"]) == ("sostenible", "generic_claim", "Annex I, point 4a")
    assert (found["field"], ORGANIC[found["start"] : found["end"]]) == ("description", "sostenible")
    assert found["suggestion"].startswith("Este producto está cubierto por EU organic, Regulation (EU) 2018/848: ")
    assert "número PE-BIO-1, titular" in found["suggestion"] and "31/12/2099" in found["suggestion"]
    describe(market, f"Café de Piura. {found['suggestion']}")
    assert change(market, draft, "published", **{"If-Match": "*"}).status_code == 200


def test_the_words_are_free_only_while_the_claim_lives(market: Shop) -> None:
    draft = describe(market, "Café ecológico")
    assert change(market, draft, "published", **{"If-Match": "*"}).status_code == 200
    change(market, draft, "draft", **{"If-Match": "*"})
    with market.database.transaction() as session:
        session.execute(text("update mandate set withdrawn_at = clock_timestamp() - interval '1 second'"))
    refused = change(market, draft, "published", **{"If-Match": "*"})
    (found,) = refused.json()["facts"]["findings"]
    assert (found["rule"], found["suggestion"]) == ("protected_organic", "")


def test_a_translation_is_read_too(market: Shop) -> None:
    draft = describe(market, "Café")
    with market.database.transaction() as session:
        session.execute(
            text(
                "insert into translation (entity_id, field, lang, body, origin) "
                "values (:id, 'name', 'de', 'Klimaneutraler Kaffee', 'human')"
            ),
            {"id": draft},
        )
    review = market.get(f"/v1/products/{draft}/claims-review", headers=market.producer).json()
    assert review["refused"] is True
    assert [(one["field"], one["lang"], one["words"]) for one in review["findings"]] == [
        ("name", "de", "Klimaneutraler")
    ]


def test_outside_the_eu_nothing_is_refused(market: Shop) -> None:
    draft = describe(market, ORGANIC)
    with market.database.reading() as session:
        refuse_unprovable(session, product_id=draft, market_country="US", at=utc_now())
        with pytest.raises(UnprovableClaim):
            refuse_unprovable(session, product_id=draft, market_country="DE", at=utc_now())


def test_a_draft_is_only_warned_and_a_story_is_measured_by_all_certificates(market: Shop) -> None:
    path = f"/v1/organisations/{market.ids['producer']}/claims-review"
    texts = [{"field": "name", "lang": "en", "body": "Organic, eco-friendly"}, {"field": "x", "lang": "sw", "body": ""}]
    answer = market.http.post(path, json={"texts": texts}, headers=market.producer)
    assert answer.status_code == 200 and answer.json()["refused"] is False
    assert [one["words"] for one in answer.json()["findings"]] == ["eco-friendly"]
    with market.database.transaction() as session:
        session.execute(
            text(
                "insert into translation (entity_id, field, lang, body, origin) "
                "values (:id, 'story', 'en', 'Organic and fair trade since 1990.', 'original')"
            ),
            {"id": market.ids["producer"]},
        )
    review = market.get(path, headers=market.producer).json()
    assert [(one["field"], one["words"]) for one in review["findings"]] == [("producer.story", "fair trade")]


def test_texts_of_others_and_texts_that_are_too_long_are_not_read(market: Shop) -> None:
    other = market.get(f"/v1/products/{market.ids['kuapa']}/claims-review", headers=market.producer)
    assert other.json()["code"] == "no_such_product"
    path = f"/v1/organisations/{market.ids['producer']}/claims-review"
    half = {"field": "name", "lang": "en", "body": "x" * 10_001}
    wrong: tuple[list[dict[str, str]], ...] = (
        [],
        [half, half],
        [half | {"body": "x" * 20_001}],
        [half | {"field": "N"}],
        [half | {"lang": "?"}],
    )
    for texts in wrong:
        assert market.http.post(path, json={"texts": texts}, headers=market.producer).status_code == 422
