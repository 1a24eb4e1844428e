"""A fact's line is RFC 8785 and says one fact only; sums are the plain sums."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import cast

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from market.impact.facts.rules import (
    LARGEST,
    POOLED,
    Day,
    Fact,
    Group,
    NotAFact,
    Sum,
    line_of,
    line_of_day,
    order_reference,
    read_fact,
    sums_of,
)

PERU = Group("PE", "agrarian", "agricultural_coop", "OS90", "coffee")
POOL = Group(POOLED, POOLED, POOLED, POOLED, POOLED)
NOBODY = Group("", "", "", "", "")
SALE = Fact(
    entry=123,
    kind="sale",
    on=date(2026, 11, 2),
    order="0123456789abcdef0123456789abcdef",
    producer="norandino",
    group=PERU,
    currency="EUR",
    amounts={"gross": 1200, "orders": 1, "claimed:third_party": 900, "claimed": 900},
)

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(lambda word: word != POOLED)
named = st.tuples(words, st.builds(Group, words, words, words, words, words))
measures = st.from_regex(r"[a-z][a-z_]{0,8}(:[a-z0-9_]{1,6})?", fullmatch=True)
amounts = st.integers(-LARGEST, LARGEST)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    producer, group = draw(st.one_of(named, st.just((POOLED, POOL)), st.just(("", NOBODY))))
    return Fact(
        entry=draw(st.integers(1, LARGEST)),
        kind=draw(st.sampled_from(["sale", "transfer", "fund"])),
        on=draw(st.dates()),
        order=draw(st.sampled_from(["", SALE.order])),
        producer=producer,
        group=group,
        currency=draw(st.sampled_from(["EUR", "JPY"])),
        amounts=draw(st.dictionaries(measures, amounts, max_size=5)),
    )


@given(facts())
def test_a_line_is_rfc_8785_and_comes_back_as_the_fact(fact: Fact) -> None:
    line = line_of(fact)
    assert line.encode() == rfc8785.dumps(cast("dict[str, str]", json.loads(line)))
    assert read_fact(line) == replace(fact, amounts={name: minor for name, minor in fact.amounts.items() if minor})


def test_a_line_is_what_the_documentation_says() -> None:
    assert line_of(SALE) == (
        '{"amounts":{"claimed":900,"claimed:third_party":900,"gross":1200,"orders":1},"country":"PE",'
        '"currency":"EUR","entry":123,"kind":"sale","line":"agrarian","on":"2026-11-02",'
        '"order":"0123456789abcdef0123456789abcdef","producer":"norandino","relation":"agricultural_coop",'
        '"sector":"coffee","structure":"OS90"}'
    )


def bent(**changes: object) -> str:
    found = {**json.loads(line_of(SALE)), **changes}
    return json.dumps(found, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 100_000,
        line_of(SALE) + " ",
        line_of(SALE).replace('"EUR"', '"\\u0045UR"'),
        line_of(SALE).replace('"entry":123', '"entry":123,"entry":123'),
        bent(more=1),
        bent(entry=0),
        bent(entry=True),
        bent(entry=123.0),
        bent(entry="123"),
        bent(entry=2**53),
        bent(kind="Sale"),
        bent(kind=""),
        bent(on="2026-11-2"),
        bent(on="20261102"),
        bent(on="2026-02-30"),
        bent(on=20261102),
        bent(order="0123"),
        bent(order=SALE.order.upper()),
        bent(currency="eur"),
        bent(country=None),
        bent(country=""),
        bent(country=POOLED),
        bent(producer=POOLED),
        bent(amounts={"gross": 0}),
        bent(amounts={"gross": 1.5}),
        bent(amounts={"gross": True}),
        bent(amounts={"gross": 2**53}),
        bent(amounts={"Gross": 1}),
        bent(amounts={"gross:": 1}),
        bent(amounts=[]),
        bent(sector="\ud800"),
    ],
)
def test_what_is_not_a_line_is_refused(line: str) -> None:
    with pytest.raises(NotAFact):
        read_fact(line)


def test_sums_are_by_measure_currency_and_group() -> None:
    refund = replace(SALE, entry=124, amounts={"gross": -200, "orders": -1})
    pooled = replace(SALE, entry=125, producer=POOLED, group=POOL, currency="JPY", amounts={"gross": 7})
    assert sums_of([SALE, refund, pooled]) == [
        Sum("sale.claimed", "EUR", PERU, 900),
        Sum("sale.claimed:third_party", "EUR", PERU, 900),
        Sum("sale.gross", "EUR", PERU, 1000),
        Sum("sale.gross", "JPY", POOL, 7),
    ]
    assert POOL.is_pooled
    assert not PERU.is_pooled


@given(st.lists(facts(), max_size=8))
def test_the_order_of_facts_does_not_matter_to_sums(found: list[Fact]) -> None:
    assert sums_of(found) == sums_of(reversed(found))


def test_an_order_stands_by_its_hash() -> None:
    digest = hashlib.sha256(b"solifair order/ord_1").hexdigest()
    assert order_reference("ord_1") == digest[:32]


def test_a_day_is_a_line_of_its_own() -> None:
    day = Day(date(2026, 11, 2), 3, bytes(32))
    assert line_of_day(day) == '{"facts":3,"on":"2026-11-02","root":"' + "00" * 32 + '"}'
