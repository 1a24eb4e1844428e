"""What the lines of a sheet would change."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kit.currencies import currency_facts
from market.catalog.tools.sheets.rules import Offer, SheetChange, SheetLine, SheetProblem, plan_changes

COFFEE = Offer("var_coffee", "C-1", 1490, 44, 47, 5)


def plan(*lines: SheetLine, offers: tuple[Offer, ...] = (COFFEE,), step: int = 1) -> list[SheetChange]:
    return list(plan_changes(lines, offers, currency=replace(currency_facts("EUR"), charge_step=step)))


def line(**cells: object) -> SheetLine:
    return SheetLine(**{"line": 2, "variant_id": "var_coffee", "sku": "", **cells})  # type: ignore[arg-type]


def test_a_line_that_was_not_touched_changes_nothing_even_if_the_shop_did() -> None:
    assert plan(line(price=1500, price_seen=1500, stock=50, stock_seen=50)) == []


def test_a_difference_is_taken_of_a_count_that_went_down_meanwhile() -> None:
    (change,) = plan(line(stock=60, stock_seen=50))
    assert (change.stock_before, change.stock_after, change.problem) == (47, 57, None)


def test_without_what_was_seen_a_count_is_what_it_says() -> None:
    (change,) = plan(line(stock=60))
    assert (change.stock_before, change.stock_after) == (47, 60)


def test_a_price_that_somebody_set_meanwhile_is_not_written_over() -> None:
    (change,) = plan(line(price=1600, price_seen=1400))
    assert change.problem is SheetProblem.CHANGED_MEANWHILE
    (change,) = plan(line(price=1600, price_seen=1490))
    assert (change.price_before, change.price_after, change.problem) == (1490, 1600, None)


def test_what_cannot_be_is_said_by_line() -> None:
    assert plan(line(price=44))[0].problem is SheetProblem.PRICE_BELOW_PREMIUM
    assert plan(line(price=49))[0].problem is SheetProblem.PRICE_NOT_CHARGEABLE
    assert plan(line(price=1491), step=10)[0].problem is SheetProblem.PRICE_NOT_CHARGEABLE
    assert plan(line(stock=4))[0].problem is SheetProblem.STOCK_HELD
    assert plan(line(stock=0, stock_seen=50))[0].problem is SheetProblem.BAD_STOCK
    assert plan(line(variant_id="var_other"))[0].problem is SheetProblem.NO_SUCH_VARIANT
    assert plan(line(stock=48), line(stock=49))[1].problem is SheetProblem.VARIANT_TWICE
    assert plan(line(problem=SheetProblem.BAD_PRICE, cell="1.2.3"))[0].cell == "1.2.3"


def test_an_article_number_names_a_variant_only_if_it_names_one() -> None:
    twin = Offer("var_twin", "C-1", 900, 0, 1, 0)
    assert plan(line(variant_id="", sku="C-1", stock=48))[0].variant_id == "var_coffee"
    assert plan(line(variant_id="", sku="C-1", stock=48), offers=(COFFEE, twin))[0].variant_id is None
    assert plan(line(variant_id="", sku="", stock=48))[0].problem is SheetProblem.NO_SUCH_VARIANT


_amounts = st.none() | st.integers(0, 5000)


@given(_amounts, _amounts, _amounts, _amounts)
def test_no_line_brings_a_count_below_what_is_held_or_a_price_below_its_premium(
    price: int | None, price_seen: int | None, stock: int | None, stock_seen: int | None
) -> None:
    for change in plan(line(price=price, price_seen=price_seen, stock=stock, stock_seen=stock_seen)):
        if change.problem is None:
            assert change.stock_after is None or change.stock_after >= COFFEE.held
            assert change.price_after is None or change.price_after > COFFEE.premium_minor
            assert change.price_after != change.price_before or change.stock_after != change.stock_before
