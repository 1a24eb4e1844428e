"""A price is checked against the minimum before it is set."""

from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gateways.files import FilesInMemory
from kit.database import Database
from market.catalog.importing.import_catalog import import_catalog
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.report import ImportReport
from market.catalog.importing.start_import import ImportWish
from market.pricing.check_price import find_price_faults
from tests.catalog.world import NOW
from tests.pricing.test_dated_rules import Floors

HEADER = "Handle,Title,Published,Option1 Value,Variant Grams,Variant Inventory Qty,Variant Price\n"


def test_what_reaches_the_producer_is_what_counts(session: Session) -> None:
    """1.31 EUR must: at 5.5 % VAT and 9.5 % shares, with a premium of 0.25, that is a price of 1.80."""
    floors = Floors(session)

    def fault(amount: int) -> str | None:
        found = find_price_faults(session, {floors.variant_id: amount}, currency="EUR", now=NOW)
        return found[floors.variant_id].code if found else None

    split = {amount: fault(amount) for amount in (120, 178, 180, 900)}
    assert split == {120: "price_below_minimum", 178: "price_below_minimum", 180: None, 900: None}
    assert fault(20) == "price_too_low"
    found = find_price_faults(session, {floors.variant_id: 178}, currency="EUR", now=NOW)
    assert found[floors.variant_id].detail.startswith("130 would reach the producer, 132 must: minimum price 1.8 USD")
    assert find_price_faults(session, {}, currency="EUR", now=NOW) == {}


def test_a_rule_that_is_missing_is_told(session: Session) -> None:
    floors = Floors(session)
    session.execute(text("delete from exchange_rate"))
    found = find_price_faults(session, {floors.variant_id: 900}, currency="EUR", now=NOW)
    assert found[floors.variant_id].code == "price_not_checkable"
    assert "No exchange rate" in found[floors.variant_id].detail
    session.execute(text("update organisation set kind = 'network' where kind = 'market'"))
    assert find_price_faults(session, {floors.variant_id: 900}, currency="EUR", now=NOW) != {}


def test_goods_without_a_minimum_price_need_only_hold_what_is_cut_from_them(session: Session) -> None:
    floors = Floors(session, floor_product=None)

    def fault(amount: int, premium: int) -> str | None:
        asked = {floors.variant_id: amount}, {floors.variant_id: premium}
        found = find_price_faults(session, asked[0], premiums=asked[1], currency="EUR", now=NOW)
        return found[floors.variant_id].code if found else None

    assert (fault(100, 0), fault(100, 60), fault(100, 96)) == (None, None, "price_too_low")
    assert find_price_faults(session, {floors.variant_id: 20}, currency="EUR", now=NOW) != {}, "its premium is 0.25"
    session.execute(text("delete from tax_rate"))
    assert fault(100, 96) is None


def test_the_new_premium_is_what_counts(session: Session) -> None:
    """Of 9 EUR with a premium of 7.20, 1.31 do not reach the producer any more: the market would have to top up."""
    floors = Floors(session)

    def fault(premium: int) -> str | None:
        asked = {floors.variant_id: 900}, {floors.variant_id: premium}
        found = find_price_faults(session, asked[0], premiums=asked[1], currency="EUR", now=NOW)
        return found[floors.variant_id].code if found else None

    assert {premium: fault(premium) for premium in (0, 25, 720)} == {0: None, 25: None, 720: "price_below_minimum"}


@dataclass(frozen=True)
class Market:
    """The coffee with a minimum price, committed, and its producer's file."""

    database: Database
    producer_id: str

    def bring(self, price: str, *, currency: str = "EUR", handle: str = "coffee") -> ImportReport:
        return import_catalog(
            self.database,
            FilesInMemory(),
            producer_id=self.producer_id,
            person_id=None,
            file_name="x.csv",
            data=f"{HEADER}{handle},Coffee,true,250 g,280,5,{price}\n".encode(),
            terms=ImportTerms(currency, "FR"),
            wish=ImportWish(),
            now=NOW,
        )

    def execute(self, sql: str) -> None:
        with self.database.transaction() as session:
            session.execute(text(sql))


@pytest.fixture
def market(clean_database: Database) -> Market:
    with clean_database.transaction() as session:
        return Market(clean_database, Floors(session).world.norandino_id)


def codes(report: ImportReport) -> list[str]:
    return [problem.code for row in report.rows for problem in row.problems]


def test_an_import_refuses_a_price_below_the_minimum(market: Market) -> None:
    report = market.bring("1.50")
    assert (report.refused, codes(report)) == (1, ["price_below_minimum"])
    with market.database.reading() as session:
        assert session.execute(text("select amount_minor from price")).scalars().all() == [900]
    assert market.bring("2.50").updated == 1


def test_an_import_takes_no_price_that_its_premium_does_not_fit_into(market: Market) -> None:
    market.execute("update variant set floor_product = null; update price set premium_minor = 100")
    assert codes(market.bring("1.02")) == ["price_too_low"]
    assert codes(market.bring("1.00")) == ["price_below_premium"]


def test_an_import_leaves_a_price_alone_that_stays(market: Market) -> None:
    market.execute("update price set amount_minor = 150")
    assert codes(market.bring("1.50")) == []


def test_an_import_takes_no_price_that_cannot_be_charged(market: Market) -> None:
    assert codes(market.bring("1.505", currency="KWD")) == ["price_not_chargeable"]
    assert codes(market.bring("1000000.00")) == ["price_not_chargeable"]


def test_an_import_takes_no_price_that_one_could_not_be_paid_at(market: Market) -> None:
    """As whoever types it is told: there is one rule for every way in."""
    market.execute("update variant set floor_product = null")
    report = market.bring("0.49")
    (problem,) = [problem for row in report.rows for problem in row.problems]
    assert (problem.code, problem.column, problem.detail) == (
        "price_not_chargeable",
        "price",
        "the least that can be charged is 50 of the smallest units of EUR",
    )
    assert market.bring("0.50").updated == 1


def test_a_new_product_of_a_file_costs_what_can_be_paid(market: Market) -> None:
    assert codes(market.bring("0.30", handle="rice")) == ["price_not_chargeable"]
