"""Conversion factors out of files: Fairtrade's list, and our own."""

from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from market.pricing.errors import NeedsOwnOutturn, NoConversion, RuleFileRefused
from market.pricing.queries import get_conversion
from market.pricing.tables.import_factors import import_factors
from market.pricing.tables.report import RuleReport
from market.pricing.tables.rules import Outcome

REAL = Path(__file__).parents[2] / "../shared/data/fairtrade"
FAIRTRADE = (
    "\ufeffproduct_code,major category,minor category,production type,multiplication_factor\n"
    "pp001,Banana,Banana (fresh),Banana (fresh),1\n"
    "pp010,Coffee,Arabica,Arabica: Unprocessed cherry,0.5\n"
    "pp011,Coffee,Arabica,Arabica: Dry cherry,0.5\n"
    "pp012,Coffee,Arabica,Arabica: Unwashed parchment,0.8\n"
    "pp013,Coffee,Arabica,Arabica: Washed parchment,0.8\n"
    "pp261,Tea,Tea,Camellia sinensis: Green leaf,0.22222\n"
    "pp625,Wine grapes,Red Wine grapes,Red Wine grapes,0.00143\n"
    "pp900,Rice,Paddy,Paddy,0.66\n"
)
OURS = "product,from_form,to_form,factor,source\n"


def take(session: Session, words: str, *, is_check: bool = False) -> RuleReport:
    return import_factors(session, words.encode(), is_check=is_check)


def outcomes(report: RuleReport) -> list[Outcome]:
    return [line.outcome for line in report.lines]


def test_fairtrades_list_without_the_factor_that_is_wrong(session: Session) -> None:
    report = take(session, FAIRTRADE)
    new, unchanged, refused = Outcome.NEW, Outcome.UNCHANGED, Outcome.REFUSED
    assert outcomes(report) == [unchanged, refused, new, new, unchanged, new, new, refused]
    assert "own outturn is needed" in report.lines[1].notes[0]
    assert "is not known" in report.lines[7].notes[0]

    def factor(product: str, from_form: str, to_form: str) -> Fraction:
        return get_conversion(session, product=product, from_form=from_form, to_form=to_form).factor

    assert factor("coffee_arabica_washed", "cherry_dry", "green") == Fraction(1, 2)
    assert factor("coffee_arabica_natural", "parchment", "green") == Fraction(4, 5)
    assert factor("tea_made", "green_leaf", "made") == Fraction("0.22222")
    assert factor("wine_grapes_red", "l", "") == Fraction("0.00143")
    assert factor("coffee_robusta", "roasted", "green") == Fraction(119, 100)
    assert factor("tea", "made", "made") == 1
    with pytest.raises(NeedsOwnOutturn):
        factor("coffee_arabica_washed", "cherry_fresh", "green")
    with pytest.raises(NoConversion):
        factor("cocoa_beans", "bar", "beans")


def test_twice_is_once_and_a_check_writes_nothing(session: Session) -> None:
    take(session, FAIRTRADE, is_check=True)
    assert outcomes(take(session, FAIRTRADE)).count(Outcome.NEW) == 4
    assert Outcome.NEW not in outcomes(take(session, FAIRTRADE))


def test_the_nearest_product_wins_and_a_new_factor_replaces_the_old(session: Session) -> None:
    take(session, OURS + "coffee,parchment,green,0.8,a\nCoffee Arabica,Washed parchment,Green beans,0.81,a mill\n")
    assert get_conversion(
        session, product="coffee_arabica_washed", from_form="parchment", to_form="green"
    ).factor == Fraction("0.81")
    assert get_conversion(session, product="coffee_robusta", from_form="parchment", to_form="green").source == "a"
    report = take(session, OURS + "coffee,parchment,green,0.79,b\ncoffee,parchment,green,0.78,c\n")
    assert outcomes(report) == [Outcome.CHANGED, Outcome.REFUSED]
    assert report.lines[0].notes == ("0.8 before",)
    assert report.lines[1].notes == ("an earlier line says 0.79",)
    assert get_conversion(session, product="coffee", from_form="parchment", to_form="green").source == "b"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("coffee,parchment,parchment,0.8,", "is no conversion"),
        (",parchment,green,0.8,", "is no conversion"),
        ("coffee,,green,0.8,", "is no conversion"),
        ("coffee,fresh cherry,green,0.5,", "own outturn is needed"),
        ("coffee,parchment,green,0,", "above zero"),
        ("coffee,parchment,green,4/5,", "is no amount"),
    ],
)
def test_what_is_no_factor_is_told(session: Session, row: str, why: str) -> None:
    report = take(session, f"{OURS}{row}\n")
    assert outcomes(report) == [Outcome.REFUSED]
    assert why in report.lines[0].notes[0]


def test_a_file_of_something_else_is_refused(session: Session) -> None:
    with pytest.raises(RuleFileRefused):
        take(session, "a,b\n1,2\n")


@pytest.mark.skipif(not REAL.exists(), reason="the real data are not here")
@pytest.mark.parametrize("name", ["fairtrade_products_selfreporting.csv", "fairtrade_product_tree.csv"])
def test_fairtrades_real_lists(session: Session, name: str) -> None:
    report = import_factors(session, (REAL / name).read_bytes(), is_check=False)
    assert len(report.lines) == 596
    assert report.count(Outcome.NEW) == 9
    refused = [line.what for line in report.lines if line.outcome is Outcome.REFUSED]
    assert len(refused) == 2 and all("Unprocessed cherry" in what for what in refused)
