"""Of an article number that comes twice, one variant keeps it; the goods are taken all the same."""

import pytest

from market.catalog.importing.plan import Part
from market.catalog.importing.report import ImportReport
from tests.catalog.importing.market import Producer, sheet

_NUMBERS = "select p.handle, v.sku from variant v join product p on p.id = v.product_id order by p.handle, v.position"


def row(handle: str, sku: str, price: str = "9.00") -> str:
    return f"{handle},{handle.title()},true,Size,250 g,{sku},280,5,{price}"


def told(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(each.row, each.code, each.detail) for one in report.rows for each in one.problems]


@pytest.mark.parametrize("at_once", [1, 500])
def test_the_first_of_a_file_keeps_it(producer: Producer, at_once: int) -> None:
    file = sheet([row("a", "S"), row("b", "S"), row("c", "T")])
    left_out = [(3, "duplicate_sku", "left out: it is the number of 250 g of a")]
    assert told(producer.bring(file, is_dry_run=True, at_once=at_once)) == left_out
    done = producer.bring(file, at_once=at_once)
    assert (done.created, done.refused, told(done)) == (3, 0, left_out)
    assert producer.rows(_NUMBERS) == [("a", "S"), ("b", None), ("c", "T")]
    again = producer.bring(file, at_once=at_once)
    assert (again.unchanged, told(again)) == (3, left_out)


def test_within_one_product_too(producer: Producer) -> None:
    done = producer.bring(sheet([row("a", "S"), "a,,,,500 g,S,500,5,17.00"]))
    assert told(done) == [(3, "duplicate_sku", "left out: it is the number of 250 g of a")]
    assert producer.rows(_NUMBERS) == [("a", "S"), ("a", None)]


def test_a_variant_of_another_file_keeps_it(producer: Producer) -> None:
    producer.bring(sheet([row("a", "S")]))
    done = producer.bring(sheet([row("b", "S")]))
    assert told(done) == [(2, "duplicate_sku", "left out: it is the number of 250 g of a")]
    producer.execute("update product set state = 'archived' where handle = 'a'")
    assert told(producer.bring(sheet([row("b", "S")]))) == []
    assert producer.rows(_NUMBERS) == [("a", "S"), ("b", "S")]


def test_two_that_change_numbers_with_each_other(producer: Producer) -> None:
    producer.bring(sheet([row("a", "S"), row("b", "T")]))
    done = producer.bring(sheet([row("a", "T"), row("b", "S")]))
    assert (done.updated, told(done)) == (2, [])
    assert producer.rows(_NUMBERS) == [("a", "T"), ("b", "S")]


def test_a_variant_that_the_file_takes_away_gives_it_up(producer: Producer) -> None:
    producer.bring(sheet([row("a", "S"), "a,,,,500 g,T,500,5,17.00"]))
    done = producer.bring(sheet([row("a", "S"), row("b", "T")]))
    assert [code for _, code, _ in told(done)] == ["variant_archived"]
    assert producer.rows(_NUMBERS)[-1] == ("b", "T")


def test_one_that_is_refused_keeps_its_number(producer: Producer) -> None:
    """Its new number would have set the old one free."""
    producer.bring(sheet([row("a", "S")]))
    done = producer.bring(sheet([row("a", "T", "0.01"), row("b", "S")]))
    assert [code for _, code, _ in told(done)] == ["price_not_chargeable", "duplicate_sku"]
    assert producer.rows(_NUMBERS) == [("a", "S"), ("b", None)]


def test_prices_and_counts_say_nothing_of_numbers(producer: Producer) -> None:
    producer.bring(sheet([row("a", "S"), row("b", "T")]))
    done = producer.bring(sheet([row("a", "S", "8.00"), row("b", "S", "8.00")]), only=frozenset({Part.PRICE}))
    assert (done.updated, told(done)) == (2, [])
    assert producer.rows(_NUMBERS) == [("a", "S"), ("b", "T")]


@pytest.mark.parametrize("at_once", [1, 2, 500])
def test_a_file_moves_numbers_between_its_products_however_it_is_cut(producer: Producer, at_once: int) -> None:
    producer.bring(sheet([row("a", "S"), row("b", "T"), row("c", "U")]))
    file = sheet([row("a", "T"), row("b", "U"), row("c", "S")])
    assert told(producer.bring(file, is_dry_run=True, at_once=at_once)) == []
    done = producer.bring(file, at_once=at_once)
    assert (done.updated, told(done)) == (3, [])
    assert producer.rows(_NUMBERS) == [("a", "T"), ("b", "U"), ("c", "S")]
    assert producer.bring(file, at_once=2).unchanged == 3


def test_what_was_refused_before_keeps_its_number(producer: Producer) -> None:
    producer.bring(sheet([row("a", "S")]))
    file = sheet([row("a", "T", "0.01"), row("b", "S")])
    for is_dry_run in (True, False):
        done = producer.bring(file, is_dry_run=is_dry_run, at_once=1)
        assert [code for _, code, _ in told(done)] == ["price_not_chargeable", "duplicate_sku"]
    assert producer.rows(_NUMBERS) == [("a", "S"), ("b", None)]
