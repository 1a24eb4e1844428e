"""What a market quoted: which row answers, and what cannot be compared."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from market.pricing.market_price_queries import MarketPriceFacts, frozen_market_price, list_market_prices
from models.pricing import MarketPrice
from tests.catalog.world import NOW
from tests.pricing.test_dated_rules import TODAY, Floors


def quoted(floors: Floors, currency: str = "EUR") -> MarketPriceFacts | None:
    """Of the roasted coffee that `Floors` sells."""
    found = list_market_prices(floors.session, [floors.variant_id], currency=currency, at=NOW)
    return found.get(floors.variant_id)


def quote(session: Session, **columns: Any) -> None:
    session.add(
        MarketPrice(
            **{
                "id": "mkp_1",
                "product": "coffee_arabica",
                "form": "green",
                "unit": "lb",
                "currency": "USD",
                "amount": Decimal("1.90"),
                "quoted_on": TODAY,
                "source": "a board of trade",
                **columns,
            }
        )
    )
    session.flush()


def test_a_market_price_of_the_product_or_of_what_it_is_one_of(session: Session) -> None:
    floors = Floors(session)
    assert quoted(floors) is None
    quote(session)
    market = quoted(floors)
    assert market is not None
    pounds = Fraction(250) * Fraction("1.19") / Fraction("453.59237")
    assert (market.price_id, market.unit_price) == ("mkp_1", pounds * Fraction("1.90") / Fraction("1.10") * 100)
    assert market.note == (
        "market price 1.9 USD per lb (coffee_arabica, green, 2026-11-24, a board of trade); roasted to green × 1.19; "
        "1 EUR = 1.1 USD on 2026-11-24, the central bank"
    )
    kept = frozen_market_price(market, 3)
    assert kept == {"market_minor": 340, "market_price_id": "mkp_1", "market_note": market.note}
    # The nearest name comes before the newest day, and the newest day before others of that name.
    quote(session, id="mkp_2", product="coffee_arabica_washed", quoted_on=TODAY - timedelta(days=9))
    quote(session, id="mkp_3", product="coffee_arabica_washed", quoted_on=TODAY - timedelta(days=3))
    quote(session, id="mkp_4", product="coffee_arab")
    quote(session, id="mkp_5", product="coffee_arabica_washed", quoted_on=TODAY + timedelta(days=1))
    market = quoted(floors)
    assert market is not None and market.price_id == "mkp_3"


def test_a_market_price_counts_for_45_days(session: Session) -> None:
    floors = Floors(session)
    quote(session, currency="EUR", quoted_on=TODAY - timedelta(days=45))
    assert quoted(floors) is not None
    quote(session, id="mkp_2", product="tea", quoted_on=TODAY)
    session.execute(text("update market_price set quoted_on = quoted_on - 1"))
    assert quoted(floors) is None


@pytest.mark.parametrize(
    "columns",
    [
        {"currency": "GBP"},  # no rate
        {"form": "husk"},  # no factor
        {"unit": "piece"},  # not a weight
        {"unit": "g", "unit_quantity": Decimal("0.0001"), "amount": Decimal(9_999_999_999)},  # beyond any price
    ],
)
def test_what_cannot_be_compared_is_no_market_price_and_refuses_nothing(
    session: Session, columns: dict[str, Any]
) -> None:
    floors = Floors(session)
    quote(session, **columns)
    assert quoted(floors) is None
    assert frozen_market_price(None, 1) == {"market_minor": None, "market_price_id": None, "market_note": ""}


def test_a_market_price_by_the_sack_and_by_a_factor_of_its_own(session: Session) -> None:
    floors = Floors(session)
    quote(session, form="powder", unit="kg", unit_quantity=Decimal("60"), currency="EUR", amount=Decimal("300"))
    session.execute(text("insert into conversion_factor values ('coffee', 'roasted', 'powder', 0.5, 'a list')"))
    market = quoted(floors)
    assert market is not None and market.unit_price == Fraction(250, 1000) / 2 / 60 * 300 * 100
    assert "300 EUR per 60 kg" in market.note and "roasted to powder × 0.5" in market.note


def test_goods_that_the_price_tables_do_not_know_have_none(session: Session) -> None:
    floors = Floors(session)
    quote(session)
    session.execute(text("update variant set floor_product = null"))
    assert quoted(floors) is None
    assert list_market_prices(session, [], currency="EUR", at=NOW) == {}
