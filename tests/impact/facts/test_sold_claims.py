"""A claim counts under the class of assurance that it was sold with."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kit.database import Database
from market.impact.facts.check_rollups import check_rollups
from tests.certifying import certify
from tests.impact.facts.following import assert_in_step, follow, totals
from tests.shop import NOW, Shop


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    shop = Shop.open(clean_database)
    with clean_database.transaction() as session:
        certify(session, shop.world)
    assert shop.settle(shop.place({shop.coffee: 1}).order_id) == "paid"
    return shop


@pytest.mark.parametrize("is_followed_before", [True, False])
def test_a_scheme_that_is_put_into_another_class_changes_nothing_that_was_sold(
    shop: Shop, is_followed_before: bool
) -> None:
    if is_followed_before:
        follow(shop.database)
    with shop.database.transaction() as session:
        session.execute(text("update scheme set assurance_class = 'self_declared'"))
    follow(shop.database)
    found = totals(shop.database)
    assert found["sale.claimed:third_party"] == found["sale.claimed"] > 0
    assert "sale.claimed:self_declared" not in found
    assert_in_step(shop.database)
    assert check_rollups(shop.database, now=NOW) == []


def test_no_line_is_sold_with_a_claim_of_no_class(shop: Shop) -> None:
    with pytest.raises(IntegrityError, match="claims_name_class"), shop.database.transaction() as session:
        session.execute(text("""update order_line set claims = '[{"certificate_id": "crt_1", "scheme": "x"}]'"""))
