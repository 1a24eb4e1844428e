"""What comes next of what has been earned, by the rules of the next run."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.payouts.outlook.rules import Circumstances, Destination, Waiting, outlook_of
from market.payouts.run_payouts import PayoutTerms
from market.payouts.sentence.rules import Obstacle, why_and_when
from models.enums import HoldReason, PayoutAccountState, PayoutPurpose, PayoutRail

# A Wednesday; its week ends before Monday the 30th.
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BANK = Destination(PayoutRail.MANUAL_BANK, PayoutAccountState.ACTIVE, "1234", ())
TERMS = PayoutTerms(netting_bps=5000, longest_wait=timedelta(days=90))


def waiting(
    minor: int,
    *,
    days: float | None = -1,
    purpose: PayoutPurpose = PayoutPurpose.GOODS,
    held_for: HoldReason | None = None,
) -> Waiting:
    return Waiting(purpose, None if days is None else NOW + timedelta(days=days), held_for, minor)


def outlook(*items: Waiting, circumstances: Circumstances | None = None):
    found = outlook_of(items, circumstances or Circumstances("EUR", BANK), terms=TERMS, now=NOW)
    assert found is not None
    return found


def test_nothing_earned_is_no_outlook() -> None:
    assert outlook_of([], Circumstances("EUR", BANK), terms=TERMS, now=NOW) is None


def test_what_is_due_this_week_comes_after_it() -> None:
    found = outlook(waiting(1000), waiting(300, days=4), waiting(50, days=6))
    assert (found.money.minor, found.expected_on, found.obstacle) == (1300, date(2026, 11, 30), None)
    assert why_and_when(found, "en") == (
        "On Monday 30 November, 13.00\N{NO-BREAK SPACE}EUR by bank transfer to your account ending in 1234."
    )


def test_what_is_due_later_names_its_own_week() -> None:
    assert outlook(waiting(1000, days=20)).expected_on == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("items", "obstacle"),
    [
        ([waiting(1000, days=None)], Obstacle.WAITING_FOR_FUNDS),
        ([waiting(1000, held_for=HoldReason.DISPUTE)], Obstacle.HELD),
        ([waiting(1000, days=None, held_for=HoldReason.DISPUTE), waiting(5, days=None)], Obstacle.WAITING_FOR_FUNDS),
    ],
)
def test_what_cannot_be_promised_says_why(items: list[Waiting], obstacle: Obstacle) -> None:
    assert outlook(*items).obstacle is obstacle


def test_a_hold_says_for_what() -> None:
    assert outlook(waiting(7, held_for=HoldReason.DISPUTE)).hold_reason is HoldReason.DISPUTE


@pytest.mark.parametrize(
    ("destination", "obstacle"),
    [
        (None, Obstacle.NO_ACCOUNT),
        (
            Destination(PayoutRail.STRIPE_CONNECT, PayoutAccountState.PENDING, "", ("external_account",)),
            Obstacle.ACCOUNT_PENDING,
        ),
        (
            Destination(PayoutRail.STRIPE_CONNECT, PayoutAccountState.RESTRICTED, "", ()),
            Obstacle.ACCOUNT_RESTRICTED,
        ),
    ],
)
def test_an_account_that_cannot_be_paid_comes_first(destination: Destination | None, obstacle: Obstacle) -> None:
    found = outlook(waiting(1000), circumstances=Circumstances("EUR", destination))
    assert (found.obstacle, found.money.minor) == (obstacle, 1000)


def test_what_is_owed_back_is_netted_up_to_the_markets_share() -> None:
    goods = {PayoutPurpose.GOODS: 800}
    found = outlook(
        waiting(1000),
        waiting(100, purpose=PayoutPurpose.PREMIUM),
        circumstances=Circumstances("EUR", BANK, owed_back_minor=goods),
    )
    assert (found.money.minor, found.netted.minor if found.netted else None) == (600, 500)


def test_an_amount_below_the_minimum_waits_and_says_until_when() -> None:
    found = outlook(waiting(900), circumstances=Circumstances("EUR", BANK, minimum_minor=1000))
    assert found.obstacle is Obstacle.BELOW_MINIMUM
    # Due since the 24th: ninety days later is Monday 22 February, whose week ends before 1 March.
    assert found.latest_on == date(2027, 3, 1)


def test_an_amount_below_the_minimum_leaves_when_it_has_waited_long_enough() -> None:
    found = outlook(waiting(900, days=-86), circumstances=Circumstances("EUR", BANK, minimum_minor=1000))
    assert (found.obstacle, found.expected_on) == (None, date(2026, 11, 30))


def test_each_purpose_is_weighed_by_itself() -> None:
    found = outlook(
        waiting(1500),
        waiting(900, purpose=PayoutPurpose.PREMIUM),
        circumstances=Circumstances("EUR", BANK, minimum_minor=1000),
    )
    assert (found.money.minor, found.obstacle) == (1500, None)


@given(
    st.lists(
        st.builds(
            waiting,
            st.integers(1, 10_000),
            days=st.one_of(st.none(), st.integers(-100, 100)),
            purpose=st.sampled_from(PayoutPurpose),
            held_for=st.one_of(st.none(), st.sampled_from(HoldReason)),
        ),
        max_size=8,
    ),
    st.dictionaries(st.sampled_from(PayoutPurpose), st.integers(0, 20_000)),
    st.integers(1, 5000),
)
def test_no_promise_is_more_than_was_earned(items: list[Waiting], owed_back: dict, minimum: int) -> None:
    circumstances = Circumstances("EUR", BANK, minimum, owed_back)
    found = outlook_of(items, circumstances, terms=TERMS, now=NOW)
    if found is None:
        assert items == []
        return
    assert 0 < found.money.minor <= sum(item.minor for item in items)
    assert why_and_when(found, "es")
