"""What an order freezes: promotions, minimum prices, ways to travel; and what changed since it was shown."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from kit.currencies import NotChargeable
from kit.database import Database
from market.orders.choose_shipping import choose_shipping
from market.orders.errors import (
    CartChanged,
    NoSuchCartParcel,
    NoSuchPickupPoint,
    NotDeliverable,
    ShippingNotOffered,
)
from market.orders.expire_order import expire_order
from market.orders.fill_cart import OpenedCart, accept_changes, lock_open_cart
from market.orders.place_order import PlacedOrder, place_order
from market.orders.reach import Reach
from market.orders.use_promotion import drop_promotion, use_promotion
from market.orders.views import CartView, read_cart
from market.pricing.errors import NoMinimumPrice, NoSuchPromotion
from market.pricing.promotions.create_promotion import create_promotion
from models.orders import Cart
from models.pricing import ExchangeRate, MinimumPrice, PickupPoint, ShippingRate, ShippingService
from tests.shop import BUYER, EVERYBODY, NOW, Shop

HOLD = timedelta(minutes=30)


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database)


def filled(shop: Shop, quantities: dict[str, int]) -> OpenedCart:
    with shop.database.transaction() as session:
        return shop.cart(session, quantities)


def locked(session: Session, opened: OpenedCart) -> Cart:
    return lock_open_cart(session, cart_id=opened.cart.id, reach=Reach(None, opened.secret))


def promote(shop: Shop, opened: OpenedCart, code: str, now: datetime = NOW) -> None:
    with shop.database.transaction() as session:
        use_promotion(session, cart=locked(session, opened), code=code, now=now)


def send(shop: Shop, opened: OpenedCart, producer_id: str, service: str, pickup_point_id: str | None = None) -> None:
    with shop.database.transaction() as session:
        choose_shipping(
            session,
            cart=locked(session, opened),
            producer_id=producer_id,
            service=service,
            pickup_point_id=pickup_point_id,
            now=NOW,
        )


def place(database: Database, opened: OpenedCart, now: datetime = NOW) -> PlacedOrder:
    with database.transaction() as session:
        return place_order(
            session, cart_id=opened.cart.id, reach=Reach(None, opened.secret), buyer=BUYER, hold=HOLD, now=now
        )


def accept(shop: Shop, opened: OpenedCart, now: datetime) -> None:
    with shop.database.transaction() as session:
        accept_changes(session, cart=locked(session, opened), now=now)


def seen(shop: Shop, opened: OpenedCart, now: datetime = NOW) -> CartView:
    with shop.database.transaction() as session:
        return read_cart(session, cart=locked(session, opened), now=now)


def one(shop: Shop, sql: str, **asked: object) -> tuple[object, ...]:
    with shop.database.reading() as session:
        return tuple(session.execute(text(sql), asked).one())


def parts(shop: Shop, order_id: str) -> dict[str, int]:
    with shop.database.reading() as session:
        rows = session.execute(
            text("select kind, sum(amount_minor)::bigint from breakdown_part where order_id = :id group by kind"),
            {"id": order_id},
        )
        return {row[0]: row[1] for row in rows}


def rate(shop: Shop, **columns: Any) -> None:
    with shop.database.transaction() as session:
        session.add(
            ShippingRate(
                **{
                    "origin_country": "PE",
                    "destination": "FR",
                    "max_grams": 5000,
                    "currency": "EUR",
                    "amount_minor": 900,
                    "valid_from": NOW.date(),
                    **columns,
                }
            )
        )


def test_a_promotion_is_frozen_with_what_it_took_and_who_bears_it(shop: Shop) -> None:
    opened = filled(shop, {shop.coffee: 2, shop.chocolate: 1})
    promote(shop, opened, " EveryBody ")
    view = seen(shop, opened)
    assert sorted(parcel.discount_minor for parcel in view.parcels) == [68, 289]
    placed = place(shop.database, opened)
    goods, discount, shipping, total, promotion_id = one(
        shop,
        "select goods_minor, discount_minor, shipping_minor, total_minor, promotion_id from customer_order "
        "where id = :id",
        id=placed.order_id,
    )
    # 10 % of 2 × (14.90 − 0.44) is 2.892, of 6.95 − 0.12 it is 0.683
    assert (goods, discount, shipping, total) == (3675, 357, 1180, 3675 - 357 + 1180)
    frozen = parts(shop, placed.order_id)
    assert sum(frozen.values()) == total
    assert frozen["discount_subsidy"] == -357
    assert frozen["premium"] == 2 * 44 + 12
    assert one(shop, "select promotion_id from promotion_use where order_id = :id", id=placed.order_id) == (
        promotion_id,
    )
    assert one(
        shop,
        "select distinct payer, account_code, rule_id from breakdown_part "
        "where order_id = :id and kind = 'discount_subsidy'",
        id=placed.order_id,
    ) == ("market", "promotions", promotion_id)
    assert one(shop, "select sum(discount_minor) from order_line where order_id = :id", id=placed.order_id) == (357,)


def test_a_producers_own_promotion_is_on_their_goods_alone(shop: Shop) -> None:
    with shop.database.transaction() as session:
        create_promotion(
            session,
            code="cocoa",
            producer_id=shop.world.kuapa_id,
            is_borne_by_market=False,
            discount_bps=2000,
            valid_from=NOW,
        )
    opened = filled(shop, {shop.coffee: 1, shop.chocolate: 3})
    promote(shop, opened, "cocoa")
    placed = place(shop.database, opened)
    frozen = parts(shop, placed.order_id)
    total, discount = one(
        shop, "select total_minor, discount_minor from customer_order where id = :id", id=placed.order_id
    )
    assert discount == 410
    assert sum(frozen.values()) == total
    assert "discount_subsidy" not in frozen
    nothing = filled(shop, {shop.coffee: 1})
    promote(shop, nothing, "cocoa")
    unused = place(shop.database, nothing)
    assert one(shop, "select promotion_id, discount_minor from customer_order where id = :id", id=unused.order_id) == (
        None,
        0,
    )
    assert one(shop, "select count(*) from promotion_use") == (1,)


def test_codes_are_not_found_by_asking(shop: Shop) -> None:
    opened = filled(shop, {shop.coffee: 1})
    with shop.database.transaction() as session:
        create_promotion(
            session,
            code="over",
            producer_id=None,
            is_borne_by_market=True,
            discount_bps=1,
            valid_from=NOW - HOLD,
            valid_to=NOW,
        )
    for code in ("over", "never", ""):
        with pytest.raises(NoSuchPromotion):
            promote(shop, opened, code)


def test_a_promotion_that_ended_since_is_a_change_and_one_call_accepts_it(shop: Shop) -> None:
    with shop.database.transaction() as session:
        create_promotion(
            session,
            code="today",
            producer_id=None,
            is_borne_by_market=True,
            discount_bps=500,
            valid_from=NOW,
            valid_to=NOW + HOLD,
        )
    opened = filled(shop, {shop.coffee: 1})
    promote(shop, opened, "today")
    later = NOW + HOLD
    change = {"variant_id": "", "code": "promotion_gone", "was": "today", "now": ""}
    assert [changed.fact() for changed in seen(shop, opened, later).changes] == [change]
    with pytest.raises(CartChanged) as refused:
        place(shop.database, opened, later)
    assert refused.value.changes == [change]
    accept(shop, opened, later)
    placed = place(shop.database, opened, later)
    assert one(shop, "select discount_minor from customer_order where id = :id", id=placed.order_id) == (0,)


def test_a_promotion_can_be_taken_out_again(shop: Shop) -> None:
    opened = filled(shop, {shop.coffee: 1})
    promote(shop, opened, EVERYBODY)
    with shop.database.transaction() as session:
        drop_promotion(session, cart=locked(session, opened), now=NOW)
    view = seen(shop, opened)
    assert (view.promotion, view.parcels[0].discount_minor, view.changes) == (None, 0, ())


def test_fifty_buyers_at_once_use_a_promotion_seven_times(clean_database: Database) -> None:
    shop = Shop.open(clean_database, stock=60)
    with shop.database.transaction() as session:
        create_promotion(
            session,
            code="seven",
            producer_id=None,
            is_borne_by_market=True,
            discount_bps=1000,
            max_uses=7,
            valid_from=NOW,
        )
        carts = [shop.cart(session, {shop.coffee: 1}) for _ in range(50)]
        for opened in carts:
            use_promotion(session, cart=opened.cart, code="seven", now=NOW)
    rivals = Database(shop.database.engine.url.render_as_string(hide_password=False), pool_size=12)

    def buy(opened: OpenedCart) -> str | None:
        try:
            return place(rivals, opened).order_id
        except CartChanged as refused:
            assert [change["code"] for change in refused.changes] == ["promotion_gone"]
            return None

    with ThreadPoolExecutor(max_workers=12) as pool:
        orders = [order_id for order_id in pool.map(buy, carts) if order_id]
    rivals.close()
    assert len(orders) == 7
    assert one(shop, "select count(*), count(distinct order_id) from promotion_use") == (7, 7)
    assert shop.stock(shop.coffee) == (60, 7)
    with shop.database.transaction() as session:
        expire_order(session, order_id=orders[0], now=NOW)
    left = next(opened for opened in carts if seen_open(shop, opened))
    place(shop.database, left)
    with pytest.raises(NoSuchPromotion):
        promote(shop, filled(shop, {shop.coffee: 1}), "seven")


def seen_open(shop: Shop, opened: OpenedCart) -> bool:
    return one(shop, "select state from cart where id = :id", id=opened.cart.id) == ("open",)


def set_floor(shop: Shop, minimum: str, *, currency: str = "EUR") -> None:
    """A minimum price of so much per kg of the coffee, which is sold in bags of 250 g."""
    with shop.database.transaction() as session:
        session.execute(
            text("update variant set floor_product = 'coffee', floor_form = 'green' where id = :id"),
            {"id": shop.coffee},
        )
        session.add(
            MinimumPrice(
                id="mpr_1",
                product="coffee",
                form="green",
                unit="kg",
                currency=currency,
                minimum=Decimal(minimum),
                valid_from=NOW.date(),
            )
        )


def test_a_minimum_price_is_frozen_and_topped_up_by_the_market(shop: Shop) -> None:
    # Two bags: 29.80 − VAT 1.55 − premium 0.88 = 27.37, shares 9.5 % of it 2.60; 24.77 reaches the producer.
    set_floor(shop, "49.60")
    placed = shop.place({shop.coffee: 2})
    assert one(
        shop,
        "select floor_minor, floor_rule_id, floor_note from order_line where order_id = :id",
        id=placed.order_id,
    ) == (2480, "mpr_1", "minimum price 49.6 EUR per kg (fairtrade, coffee, worldwide, from 2026-11-24)")
    frozen = parts(shop, placed.order_id)
    assert frozen["producer"] == 2477
    assert (frozen["minimum_price_topup"], frozen["minimum_price_subsidy"]) == (3, -3)
    assert one(
        shop,
        "select account_code, beneficiary_id, payer from breakdown_part "
        "where order_id = :id and kind = 'minimum_price_topup'",
        id=placed.order_id,
    ) == (f"producer:{shop.world.norandino_id}:payable", shop.world.norandino_id, "market")
    assert one(
        shop,
        "select account_code from breakdown_part where order_id = :id and kind = 'minimum_price_subsidy'",
        id=placed.order_id,
    ) == ("min_price_topup",)


def test_the_exchange_rate_is_frozen_in_the_note(shop: Shop) -> None:
    set_floor(shop, "9.00", currency="USD")
    with shop.database.transaction() as session:
        session.add(
            ExchangeRate(base="EUR", quote="USD", on_date=NOW.date(), rate=Decimal("1.0877"), source="the central bank")
        )
    placed = shop.place({shop.coffee: 1})
    (note,) = one(
        shop, "select floor_note from order_line where order_id = :id and floor_rule_id is not null", id=placed.order_id
    )
    assert str(note).endswith("1 EUR = 1.0877 USD on 2026-11-24, the central bank")


def test_without_a_row_of_the_table_nothing_is_sold(shop: Shop) -> None:
    set_floor(shop, "9.00")
    opened = filled(shop, {shop.coffee: 1})
    with shop.database.transaction() as session:
        session.execute(text("update variant set floor_signed_on = '2020-01-01' where id = :id"), {"id": shop.coffee})
    with pytest.raises(NoMinimumPrice):
        place(shop.database, opened)
    assert shop.stock(shop.coffee) == (10, 0)


def test_each_parcel_travels_as_it_was_chosen(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.add(ShippingService(code="express", labels={"en": "Express"}, position=1))
        session.add(
            PickupPoint(
                id="pup_lyon",
                organisation_id=shop.world.kuapa_id,
                name="Café",
                line1="1 rue",
                postal_code="69001",
                city="Lyon",
                country="FR",
            )
        )
    rate(shop, service="express", amount_minor=1990)
    rate(shop, service="pickup", origin_country="*", amount_minor=0)
    opened = filled(shop, {shop.coffee: 1, shop.chocolate: 1})
    view = seen(shop, opened)
    offered = {parcel.plan.producer_id: [choice.service for choice in parcel.travel.choices] for parcel in view.parcels}
    assert offered == {
        shop.world.norandino_id: ["standard", "express"],
        shop.world.kuapa_id: ["standard", "pickup"],
    }
    assert [place.id for place in view.pickup_points[shop.world.kuapa_id]] == ["pup_lyon"]
    send(shop, opened, shop.world.norandino_id, "express")
    send(shop, opened, shop.world.kuapa_id, "standard")
    send(shop, opened, shop.world.kuapa_id, "pickup", "pup_lyon")
    placed = place(shop.database, opened)
    with shop.database.reading() as session:
        rows = session.execute(
            text("select producer_id, service, shipping_minor, pickup from parcel where order_id = :id"),
            {"id": placed.order_id},
        ).all()
        frozen = {row.producer_id: (row.service, row.shipping_minor, row.pickup and row.pickup["city"]) for row in rows}
    assert frozen == {
        shop.world.norandino_id: ("express", 1990, None),
        shop.world.kuapa_id: ("pickup", 0, "Lyon"),
    }
    assert one(shop, "select total_minor from customer_order where id = :id", id=placed.order_id) == (
        1490 + 695 + 1990,
    )


def test_what_is_not_offered_cannot_be_chosen(shop: Shop) -> None:
    opened = filled(shop, {shop.coffee: 1})
    with pytest.raises(ShippingNotOffered) as refused:
        send(shop, opened, shop.world.norandino_id, "express")
    assert refused.value.offered == ["standard"]
    with pytest.raises(NoSuchCartParcel):
        send(shop, opened, shop.world.kuapa_id, "standard")
    with pytest.raises(NoSuchPickupPoint):
        send(shop, opened, shop.world.norandino_id, "standard", "pup_other")
    with shop.database.transaction() as session:
        for number, owner in enumerate((shop.world.norandino_id, shop.world.kuapa_id)):
            session.add(
                PickupPoint(
                    id=f"pup_{number}",
                    organisation_id=owner,
                    name="x",
                    line1="x",
                    postal_code="x",
                    city="x",
                    country="FR",
                )
            )
    rate(shop, service="pickup", amount_minor=0)
    for place_id in (None, "pup_1", "pup_none"):
        with pytest.raises(NoSuchPickupPoint):
            send(shop, opened, shop.world.norandino_id, "pickup", place_id)
    send(shop, opened, shop.world.norandino_id, "pickup", "pup_0")


def test_a_way_that_is_gone_is_a_change_and_accepting_it_takes_the_standard_one(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.add(ShippingService(code="express", labels={}, position=1))
    rate(shop, service="express", amount_minor=1990)
    opened = filled(shop, {shop.coffee: 1})
    send(shop, opened, shop.world.norandino_id, "express")
    with shop.database.transaction() as session:
        session.execute(text("delete from shipping_rate where service = 'express'"))
    with pytest.raises(CartChanged) as refused:
        place(shop.database, opened)
    assert refused.value.changes == [
        {
            "variant_id": "",
            "code": "shipping_gone",
            "was": "express",
            "now": "",
            "producer_id": shop.world.norandino_id,
        }
    ]
    accept(shop, opened, NOW)
    assert place(shop.database, opened).is_new


def test_shipping_that_costs_more_since_it_was_shown_is_a_change(shop: Shop) -> None:
    opened = filled(shop, {shop.coffee: 1})
    later = NOW + timedelta(days=2)
    with shop.database.transaction() as session:
        session.execute(text("update shipping_rate set valid_to = :day"), {"day": NOW.date()})
    rate(shop, valid_from=later.date(), amount_minor=650)
    with pytest.raises(CartChanged) as refused:
        place(shop.database, opened, later)
    assert [(change["code"], change["was"], change["now"]) for change in refused.value.changes] == [
        ("shipping_changed", "590", "650")
    ]
    accept(shop, opened, later)
    placed = place(shop.database, opened, later)
    assert one(shop, "select shipping_minor from customer_order where id = :id", id=placed.order_id) == (650,)


def test_another_country_is_quoted_anew(shop: Shop) -> None:
    opened = filled(shop, {shop.coffee: 1})
    elsewhere = replace(BUYER, country="DE")
    with shop.database.transaction() as session:
        for vat_class, bps in (("food", 700), ("standard", 1900)):
            session.execute(
                text("insert into tax_rate values (:id, 'DE', :class, :bps, '2024-01-01', null, '')"),
                {"id": f"tax_{vat_class}", "class": vat_class, "bps": bps},
            )

    def buy() -> PlacedOrder:
        with shop.database.transaction() as session:
            return place_order(
                session,
                cart_id=opened.cart.id,
                reach=Reach(None, opened.secret),
                buyer=elsewhere,
                hold=HOLD,
                now=NOW,
            )

    with pytest.raises(NotDeliverable):
        buy()
    rate(shop, destination="DE", amount_minor=1100)
    assert one(shop, "select shipping_minor from customer_order where id = :id", id=buy().order_id) == (1100,)


def test_what_stripe_would_not_take_is_not_ordered(shop: Shop) -> None:
    opened = filled(shop, {shop.chocolate: 1})
    with shop.database.transaction() as session:
        session.execute(text("update price set amount_minor = 40 where variant_id = :id"), {"id": shop.chocolate})
        session.execute(text("update shipping_rate set amount_minor = 0"))
    accept(shop, opened, NOW)
    with pytest.raises(NotChargeable):
        place(shop.database, opened)
    assert shop.stock(shop.chocolate) == (10, 0)


def test_placing_an_order_takes_as_many_statements_for_two_parcels_as_for_one(shop: Shop) -> None:
    sent: list[str] = []
    event.listen(
        shop.database.engine, "before_cursor_execute", lambda c, cursor, statement, *rest: sent.append(statement)
    )

    def statements(opened: OpenedCart) -> int:
        sent.clear()
        place(shop.database, opened)
        return len([statement for statement in sent if not statement.startswith(("BEGIN", "COMMIT"))])

    one_parcel = statements(filled(shop, {shop.coffee: 1}))
    two_parcels = statements(filled(shop, {shop.coffee: 1, shop.chocolate: 1}))
    assert one_parcel == two_parcels == 10
    chosen = filled(shop, {shop.coffee: 1})
    promote(shop, chosen, EVERYBODY)
    send(shop, chosen, shop.world.norandino_id, "standard")
    assert statements(chosen) == 12
