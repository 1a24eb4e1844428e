"""Rules that have dates, on a real database: what is not found is an error, never zero."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.database import Database
from market.pricing.errors import (
    NoConversion,
    NoFeeSchedule,
    NoMinimumPrice,
    NoShippingRate,
    NoTaxRate,
    NotPriced,
)
from market.pricing.queries import (
    get_conversion,
    get_fees,
    get_minimum_price,
    get_price_facts,
    get_shipping_rate,
    get_tax_rate,
    list_price_facts,
)
from market.pricing.rules import breakdown
from models.enums import VatClass
from models.pricing import ConversionFactor, FeeSchedule, MinimumPrice, ShippingRate, TaxRate
from tests.catalog.world import BEFORE, NOW, World

TODAY = date(2026, 11, 24)


@pytest.fixture
def session(clean_database: Database):
    with clean_database.transaction() as session:
        yield session


def test_the_newest_schedule_that_has_begun_is_in_force_until_its_last_day(session: Session) -> None:
    for version, since, last in (
        (1, date(2024, 1, 1), None),
        (2, date(2026, 1, 1), TODAY),
        (3, date(2027, 1, 1), None),
    ):
        session.add(
            FeeSchedule(
                code="standard",
                version=version,
                market_fee_bps=800,
                dues_bps=100,
                solidarity_bps=50,
                valid_from=since,
                valid_to=last,
            )
        )
    session.flush()
    assert get_fees(session, TODAY).version == 2
    assert get_fees(session, TODAY + timedelta(days=1)).version == 1
    assert get_fees(session, date(2027, 1, 1)).version == 3
    with pytest.raises(NoFeeSchedule):
        get_fees(session, date(2023, 12, 31))


def test_tax_is_known_or_refused(session: Session) -> None:
    session.add(TaxRate(country="FR", vat_class=VatClass.FOOD, rate_bps=550, valid_from=date(2024, 1, 1)))
    session.flush()
    assert get_tax_rate(session, TODAY, country="FR", vat_class="food").rate_bps == 550
    assert get_tax_rate(session, TODAY, country="XX", vat_class="zero").rate_bps == 0
    for country, vat_class in (("DE", "food"), ("FR", "standard")):
        with pytest.raises(NoTaxRate):
            get_tax_rate(session, TODAY, country=country, vat_class=vat_class)


def test_the_lightest_parcel_that_holds_it_and_a_named_country_before_anywhere(session: Session) -> None:
    for destination, limit, amount in (("*", 1000, 900), ("*", 5000, 1900), ("FR", 1000, 690), ("FR", 3000, 1150)):
        session.add(
            ShippingRate(
                origin_country="PE",
                destination=destination,
                max_grams=limit,
                currency="EUR",
                amount_minor=amount,
                valid_from=date(2024, 1, 1),
            )
        )
    session.flush()

    def price(destination: str, grams: int) -> int:
        rate = get_shipping_rate(
            session, TODAY, origin_country="PE", destination_country=destination, grams=grams, currency="EUR"
        )
        return rate.amount_minor

    assert [price("FR", 1000), price("FR", 1001), price("DE", 1), price("FR", 3001)] == [690, 1150, 900, 1900]
    with pytest.raises(NoShippingRate):
        price("FR", 5001)


def test_minimum_prices_by_the_day_of_the_contract(session: Session) -> None:
    rows = (
        ("worldwide", False, "1.40", date(2011, 4, 1), "confirmed"),
        ("worldwide", False, "1.80", date(2023, 8, 1), "confirmed"),
        ("worldwide", False, "2.00", date(2026, 10, 1), "announced"),
        ("PE", False, "1.90", date(2023, 8, 1), "confirmed"),
    )
    for region, organic, minimum, since, status in rows:
        session.add(
            MinimumPrice(
                product="coffee",
                form="green",
                is_organic=organic,
                region=region,
                unit="lb",
                currency="USD",
                minimum=Decimal(minimum),
                premium=Decimal("0.20"),
                organic_differential=Decimal("0.40"),
                valid_from=since,
                status=status,
            )
        )
    session.flush()

    def minimum_of(signed_on: date, region: str = "GT", is_organic: bool = False) -> Decimal | None:
        return get_minimum_price(
            session, signed_on, product="coffee", region=region, is_organic=is_organic, form="green"
        ).minimum

    assert minimum_of(date(2023, 7, 31)) == Decimal("1.40")
    assert minimum_of(TODAY) == Decimal("1.80")
    assert minimum_of(TODAY, region="PE") == Decimal("1.90")
    assert minimum_of(TODAY, is_organic=True) == Decimal("1.80")
    with pytest.raises(NoMinimumPrice):
        minimum_of(date(2011, 3, 31))
    with pytest.raises(NoMinimumPrice):
        get_minimum_price(session, TODAY, product="honey", region="GT", is_organic=False)


def test_conversions(session: Session) -> None:
    session.add(ConversionFactor(product="coffee", from_form="parchment", to_form="green", factor=Decimal("0.8")))
    session.flush()
    assert get_conversion(session, product="coffee", from_form="parchment", to_form="green") == Fraction(4, 5)
    assert get_conversion(session, product="coffee", from_form="roasted", to_form="green") == Fraction(119, 100)
    assert get_conversion(session, product="tea", from_form="made", to_form="made") == 1
    with pytest.raises(NoConversion):
        get_conversion(session, product="cocoa", from_form="bar", to_form="beans")


def test_the_facts_of_a_price_are_those_of_the_moment(session: Session) -> None:
    world = World(session).build()
    world.product("coffee", "Coffee", price=1494, premium=44)
    world.product("bar", "Bar", producer_id=world.kuapa_id, price=450, premium=10)
    rows = session.execute(text("select p.slug, v.id from variant v join product p on p.id = v.product_id")).all()
    ids = {row.slug: row.id for row in rows}
    found = list_price_facts(session, ids.values(), currency="EUR", country="FR", at=NOW)
    coffee, bar = found[ids["coffee"]], found[ids["bar"]]
    assert (coffee.unit_amount_minor, coffee.federation_id, coffee.market_id) == (
        1494,
        world.federation_id,
        world.market_id,
    )
    assert bar.federation_id is None
    assert sum(part.amount_minor for part in breakdown(coffee, 3).parts) == 3 * 1494
    assert list_price_facts(session, [], currency="EUR", country="FR", at=NOW) == {}
    assert get_price_facts(session, "var_none", currency="EUR", country="FR", at=NOW) is None
    with pytest.raises(NotPriced):
        get_price_facts(session, ids["coffee"], currency="USD", country="FR", at=NOW)
    with pytest.raises(NotPriced):
        get_price_facts(session, ids["coffee"], currency="EUR", country="FR", at=BEFORE - timedelta(seconds=1))
    with pytest.raises(NoTaxRate):
        get_price_facts(session, ids["coffee"], currency="EUR", country="JP", at=NOW)
    session.execute(text("update fee_schedule set valid_to = '2026-06-30'"))
    with pytest.raises(NoFeeSchedule):
        get_price_facts(session, ids["coffee"], currency="EUR", country="FR", at=NOW)


def test_a_price_ends_the_moment_the_next_one_begins(session: Session) -> None:
    world = World(session).build()
    world.product("coffee", "Coffee", price=1000, premium=0)
    variant_id = session.execute(text("select id from variant")).scalar_one()
    change = datetime(2026, 6, 1, tzinfo=UTC)
    session.execute(text("update price set valid_to = :at"), {"at": change})
    session.execute(
        text(
            "insert into price (id, variant_id, currency, amount_minor, premium_minor, valid_from) "
            "values ('prc_2', :variant, 'EUR', 1100, 0, :at)"
        ),
        {"variant": variant_id, "at": change},
    )

    def amount(at: datetime) -> int:
        facts = get_price_facts(session, variant_id, currency="EUR", country="FR", at=at)
        assert facts is not None
        return facts.unit_amount_minor

    assert [amount(change - timedelta(microseconds=1)), amount(change)] == [1000, 1100]
