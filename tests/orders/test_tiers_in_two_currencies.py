"""Tiers at checkout in a market that sells in two currencies: each has a pot of its own."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.money import Money
from market.ledger.accounts import OWN_BANK, fund
from market.ledger.entry import Entry, credit, debit
from market.ledger.invariants import verify_ledger
from market.ledger.post import post
from market.orders.errors import NoSuchTier
from market.orders.fill_cart import open_cart, put_line
from market.orders.place_order import place_order
from market.orders.reach import Reach
from market.pricing.tiers.rules import TierFacts
from market.pricing.tiers.set_tiers import set_tiers
from models.catalog import Price
from models.enums import FundKind, FundUse, JournalKind, Tier
from models.fund import Fund
from models.pricing import ShippingRate
from tests.shop import BUYER, NOW, Shop


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    """Coffee for EUR 14.90 and USD 16.00, both tiers at 20 %; only the euro has a fund, and that 10.00."""
    shop = Shop.open(clean_database)
    with shop.database.transaction() as session:
        found = text("select product_id from variant where id = :id")
        product_id = session.execute(found, {"id": shop.coffee}).scalar_one()
        set_tiers(session, TierFacts(product_id, 2000, 2000), by=None, now=NOW)
        session.add(
            Price(
                variant_id=shop.coffee,
                currency="USD",
                amount_minor=1600,
                premium_minor=50,
                valid_from=NOW - timedelta(days=1),
            )
        )
        session.add(
            ShippingRate(
                origin_country="PE",
                destination="FR",
                max_grams=5000,
                currency="USD",
                amount_minor=650,
                valid_from=date(2026, 1, 1),
            )
        )
    fill(shop, "EUR")
    return shop


def fill(shop: Shop, currency: str) -> None:
    money = Money(1000, currency)
    legs = (debit(OWN_BANK, money), credit(fund("solidarity:fund"), money))
    entry = Entry(JournalKind.FUND_PAID_IN, f"gift:{currency}", NOW, legs, detail={"use": FundUse.GRANT})
    with shop.database.transaction() as session:
        post(session, entry, now=NOW)


def open_dollar_fund(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.add(
            Fund(
                kind=FundKind.SOLIDARITY,
                owner_id=shop.world.market_id,
                name="Solidarity fund in dollars",
                currency="USD",
                account_code="solidarity:fund",
                uses=[FundUse.TIER],
            )
        )


def buy(shop: Shop, currency: str, tier: Tier) -> str:
    """Order and pay one coffee; the order's id."""
    with shop.database.transaction() as session:
        opened = open_cart(session, person_id=None, country="FR", currency=currency, locale="en", now=NOW)
        put_line(session, cart=opened.cart, variant_id=shop.coffee, quantity=1, tier=tier, now=NOW)
        cart_id, reach = opened.cart.id, Reach(None, opened.secret)
    with shop.database.transaction() as session:
        hold = timedelta(minutes=30)
        placed = place_order(session, cart_id=cart_id, reach=reach, buyer=BUYER, hold=hold, now=NOW)
    shop.settle(placed.order_id, currency=currency)
    return placed.order_id


def pots(shop: Shop) -> dict[str, int]:
    """What the funds have, by currency."""
    with shop.database.reading() as session:
        rows = session.execute(
            text("select currency, -balance_minor as minor from ledger_account where code = 'solidarity:fund'")
        )
        return {row.currency: row.minor for row in rows}


def totals(shop: Shop, order_id: str) -> tuple[str, int]:
    with shop.database.reading() as session:
        found = text("select currency, total_minor from customer_order where id = :id")
        row = session.execute(found, {"id": order_id}).one()
        return row.currency, row.total_minor


@pytest.mark.parametrize("tier", [Tier.SOLIDARITY, Tier.SUPPORTER])
def test_a_currency_without_a_fund_has_no_tiers(shop: Shop, tier: Tier) -> None:
    with pytest.raises(NoSuchTier):
        buy(shop, "USD", tier)
    assert pots(shop) == {"EUR": 1000}


def test_each_order_takes_from_the_pot_of_its_own_currency(shop: Shop) -> None:
    open_dollar_fund(shop)
    with pytest.raises(NoSuchTier):
        buy(shop, "USD", Tier.SOLIDARITY)
    fill(shop, "USD")
    fair, less, more = (buy(shop, "USD", tier) for tier in (Tier.FAIR, Tier.SOLIDARITY, Tier.SUPPORTER))
    assert totals(shop, fair)[0] == "USD"
    assert totals(shop, less) == ("USD", totals(shop, fair)[1] - 320)
    assert totals(shop, more) == ("USD", totals(shop, fair)[1] + 320)
    dollars = pots(shop)
    assert dollars["EUR"] == 1000, "nothing of the euro's"
    share = (dollars["USD"] - 1000) // 3
    assert dollars["USD"] == 1000 + 3 * share
    assert share > 0
    paid = buy(shop, "EUR", Tier.SOLIDARITY)
    assert totals(shop, paid)[0] == "EUR"
    assert pots(shop)["USD"] == dollars["USD"]
    assert pots(shop)["EUR"] < 1000
    with shop.database.reading() as session:
        assert verify_ledger(session) == []
