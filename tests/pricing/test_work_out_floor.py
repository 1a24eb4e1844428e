"""The floor of goods by the table that was taken in: by which row, by which factor."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy.orm import Session

from market.pricing.errors import NoConversion, NoMinimumPrice
from market.pricing.floor import rounded
from market.pricing.tables.import_factors import import_factors
from market.pricing.tables.import_prices import import_prices
from market.pricing.units import measure
from market.pricing.work_out_floor import FloorAnswer, FloorQuestion, work_out_floor
from tests.pricing.test_import_prices import WASHED_2011, WASHED_2023, ours

COCOA = 'cocoa_beans,conventional,worldwide,FOB,MT,USD,2400,240,,2019-10-01,,,"organic = max(market,FMP)+300"'
SUGAR = "cane_sugar,conventional,worldwide,FOB,MT,USD,,60,,2009-10-01,,,"
SUGAR_ORGANIC = "cane_sugar,organic,worldwide,FOB,MT,USD,,80,,2009-10-01,,,"
TEA = "tea_made,conventional,Malawi,,kg,USD,1.40,0.50,,2014-01-01,,,"
FACTORS = "product,from_form,to_form,factor,source\ncane_sugar,cane,sugar,0.1,x\ntea,green leaf,made,0.22222,x\n"


def ask(session: Session, **more: Any) -> FloorAnswer:
    asked: dict[str, Any] = {
        "product": "coffee_arabica_washed",
        "net": measure("1 kg"),
        "signed_on": date(2024, 1, 1),
        **more,
    }
    return work_out_floor(session, FloorQuestion(**asked))


def total(session: Session, **more: Any) -> Fraction | None:
    return ask(session, **more).floor.total


def test_what_is_paid_for_a_pound_at_two_market_prices(session: Session) -> None:
    import_prices(session, ours(WASHED_2011, WASHED_2023), is_check=False)
    pound = {"net": measure("lb")}
    for signed_on, market, conventional, organic in (
        (date(2012, 1, 1), "1.20", "1.60", "1.90"),
        (date(2012, 1, 1), "1.49", "1.69", "1.99"),
        (date(2024, 1, 1), "1.49", "2.00", "2.40"),
        (date(2024, 1, 1), "2.60", "2.80", "3.20"),
    ):
        asked: dict[str, Any] = {**pound, "signed_on": signed_on, "market_price": Fraction(market)}
        assert total(session, **asked) == Fraction(conventional)
        assert total(session, **asked, is_organic=True) == Fraction(organic)


def test_containers_sacks_and_parchment(session: Session) -> None:
    import_prices(session, ours(WASHED_2023), is_check=False)
    container = ask(session, net=measure("37500 lb")).floor
    assert [container.minimum, container.premium] == [67_500, 7_500]
    for net, form, premium in (("60 kg bag", None, "26.46"), ("1000 kg", "Washed parchment", "352.74")):
        found = ask(session, net=measure(net), form=form).floor.premium
        assert found is not None and rounded(found, 2) == Decimal(premium)


def test_cocoa_sugar_and_tea(session: Session) -> None:
    import_prices(session, ours(COCOA, SUGAR, SUGAR_ORGANIC, TEA), is_check=False)
    import_factors(session, FACTORS.encode(), is_check=False)
    cocoa: dict[str, Any] = {"product": "cocoa_beans", "net": measure("10 MT")}
    for market, conventional, organic, differential in ((2124, 26_400, 29_400, 2_760), (2539, 27_790, 30_790, 0)):
        found = ask(session, **cocoa, market_price=Fraction(market)).floor
        assert [found.total, found.above_market] == [conventional, differential]
        assert total(session, **cocoa, market_price=Fraction(market), is_organic=True) == organic
    cane: dict[str, Any] = {"product": "cane_sugar", "net": measure("25 t"), "form": "Sugarcane"}
    assert ask(session, **cane).floor.premium == 150
    assert ask(session, **cane, is_organic=True).floor.premium == 200
    assert ask(session, **cane).floor.minimum is None
    tea: dict[str, Any] = {"product": "tea_made", "net": measure("1000 kg"), "market_price": Fraction("1.15")}
    assert total(session, **tea, origin="MW") == 1_900
    leaf = ask(session, product="tea_made", net=measure("4500 kg"), form="Green leaf", origin="MW")
    assert rounded(leaf.floor.table_units, 0) == 1000
    with pytest.raises(NoMinimumPrice):
        ask(session, **tea)


def test_goods_are_in_the_tables_form_unless_they_say_so(session: Session) -> None:
    import_prices(session, ours(WASHED_2023), is_check=False)
    assert ask(session).conversion.factor == 1
    assert ask(session, form="Roasted").conversion.factor == Fraction(119, 100)
    own = ask(session, form="fresh cherry", factor=Fraction("0.18"))
    assert (own.conversion.source, own.conversion.from_form) == ("the producer's own outturn", "cherry_fresh")
    with pytest.raises(NoConversion):
        ask(session, form="ground")


def test_each_scheme_has_its_own_table(session: Session) -> None:
    import_prices(session, ours(WASHED_2023), is_check=False)
    import_prices(session, ours(WASHED_2023.replace("1.80", "2.52")), scheme="spp", is_check=False)
    assert [ask(session, scheme=scheme).row.scheme for scheme in ("fairtrade", "spp")] == ["fairtrade", "spp"]
    with pytest.raises(NoMinimumPrice):
        ask(session, scheme="other")
