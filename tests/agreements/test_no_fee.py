"""Parties trade listed goods without a market fee, and the order says by which agreement."""

from datetime import timedelta

from sqlalchemy import text

from kit.clock import utc_now
from market.orders.buy_for import buy_for
from market.orders.fill_cart import lock_open_cart
from market.orders.place_order import place_order
from market.orders.reach import Reach
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from models.enums import LiableParty, MemberRole, RefundKind
from models.organisations import Membership
from tests.agreements.conftest import Table, day
from tests.api.people import Somebody
from tests.shop import BUYER


def order_of(table: Table, buyer: Somebody, variant_id: str) -> str:
    """One unit ordered by an organisation; the order's id."""
    shop, now = table.people.shop, utc_now()
    with shop.database.transaction() as session:
        opened = shop.cart(session, {variant_id: 1}, person_id=buyer.person_id)
        reach = Reach(buyer.person_id, opened.secret)
        cart = lock_open_cart(session, cart_id=opened.cart.id, reach=reach)
        buy_for(session, cart=cart, organisation_id=buyer.organisation_id, person_id=buyer.person_id, now=now)
    with shop.database.transaction() as session:
        placed = place_order(
            session, cart_id=opened.cart.id, reach=reach, buyer=BUYER, hold=timedelta(minutes=40), now=now
        )
    return placed.order_id


def fee_of(table: Table, buyer: Somebody, variant_id: str) -> tuple[int, str | None, str, int]:
    """(fee, rule, its words, the whole fee and producer's part) of one unit bought by an organisation."""
    order_id = order_of(table, buyer, variant_id)
    asked = text(
        "select amount_minor, rule_id, rule_note, (select sum(amount_minor)::int from breakdown_part o "
        "where o.order_line_id = b.order_line_id) as total from breakdown_part b "
        "where order_id = :id and kind = 'market_fee'"
    )
    with table.people.shop.database.reading() as session:
        row = session.execute(asked, {"id": order_id}).one()
        return row.amount_minor, row.rule_id, row.rule_note, row.total


def test_listed_goods_between_parties_bear_no_fee_and_say_why(table: Table) -> None:
    coffee = table.people.shop.coffee
    usual = fee_of(table, table.akosua, coffee)
    assert usual[0] > 0
    made = table.signed()
    fee, rule, note, total = fee_of(table, table.akosua, coffee)
    assert (fee, rule, total) == (0, made["id"], usual[3])
    assert note == "no market fee: trade agreement Coffee for cocoa, version 1"


def test_the_balance_tells_what_was_ordered_and_not_returned(table: Table) -> None:
    shop, made = table.people.shop, table.signed()
    order_of(table, table.akosua, shop.coffee)
    assert table.call("GET", f"/agreements/{made['id']}/balance")["ordered"] == [], "not paid"
    order_id = order_of(table, table.akosua, shop.coffee)
    shop.settle(order_id, now=utc_now())
    goods = text(
        "select sum(amount_minor)::int from breakdown_part "
        "where order_id = :id and order_line_id is not null and kind <> 'vat'"
    )
    with shop.database.reading() as session:
        minor = session.execute(goods, {"id": order_id}).scalar_one()
    (told,) = table.call("GET", f"/agreements/{made['id']}/balance")["ordered"]
    assert (told["buyer_id"], told["producer_id"]) == (table.akosua.organisation_id, table.rosa.organisation_id)
    assert (told["orders"], told["goods"]) == (1, {"amount": minor, "currency": "EUR"})
    before = table.call("GET", f"/agreements/{made['id']}/balance?end_day={day(0)}")
    assert before["ordered"] == [], "the day it was paid is not in it"
    order = table.call("GET", f"/agreements/{table.signed(title='Another')['id']}/balance")
    assert order["ordered"] == [], "told of the agreement that the order names"


def test_what_went_back_is_taken_off(table: Table) -> None:
    shop, made = table.people.shop, table.signed()
    order_id = order_of(table, table.akosua, shop.coffee)
    shop.settle(order_id, now=utc_now())
    with shop.database.transaction() as session:
        line = text("select id from order_line where order_id = :id")
        request_refund(
            session,
            order_id=order_id,
            key="broken",
            lines=[LineWish(session.execute(line, {"id": order_id}).scalar_one(), quantity=1)],
            kind=RefundKind.LINES,
            liable=LiableParty.PRODUCER,
            reason="broken",
            requested_by=None,
            now=utc_now(),
        )
    (told,) = table.call("GET", f"/agreements/{made['id']}/balance")["ordered"]
    assert (told["orders"], told["goods"]["amount"]) == (1, 0)


def test_members_of_a_network_are_told_as_the_network(table: Table) -> None:
    shop, federation = table.people.shop, table.people.shop.world.federation_id
    with shop.database.transaction() as session:
        session.add(Membership(person_id=table.rosa.person_id, organisation_id=federation, role=MemberRole.STEWARD))
    parties = [
        {"organisation_id": federation, "means": 1},
        {"organisation_id": table.akosua.organisation_id, "means": 1},
    ]
    made = table.propose(by=table.akosua, parties=parties, commitments=[], packages=[])
    table.sign(made, by=table.rosa, organisation_id=federation)
    shop.settle(order_of(table, table.akosua, shop.coffee), now=utc_now())
    (told,) = table.call("GET", f"/agreements/{made['id']}/balance")["ordered"]
    assert (told["producer_id"], told["buyer_id"]) == (federation, table.akosua.organisation_id)
    assert table.rosa.organisation_id not in str(told)


def test_everybody_else_pays_as_always(table: Table) -> None:
    shop = table.people.shop
    usual = fee_of(table, table.akosua, shop.coffee)
    table.propose(title="Not signed")
    assert fee_of(table, table.akosua, shop.coffee) == usual
    made = table.signed()
    assert fee_of(table, table.people.verifier, shop.coffee) == usual, "no party"
    assert fee_of(table, table.rosa, shop.chocolate)[0] > 0, "not listed"
    assert fee_of(table, table.rosa, shop.coffee) == usual, "one's own goods are no trade between parties"
    body = {"organisation_id": table.rosa.organisation_id, "reason": "Over."}
    table.call("POST", f"/agreements/{made['id']}/end", table.rosa, body)
    assert fee_of(table, table.akosua, shop.coffee) == usual


def test_an_expired_or_later_agreement_is_none(table: Table) -> None:
    coffee = table.people.shop.coffee
    usual = fee_of(table, table.akosua, coffee)
    table.signed(starts_on=day(-60), ends_on=day(-1), commitments=[])
    table.signed(starts_on=day(1), ends_on=day(60), commitments=[])
    assert fee_of(table, table.akosua, coffee) == usual
