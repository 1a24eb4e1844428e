"""Funds as they stand in an impact statement: their books to the cent, of no order by itself."""

from datetime import date, timedelta

from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from kit.money import Money
from market.fund.money.charge_admin import charge_admin
from market.fund.money.disburse import disburse
from market.impact.facts.follow_books import catch_up
from market.impact.facts.rules import Period
from market.impact.indicators.snapshot import Record
from market.impact.snapshot_queries import read_snapshot
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from models.enums import LiableParty, RefundKind
from models.fund import Fund
from tests.fund.money.test_api import client as client
from tests.fund.money.test_api import fund as fund
from tests.fund.money.test_api import order, tier_coffee
from tests.fund.money.test_api import shop as shop
from tests.impact.facts.following import written
from tests.shop import NOW, Shop

EVER = Period(date(2026, 1, 1), date(2040, 1, 1))


def records(
    shop: Shop,
    kind: str,
    *,
    period: Period = EVER,
    as_of: int = 10**9,
    organisation_ids: list[str] | None = None,
    order_refs: list[str] | None = None,
) -> list[Record]:
    with shop.database.reading() as session:
        found = read_snapshot(
            session,
            period,
            as_of=as_of,
            organisation_ids=organisation_ids,
            order_refs=order_refs,
            now=NOW,
        )
    return [record for record in found if record.kind == kind]


def moved(shop: Shop) -> tuple[int, int, int]:
    (record,) = records(shop, "fund")
    return record.numbers["in"], record.numbers["out"], record.numbers["admin"]


def book(client: TestClient, fund: Fund) -> dict[str, int]:
    totals = client.get(f"/v1/funds/{fund.id}/book").json()["totals"]
    return {one["what"]: one["amount"]["amount"] for one in totals}


def spend(shop: Shop, fund: Fund) -> None:
    with shop.database.transaction() as session:
        disburse(session, fund, amount=Money(700, "EUR"), to=shop.world.kuapa_id, subject_id="prp_1", now=NOW)
        charge_admin(session, fund, amount=Money(20, "EUR"), reference="2026", note="Bank costs", now=NOW)


def give_back(shop: Shop, part: str) -> None:
    """One of the two coffees of the order whose price had such a part."""
    asked = "select order_line_id as id, order_id from breakdown_part where kind = :part"
    with shop.database.transaction() as session:
        line = session.execute(text(asked), {"part": part}).one()
        request_refund(
            session,
            order_id=line.order_id,
            key=part,
            lines=[LineWish(line.id, quantity=1)],
            kind=RefundKind.LINES,
            liable=LiableParty.PRODUCER,
            reason="broken",
            requested_by=None,
            now=utc_now(),
        )


def test_it_is_the_open_books(client: TestClient, shop: Shop, fund: Fund) -> None:
    tier_coffee(shop)
    order(client, shop, "solidarity", kind="percent", value=100)
    order(client, shop, "supporter", kind="fixed", value=250)
    spend(shop, fund)
    said = book(client, fund)
    came_in = sum(said[what] for what in ("solidarity", "contribution", "tier_support", "paid_in"))
    assert moved(shop) == (came_in, 596 + 700, 20)
    (balance,) = records(shop, "fund_balance")
    assert balance.words == {"fund": fund.id, "currency": "EUR"}
    assert balance.numbers["amount"] == sum(said.values()) == came_in - 596 - 700 - 20


def test_refunds_take_back_both_ways(client: TestClient, shop: Shop, fund: Fund) -> None:
    tier_coffee(shop)
    order(client, shop, "solidarity")
    order(client, shop, "supporter")
    before = moved(shop)
    give_back(shop, "tier_relief")
    after = moved(shop)
    assert before[1] - after[1] == 298, "what it paid of one unit"
    assert before[0] > after[0], "its share of the price"
    give_back(shop, "tier_support")
    came_in, out, admin = moved(shop)
    assert came_in - out - admin == sum(book(client, fund).values())
    assert after[0] - came_in > 149


def test_what_is_kept_aside_is_the_funds_and_has_not_moved(client: TestClient, shop: Shop, fund: Fund) -> None:
    tier_coffee(shop)
    opened = client.post("/v1/carts", json={"country": "FR"}).json()
    path, headers = f"/v1/carts/{opened['id']}", {"Cart-Secret": opened["secret"], "Idempotency-Key": "k-1"}
    client.put(f"{path}/lines/{shop.coffee}", json={"quantity": 1, "tier": "solidarity"}, headers=headers)
    body = {
        "email": "camille@example.org",
        "full_name": "Camille Roux",
        "shipping_address": {"line1": "12 rue", "postal_code": "69004", "city": "Lyon", "country": "FR"},
    }
    assert client.post(f"{path}/checkout", json=body, headers=headers).status_code == 201
    assert shop.balances()["solidarity:fund"] == -5000 + 298
    assert moved(shop) == (5000, 0, 0)
    assert records(shop, "fund_balance")[0].numbers == {"amount": 5000}


def test_it_is_told_of_whoever_owns_it_and_up_to_an_entry(shop: Shop, fund: Fund) -> None:
    with shop.database.reading() as session:
        last = session.execute(text("select max(sequence) from journal")).scalar_one()
    spend(shop, fund)
    assert records(shop, "fund", as_of=last)[0].numbers == {"in": 5000, "out": 0, "admin": 0}
    assert records(shop, "fund_balance", as_of=last)[0].numbers == {"amount": 5000}
    day = NOW.date()
    assert records(shop, "fund", period=Period(day + timedelta(days=1), day + timedelta(days=2))) == []
    for kind in ("fund", "fund_balance"):
        assert len(records(shop, kind, organisation_ids=[fund.owner_id])) == 1
        assert records(shop, kind, organisation_ids=[shop.world.kuapa_id]) == []
        assert records(shop, kind, order_refs=["0" * 32]) == []


def test_no_fact_tells_a_producer_what_a_buyer_was_helped_with(client: TestClient, shop: Shop, fund: Fund) -> None:
    tier_coffee(shop)
    for tier in ("fair", "solidarity", "supporter"):
        order(client, shop, tier)
    with shop.database.transaction() as session:
        catch_up(session)
    told = [dict(fact.amounts) for fact in written(shop.database)]
    for amounts in told:
        amounts.pop("orders", None)
    assert len(told) == 3
    assert told[0] == told[1] == told[2]
