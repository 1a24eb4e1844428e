"""Solidarity and supporters' prices, gifts, and the fund behind them, through carts, orders and payments."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.money import Money
from market.ledger.accounts import OWN_BANK, SOLIDARITY_FUND
from market.ledger.entry import Entry, credit, debit
from market.ledger.invariants import verify_ledger
from market.ledger.post import post
from market.orders.choose_contribution import choose_contribution
from market.orders.errors import CartChanged, ContributionTooLarge, NoSuchTier, PotIsEmpty
from market.orders.expire_order import expire_order
from market.orders.fill_cart import accept_changes, get_cart, lock_open_cart, put_line
from market.orders.place_order import PlacedOrder, place_order
from market.orders.reach import Reach
from market.orders.views import CartView, read_cart
from market.payments.cancellations.cancel_order import cancel_order
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from market.payments.settle_payment import settle_payment
from market.pricing.tiers.rules import Contribution, TierFacts
from market.pricing.tiers.set_tiers import set_tiers
from models.enums import ContributionKind, FundUse, JournalKind, LiableParty, RefundKind, Tier
from tests.shop import BUYER, NOW, TERMS, Shop


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    """Coffee for 14.90 with both tiers at 20 %, and 10.00 in the pot."""
    shop = Shop.open(clean_database)
    with shop.database.transaction() as session:
        product_id = session.execute(
            text("select product_id from variant where id = :id"), {"id": shop.coffee}
        ).scalar_one()
        set_tiers(session, TierFacts(product_id, 2000, 2000), by=None, now=NOW)
    fill_pot(shop, 1000)
    return shop


def fill_pot(shop: Shop, minor: int) -> None:
    money = Money(minor, "EUR")
    with shop.database.transaction() as session:
        legs = (debit(OWN_BANK, money), credit(SOLIDARITY_FUND, money))
        post(
            session, Entry(JournalKind.FUND_PAID_IN, f"gift:{minor}", NOW, legs, detail={"use": FundUse.GRANT}), now=NOW
        )


class Basket:
    """A guest's cart with so many coffees at a tier."""

    def __init__(self, shop: Shop, tier: Tier, quantity: int = 1, given: Contribution | None = None) -> None:
        self.shop = shop
        with shop.database.transaction() as session:
            opened = shop.cart(session, {})
            self.id, self.reach = opened.cart.id, Reach(None, opened.secret)
            put_line(session, cart=opened.cart, variant_id=shop.coffee, quantity=quantity, tier=tier, now=NOW)
            choose_contribution(session, cart=opened.cart, given=given, now=NOW)

    def read(self) -> CartView:
        with self.shop.database.reading() as session:
            return read_cart(session, cart=get_cart(session, cart_id=self.id, reach=self.reach), now=NOW)

    def accept(self) -> None:
        with self.shop.database.transaction() as session:
            accept_changes(session, cart=lock_open_cart(session, cart_id=self.id, reach=self.reach), now=NOW)

    def place(self) -> PlacedOrder:
        with self.shop.database.transaction() as session:
            hold = timedelta(minutes=30)
            return place_order(session, cart_id=self.id, reach=self.reach, buyer=BUYER, hold=hold, now=NOW)


def pot(shop: Shop) -> tuple[int, int]:
    """(what the fund has, what it has promised)."""
    balances = shop.balances()
    return -balances.get("solidarity:fund", 0), -balances.get("solidarity:fund:promised", 0)


def in_order(shop: Shop) -> bool:
    with shop.database.reading() as session:
        return verify_ledger(session) == []


def total(shop: Shop, order_id: str) -> int:
    with shop.database.reading() as session:
        found = session.execute(text("select total_minor from customer_order where id = :id"), {"id": order_id})
        return int(found.scalar_one())


def test_the_fund_pays_what_the_buyer_does_not_and_the_producer_gets_the_fair_share(shop: Shop) -> None:
    fair = Basket(shop, Tier.FAIR).place()
    shop.settle(fair.order_id)
    payable = f"producer:{shop.world.norandino_id}:payable"
    got, had = shop.balances()[payable], pot(shop)[0]
    placed = Basket(shop, Tier.SOLIDARITY).place()
    assert total(shop, placed.order_id) == total(shop, fair.order_id) - 298
    assert pot(shop) == (had - 298, 298), "kept aside until it is paid"
    shop.settle(placed.order_id)
    assert shop.balances()[payable] == 2 * got
    share = had - 1000
    assert pot(shop) == (had - 298 + share, 0), "the goods of this order gave the fund its share too"
    assert in_order(shop)


def test_supporters_and_gifts_fill_the_pot(shop: Shop) -> None:
    fair = Basket(shop, Tier.FAIR).place()
    given = Contribution(ContributionKind.ROUND_UP, 0)
    placed = Basket(shop, Tier.SUPPORTER, given=given).place()
    added = -(total(shop, fair.order_id) + 298) % 100
    assert total(shop, placed.order_id) == total(shop, fair.order_id) + 298 + added
    shop.settle(fair.order_id)
    share = pot(shop)[0] - 1000
    shop.settle(placed.order_id)
    assert pot(shop) == (1000 + 2 * share + 298 + added, 0)
    assert in_order(shop)


@pytest.mark.parametrize("tier", [Tier.SOLIDARITY, Tier.SUPPORTER])
def test_a_closed_fund_neither_gives_nor_takes(shop: Shop, tier: Tier) -> None:
    basket = Basket(shop, tier)
    with shop.database.transaction() as session:
        session.execute(text("update fund set closed_at = :now where kind = 'solidarity'"), {"now": NOW})
    with pytest.raises(CartChanged) as refused:
        basket.place()
    assert [change["code"] for change in refused.value.changes] == ["tier_gone"]
    with pytest.raises(NoSuchTier):
        Basket(shop, tier)
    basket.accept()
    assert total(shop, basket.place().order_id) == total(shop, Basket(shop, Tier.FAIR).place().order_id)
    assert pot(shop) == (1000, 0)


@pytest.mark.parametrize("end", ["expired", "cancelled"])
def test_an_order_that_nobody_pays_lets_go_what_was_kept_aside(shop: Shop, end: str) -> None:
    basket = Basket(shop, Tier.SOLIDARITY, 3)
    placed = basket.place()
    assert pot(shop) == (1000 - 894, 894)
    if end == "expired":
        with shop.database.transaction() as session:
            assert expire_order(session, order_id=placed.order_id, now=NOW)
    else:
        cancel_order(shop.database, shop.stripe, order_id=placed.order_id, reach=basket.reach, reason="", now=NOW)
    assert pot(shop) == (1000, 0)
    assert in_order(shop)


def test_paid_after_its_time_it_is_promised_again_or_the_money_goes_back(shop: Shop) -> None:
    came = []
    for order_id, page in [_run_out(shop), _run_out(shop)]:
        fact = shop.stripe.pay(page)
        with shop.database.transaction() as session:
            payment_id = session.execute(
                text("select id from payment where order_id = :id"), {"id": order_id}
            ).scalar_one()
            came.append(settle_payment(session, payment_id=payment_id, fact=fact, terms=TERMS, now=NOW))
    assert came == ["paid", "too late: the money goes back"]
    assert pot(shop)[1] == 0
    assert in_order(shop)


def _run_out(shop: Shop) -> tuple[str, str]:
    """An order over most of the pot whose time was up while its payment page was open: its id, the page's."""
    order_id = Basket(shop, Tier.SOLIDARITY, 3).place().order_id
    page = shop.page(order_id)
    with shop.database.transaction() as session:
        assert expire_order(session, order_id=order_id, now=NOW)
    return order_id, page


def test_the_tier_is_switched_off_where_the_pot_cannot_pay(shop: Shop) -> None:
    with pytest.raises(NoSuchTier):
        Basket(shop, Tier.SOLIDARITY, 4)
    first, second = Basket(shop, Tier.SOLIDARITY, 3), Basket(shop, Tier.SOLIDARITY, 3)
    first.place()
    assert [(change.code, change.was) for change in second.read().changes] == [("tier_gone", "solidarity")]
    with pytest.raises(CartChanged):
        second.place()
    second.accept()
    assert second.read().changes == ()
    assert second.read().sums.relief_minor == 0
    second.place()


def test_a_tier_that_moved_is_told_and_accepted(shop: Shop) -> None:
    basket = Basket(shop, Tier.SUPPORTER)
    with shop.database.transaction() as session:
        session.execute(text("update price_tier set supporter_bps = 1000"))
    assert [(one.code, one.was, one.now) for one in basket.read().changes] == [("tier_changed", "298", "149")]
    with pytest.raises(CartChanged):
        basket.place()
    basket.accept()
    basket.place()


def test_ten_who_order_at_once_never_overdraw_the_pot(shop: Shop) -> None:
    baskets = [Basket(shop, Tier.SOLIDARITY) for _ in range(8)]

    def attempt(basket: Basket) -> bool:
        try:
            return basket.place().is_new
        except (PotIsEmpty, CartChanged):
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, baskets)) == 3
    assert pot(shop) == (1000 - 3 * 298, 3 * 298)
    assert in_order(shop)


def test_a_refund_gives_the_pot_its_share_back(shop: Shop) -> None:
    placed = Basket(shop, Tier.SOLIDARITY, 2, Contribution(ContributionKind.FIXED, 500)).place()
    shop.settle(placed.order_id)
    before = pot(shop)[0]
    refund = give_back(shop, placed.order_id, lambda line: (LineWish(line, quantity=1),))
    assert refund == 1490 - 298
    assert pot(shop)[0] > before + 298 - 10, "the fund's share of the price goes back with it"
    rest = give_back(shop, placed.order_id, lambda line: (LineWish(line, quantity=1),), with_contribution=True)
    assert rest == 1490 - 298 + 500
    assert pot(shop) == (1000, 0)
    assert in_order(shop)


def give_back(
    shop: Shop, order_id: str, wishes: Callable[[str], tuple[LineWish, ...]], *, with_contribution: bool = False
) -> int:
    with shop.database.transaction() as session:
        line = session.execute(text("select id from order_line where order_id = :id"), {"id": order_id}).scalar_one()
        made = request_refund(
            session,
            order_id=order_id,
            key=f"k{with_contribution}",
            lines=wishes(line),
            with_contribution=with_contribution,
            kind=RefundKind.LINES,
            liable=LiableParty.PRODUCER,
            reason="broken",
            requested_by=None,
            now=NOW,
        )
        return made.amount_minor


def test_too_much_is_not_taken_for_a_gift(shop: Shop) -> None:
    for given in (Contribution(ContributionKind.FIXED, 1_000_001), Contribution(ContributionKind.PERCENT, 10_001)):
        with pytest.raises(ContributionTooLarge):
            Basket(shop, Tier.FAIR, given=given)


def test_nothing_about_the_tier_reaches_who_packs(shop: Shop) -> None:
    placed = Basket(shop, Tier.SOLIDARITY).place()
    shop.settle(placed.order_id)
    with shop.database.reading() as session:
        row = session.execute(
            text("select unit_amount_minor, amount_minor from order_line where order_id = :id"), {"id": placed.order_id}
        ).one()
    assert tuple(row) == (1490, 1490)
