"""From cart to order: prices frozen, stock held, nothing sold twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.errors import Conflict
from market.orders.errors import CartChanged, CartIsEmpty, NoSuchCart, OutOfStock
from market.orders.expire_order import expire_order
from market.orders.fill_cart import accept_changes, get_cart, put_line
from market.orders.place_order import place_order
from market.orders.reach import Reach
from tests.shop import BUYER, NOW, Shop

HOLD = timedelta(minutes=30)


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database)


def test_an_order_freezes_every_price_and_its_parts(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 2, shop.chocolate: 3})
    with shop.database.reading() as session:
        order = session.execute(text("select * from customer_order where id = :id"), {"id": placed.order_id}).one()
        parts = session.execute(
            text("select sum(amount_minor)::bigint from breakdown_part where order_id = :id"), {"id": placed.order_id}
        ).scalar_one()
        premium = session.execute(
            text("select sum(amount_minor)::bigint from breakdown_part where order_id = :id and kind = 'premium'"),
            {"id": placed.order_id},
        ).scalar_one()
    assert order.goods_minor == 2 * 1490 + 3 * 695
    assert order.shipping_minor == 2 * 590
    assert parts == order.total_minor
    assert premium == 2 * 44 + 3 * 12
    assert shop.stock(shop.coffee) == (10, 2)


def test_the_same_cart_gives_the_same_order(shop: Shop) -> None:
    with shop.database.transaction() as session:
        opened = shop.cart(session, {shop.coffee: 1})
    placed = []
    for _ in range(2):
        with shop.database.transaction() as session:
            placed.append(
                place_order(
                    session,
                    cart_id=opened.cart.id,
                    reach=Reach(None, opened.secret),
                    buyer=BUYER,
                    hold=HOLD,
                    now=NOW,
                )
            )
    assert placed[0].order_id == placed[1].order_id
    assert [order.is_new for order in placed] == [True, False]
    assert shop.stock(shop.coffee) == (10, 1)


def test_a_price_that_changed_is_shown_before_it_is_charged(shop: Shop) -> None:
    with shop.database.transaction() as session:
        opened = shop.cart(session, {shop.coffee: 1})
        session.execute(text("update price set amount_minor = 1590 where variant_id = :id"), {"id": shop.coffee})
    reach = Reach(None, opened.secret)
    with pytest.raises(CartChanged) as refused, shop.database.transaction() as session:
        place_order(session, cart_id=opened.cart.id, reach=reach, buyer=BUYER, hold=HOLD, now=NOW)
    assert refused.value.changes == [{"variant_id": shop.coffee, "code": "price_changed", "was": "1490", "now": "1590"}]
    assert shop.stock(shop.coffee) == (10, 0)
    with shop.database.transaction() as session:
        accept_changes(session, cart=get_cart(session, cart_id=opened.cart.id, reach=reach), now=NOW)
    with shop.database.transaction() as session:
        assert place_order(session, cart_id=opened.cart.id, reach=reach, buyer=BUYER, hold=HOLD, now=NOW).is_new


def test_a_cart_opens_only_to_its_secret(shop: Shop) -> None:
    with shop.database.transaction() as session:
        opened = shop.cart(session, {shop.coffee: 1})
    for reach in (Reach(None, None), Reach(None, ""), Reach(None, "sol_cart_wrong"), Reach("usr_other", None)):
        with pytest.raises(NoSuchCart), shop.database.reading() as session:
            get_cart(session, cart_id=opened.cart.id, reach=reach)


def test_an_empty_cart_is_no_order(shop: Shop) -> None:
    with pytest.raises(CartIsEmpty):
        shop.place({})


def test_more_than_there_is_cannot_be_put_in(shop: Shop) -> None:
    with shop.database.transaction() as session:
        opened = shop.cart(session, {})
    with pytest.raises(OutOfStock) as refused, shop.database.transaction() as session:
        cart = get_cart(session, cart_id=opened.cart.id, reach=Reach(None, opened.secret))
        put_line(session, cart=cart, variant_id=shop.coffee, quantity=11, now=NOW)
    assert (refused.value.asked, refused.value.left) == (11, 10)


def test_forty_buyers_for_ten_units_get_ten(shop: Shop) -> None:
    with shop.database.transaction() as session:
        carts = [shop.cart(session, {shop.coffee: 1, shop.chocolate: 1}) for _ in range(40)]
    rivals = Database(shop.database.engine.url.render_as_string(hide_password=False), pool_size=12)

    def buy(index: int) -> bool:
        opened = carts[index]
        try:
            with rivals.transaction() as session:
                reach = Reach(None, opened.secret)
                place_order(session, cart_id=opened.cart.id, reach=reach, buyer=BUYER, hold=HOLD, now=NOW)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(max_workers=12) as pool:
        bought = sum(pool.map(buy, range(len(carts))))
    rivals.close()
    assert bought == 10
    assert shop.stock(shop.coffee) == (10, 10)


def test_an_order_that_is_not_paid_gives_its_stock_back_once(shop: Shop) -> None:
    placed = shop.place({shop.coffee: 4})
    for expected in (True, False):
        with shop.database.transaction() as session:
            assert expire_order(session, order_id=placed.order_id, now=NOW) is expected
    assert shop.stock(shop.coffee) == (10, 0)
