"""Receipts over HTTP: the buyer's, and nobody else's."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.ids import hash_secret
from market.impact.forms.language import LANGUAGES
from tests.impact.conftest import Month
from tests.impact.facts.following import follow
from tests.impact.forms.conftest import client as client


@pytest.fixture
def bought(month: Month) -> tuple[str, dict[str, str]]:
    """A guest's paid order and the header that opens it."""
    placed = month.shop.place({month.shop.coffee: 1})
    assert month.shop.settle(placed.order_id) == "paid"
    return placed.order_id, {"Order-Secret": secret_of(month, placed.order_id)}


def secret_of(month: Month, order_id: str) -> str:
    secret = f"the secret of {order_id}"
    with month.database.transaction() as session:
        session.execute(
            text("update customer_order set secret_hash = :hash where id = :id"),
            {"hash": hash_secret(secret), "id": order_id},
        )
    return secret


def test_the_split_sums_and_says_when_it_was_sent(
    client: TestClient, month: Month, bought: tuple[str, dict[str, str]]
) -> None:
    order_id, opens = bought
    before = client.get(f"/v1/orders/{order_id}/receipt?lang=es", headers=opens).json()
    assert before["is_exact"]
    assert sum(one["amount"]["amount"] for one in before["shares"]) == before["total"]["amount"]
    assert before["movements"] == []
    month.pay_out()
    after = client.get(f"/v1/orders/{order_id}/receipt?lang=es", headers=opens).json()
    sent = {one["purpose"]: one["amount"]["amount"] for one in after["movements"]}
    shares = {one["kind"]: one for one in after["shares"]}
    assert sent["goods"] == shares["producer"]["amount"]["amount"] == shares["producer"]["sent"]["amount"]
    assert any("Norandino el 2 de diciembre de 2026, por Stripe." in one for one in after["told"]), after["told"]


def test_its_facts_are_followed_into_what_the_market_signed(
    client: TestClient, month: Month, bought: tuple[str, dict[str, str]]
) -> None:
    order_id, opens = bought

    def receipt() -> Any:
        return client.get(f"/v1/orders/{order_id}/receipt", headers=opens).json()

    assert receipt()["facts"] == []
    follow(month.database)
    assert {one["statement_id"] for one in receipt()["facts"]} == {None}
    signed = month.statement()
    month.statement(month.shop.world.norandino_id)
    told = receipt()
    assert {one["statement_id"] for one in told["facts"]} == {signed.id}
    proof = client.get(f"/v1/statements/{signed.id}/inclusion?order={told['reference']}").json()["data"]
    leaves = [hashlib.sha256(b"\0" + one["line"].encode()).hexdigest() for one in proof]
    assert [one["leaf"] for one in told["facts"]] == leaves

    month.pay_out()
    follow(month.database)
    later = receipt()["facts"]
    assert later[: len(leaves)] == told["facts"], "what was signed stays"
    assert {one["statement_id"] for one in later[len(leaves) :]} == {None}, "no statement has these days yet"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_kept_as_a_file(client: TestClient, bought: tuple[str, dict[str, str]], lang: str) -> None:
    order_id, opens = bought
    answer = client.get(f"/v1/orders/{order_id}/receipt.pdf?lang={lang}", headers=opens)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert f".{lang}.pdf" in answer.headers["content-disposition"]
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize("ending", ["receipt", "receipt.pdf"])
def test_others_find_nothing(client: TestClient, month: Month, bought: tuple[str, dict[str, str]], ending: str) -> None:
    order_id, opens = bought
    unpaid = month.shop.place({month.shop.coffee: 1}).order_id
    refused = [
        client.get(f"/v1/orders/{order_id}/{ending}"),
        client.get(f"/v1/orders/{order_id}/{ending}", headers={"Order-Secret": "another"}),
        client.get(f"/v1/orders/{unpaid}/{ending}", headers=opens),
        client.get(f"/v1/orders/ord_none/{ending}", headers=opens),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(404, "no_such_order")}
    waits = client.get(f"/v1/orders/{unpaid}/{ending}", headers={"Order-Secret": secret_of(month, unpaid)})
    assert (waits.status_code, waits.json()["code"]) == (409, "nothing_paid_yet")
