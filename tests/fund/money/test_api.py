"""Funds, their open books, tiers and gifts, over HTTP."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from kit.clock import utc_now
from kit.database import Database
from kit.ids import new_id
from kit.money import Money
from market.fund.money.charge_admin import charge_admin
from market.fund.money.disburse import disburse
from market.fund.money.errors import FundTooSmall, OutsideMandate
from market.fund.money.pay_in import pay_in
from market.fund.money.queries import find_fund
from market.pricing.tiers.rules import TierFacts
from market.pricing.tiers.set_tiers import set_tiers
from models.fund import Fund
from tests.api.conftest import open_tools
from tests.shop import NOW, Shop


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database)


@pytest.fixture
def client(shop: Shop, fresh_database_url: str) -> Iterator[TestClient]:
    with TestClient(create_app(open_tools(fresh_database_url, shop)), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def fund(shop: Shop) -> Fund:
    """The solidarity fund, with 50.00 of a gift."""
    with shop.database.transaction() as session:
        session.execute(text("update fund set admin_cap_bps = 500"))
        found = find_fund(session, str(session.execute(text("select id from fund")).scalar_one()))
        assert found is not None
        pay_in(session, found, amount=Money(5000, "EUR"), reference="b1", note="A choir's collection", now=NOW)
        return found


def tier_coffee(shop: Shop, below: int = 2000, above: int = 1000) -> None:
    with shop.database.transaction() as session:
        found = session.execute(text("select product_id from variant where id = :id"), {"id": shop.coffee})
        set_tiers(session, TierFacts(found.scalar_one(), below, above), by=None, now=NOW)


def order(client: TestClient, shop: Shop, tier: str, **contribution: object) -> dict:
    opened = client.post("/v1/carts", json={"country": "FR"}).json()
    path, headers = f"/v1/carts/{opened['id']}", {"Cart-Secret": opened["secret"]}
    put = client.put(f"{path}/lines/{shop.coffee}", json={"quantity": 2, "tier": tier}, headers=headers)
    assert put.status_code == 200, put.text
    if contribution:
        assert client.put(f"{path}/contribution", json=contribution, headers=headers).status_code == 200
    cart = client.get(path, headers=headers).json()
    parts = cart["goods"]["amount"] - cart["discount"]["amount"] + cart["support"]["amount"] - cart["relief"]["amount"]
    added = cart["contribution"]["amount"]["amount"] if cart["contribution"] else 0
    assert parts + cart["shipping"]["amount"] + added == cart["total"]["amount"]
    body = {
        "email": "camille@example.org",
        "full_name": "Camille Roux",
        "shipping_address": {"line1": "12 rue", "postal_code": "69004", "city": "Lyon", "country": "FR"},
    }
    headers |= {"Idempotency-Key": new_id("key")}
    placed = client.post(f"{path}/checkout", json=body, headers=headers)
    assert placed.status_code == 201, placed.text
    order_id = placed.json()["order_id"]
    shop.settle(order_id, now=utc_now())
    secret = {"Order-Secret": opened["secret"]}
    found = client.get(f"/v1/orders/{order_id}/breakdown", headers=secret).json()
    assert sum(one["amount"]["amount"] for one in found["sums"]) == found["total"]["amount"] == cart["total"]["amount"]
    return found


def test_every_tier_leaves_the_same_for_everybody_else(client: TestClient, shop: Shop, fund: Fund) -> None:
    tier_coffee(shop)
    fair, less, more = (order(client, shop, tier) for tier in ("fair", "solidarity", "supporter"))
    kinds = {"producer", "premium", "federation_dues", "solidarity", "market_fee", "vat", "shipping"}

    def shares(found: dict) -> dict[str, int]:
        return {one["kind"]: one["amount"]["amount"] for one in found["sums"] if one["kind"] in kinds}

    assert shares(fair) == shares(less) == shares(more)
    (relief,) = [part for line in less["lines"] for part in line["parts"] if part["kind"] == "tier_relief"]
    assert (relief["amount"]["amount"], relief["payer"]) == (-2 * 298, "fund")
    (support,) = [part for line in more["lines"] for part in line["parts"] if part["kind"] == "tier_support"]
    assert (support["amount"]["amount"], support["payer"]) == (2 * 149, "buyer")


def test_the_books_are_open_and_sum_to_what_there_is(client: TestClient, shop: Shop, fund: Fund) -> None:
    tier_coffee(shop)
    order(client, shop, "solidarity", kind="percent", value=100)
    order(client, shop, "supporter", kind="fixed", value=250)
    with shop.database.transaction() as session:
        disburse(
            session,
            fund,
            amount=Money(700, "EUR"),
            to=shop.world.kuapa_id,
            subject_id="prp_1",
            note="A drying floor",
            now=NOW,
        )
        charge_admin(session, fund, amount=Money(20, "EUR"), reference="2026", note="Bank costs", now=NOW)
    book = client.get(f"/v1/funds/{fund.id}/book").json()
    totals = {one["what"]: one["amount"]["amount"] for one in book["totals"]}
    assert set(totals) == {
        "solidarity",
        "contribution",
        "tier_support",
        "tier_relief",
        "paid_in",
        "grant",
        "admin",
    }
    assert (totals["paid_in"], totals["grant"], totals["admin"], totals["tier_relief"]) == (5000, -700, -20, -596)
    balance = book["fund"]["balance"]["amount"] + book["fund"]["kept_aside"]["amount"]
    assert sum(totals.values()) == balance == -shop.balances()["solidarity:fund"]
    assert sum(one["amount"]["amount"] for one in book["lines"]) == balance
    assert {line["note"] for line in book["lines"]} == {"", "A choir's collection", "A drying floor", "Bank costs"}
    assert "camille" not in str(book).lower()
    assert client.get("/v1/funds").json()["data"] == [book["fund"]]
    assert client.get(f"/v1/funds/{fund.id}").json() == book["fund"]


def test_running_a_fund_costs_no_more_than_its_mandate_allows(shop: Shop, fund: Fund) -> None:
    with shop.database.transaction() as session, pytest.raises(FundTooSmall) as refused:
        charge_admin(session, fund, amount=Money(251, "EUR"), reference="a", note="", now=NOW)
    assert refused.value.most_minor == 250
    with shop.database.transaction() as session:
        charge_admin(session, fund, amount=Money(250, "EUR"), reference="a", note="", now=NOW)
        again = charge_admin(session, fund, amount=Money(250, "EUR"), reference="a", note="", now=NOW)
    assert not again.is_new
    with shop.database.transaction() as session:
        session.execute(text("update fund set uses = '{grant}'"))
    with shop.database.transaction() as session, pytest.raises(OutsideMandate):
        charge_admin(session, fund, amount=Money(1, "EUR"), reference="b", note="", now=NOW)


def test_a_product_says_what_each_tier_costs_and_the_solidarity_price_ends_with_the_pot(
    client: TestClient, shop: Shop, fund: Fund
) -> None:
    tier_coffee(shop)
    product = client.get("/v1/products").json()["data"]
    slug = next(one["slug"] for one in product if "offee" in one["name"])
    found = client.get(f"/v1/products/{slug}/tiers").json()
    (variant,) = found["variants"]
    prices = (variant["solidarity"]["amount"], variant["fair"]["amount"], variant["supporter"]["amount"])
    assert prices == (1192, 1490, 1639)
    with shop.database.transaction() as session:
        disburse(session, fund, amount=Money(4900, "EUR"), to=shop.world.kuapa_id, subject_id="prp_1", now=NOW)
    (variant,) = client.get(f"/v1/products/{slug}/tiers").json()["variants"]
    assert variant["solidarity"] is None
    assert variant["supporter"]["amount"] == 1639


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/funds/fnd_00000000000000000000000000", 404),
        ("/v1/funds/nobody", 404),
        ("/v1/funds/nobody/book", 404),
        ("/v1/products/nobody/tiers", 404),
    ],
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize("until", ["yesterday", "20261125", ""])
def test_a_day_is_written_out(client: TestClient, fund: Fund, until: str) -> None:
    assert client.get(f"/v1/funds/{fund.id}/book", params={"until": until}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "fixed", "value": -1},
        {"kind": "fixed", "value": 10**9},
        {"kind": "fixed", "value": 2_000_000},
        {"kind": "percent", "value": 10_001},
        {"kind": "percent", "value": "5"},
        {"kind": "all", "value": 1},
        {"kind": "round_up", "value": 0, "why": "because"},
    ],
)
def test_a_gift_that_cannot_be_is_refused(client: TestClient, fund: Fund, body: dict) -> None:
    opened = client.post("/v1/carts", json={"country": "FR"}).json()
    headers = {"Cart-Secret": opened["secret"]}
    assert client.put(f"/v1/carts/{opened['id']}/contribution", json=body, headers=headers).status_code == 422
    assert client.get(f"/v1/carts/{opened['id']}", headers=headers).json()["contribution"] is None


def test_a_tier_that_nobody_offers_is_refused(client: TestClient, shop: Shop, fund: Fund) -> None:
    opened = client.post("/v1/carts", json={"country": "FR"}).json()
    headers = {"Cart-Secret": opened["secret"]}
    path = f"/v1/carts/{opened['id']}/lines/{shop.coffee}"
    for tier, status in (("solidarity", 409), ("supporter", 409), ("poor", 422), ("fair", 200)):
        answer = client.put(path, json={"quantity": 1, "tier": tier}, headers=headers)
        assert answer.status_code == status, tier
