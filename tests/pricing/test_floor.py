"""What is due by a price table, against figures worked by hand and published ones, in exact decimals."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.pricing.errors import NeedsOwnOutturn, NoConversion, UnknownUnit
from market.pricing.floor import OF_THE_PRICE, Floor, MinimumPriceFacts, floor_for, plain, rounded
from market.pricing.forms import (
    Conversion,
    base_form,
    conversion_between,
    family,
    form_named,
    in_table_units,
)
from market.pricing.units import UNITS, Measure, converted, measure

WASHED_2023 = MinimumPriceFacts(
    id="mpr_1",
    scheme="fairtrade",
    product="coffee_arabica_washed",
    form="green",
    region="worldwide",
    incoterm="FOB",
    unit="lb",
    unit_quantity=Decimal(1),
    currency="USD",
    minimum=Decimal("1.80"),
    premium=Decimal("0.20"),
    premium_bps=None,
    organic_differential=Decimal("0.40"),
    is_organic=False,
    has_special_terms=False,
    status="confirmed",
    valid_from=date(2023, 8, 1),
    valid_to=None,
    source_url="",
    note="",
)
WASHED_2011 = replace(WASHED_2023, minimum=Decimal("1.40"), organic_differential=Decimal("0.30"))
COCOA_2019 = replace(
    WASHED_2023,
    product="cocoa_beans",
    form="beans",
    unit="t",
    minimum=Decimal(2400),
    premium=Decimal(240),
    organic_differential=Decimal(300),
)
SUGAR = replace(
    COCOA_2019, product="cane_sugar", form="sugar", minimum=None, premium=Decimal(60), organic_differential=None
)
TEA = replace(COCOA_2019, product="tea_made", form="made", unit="kg", minimum=Decimal("1.40"), premium=Decimal("0.50"))


def same(product: str = "coffee_arabica_washed", form: str = "green") -> Conversion:
    return conversion_between(product, form, form, None)


def factor(product: str, form: str, to_form: str, value: str) -> Conversion:
    return conversion_between(product, form, to_form, Conversion(product, form, to_form, Fraction(value), "a list"))


def due(
    row: MinimumPriceFacts,
    quantity: str,
    unit: str,
    *,
    market: str | None = None,
    is_organic: bool = False,
    conversion: Conversion | None = None,
) -> Floor:
    return floor_for(
        Fraction(quantity),
        unit,
        row=row,
        conversion=conversion or same(row.product, row.form),
        is_organic=is_organic,
        market_price=None if market is None else Fraction(market),
    )


@pytest.mark.parametrize(
    ("row", "market", "conventional", "organic"),
    [
        (WASHED_2011, "1.20", "1.60", "1.90"),
        (WASHED_2011, "1.49", "1.69", "1.99"),
        (WASHED_2023, "1.49", "2.00", "2.40"),
        (WASHED_2023, "2.60", "2.80", "3.20"),
    ],
)
def test_a_pound_of_coffee_with_its_premium(
    row: MinimumPriceFacts, market: str, conventional: str, organic: str
) -> None:
    assert due(row, "1", "lb", market=market).total == Fraction(conventional)
    assert due(row, "1", "lb", market=market, is_organic=True).total == Fraction(organic)


def test_a_quarter_kilo_of_roasted_coffee() -> None:
    roasted = conversion_between("coffee_arabica_washed", "roasted", "green", None)
    floor = due(WASHED_2023, "250", "g", conversion=roasted)
    assert rounded(floor.table_units, 6) == Decimal("0.655875")
    assert floor.minimum is not None and floor.premium is not None
    assert rounded(floor.minimum) == Decimal("1.1806")
    assert rounded(floor.premium) == Decimal("0.1312")
    assert floor.currency == "USD"


def test_organic_adds_the_differential_once() -> None:
    assert due(WASHED_2023, "1", "lb", is_organic=True).minimum == Fraction("2.20")
    organic_row = replace(WASHED_2023, is_organic=True, minimum=Decimal("2.20"))
    assert due(organic_row, "1", "lb", is_organic=True).minimum == Fraction("2.2")


def test_a_sack_a_container_and_parchment() -> None:
    sack = due(WASHED_2023, "60", "kg")
    assert rounded(sack.table_units) == Decimal("132.2774")
    assert sack.premium is not None and rounded(sack.premium, 2) == Decimal("26.46")
    container = due(WASHED_2023, "37500", "lb")
    assert [container.minimum, container.premium] == [67_500, 7_500]
    parchment = due(WASHED_2023, "1000", "kg", conversion=factor("coffee", "parchment", "green", "0.8"))
    assert rounded(parchment.table_units, 3) == Decimal("1763.698")
    assert parchment.premium is not None and rounded(parchment.premium, 2) == Decimal("352.74")


def test_ten_tonnes_of_cocoa() -> None:
    """Market 2,124 as the government of Côte d'Ivoire then set it, and 2,539."""
    below = due(COCOA_2019, "10", "t", market="2124")
    assert [below.price, below.above_market, below.premium, below.total] == [24_000, 2_760, 2_400, 26_400]
    assert due(COCOA_2019, "10", "t", market="2124", is_organic=True).total == 29_400
    above = due(COCOA_2019, "10", "t", market="2539")
    assert [above.total, above.above_market] == [27_790, 0]
    assert due(COCOA_2019, "10", "t", market="2539", is_organic=True).total == 30_790


def test_tea_from_green_leaf() -> None:
    """4,500 kg of leaf give 1,000 kg of made tea (0.22222 is rounded: 999.99), at a market of 1.15."""
    made = due(TEA, "1000", "kg", market="1.15")
    assert [made.price, made.premium, made.total] == [1_400, 500, 1_900]
    leaf = due(TEA, "4500", "kg", conversion=factor("tea_made", "green_leaf", "made", "0.22222"))
    assert leaf.table_units == Fraction("999.99")


def test_where_no_floor_is_set_the_premium_is_still_due() -> None:
    """25 t of cane are 2.5 t of sugar."""
    cane = factor("cane_sugar", "cane", "sugar", "0.1")
    sugar = due(SUGAR, "25", "t", conversion=cane)
    assert (sugar.minimum, sugar.price, sugar.total, sugar.minimum_minor(2)) == (None, None, None, None)
    assert sugar.premium == 150
    organic = replace(SUGAR, is_organic=True, premium=Decimal(80))
    assert due(organic, "25", "t", conversion=cane, is_organic=True).premium == 200
    assert due(SUGAR, "1", "t", market="400").total == 460


def test_a_premium_can_be_a_share_of_the_price() -> None:
    herbs = replace(SUGAR, unit=OF_THE_PRICE, currency="", premium=None, premium_bps=1500)
    assert due(herbs, "10", "kg").premium is None
    assert due(herbs, "10", "kg", market="200").premium == 30


def test_a_box_of_bananas_is_counted_in_boxes() -> None:
    box = replace(SUGAR, product="banana_fresh", form="", unit="kg", unit_quantity=Decimal("18.14"), premium=Decimal(1))
    assert due(box, "181.4", "kg").premium == 10
    assert box.per == "18.14 kg"
    assert WASHED_2023.per == "lb"


def test_the_five_forms_of_a_sack_of_coffee() -> None:
    """60 kg of green coffee are 120 kg of dried cherry, 75 kg of parchment, 50.42 kg of roasted (ICO)."""
    for form, kilos in (("cherry_dry", "120"), ("parchment", "75"), ("green", "60")):
        known = conversion_between("coffee", form, "green", None)
        assert in_table_units(Fraction(kilos), "kg", known, into="kg") == 60
    roasted = conversion_between("coffee", "roasted", "green", None)
    assert round(60 / roasted.factor, 2) == Fraction("50.42")
    assert conversion_between("coffee", "soluble", "green", None).factor == Fraction("2.6")
    assert conversion_between("coffee", "decaf_green", "green", None).factor == Fraction("1.05")


def test_wine_and_coconuts_are_counted_in_their_own_unit() -> None:
    wine = factor("wine_grapes_red", "l", "grapes", "0.00143")
    assert in_table_units(Fraction(750), "ml", wine, into="kg") == Fraction("1.0725")
    coconut = factor("coconut", "piece", "", "0.00120048")
    assert in_table_units(Fraction(1000), "piece", coconut, into="t") == Fraction("1.20048")
    with pytest.raises(UnknownUnit):
        in_table_units(Fraction(1), "kg", wine, into="t")


@pytest.mark.parametrize(
    ("product", "form"), [("coffee_arabica", "cherry_fresh"), ("coffee", "parchment_wet"), ("cocoa_beans", "beans_wet")]
)
def test_what_comes_out_of_wet_forms_only_the_producer_knows(product: str, form: str) -> None:
    stored = Conversion(product, form, base_form(product), Fraction(1, 2), "Fairtrade's list")
    with pytest.raises(NeedsOwnOutturn):
        conversion_between(product, form, base_form(product), stored)


def test_a_form_that_nobody_converts_is_no_other_form() -> None:
    with pytest.raises(NoConversion):
        conversion_between("cocoa_beans", "bar", "beans", None)
    with pytest.raises(NoConversion):
        conversion_between("tea", "roasted", "green", None)


def test_a_list_comes_before_what_is_built_in() -> None:
    stored = Conversion("coffee", "parchment", "green", Fraction("0.81"), "a co-op's own mill")
    assert conversion_between("coffee_robusta", "parchment", "green", stored).factor == Fraction("0.81")


def test_forms_have_one_name() -> None:
    assert [form_named(words) for words in ("Unprocessed cherry", "Green beans", "Washed parchment", "Bar, 70 %")] == [
        "cherry_fresh",
        "green",
        "parchment",
        "bar_70",
    ]
    assert family("coffee_arabica_washed") == ("coffee_arabica_washed", "coffee_arabica", "coffee")
    assert [base_form(name) for name in ("coffee_robusta_natural", "cocoa_liquor", "cocoa_beans", "honey")] == [
        "green",
        "liquor",
        "beans",
        "",
    ]


def test_a_minimum_is_rounded_up() -> None:
    floor = due(WASHED_2023, "1", "lb")
    assert replace(floor, minimum=Fraction("1.1801")).minimum_minor(2) == 119
    assert replace(floor, minimum=Fraction("1.18")).minimum_minor(2) == 118
    assert replace(floor, minimum=Fraction("1.1801")).minimum_minor(0) == 2
    assert replace(floor, minimum=Fraction("1.1801")).minimum_minor(3) == 1181


@pytest.mark.parametrize(
    ("words", "quantity", "unit"),
    [
        ("250g", "250", "g"),
        ("250 g", "250", "g"),
        ("lb", "1", "lb"),
        ("1 lb", "1", "lb"),
        ("MT", "1", "t"),
        ("metric ton", "1", "t"),
        ("box 18.14 kg", "18.14", "kg"),
        ("18.14 kg box", "18.14", "kg"),
        ("bag of 69 kg", "69", "kg"),
        ("60 kg bag", "60", "kg"),
        ("0.75 litre", "0.75", "l"),
        ("12 piece", "12", "piece"),
    ],
)
def test_measures_as_people_write_them(words: str, quantity: str, unit: str) -> None:
    found = measure(words)
    assert (found.quantity, found.unit) == (Fraction(quantity), unit)


@pytest.mark.parametrize("words", ["", "bag", "box", "12 dozen", "-1 kg", "0 kg", "1,5 kg", "1e3 g", "kg 5"])
def test_what_is_no_measure_is_refused(words: str) -> None:
    with pytest.raises(UnknownUnit):
        measure(words)


def test_a_quintal_is_what_its_source_says() -> None:
    assert measure("quintal", source="fairtrade").quantity == 46
    assert measure("2 quintals", source="metric").quantity == 200
    assert measure("qq", source="us") == Measure(Fraction(100), "lb")
    with pytest.raises(UnknownUnit):
        measure("quintal")


def test_pounds_are_exact_and_pieces_are_no_weight() -> None:
    assert converted(Fraction(1), "lb", into="g") == Fraction("453.59237")
    for unit, into in (("piece", "g"), ("g", "l"), ("stone", "g"), ("g", "stone")):
        with pytest.raises(UnknownUnit):
            converted(Fraction(1), unit, into=into)


@given(
    quantity=st.fractions(min_value=0, max_value=10**6, max_denominator=10**4),
    pair=st.sampled_from(
        [(a.code, b.code) for a in UNITS.values() for b in UNITS.values() if a.dimension is b.dimension]
    ),
)
def test_there_and_back_is_the_same_quantity(quantity: Fraction, pair: tuple[str, str]) -> None:
    assert converted(converted(quantity, pair[0], into=pair[1]), pair[1], into=pair[0]) == quantity


def test_numbers_are_shown_without_zeros_that_say_nothing() -> None:
    assert [plain(Decimal(text)) for text in ("18.1400", "2400.0000", "0.0500", "0")] == ["18.14", "2400", "0.05", "0"]
