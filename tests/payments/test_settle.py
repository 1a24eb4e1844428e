"""What a payment does to the order, the stock and the books, in whatever order and however often it is told."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import stripe
from sqlalchemy import text

from gateways.errors import GatewayUnavailable
from gateways.stripe import BadSignature, read_event
from kit.database import Database
from market.events.handle_event import handle_event
from market.orders.expire_order import expire_order
from market.payments.errors import PaymentPageGone
from market.payments.expire_orders import expire_orders
from market.payments.receive_event import receive_event
from market.payments.start_payment import start_payment
from market.payments.sweep_events import sweep_events
from tests.shop import NOW, TERMS, Shop

SECRET = "whsec_test"


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database)


def event(kind: str, subject: dict[str, object], number: int = 1) -> bytes:
    return json.dumps(
        {
            "id": f"evt_{number}",
            "object": "event",
            "type": kind,
            "livemode": False,
            "created": int(NOW.timestamp()),
            "api_version": "2026-10-28.endive",
            "data": {"object": subject},
        }
    ).encode()


def signed(body: bytes, *, at: int | None = None, secret: str = SECRET) -> str:
    moment = int(NOW.timestamp()) if at is None else at
    return str(stripe.WebhookSignature.generate_signature_header(body.decode(), secret, moment))


def scalar(shop: Shop, sql: str) -> object:
    with shop.database.reading() as session:
        return session.execute(text(sql)).scalar_one()


def test_a_paid_order_owes_each_party_what_was_shown(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 2, shop.chocolate: 3})
    assert shop.settle(placed.order_id) == "paid"
    total = 2 * 1490 + 3 * 695 + 2 * 590
    fee = total * 15 // 1000 + 25
    balances = shop.balances()
    assert balances["stripe:pending"] == total - fee
    assert balances["stripe_fees"] == fee
    assert balances[f"premium:{shop.world.norandino_id}"] == -88
    assert balances[f"premium:{shop.world.kuapa_id}"] == -36
    assert sum(balances.values()) == 0
    assert shop.stock(shop.coffee) == (8, 0)
    assert scalar(shop, "select state from customer_order") == "paid"
    assert scalar(shop, "select count(*) from parcel where state = 'to_pack'") == 2
    items = "select count(*) from payable_item where eligible_at = timestamptz '2026-12-01 12:00Z'"
    assert scalar(shop, items) == 5, "goods and premium of two producers, a federation's dues; the fund keeps its share"


def test_told_twice_it_is_paid_once(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 1})
    shop.settle(placed.order_id)
    before = shop.balances()
    fact = next(iter(shop.stripe.payments.values()))
    body = event("payment_intent.succeeded", {"id": fact.id})
    for number in range(3):
        with shop.database.transaction() as session:
            receive_event(session, read_event(body, signed(body), secrets=(SECRET,), now=NOW), now=NOW)
        handle_event(shop.database, shop.stripe, event_key="/evt_1", terms=TERMS, now=NOW + timedelta(seconds=number))
    assert shop.balances() == before
    assert scalar(shop, "select deliveries from stripe_event") == 3
    assert scalar(shop, "select attempts from stripe_event") == 1


def test_money_that_does_not_match_never_makes_an_order_paid(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 1})
    assert shop.settle(placed.order_id, received_minor=100).startswith("not as agreed")
    assert scalar(shop, "select state from customer_order") == "placed"
    assert shop.balances()["suspense"] == -100
    assert scalar(shop, "select count(*) from payable_item") == 0


def test_money_in_another_currency_never_makes_an_order_paid(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 1})
    page = shop.page(placed.order_id)
    fact = shop.stripe.pay(page, currency="USD")
    body = event("checkout.session.completed", {"id": page})
    with shop.database.transaction() as session:
        receive_event(session, read_event(body, signed(body), secrets=(SECRET,), now=NOW), now=NOW)
    assert handle_event(shop.database, shop.stripe, event_key="/evt_1", terms=TERMS, now=NOW).startswith(
        "not as agreed"
    )
    assert fact.received.currency == "USD"
    assert scalar(shop, "select state from customer_order") == "placed"


def test_late_money_takes_the_order_up_again_while_the_goods_are_there(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 4})
    page = shop.page(placed.order_id)
    with shop.database.transaction() as session:
        expire_order(session, order_id=placed.order_id, now=NOW)
    assert shop.stock(shop.coffee) == (10, 0)
    shop.stripe.pay(page)
    assert shop.settle(placed.order_id) == "paid"
    assert shop.stock(shop.coffee) == (6, 0)


def test_late_money_for_goods_that_are_gone_goes_back_by_itself(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 4})
    shop.page(placed.order_id)
    with shop.database.transaction() as session:
        expire_order(session, order_id=placed.order_id, now=NOW)
        session.execute(text("update stock set on_hand = 3 where variant_id = :id"), {"id": shop.coffee})
    assert shop.settle(placed.order_id) == "too late: the money goes back"
    assert scalar(shop, "select state from customer_order") == "expired"
    assert shop.stock(shop.coffee) == (3, 0)
    assert scalar(shop, "select count(*) from outbox where task = 'refund_late_payment'") == 1


def test_a_payment_named_only_by_metadata_must_be_the_one_of_our_page(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 1})
    page = shop.page(placed.order_id)
    ours = shop.stripe.pay(page)
    forged = replace(ours, id="pi_forged")
    shop.stripe.payments["pi_forged"] = forged
    body = event("payment_intent.succeeded", {"id": "pi_forged"})
    with shop.database.transaction() as session:
        receive_event(session, read_event(body, signed(body), secrets=(SECRET,), now=NOW), now=NOW)
    outcome = handle_event(shop.database, shop.stripe, event_key="/evt_1", terms=TERMS, now=NOW)
    assert outcome == "not a payment of ours"
    assert scalar(shop, "select state from customer_order") == "placed"


def test_an_event_that_cannot_be_handled_now_waits_and_is_swept(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 1})
    fact = shop.stripe.pay(shop.page(placed.order_id))
    body = event("payment_intent.succeeded", {"id": fact.id})
    with shop.database.transaction() as session:
        receive_event(session, read_event(body, signed(body), secrets=(SECRET,), now=NOW), now=NOW)
    shop.stripe.fail_before.append(GatewayUnavailable("read_payment", "timeout"))
    outcome = handle_event(shop.database, shop.stripe, event_key="/evt_1", terms=TERMS, now=NOW)
    assert outcome == "put off: gateway_unavailable"
    later = NOW + timedelta(minutes=1)
    with shop.database.transaction() as session:
        session.execute(text("update outbox set sent_at = now()"))
        assert sweep_events(session, now=later) == 1
    assert handle_event(shop.database, shop.stripe, event_key="/evt_1", terms=TERMS, now=later) == "paid"
    with shop.database.transaction() as session:
        assert sweep_events(session, now=later + timedelta(days=1)) == 0


def test_the_payment_page_is_opened_once_even_when_the_answer_was_lost(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 1})
    shop.stripe.fail_after.append(GatewayUnavailable("create_checkout", "timeout"))
    with pytest.raises(GatewayUnavailable):
        start_payment(shop.database, shop.stripe, order_id=placed.order_id, storefront_url="http://s", now=NOW)
    first = shop.page(placed.order_id)
    assert shop.page(placed.order_id) == first
    assert len(shop.stripe.checkouts) == 1


def test_stock_is_given_back_only_after_the_page_is_closed(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 2})
    shop.page(placed.order_id)
    late = NOW + timedelta(hours=2)
    shop.stripe.fail_before.append(GatewayUnavailable("expire_checkout", "timeout"))
    assert expire_orders(shop.database, shop.stripe, now=late) == 0
    assert shop.stock(shop.coffee) == (10, 2)
    assert expire_orders(shop.database, shop.stripe, now=late) == 1
    assert shop.stock(shop.coffee) == (10, 0)
    with pytest.raises(PaymentPageGone):
        other = shop.place({shop.coffee: 1})
        with shop.database.transaction() as session:
            expire_order(session, order_id=other.order_id, now=late)
        start_payment(shop.database, shop.stripe, order_id=other.order_id, storefront_url="http://s", now=late)


BODY = event("payment_intent.succeeded", {"id": "pi_1"})


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (BODY, None),
        (BODY, ""),
        (BODY, "garbage"),
        (BODY, "t=abc,v1=00"),
        (BODY, "t=1,v1=é"),
        (BODY, signed(BODY, secret="whsec_other")),
        (BODY, signed(BODY, at=int(NOW.timestamp()) + 301)),
        (BODY, signed(BODY, at=int(NOW.timestamp()) - 301)),
        (BODY + b" ", signed(BODY)),
        (b"\xff\xfe", signed(BODY)),
        (b"not json", signed(b"not json")),
        (b"[]", signed(b"[]")),
        (b"{}", signed(b"{}")),
    ],
)
def test_what_stripe_did_not_sign_for_us_is_refused(body: bytes, signature: str | None) -> None:
    with pytest.raises(BadSignature):
        read_event(body, signature, secrets=(SECRET,), now=NOW)


def test_an_empty_secret_opens_nothing() -> None:
    with pytest.raises(BadSignature):
        read_event(BODY, signed(BODY, secret=""), secrets=("",), now=NOW)


def test_two_secrets_are_good_while_they_are_changed() -> None:
    assert read_event(BODY, signed(BODY), secrets=("whsec_new", SECRET), now=NOW).id == "evt_1"
