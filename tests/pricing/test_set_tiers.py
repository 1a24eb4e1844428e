"""A producer offers tiers, changes them, and takes them back."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from kit.database import Database
from market.pricing.errors import TiersOutOfRange
from market.pricing.tiers.queries import find_pot, find_tiers, list_offered, list_tiers
from market.pricing.tiers.rules import TierFacts
from market.pricing.tiers.set_tiers import MOST_ABOVE_BPS, MOST_BELOW_BPS, set_tiers
from tests.shop import NOW, Shop


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database)


def test_tiers_are_offered_changed_and_taken_back(shop: Shop) -> None:
    with shop.database.transaction() as session:
        asked = {"id": shop.coffee}
        product_id = session.execute(text("select product_id from variant where id = :id"), asked).scalar_one()
        first = TierFacts(product_id, MOST_BELOW_BPS, MOST_ABOVE_BPS)
        for offered in (first, replace(first, solidarity_bps=0), replace(first, supporter_bps=500)):
            set_tiers(session, offered, by=None, now=NOW)
            assert find_tiers(session, product_id) == offered
            assert list_tiers(session, [shop.coffee, shop.chocolate]) == {shop.coffee: offered}
        set_tiers(session, TierFacts(product_id, 0, 0), by=None, now=NOW)
        assert find_tiers(session, product_id) is None
        assert list_tiers(session, [shop.coffee]) == {}


@pytest.mark.parametrize(("below", "above"), [(-1, 0), (0, -1), (MOST_BELOW_BPS + 1, 0), (0, MOST_ABOVE_BPS + 1)])
def test_what_would_be_another_price_is_no_tier(shop: Shop, below: int, above: int) -> None:
    with shop.database.transaction() as session, pytest.raises(TiersOutOfRange):
        set_tiers(session, TierFacts("prod_x", below, above), by=None, now=NOW)


def test_without_a_fund_there_is_no_pot(shop: Shop) -> None:
    with shop.database.reading() as session:
        assert find_pot(session, "CHF") is None


def test_what_is_offered_names_each_variant_with_its_fair_price(shop: Shop) -> None:
    with shop.database.reading() as session:
        asked = {"id": shop.coffee}
        product_id = session.execute(text("select product_id from variant where id = :id"), asked).scalar_one()
        offered = list_offered(session, product_id, currency="EUR", now=NOW)
        assert list_offered(session, "nothing", currency="EUR", now=NOW) == []
    assert shop.coffee in [one.variant_id for one in offered]
    assert {one.tiers for one in offered} == {TierFacts(product_id, 0, 0)}
