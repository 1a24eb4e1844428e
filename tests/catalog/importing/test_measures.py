"""How much is in it, read from words: exact, or told why not."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.catalog.importing.cells import Wrong
from market.catalog.importing.measures import Net, grams_of, net_in, net_of, unit_named
from market.pricing.units import UNITS


@pytest.mark.parametrize(
    ("words", "quantity", "unit"),
    [
        ("Ground, 250 g", "250", "g"),
        ("6 x 330ml", "1980", "ml"),
        ("3×1.5 L", "4.5", "l"),
        ("Miel 500 gramos", "500", "g"),
        ("Café 250 Gr.", "250", "g"),
        ("1 lb", "1", "lb"),
        ("1/2 lb", "0.5", "lb"),
        ("½ kg", "0.5", "kg"),
        ("Jig, 1 3/8 oz", "1.375", "oz"),
        ("1½ lb", "1.5", "lb"),
        ("2 ½ kg", "2.5", "kg"),
        ("12oz", "12", "oz"),
        ("0.500 kg", "0.5", "kg"),
        ("500 mg", "0.5", "g"),
        ("2 dl", "20", "cl"),
        ("10 pcs", "10", "piece"),
        ("250 g (250g)", "250", "g"),
        ("Frisia Champignon  - 1,25 kg", "1.25", "kg"),
        ("Huile 0,750 L", "0.75", "l"),
        ("Rocket Balls Fraise - 200 pièces", "200", "piece"),
        ("Jelly Creepy 11 x 6 pièces", "66", "piece"),
        ("Vermut X 5 LTS", "5", "l"),
        ("Mint Choc Drops Tin 130g x12ct", "1560", "g"),
        ("Mandarin 375ml x 12", "4500", "ml"),
        ("Poha 400GM X 12", "4800", "g"),
        ("Rice flour 1KGX12", "12", "kg"),
        ("Cutlet 350GX 12 @2.20", "4200", "g"),
        ("Masala 100 grm x 12pkt", "1200", "g"),
        ("Cloth, 200 g x 150 cm", "200", "g"),
        ("Paprika (ca.80 g)", "80", "g"),
    ],
)
def test_what_is_said_in_one_way_is_read(words: str, quantity: str, unit: str) -> None:
    assert net_in(words) == Net(Decimal(quantity), unit)


@pytest.mark.parametrize(
    "words",
    ["", "Coffee", "12 fl oz", "100% cotton", "Size L", "2 m cable", "80 g/m2", "0 g", "5 a day", "v1.5l"],
)
def test_what_is_no_measure_is_none(words: str) -> None:
    assert net_in(words) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("1.500 g", "net_unclear"),
        ("1,500 g", "net_unclear"),
        ("Zucchini (ca.200-300g)", "net_unclear"),
        ("Kürbis (ca. 0,8 – 1,3 kg)", "net_unclear"),
        ("5 kg sack of 250 g", "net_unclear"),
        ("3/2 kg", "net_unclear"),
        ("1/3 kg", "net_too_precise"),
        ("0.0001 g", "net_too_precise"),
    ],
)
def test_what_can_be_read_in_two_ways_is_not_read(words: str, code: str) -> None:
    found = net_in(words)
    assert isinstance(found, Wrong)
    assert found.code == code


def test_in_a_column_of_numbers_only_the_mark_of_the_file_counts() -> None:
    assert net_in("1,5 kg", decimal_mark=",") == Net(Decimal("1.5"), "kg")
    assert isinstance(net_in("1,5 kg", decimal_mark="."), Wrong)
    assert isinstance(net_in("1.5 kg", decimal_mark=","), Wrong)


@given(st.integers(1, 10**8 - 1), st.integers(0, 999), st.sampled_from(sorted(UNITS)))
def test_what_is_written_exactly_is_read_exactly(whole: int, thousandths: int, unit: str) -> None:
    quantity = Fraction(whole * 1000 + thousandths, 1000)
    net = net_of(quantity, unit)
    assert isinstance(net, Net)
    assert (Fraction(net.quantity), net.unit) == (quantity, unit)


@given(st.fractions(0, 10**5), st.sampled_from(["g", "kg", "lb", "oz", "Pounds", "Gramm"]))
def test_a_parcel_is_never_lighter_than_it_was_said_to_be(weight: Fraction, unit: str) -> None:
    known = unit_named(unit)
    assert known is not None
    grams = grams_of(weight, unit)
    assert isinstance(grams, int)
    assert 0 <= grams - weight * known[1] * UNITS[known[0]].size < 1


def test_what_is_no_weight_weighs_nothing() -> None:
    assert isinstance(grams_of(Fraction(1), "l"), Wrong)
    assert isinstance(grams_of(Fraction(1), "stone"), Wrong)
    assert isinstance(grams_of(Fraction(10**9), "kg"), Wrong)
