"""Statements in pictures and words, files to keep, and the comparison: the same without a script, in four languages."""

import re
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.storefront import told
from tests.storefront.canned import CannedApi, order, problem

PAGE = "/impact/imp_one"


def pdf(name: str) -> httpx2.Response:
    headers = {"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{name}"'}
    return httpx2.Response(200, content=b"%PDF-1.7", headers=headers)


def test_every_picture_stands_beside_its_words(shop: TestClient) -> None:
    text = shop.get(PAGE).text
    figures = re.findall(r"<figure>.*?</figure>", text, re.DOTALL)
    assert len(figures) == 6
    for one in figures:
        assert "<figcaption>" in one
        assert "<table" in one or "<ol" in one or "<ul" in one
    for kind in ("bar", "steps", "dots", "sankey", "meter"):
        assert f'<svg class="{kind}" ' in text
    assert text.count('class="dot-women"') == 180 // 10 + 1
    assert "One dot stands for 10 members." in text
    assert "Sent to producers</td><td" in text and "€70.00" in text


def test_families_are_drawn_where_they_are_known_and_members_of_the_others(shop: TestClient, api: CannedApi) -> None:
    series = {
        **told.SERIES,
        "members": [*told.SERIES["members"], {"slug": "nim", "women": 3, "men": 4, "unknown": 0}],
        "families": [{"slug": "tres-quebradas", "families": 42}],
        "without_families": 2,
    }
    assert "so none are drawn" in shop.get(PAGE).text
    api.answers["GET /v1/statements/imp_one/series"] = series
    text = shop.get(PAGE).text
    assert text.count('class="dot-families"') == 42 + 1
    assert text.count('class="dot-women"') == 3 + 1, "those of who says families are not drawn twice"
    for words in (
        "One dot stands for 1 family.",
        "1 producer says how many families stand behind it.",
        "Of 2 producers it is not known.",
        "Families: 42",
        "Of the others, members.",
        "One dot stands for 1 member.",
    ):
        assert words in text, words
    assert "so none are drawn" not in text
    api.answers["GET /v1/statements/imp_one/series"] = {**series, "members": []}
    assert "Of the others, members." not in shop.get(PAGE).text


def test_what_was_put_in_and_what_is_withheld_say_so(shop: TestClient) -> None:
    text = shop.get(PAGE).text
    assert "&lt;b&gt;Market&lt;/b&gt;, put in" in text
    assert "Withheld: no assembly has decided" in text
    withheld = text.split('id="I2c"')[1].split("</li>")[0]
    assert re.search(r'class="value"><small class="withheld">Withheld', withheld)


def test_how_much_a_figure_covers_stands_beside_it(shop: TestClient) -> None:
    assert "Covers 80 %: shares sent, against those sold" in shop.get(PAGE).text


def test_figures_are_written_in_the_readers_way(shop: TestClient) -> None:
    shop.cookies.set("language", "fr")
    text = shop.get(PAGE).text
    assert "64,2 %" in text and "Où est allé" not in text
    assert "D’où est venu l’argent, et où il est allé" in text
    assert "12 <small>commandes</small>" in text


def test_without_series_the_statement_is_whole(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/statements/imp_one/series"] = problem(409, "series_not_ready")
    text = shop.get(PAGE).text
    assert "Figure I1a" in text
    assert '<svg class="sankey"' not in text and '<svg class="bar" ' in text


def test_a_statement_that_waits_asks_for_nothing_more(shop: TestClient, api: CannedApi) -> None:
    waiting: dict[str, Any] = {**told.STATEMENT, "document": None, "state": "queued", "sha256": None}
    api.answers["GET /v1/statements/imp_one"] = waiting
    assert "is being computed" in shop.get(PAGE).text
    assert api.asked("GET", "/v1/statements/imp_one/reading") == []


@pytest.mark.parametrize("form", ["pdf", "csv", "jsonld"])
def test_forms_are_passed_on_in_the_visitors_language(shop: TestClient, api: CannedApi, form: str) -> None:
    path = f"/v1/statements/imp_one/document.{form}"
    api.answers[f"GET {path}"] = pdf(f"impact.pt.{form}")
    shop.cookies.set("language", "pt")
    answer = shop.get(f"{PAGE}/document.{form}")
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7")
    assert answer.headers["content-disposition"] == f'attachment; filename="impact.pt.{form}"'
    assert api.asked("GET", path)[0].headers["accept-language"] == "pt"


def test_other_forms_are_not_there(shop: TestClient, api: CannedApi) -> None:
    assert shop.get(f"{PAGE}/document.exe").status_code == 404
    assert shop.get("/impact/imp_none/document.pdf").status_code == 404


def test_the_comparison_never_shows_a_finding_without_its_warning(shop: TestClient) -> None:
    text = shop.get("/impact/comparison").text
    assert "71.5 %" in text and "1,234" in text
    assert "Withheld: fewer than 5 orders" in text
    assert "24 % to 51 %" in text
    finding = text.split('id="durevall-2017"')[1].split("</li>")[0]
    assert "Bounds of an estimate." in finding and "https://example.org/708" in finding
    assert "not to be ranked" in text


def test_the_receipt_says_what_was_sent_and_can_be_kept(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/orders/ord_one/receipt.pdf"] = pdf("receipt-ord_one.en.pdf")
    text = shop.get("/orders/ord_one").text
    assert told.RECEIPT["told"][0] in text and told.RECEIPT["waiting"][0] in text
    assert 'href="/orders/ord_one/receipt.pdf"' in text
    answer = shop.get("/orders/ord_one/receipt.pdf")
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["cache-control"] == "private, no-store"


def test_an_order_that_waits_has_no_receipt_to_keep(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/orders/ord_one"] = order("placed")
    assert "receipt.pdf" not in shop.get("/orders/ord_one").text
    assert api.asked("GET", "/v1/orders/ord_one/receipt") == []
