"""What prefinance costs: exact, simple, never more than was said, and nought at the end."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from market.prefinance.rules import (
    CameBack,
    Due,
    Terms,
    most_for,
    most_interest,
    owed_on,
    split_repayment,
    take_share,
)

SENT = date(2026, 3, 1)
TERMS = Terms(600, date(2027, 2, 28))
amounts = st.integers(1, 10**12)
days = st.integers(0, 900)


def day(number: int) -> date:
    return SENT + timedelta(days=number)


def test_a_year_at_six_per_cent_and_no_day_more() -> None:
    assert owed_on(100_000, [], Terms(600, day(365)), sent_on=SENT, day=day(365)).interest_minor == 6_000
    assert owed_on(100_000, [], Terms(600, day(365)), sent_on=SENT, day=day(900)).interest_minor == 6_000
    assert most_interest(100_000, Terms(600, day(365)), sent_on=SENT) == 6_000


def test_interest_is_on_what_is_still_owed_and_never_on_interest() -> None:
    came_back = [CameBack(day(100), 50_000, 0)]
    # 100,000 for 100 days, 50,000 for 100 more: 15,000,000 days at 6 % a year.
    assert owed_on(100_000, came_back, TERMS, sent_on=SENT, day=day(200)).interest_minor == 2_465
    assert Fraction(15_000_000 * 600, 10_000 * 365).__floor__() == 2_465


def test_the_day_it_was_sent_costs_nothing_and_before_it_was_sent_nothing_costs() -> None:
    assert owed_on(10**9, [], TERMS, sent_on=SENT, day=SENT).interest_minor == 0
    assert owed_on(10**9, [], TERMS, sent_on=None, day=day(300)).interest_minor == 0
    assert owed_on(10**9, [], TERMS, sent_on=SENT, day=day(1)).interest_minor > 0


@given(
    amount=amounts,
    bps=st.integers(0, 10_000),
    until=st.integers(1, 1_000),
    steps=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 10**12)), max_size=8),
)
def test_whatever_is_repaid_when_nothing_is_ever_below_nought_or_above_the_most(
    amount: int, bps: int, until: int, steps: list[tuple[int, int]]
) -> None:
    terms, at = Terms(bps, day(until)), 0
    came_back: list[CameBack] = []
    most = most_interest(amount, terms, sent_on=SENT)
    for pause, minor in steps:
        at += pause
        owed = owed_on(amount, came_back, terms, sent_on=SENT, day=day(at))
        principal, interest = split_repayment(minor, owed)
        assert 0 <= principal <= owed.principal_minor and 0 <= interest <= owed.interest_minor
        if principal + interest:
            came_back.append(CameBack(day(at), principal, interest))
    last = owed_on(amount, came_back, terms, sent_on=SENT, day=day(at + 50))
    assert last.principal_minor >= 0 and last.interest_minor >= 0
    came_back.append(CameBack(day(at + 50), *split_repayment(last.total_minor, last)))
    assert owed_on(amount, came_back, terms, sent_on=SENT, day=day(at + 999)).total_minor == 0
    assert sum(one.interest_minor for one in came_back) <= most
    assert sum(one.principal_minor for one in came_back) == amount


@given(amount=amounts, bps=st.integers(1, 10_000), early=days, late=days)
def test_paying_sooner_never_costs_more(amount: int, bps: int, early: int, late: int) -> None:
    early, late = sorted((early, late))
    terms = Terms(bps, day(600))
    sooner = owed_on(amount, [], terms, sent_on=SENT, day=day(early))
    later = owed_on(amount, [], terms, sent_on=SENT, day=day(late))
    assert sooner.interest_minor <= later.interest_minor


@given(
    lefts=st.lists(amounts, max_size=12),
    share=st.integers(1, 10_000),
    owed=st.integers(0, 10**13),
)
def test_a_share_is_never_more_than_agreed_nor_than_is_owed(lefts: list[int], share: int, owed: int) -> None:
    items = [Due(str(number), left) for number, left in enumerate(lefts)]
    taken = {one.item_id: one.minor for one in take_share(items, share_bps=share, owed_minor=owed)}
    assert sum(taken.values()) == min(owed, sum(left * share // 10_000 for left in lefts))
    for item in items:
        assert 0 <= taken.get(item.item_id, 0) * 10_000 <= item.left_minor * share


@given(expected=amounts, cap=st.integers(1, 10_000))
def test_the_most_of_an_order_is_within_its_share(expected: int, cap: int) -> None:
    most = most_for(expected, cap)
    assert most * 10_000 <= expected * cap < (most + 1) * 10_000
