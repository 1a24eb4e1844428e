"""Pictures of statements keep the proportions of their figures, and nothing in them overlaps."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.plots.dots import MOST_DOTS, Members, dots, family_dots, per_dot
from storefront.plots.prices import Held, corners_of, price_line
from storefront.plots.sankey import Flow, layout, sankey
from storefront.plots.stack import Slice, stack
from storefront.plots.stack import layout as stack_layout
from storefront.plots.steps import HEIGHT, WIDTH, step_points, steps

AMOUNTS = st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=8)
HOSTILE = '"><script>alert(1)</script>'


@given(AMOUNTS)
def test_slices_are_as_long_as_their_parts_and_fill_the_bar(amounts: list[int]) -> None:
    placed = stack_layout([Slice(str(place), Decimal(amount)) for place, amount in enumerate(amounts)])
    whole = sum(abs(amount) for amount in amounts)
    if not whole:
        assert placed == []
        return
    assert abs(sum(one.width for one in placed) - 100) < 1e-6
    reached = 0.0
    for one in placed:
        assert abs(one.start - reached) < 1e-6
        assert abs(one.width - 100 * abs(amounts[one.place]) / whole) < 1e-6
        reached = one.start + one.width
    put_in = [one.is_put_in for one in placed]
    assert put_in == sorted(put_in, reverse=True)


def test_nought_is_marked_where_something_was_put_in() -> None:
    drawn = stack([Slice("a", Decimal(75)), Slice("b", Decimal(-25))], "a bar")
    assert '<rect x="0.000%" width="25.000%" height="100%" class="slice-put-in"/>' in drawn
    assert 'x1="25.000%"' in drawn and 'class="now"' in drawn
    assert 'class="now"' not in stack([Slice("a", Decimal(75))], "a bar")


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=40))
def test_the_line_stays_on_the_picture_and_goes_on_from_month_to_month(values: list[int]) -> None:
    corners = step_points(values, min(0, *values), max(0, *values))
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in corners)
    assert len(corners) == 1 + 2 * len(values)
    across = [x for x, _ in corners]
    assert across == sorted(across)
    heights = {value: y for value, (_, y) in zip(values, corners[1::2], strict=True)}
    assert [heights[value] for value in sorted(heights)] == sorted(heights.values(), reverse=True)


def test_several_lines_share_a_scale() -> None:
    small, alone = steps([10], "x", most=100), steps([10], "x")
    assert small != alone
    assert steps([100], "x", most=100) == steps([100], "x")


@given(st.builds(Members, *[st.integers(0, 60_000)] * 3))
def test_dots_are_few_and_no_kind_is_lost(members: Members) -> None:
    drawn = dots(members, "dots")
    unit = per_dot(members.total)
    for kind, number in (("women", members.women), ("men", members.men), ("unknown", members.unknown)):
        count = drawn.count(f'class="dot-{kind}"')
        assert (count > 0) == (number > 0)
        assert abs(count - number / unit) <= max(0.5, 1 - number / unit)
    assert drawn.count("<circle") <= MOST_DOTS + 3
    places = re.findall(r'cx="(\d+)" cy="(\d+)"', drawn)
    assert len(places) == len(set(places))


@given(st.integers(0, 1_000_000))
def test_families_are_few_dots_and_none_are_none(families: int) -> None:
    drawn = family_dots(families, "dots")
    assert (drawn.count('class="dot-families"') > 0) == (families > 0)
    assert drawn.count("<circle") <= MOST_DOTS


PARTIES = ("producers", "premium", "fund", "tax")


@st.composite
def balanced(draw: st.DrawFn) -> list[Flow]:
    """What comes to a party leaves it."""
    flows = []
    for party in PARTIES:
        came, earlier = draw(st.integers(1, 10**9)), draw(st.integers(0, 10**6))
        flows.append(Flow("buyers", "Buyers, in this period", party, party, came))
        if earlier:
            flows.append(Flow("earlier", "Set aside earlier", party, party, earlier))
        used = draw(st.integers(0, came + earlier))
        flows += [
            Flow(party, party, f"{party}-use", "A use with a long name, longer than a line", amount)
            if amount == used
            else Flow(party, party, "kept", "Kept", amount)
            for amount in {used, came + earlier - used}
            if amount
        ]
    return flows


@given(balanced())
def test_boxes_and_bands_do_not_overlap(flows: list[Flow]) -> None:
    boxes, bands, height = layout(flows)
    for column in range(3):
        ours = sorted((box for box in boxes.values() if box.column == column), key=lambda box: box.top)
        for above, below in pairwise(ours):
            assert above.top + above.height < below.top
        assert all(box.top + box.height <= height for box in ours)
    for code, box in boxes.items():
        for sides in (
            [(one.left_y, one.thickness) for one in bands if one.source == code],
            [(one.right_y, one.thickness) for one in bands if one.target == code],
        ):
            reached = box.top
            for y, thickness in sorted(sides):
                assert y >= reached - 1e-6
                reached = y + thickness
            assert reached <= box.top + box.height + 1e-6


def test_three_columns_and_a_band_for_each_flow() -> None:
    flows = [
        Flow("buyers", "Buyers", "producers", "Producers", 70),
        Flow("buyers", "Buyers", "tax", "Tax", 30),
        Flow("producers", "Producers", "sent", "Sent", 70),
        Flow("tax", "Tax", "state", "Tax offices", 30),
    ]
    boxes, bands, _ = layout(flows)
    assert {code: box.column for code, box in boxes.items()} == {
        "buyers": 0,
        "producers": 1,
        "tax": 1,
        "sent": 2,
        "state": 2,
    }
    assert [round(band.thickness) for band in bands] == [182, 78, 182, 78]
    assert len(ElementTree.fromstring(sankey(flows, "flows")).findall("path")) == 4


@pytest.mark.parametrize(
    "drawn",
    [
        stack([Slice(HOSTILE, Decimal(1))], HOSTILE),
        steps([1], HOSTILE),
        dots(Members(1, 0, 0), HOSTILE),
        sankey([Flow("a", HOSTILE, "b", HOSTILE, 1)], HOSTILE),
    ],
)
def test_no_name_carries_markup(drawn: str) -> None:
    assert "<script>" not in drawn
    ElementTree.fromstring(drawn)


BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10**8)), min_size=1, max_size=8))
def test_a_price_is_drawn_as_long_as_it_held_and_as_high_as_it_was(prices: list[tuple[int, int]]) -> None:
    held = [Held(BEGUN + timedelta(days=day), amount) for day, amount in sorted(prices)]
    now = held[-1].since + timedelta(days=30)
    corners = corners_of(held, now)
    days = (now - held[0].since).days
    highest = max(1, *(one.amount for one in held))
    for number, one in enumerate(held):
        (begin, height), (end, same) = corners[2 * number : 2 * number + 2]
        until = held[number + 1].since if number + 1 < len(held) else now
        assert height == same
        assert abs((end - begin) - (WIDTH - 12) * (until - one.since).days / days) < 1e-6
        assert abs((HEIGHT - 6 - height) - (HEIGHT - 12) * one.amount / highest) < 1e-6


def test_a_price_line_escapes_its_words_and_draws_nothing_of_nothing() -> None:
    assert price_line(BEGUN, [], "a line") == ""
    drawn = price_line(BEGUN, [Held(BEGUN, 890)], HOSTILE)
    assert ElementTree.fromstring(drawn).attrib["aria-label"] == HOSTILE
