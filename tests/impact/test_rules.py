"""Rows in, figures out: shares, quantiles, sums to the cent, and what is withheld rather than guessed."""

import random
from dataclasses import asdict
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from market.impact.methodology import POOLED, SMALLEST_CELL
from market.impact.rules import Cell, Currency, Figure, Row, decimal_text, figures_of, percent, pool_small

EUR = Currency("EUR", 2)


def row(number: int = 1, **changes: object) -> Row:
    """14.90 with 0.78 of VAT, shipping 5.90 with 0.98 of VAT; paid on the first, sent on the tenth."""
    values: dict[str, object] = {
        "order": f"order-{number}",
        "entry": number,
        "event": "paid",
        "on": "2026-11-01",
        "producer": "norandino",
        "country": "PE",
        "line": "agrarian",
        "structure": "OS40",
        "currency": "EUR",
        "gross": 1490,
        "vat": 78,
        "shipping": 590,
        "shipping_vat": 98,
        "producer_share": 1235,
        "premium": 44,
        "market_fee": 112,
        "dues": 14,
        "solidarity": 7,
        "goods_transferred": 1235,
        "premium_transferred": 44,
        "transferred_on": "2026-11-10",
    }
    return Row(**{**values, **changes})  # type: ignore[arg-type]


def given_back(paid: Row, entry: int = 99) -> Row:
    """The whole order, refunded."""
    amounts = ("gross", "vat", "shipping", "shipping_vat", "producer_share", "premium", "market_fee", "dues")
    taken = {name: -getattr(paid, name) for name in (*amounts, "solidarity")}
    none = {"goods_transferred": 0, "premium_transferred": 0, "transferred_on": None}
    return Row(**{**asdict(paid), **taken, **none, "entry": entry, "event": "refunded"})


def figures(rows: list[Row]) -> dict[str, Figure]:
    return {figure.id: figure for figure in figures_of(rows, EUR)}


def values(rows: list[Row]) -> dict[str, str | None]:
    return {name: figure.value for name, figure in figures(rows).items()}


def test_the_producers_share_is_of_the_price_without_tax() -> None:
    found = figures([row()])
    assert found["I1a"].value == percent(1235 + 44, 1490 - 78) == "90.58"
    assert (found["I1a"].numerator, found["I1a"].denominator) == ("12.79", "14.12")
    assert found["I1b"].value == percent(1279, 1490 - 78 + 590 - 98)


def test_what_buyers_paid_is_shared_out_to_the_cent() -> None:
    found = figures([row(1), row(2), given_back(row(1))])
    assert found["M2"].value == found["M3"].value == "20.80"
    assert sum(Fraction(cell.value) for cell in found["M3"].cells) == Fraction("20.80")


def test_a_refund_takes_back_what_the_order_brought() -> None:
    assert values([row(1), row(2), given_back(row(1))])["I2a"] == "0.44"
    nothing_left = values([row(1), given_back(row(1))])
    assert nothing_left["I2a"] == nothing_left["M2"] == "0.00"
    assert nothing_left["I1a"] is nothing_left["I1b"] is nothing_left["I1c"] is None


def test_premium_that_nobody_recorded_is_withheld_and_not_nought() -> None:
    found = figures([row()])
    for name in ("I2c", "I2d"):
        assert (found[name].value, found[name].withheld) == (None, "not recorded yet")


def test_days_are_a_nearest_rank() -> None:
    rows = [row(number, transferred_on=f"2026-11-{number + 1:02}") for number in range(1, 11)]
    assert (values(rows)["I5a"], values(rows)["I5b"], values(rows)["I5c"]) == ("5", "9", "100.00")


def test_money_that_has_not_left_counts_as_later_than_any_that_has() -> None:
    sent = [row(number, transferred_on=f"2026-11-{number + 1:02}") for number in range(1, 7)]
    waiting = [row(number, goods_transferred=0, premium_transferred=0, transferred_on=None) for number in range(7, 11)]
    found = figures(sent + waiting)
    assert found["I5a"].value == "5"
    assert (found["I5b"].value, found["I5b"].withheld) == (None, "too few have been transferred yet")
    assert found["I5c"].value == "60.00"


def test_an_order_that_was_wholly_given_back_waits_for_no_money() -> None:
    unpaid = row(2, goods_transferred=0, premium_transferred=0, transferred_on=None)
    assert values([row(1), unpaid, given_back(unpaid)])["I5c"] == "100.00"


def test_nothing_sold_withholds_every_share() -> None:
    found = values([])
    assert found["M1"] == "0"
    assert found["I1a"] is found["I5a"] is found["I5c"] is None


def test_transfers_by_country_add_up_to_all_transfers() -> None:
    rows = [row(1), row(2, producer="kuapa", country="GH", line="enterprise")]
    figure = figures(rows)["I7a"]
    assert figure.cells == (Cell("GH", "12.79", 1), Cell("PE", "12.79", 1))
    assert figure.value == "25.58"


def test_producers_with_few_orders_lose_their_name_and_country() -> None:
    many = [row(number) for number in range(SMALLEST_CELL)]
    few = [row(10 + number, producer="kuapa", country="GH") for number in range(SMALLEST_CELL - 1)]
    pooled = pool_small([*many, *few])
    assert pooled[: len(many)] == many
    assert {(row.producer, row.country, row.line, row.structure) for row in pooled[len(many) :]} == {(POOLED,) * 4}
    assert values(pooled)["M2"] == values([*many, *few])["M2"]


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_a_decimal_text_says_the_same_number(scaled: int, places: int) -> None:
    assert Fraction(decimal_text(scaled, places)) == Fraction(scaled, 10**places)


@given(
    st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=30), st.randoms(use_true_random=False)
)
def test_the_order_of_the_rows_changes_nothing(days: list[tuple[int, bool]], chance: random.Random) -> None:
    rows = [
        row(number, transferred_on=f"2026-11-{day:02}" if sent else None, goods_transferred=1235 if sent else 0)
        for number, (day, sent) in enumerate(days)
    ]
    shuffled = chance.sample(rows, len(rows))
    assert figures_of(shuffled, EUR) == figures_of(rows, EUR)
