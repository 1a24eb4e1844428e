"""Rules that have dates, on a real database: what is not found is an error, never zero."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from kit.database import Database
from market.pricing.errors import (
    FloorNotComparable,
    NeedsOwnOutturn,
    NoConversion,
    NoFeeSchedule,
    NoFeeTaxRule,
    NoMinimumPrice,
    NoTaxRate,
    NotPriced,
    UnknownUnit,
)
from market.pricing.queries import (
    find_market_country,
    get_fees,
    get_minimum_price,
    get_price_facts,
    get_tax_rate,
    list_price_facts,
)
from market.pricing.rules import PriceFacts, breakdown
from models.catalog import Variant
from models.enums import FeeKind, PartKind, TaxStatus, VatClass
from models.pricing import ConversionFactor, ExchangeRate, FeeSchedule, FeeTaxRule, MinimumPrice, TaxRate
from tests.catalog.world import BEFORE, NOW, World

TODAY = date(2026, 11, 24)


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
    assert (coffee.floor, bar.federation_id, bar.dues_tax.rule_id) == (None, None, None)
    assert find_market_country(session) == "FR"
    assert sum(part.amount_minor for part in breakdown(coffee, 3).parts) == 3 * 1494
    assert list_price_facts(session, [], currency="EUR", country="FR", at=NOW) == {}
    assert get_price_facts(session, "var_none", currency="EUR", country="FR", at=NOW) is None
    with pytest.raises(NotPriced):
        get_price_facts(session, ids["coffee"], currency="USD", country="FR", at=NOW)
    with pytest.raises(NotPriced):
        get_price_facts(session, ids["coffee"], currency="EUR", country="FR", at=BEFORE - timedelta(seconds=1))
    with pytest.raises(NoTaxRate):
        get_price_facts(session, ids["coffee"], currency="EUR", country="JP", at=NOW)
    session.execute(text("update variant set vat_class = 'zero'"))
    assert list_price_facts(session, ids.values(), currency="EUR", country="JP", at=NOW)[ids["bar"]].tax.rate_bps == 0
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


def test_tax_on_fees_goes_by_what_the_producer_is_and_a_missing_rule_is_no_zero(session: Session) -> None:
    world = World(session).build()
    world.product("coffee", "Coffee", price=1494, premium=44)
    variant_id = session.execute(text("select id from variant")).scalar_one()
    session.add(
        FeeTaxRule(
            id="ftr_domestic",
            fee=FeeKind.MARKET_FEE,
            market_country="FR",
            tax_status=TaxStatus.VAT_REGISTERED_EU,
            is_domestic=True,
            rate_bps=2000,
            valid_from=date(2024, 1, 1),
            valid_to=TODAY,
        )
    )
    session.flush()

    def facts(at: datetime = NOW) -> PriceFacts:
        found = get_price_facts(session, variant_id, currency="EUR", country="FR", at=at)
        assert found is not None
        return found

    assert (facts().fee_tax.rule_id, facts().fee_tax.rate_bps) == ("ftr_market_fee", 0)
    assert facts().fee_tax.legal_note == "outside the scope of VAT"
    assert facts().dues_tax.rule_id == "ftr_federation_dues"
    session.execute(
        text("update organisation set country = 'FR', tax_status = 'vat_registered_eu' where id = :id"),
        {"id": world.norandino_id},
    )
    with pytest.raises(NoFeeTaxRule) as refused:
        facts()
    assert (refused.value.fee, refused.value.tax_status) == ("federation_dues", "vat_registered_eu")
    session.execute(text("update fee_schedule set dues_bps = 0"))
    assert (facts().fee_tax.rule_id, facts().fee_tax.rate_bps) == ("ftr_domestic", 2000)
    with pytest.raises(NoFeeTaxRule):
        facts(NOW + timedelta(days=1))
    session.execute(text("update fee_schedule set market_fee_bps = 0"))
    assert facts(NOW + timedelta(days=1)).fee_tax.rule_id is None
    session.execute(text("update fee_schedule set market_fee_bps = 800"))
    session.execute(text("update organisation set tax_status = '' where id = :id"), {"id": world.norandino_id})
    with pytest.raises(NoFeeTaxRule):
        facts()


class Floors:
    """One coffee with a minimum price: 1.80 USD per lb of green coffee, organic +0.40; 250 g roasted on the shelf."""

    def __init__(self, session: Session, **columns: object):
        self.session = session
        self.world = World(session).build()
        self.world.product("coffee", "Coffee", price=900, premium=25)
        self.variant_id = session.execute(text("select id from variant")).scalar_one()
        variant = session.get(Variant, self.variant_id)
        assert variant is not None
        for name, value in {
            "floor_product": "coffee_arabica_washed",
            "floor_form": "roasted",
            "floor_organic": True,
            **columns,
        }.items():
            setattr(variant, name, value)
        self.row(id="mpr_world")
        session.add(
            ExchangeRate(base="EUR", quote="USD", on_date=TODAY, rate=Decimal("1.10"), source="the central bank")
        )
        session.flush()

    def row(self, **columns: Any) -> None:
        self.session.add(
            MinimumPrice(
                **{
                    "product": "coffee_arabica_washed",
                    "form": "green",
                    "unit": "lb",
                    "currency": "USD",
                    "incoterm": "FOB",
                    "minimum": Decimal("1.80"),
                    "premium": Decimal("0.20"),
                    "organic_differential": Decimal("0.40"),
                    "valid_from": date(2023, 8, 1),
                    **columns,
                }
            )
        )
        self.session.flush()

    def facts(self, at: datetime = NOW, currency: str = "EUR") -> PriceFacts:
        found = get_price_facts(self.session, self.variant_id, currency=currency, country="FR", at=at)
        assert found is not None
        return found


def test_the_floor_of_a_shelf_price_by_form_unit_and_exchange_rate(session: Session) -> None:
    floors = Floors(session)
    floor = floors.facts().floor
    assert floor is not None
    pounds = Fraction(250) * Fraction("1.19") / Fraction("453.59237")
    assert floor.unit_minimum == pounds * Fraction("2.20") / Fraction("1.10") * 100
    assert floor.rule_id == "mpr_world"
    assert floor.note == (
        "minimum price 1.8 USD per lb (fairtrade, coffee_arabica_washed, worldwide, from 2023-08-01); organic +0.4; "
        "roasted to green × 1.19; 1 EUR = 1.1 USD on 2026-11-24, the central bank"
    )
    split = breakdown(floors.facts(), 3)
    assert split.floor_minor == 394
    assert split.amount_of(PartKind.PRODUCER) > 394 and split.amount_of(PartKind.MINIMUM_PRICE_TOPUP) == 0


def test_a_floor_in_the_prices_own_currency_needs_no_rate(session: Session) -> None:
    floors = Floors(session, floor_organic=False)
    session.execute(text("update minimum_price set currency = 'EUR'"))
    session.execute(text("delete from exchange_rate"))
    floor = floors.facts().floor
    assert floor is not None and floor.note.endswith("roasted to green × 1.19")
    assert floor.unit_minimum == Fraction(250) * Fraction("1.19") / Fraction("453.59237") * 180


def test_a_currency_without_decimals_and_one_with_three(session: Session) -> None:
    floors = Floors(session, floor_organic=False)
    for currency, rate in (("JPY", "150"), ("KWD", "0.30")):
        session.execute(text("update price set currency = :currency"), {"currency": currency})
        session.add(ExchangeRate(base="USD", quote=currency, on_date=TODAY, rate=Decimal(rate), source="a bank"))
        session.flush()
        floor = floors.facts(currency=currency).floor
        dollars = Fraction(250) * Fraction("1.19") / Fraction("453.59237") * Fraction("1.80")
        decimals = {"JPY": 0, "KWD": 3}[currency]
        assert floor is not None and floor.unit_minimum == dollars * Fraction(rate) * 10**decimals


def test_a_rate_is_of_the_day_or_of_the_week_before_it(session: Session) -> None:
    floors = Floors(session)
    session.add(ExchangeRate(base="USD", quote="EUR", on_date=TODAY - timedelta(days=1), rate=Decimal(1), source="b"))
    session.add(ExchangeRate(base="EUR", quote="USD", on_date=TODAY + timedelta(days=1), rate=Decimal(9), source="c"))
    session.flush()
    for days, said in ((0, "1 EUR = 1.1 USD on 2026-11-24"), (-1, "1 USD = 1 EUR on 2026-11-23"), (6, "2026-11-25")):
        floor = floors.facts(NOW + timedelta(days=days)).floor
        assert floor is not None and said in floor.note
    assert floors.facts(NOW + timedelta(days=8)).floor is not None
    for days in (-2, 9):
        with pytest.raises(FloorNotComparable):
            floors.facts(NOW + timedelta(days=days))


def test_the_contract_chooses_the_row(session: Session) -> None:
    floors = Floors(session)
    floors.row(id="mpr_2011", minimum=Decimal("1.40"), valid_from=date(2011, 4, 1), valid_to=date(2023, 7, 31))

    def row(signed_on: date | None) -> str | None:
        session.execute(text("update variant set floor_signed_on = :day"), {"day": signed_on})
        floor = floors.facts().floor
        return None if floor is None else floor.rule_id

    assert [row(day) for day in (None, date(2023, 8, 1), date(2023, 7, 31))] == ["mpr_world", "mpr_world", "mpr_2011"]
    with pytest.raises(NoMinimumPrice) as refused:
        row(date(2011, 3, 31))
    assert refused.value.on == date(2011, 3, 31)


def test_the_statement_chooses_as_the_query_does(session: Session) -> None:
    """The nearest region, then organic goods' own row, then their own form, quality, day."""
    floors = Floors(session, floor_organic=True)
    floors.row(id="mpr_peru", region="PE")
    floors.row(id="mpr_peru_announced", region="PE", is_organic=True, status="announced", valid_from=date(2024, 1, 1))
    floors.row(id="mpr_ghana", region="GH", minimum=Decimal(9))
    floors.row(id="mpr_spp", scheme="spp", region="PE", is_organic=True)

    def chosen(form: str = "roasted") -> str:
        floor = floors.facts().floor
        row = get_minimum_price(
            session, TODAY, product="coffee_arabica_washed", is_organic=True, form=form, origin="PE"
        )
        assert floor is not None and floor.rule_id == row.id
        return row.id

    assert chosen() == "mpr_peru"
    floors.row(id="mpr_peru_organic", region="PE", is_organic=True)
    assert chosen() == "mpr_peru_organic"
    floors.row(id="mpr_peru_roasted", region="PE", is_organic=True, form="roasted")
    assert chosen() == "mpr_peru_roasted"
    floors.row(id="mpr_peru_first", region="PE", is_organic=True, form="roasted", quality="first", minimum=Decimal(9))
    assert chosen() == "mpr_peru_roasted"
    floors.row(id="mpr_peru_exw", region="PE", is_organic=True, form="roasted", incoterm="EXW", minimum=Decimal(2))
    assert chosen() == "mpr_peru_exw"


def test_a_table_without_a_minimum_asks_for_none(session: Session) -> None:
    floors = Floors(session)
    session.execute(text("update minimum_price set minimum = null, unit = 'piece'"))
    floor = floors.facts().floor
    assert floor is not None and (floor.unit_minimum, floor.rule_id) == (None, "mpr_world")
    assert floor.note.startswith("no minimum price is set")


def test_what_cannot_be_converted_is_not_compared(session: Session) -> None:
    floors = Floors(session)

    def says(error: type[Exception], **columns: object) -> None:
        session.execute(
            text("update variant set floor_form = :form, net_unit = :unit"), {"form": "roasted", "unit": "g", **columns}
        )
        with pytest.raises(error):
            floors.facts()

    says(NoConversion, form="ground")
    says(NoConversion, form=None)
    says(NeedsOwnOutturn, form="cherry_fresh")
    says(UnknownUnit, unit="piece")
    session.add(
        ConversionFactor(product="coffee", from_form="ground", to_form="green", factor=Decimal("1.2"), source="m")
    )
    session.flush()
    session.execute(text("update variant set floor_form = 'ground', net_unit = 'g'"))
    floor = floors.facts().floor
    assert floor is not None and "ground to green × 1.2" in floor.note


def test_a_price_below_the_floor_is_topped_up(session: Session) -> None:
    floors = Floors(session)
    session.execute(text("update price set amount_minor = 500"))
    split = breakdown(floors.facts(), 3)
    net = split.amount_of(PartKind.PRODUCER)
    assert split.floor_minor == 394 and net > 394
    session.execute(text("update price set amount_minor = 150"))
    split = breakdown(floors.facts(), 3)
    assert split.amount_of(PartKind.PRODUCER) + split.amount_of(PartKind.MINIMUM_PRICE_TOPUP) == 394


def test_however_many_prices_it_is_one_statement(clean_database: Database) -> None:
    with clean_database.transaction() as session:
        floors = Floors(session)
        for number in range(5):
            floors.world.product(f"p{number}", f"Product {number}")
        ids = list(session.execute(text("select id from variant")).scalars())
        sent: list[str] = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda c, cursor, statement, *rest: sent.append(statement))
        assert len(list_price_facts(session, ids, currency="EUR", country="FR", at=NOW)) == 6
    assert len(sent) == 1 and "price_facts" in sent[0]
