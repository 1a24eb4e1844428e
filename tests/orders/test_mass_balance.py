"""A certificate for twelve tonnes: the thirteenth carries no claim, whoever buys it, and however many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from kit.database import Database
from market.orders.errors import CartChanged
from market.orders.expire_order import expire_order
from market.orders.fill_cart import accept_changes, lock_open_cart, put_line
from market.orders.place_order import PlacedOrder, place_order
from market.orders.queries import list_cart_lines
from market.orders.reach import Reach
from market.orders.rules import Offer, ShownClaim, Wanted, carried_claims, claims_used
from market.orders.views import read_cart
from market.payments.cancellations.give_back_parcels import give_back_parcels
from market.payments.cancellations.queries import lock_parcels
from tests.certifying import certify
from tests.shop import BUYER, NOW, Shop

LATER = NOW + timedelta(minutes=1)
WAYS_TO_ASK = (
    """
    select exists (select from product_claims((select array[product_id] from variant where id = :variant), :at))
    """,
    """
    select exists (
        select from products_with_scheme('fairtrade', :at) w join variant v using (product_id) where v.id = :variant)
    """,
    "select exists (select from scheme_claims(:at) w join variant v using (product_id) where v.id = :variant)",
)


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database, stock=100)


def cover(shop: Shop, grams: int | None, *, code: str = "fairtrade") -> str:
    """Everything Norandino makes is certified, up to so many grams; a coffee is 250 g."""
    with shop.database.transaction() as session:
        return certify(session, shop.world, code=code, quantity_grams=grams)


def claims_of(shop: Shop, order_id: str) -> list[list[str]]:
    """The certificates on each line of an order."""
    with shop.database.reading() as session:
        rows = session.execute(text("select claims from order_line where order_id = :id order by id"), {"id": order_id})
        return [[claim["certificate_id"] for claim in row.claims] for row in rows]


def shown(shop: Shop, at: datetime = LATER) -> bool:
    """Whether the coffee carries a claim: the three ways to ask agree."""
    with shop.database.reading() as session:
        answers = [session.execute(text(sql), {"variant": shop.coffee, "at": at}).scalar_one() for sql in WAYS_TO_ASK]
    assert len(set(answers)) == 1
    return bool(answers[0])


def test_the_thirteenth_tonne_of_a_twelve_tonne_certificate_carries_no_claim(shop: Shop) -> None:
    certificate_id = cover(shop, 3 * 250)
    first = shop.place({shop.coffee: 3})
    assert claims_of(shop, first.order_id) == [[certificate_id]]
    assert not shown(shop)
    second = shop.place({shop.coffee: 1})
    assert claims_of(shop, second.order_id) == [[]]
    assert shown(shop, NOW - timedelta(seconds=1)), "before the sale there was enough"


def test_a_line_that_is_not_covered_whole_carries_no_claim(shop: Shop) -> None:
    cover(shop, 3 * 250)
    assert claims_of(shop, shop.place({shop.coffee: 4}).order_id) == [[]]
    assert shown(shop)


def test_no_quantity_means_no_limit(shop: Shop) -> None:
    certificate_id = cover(shop, None)
    assert claims_of(shop, shop.place({shop.coffee: 15}).order_id) == [[certificate_id]]
    assert shown(shop)


def test_less_than_a_piece_is_nothing(shop: Shop) -> None:
    cover(shop, 249)
    assert not shown(shop)


def test_goods_of_others_use_nothing_up(shop: Shop) -> None:
    cover(shop, 250)
    shop.place({shop.chocolate: 5})
    assert shown(shop)


def test_two_buyers_of_the_last_tonne_are_one_buyer_with_a_claim(shop: Shop) -> None:
    certificate_id = cover(shop, 4 * 250)
    carts = []
    for _ in range(10):
        with shop.database.transaction() as session:
            carts.append(shop.cart(session, {shop.coffee: 2}))

    def buy(opened) -> PlacedOrder | CartChanged:
        try:
            with shop.database.transaction() as session:
                return place_order(
                    session,
                    cart_id=opened.cart.id,
                    reach=Reach(None, opened.secret),
                    buyer=BUYER,
                    hold=timedelta(minutes=30),
                    now=NOW,
                )
        except CartChanged as refused:
            return refused

    with ThreadPoolExecutor(5) as several:
        answers = list(several.map(buy, carts))
    placed = [answer for answer in answers if isinstance(answer, PlacedOrder)]
    refused = [answer for answer in answers if isinstance(answer, CartChanged)]
    assert (len(placed), len(refused)) == (2, 8)
    assert all(claims_of(shop, each.order_id) == [[certificate_id]] for each in placed)
    gone = {"variant_id": shop.coffee, "code": "claim_gone", "was": certificate_id, "now": ""}
    assert all(each.changes == [gone] for each in refused)
    assert used(shop) == 4 * 250


def test_who_was_too_late_is_told_and_can_buy_without_the_claim(shop: Shop) -> None:
    certificate_id = cover(shop, 2 * 250)
    with shop.database.transaction() as session:
        opened = shop.cart(session, {shop.coffee: 2})
        assert list_cart_lines(session, opened.cart.id)[0].shown_claims == [certificate_id]
    shop.place({shop.coffee: 1})
    reach = Reach(None, opened.secret)
    with shop.database.transaction() as session:
        cart = lock_open_cart(session, cart_id=opened.cart.id, reach=reach)
        assert [change.code for change in read_cart(session, cart=cart, now=LATER).changes] == ["claim_gone"]
        accept_changes(session, cart=cart, now=LATER)
        assert read_cart(session, cart=cart, now=LATER).changes == ()
    with shop.database.transaction() as session:
        placed = place_order(
            session, cart_id=opened.cart.id, reach=reach, buyer=BUYER, hold=timedelta(minutes=30), now=LATER
        )
    assert claims_of(shop, placed.order_id) == [[]]


def test_lines_of_one_cart_share_what_is_left(shop: Shop) -> None:
    with shop.database.transaction() as session:
        shop.world.session = session
        product_id = shop.world.product("beans", "Beans", stock=100)
    with shop.database.reading() as session:
        beans = session.execute(text("select id from variant where product_id = :id"), {"id": product_id}).scalar_one()
    certificate_id = cover(shop, 3 * 250)
    with shop.database.transaction() as session:
        opened = shop.cart(session, {shop.coffee: 2, beans: 2})
        lines = {line.variant_id: line.shown_claims for line in list_cart_lines(session, opened.cart.id)}
        assert lines == {shop.coffee: [certificate_id], beans: []}
        put_line(session, cart=opened.cart, variant_id=beans, quantity=1, now=NOW)
        assert read_cart(session, cart=opened.cart, now=NOW).changes == ()
    with shop.database.transaction() as session:
        placed = place_order(
            session,
            cart_id=opened.cart.id,
            reach=Reach(None, opened.secret),
            buyer=BUYER,
            hold=timedelta(minutes=30),
            now=NOW,
        )
    assert claims_of(shop, placed.order_id) == [[certificate_id], [certificate_id]]
    assert used(shop) == 3 * 250


def test_an_order_that_lapses_gives_its_claim_back_and_takes_it_again_if_it_can(shop: Shop) -> None:
    cover(shop, 2 * 250)
    lapsed = shop.place({shop.coffee: 2})
    assert not shown(shop)
    after = NOW + timedelta(hours=1)
    with shop.database.transaction() as session:
        assert expire_order(session, order_id=lapsed.order_id, now=after)
    assert shown(shop, after)
    assert not shown(shop, after - timedelta(seconds=1)), "what was so stays told"
    assert used(shop) == 0


def test_a_paid_order_that_is_called_off_before_it_is_sent_gives_its_claim_back(shop: Shop) -> None:
    cover(shop, 2 * 250)
    order_id = shop.place({shop.coffee: 2, shop.chocolate: 1}).order_id
    assert shop.settle(order_id) == "paid"
    assert not shown(shop)
    with shop.database.transaction() as session:
        parcels = lock_parcels(session, order_id)
        theirs, ours = sorted(parcels, key=lambda parcel: parcel.producer_id == shop.world.norandino_id)
        give_back_parcels(session, [theirs], reason="no chocolate", by=None, now=LATER)
        session.flush()
    assert used(shop) == 500, "that parcel used nothing up"
    with shop.database.transaction() as session:
        lock_parcels(session, order_id)
        give_back_parcels(session, [ours], reason="no coffee", by=None, now=LATER)
    assert used(shop) == 0
    assert shown(shop)


def used(shop: Shop) -> int:
    """The balance, which is the sum of what is not given back."""
    with shop.database.reading() as session:
        row = session.execute(
            text(
                "select (select coalesce(sum(used_grams), 0) from claim_balance) as balance,"
                " (select coalesce(sum(grams), 0) from claim_use where released_at is null) as told"
            )
        ).one()
    assert row.balance == row.told
    return int(row.balance)


def offer(variant_id: str, net_grams: int, lefts: list[int | None]) -> Offer:
    claims = tuple(ShownClaim(f"crt_{n}", "s", "third_party", "S", "", left) for n, left in enumerate(lefts))
    return Offer(variant_id, "", "", "", "", None, "", "", "", "", 1, 1, 1, claims, net_grams)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=6),
    st.lists(st.none() | st.integers(-3, 60), max_size=3),
)
def test_a_cart_never_uses_more_than_is_left(lines: list[tuple[int, int]], lefts: list[int | None]) -> None:
    wanted = [Wanted(f"var_{n}", quantity, 1, ()) for n, (quantity, _) in enumerate(lines)]
    offers = {f"var_{n}": offer(f"var_{n}", grams, lefts) for n, (_, grams) in enumerate(lines)}
    carried = carried_claims(wanted, offers)
    spent = claims_used(wanted, carried)
    for n, left in enumerate(lefts):
        code = f"crt_{n}"
        lines_with = [line for line in wanted if code in {c.certificate_id for c in carried[line.variant_id].claims}]
        if left is None:
            assert lines_with == wanted
            continue
        total = sum(each.grams for each in spent if each.certificate_id == code)
        assert total == sum(line.quantity * offers[line.variant_id].net_grams for line in lines_with)
        assert total <= max(left, 0)
        for line in wanted:
            if line not in lines_with:
                assert line.quantity * offers[line.variant_id].net_grams > left - total
