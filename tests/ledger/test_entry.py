"""An entry balances, or there is no entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.money import Money
from market.ledger.accounts import SOLIDARITY_FUND, STRIPE_AVAILABLE, STRIPE_PENDING, AccountSpec, producer_payable
from market.ledger.entry import Entry, credit, debit, moved
from market.ledger.errors import Unbalanced
from models.enums import JournalKind
from tests.ledger.makers import ENTRIES, NOON, makers


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def entry_of(*legs: tuple[AccountSpec, int]) -> Entry:
    sides = tuple(debit(to, eur(minor)) if minor >= 0 else credit(to, eur(-minor)) for to, minor in legs)
    return Entry(JournalKind.CORRECTION, "test", NOON, sides)


def test_balance_is_asked_in_each_currency() -> None:
    legs = (debit(STRIPE_PENDING, eur(100)), credit(SOLIDARITY_FUND, Money(100, "USD")))
    with pytest.raises(Unbalanced):
        Entry(JournalKind.CORRECTION, "test", NOON, legs)


def test_one_account_on_both_sides_is_no_entry() -> None:
    with pytest.raises(Unbalanced):
        entry_of((STRIPE_PENDING, 100), (STRIPE_PENDING, -100))


def test_an_entry_of_nothing_is_no_entry() -> None:
    with pytest.raises(Unbalanced):
        entry_of((STRIPE_PENDING, 0), (SOLIDARITY_FUND, 0))


@pytest.mark.parametrize("side", [debit, credit])
def test_a_negative_amount_is_on_the_wrong_side(side: object) -> None:
    assert callable(side)
    with pytest.raises(ValueError, match="negative"):
        side(STRIPE_PENDING, eur(-1))


def test_what_moves_the_other_way_is_stated_by_its_sign() -> None:
    there = moved(eur(5), into=STRIPE_AVAILABLE, out_of=STRIPE_PENDING)
    back = moved(eur(-5), into=STRIPE_AVAILABLE, out_of=STRIPE_PENDING)
    assert {leg.account.code: leg.money.minor for leg in there} == {"stripe:available": 5, "stripe:pending": -5}
    assert {leg.account.code: leg.money.minor for leg in back} == {"stripe:available": -5, "stripe:pending": 5}


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_order_of_legs_changes_neither_the_entry_nor_its_hash(shares: list[int], random: object) -> None:
    legs = [(producer_payable(f"org_{index % 5}"), -minor) for index, minor in enumerate(shares)]
    legs.append((STRIPE_PENDING, sum(shares)))
    shuffled = list(legs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = entry_of(*legs), entry_of(*shuffled)
    assert one.legs == other.legs
    assert one.input_hash() == other.input_hash()
    assert sum(leg.money.minor for leg in one.legs) == 0
    assert len({leg.account.code for leg in one.legs}) == len(one.legs)


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=9), st.integers(0, 8), st.sampled_from([-1, 1]))
def test_off_by_one_anywhere_is_refused(shares: list[int], place: int, off: int) -> None:
    legs = [(producer_payable(f"org_{index}"), -minor) for index, minor in enumerate(shares)]
    legs.append((STRIPE_PENDING, sum(shares)))
    account, minor = legs[place % len(legs)]
    legs[place % len(legs)] = (account, minor + off)
    with pytest.raises(Unbalanced):
        entry_of(*legs)


def test_the_hash_tells_apart_what_is_not_the_same_fact() -> None:
    legs = (debit(STRIPE_PENDING, eur(5)), credit(SOLIDARITY_FUND, eur(5)))
    other_legs = (debit(STRIPE_PENDING, eur(6)), credit(SOLIDARITY_FUND, eur(6)))
    told = [
        Entry(JournalKind.CORRECTION, "a", NOON, legs),
        Entry(JournalKind.SUSPENSE, "a", NOON, legs),
        Entry(JournalKind.CORRECTION, "a", NOON, other_legs),
        Entry(JournalKind.CORRECTION, "a", NOON, legs, order_id="ord_1"),
        Entry(JournalKind.CORRECTION, "a", NOON, legs, subject_id="ord_1"),
        Entry(JournalKind.CORRECTION, "a", NOON, legs, reverses_id="led_1"),
    ]
    assert len({entry.input_hash() for entry in told}) == len(told)
    same = Entry(JournalKind.CORRECTION, "b", NOON.replace(hour=13), legs, note="said again", detail={"by": "hand"})
    assert same.input_hash() == told[0].input_hash(), "when it is said, and with what words, changes no fact"


def test_every_maker_of_entries_is_tried() -> None:
    assert sorted(ENTRIES) == sorted(makers())


@pytest.mark.parametrize("maker", sorted(ENTRIES))
@given(data=st.data())
def test_every_entry_balances_and_says_what_it_is_about(maker: str, data: st.DataObject) -> None:
    entry = data.draw(ENTRIES[maker])
    sums: dict[str, int] = {}
    for leg in entry.legs:
        assert leg.money.minor != 0, "nothing is no posting"
        sums[leg.money.currency] = sums.get(leg.money.currency, 0) + leg.money.minor
    assert set(sums.values()) == {0}
    assert len({(leg.account.code, leg.money.currency) for leg in entry.legs}) == len(entry.legs)
    assert entry.key and entry.subject_id
    assert entry.effective_at == NOON
