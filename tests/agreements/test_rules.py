"""The formula of compensation, and that the hash is of all that is signed."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from market.agreements.rules import (
    Commitment,
    Content,
    Good,
    Package,
    Party,
    compensation_of,
    compensation_rate,
    first_nonsense,
)

means = st.integers(1, 10**12)
CONTENT = Content(
    title="Coffee for cocoa",
    body="",
    currency="EUR",
    starts_on=date(2026, 1, 1),
    ends_on=date(2026, 12, 31),
    compensation_bps=0,
    compensation_fund_id=None,
    parties=(Party("a", 1), Party("b", 2)),
    goods=(Good(None, "coffee", ""),),
    commitments=(Commitment("a", "b", "Coffee", "kg", Decimal("10"), 5, date(2026, 6, 1), None),),
    packages=(Package("a", "Roasting", "CC0", "https://example.org", ""),),
)
OTHERWISE: dict[str, Any] = {
    "title": "Other",
    "body": "Other",
    "currency": "USD",
    "starts_on": date(2026, 1, 2),
    "ends_on": date(2027, 1, 1),
    "compensation_bps": 1,
    "compensation_fund_id": "fnd",
    "parties": (Party("a", 1), Party("b", 3)),
    "goods": (),
    "commitments": (),
    "packages": (),
}


def test_the_hash_is_of_every_field_and_of_quantities_as_numbers() -> None:
    assert set(OTHERWISE) == {field.name for field in fields(Content)}
    hashes = {CONTENT.sha256()} | {replace(CONTENT, **{name: value}).sha256() for name, value in OTHERWISE.items()}
    assert len(hashes) == len(OTHERWISE) + 1
    (one,) = CONTENT.commitments
    same = replace(CONTENT, commitments=(replace(one, quantity=Decimal("10.000")),))
    assert same.sha256() == CONTENT.sha256()


def test_a_commitment_is_between_parties_within_the_days_and_answers_its_other_side() -> None:
    assert first_nonsense(CONTENT) is None
    (one,) = CONTENT.commitments
    back = replace(one, giver_id="b", receiver_id="a", answers=0)
    assert first_nonsense(replace(CONTENT, commitments=(one, back))) is None
    for wrong, problem in (
        (replace(one, receiver_id="a"), "commitment_between_parties"),
        (replace(one, giver_id="c"), "commitment_between_parties"),
        (replace(one, due_on=date(2027, 1, 1)), "due_outside_agreement"),
        (replace(back, giver_id="a", receiver_id="b"), "answers_another_side"),
        (replace(back, answers=1), "answers_another_side"),
        (replace(back, answers=-1), "answers_another_side"),
    ):
        assert first_nonsense(replace(CONTENT, commitments=(one, wrong))) == problem


@given(base=st.integers(0, 5_000), mine=means, yours=means, value=st.integers(0, 10**12))
def test_compensation_is_between_nothing_and_the_base_rate(base: int, mine: int, yours: int, value: int) -> None:
    rate = compensation_rate(base, mine, yours)
    assert rate == compensation_rate(base, yours, mine)
    assert 0 <= rate <= base and (rate == 0) == (mine == yours or base == 0)
    assert 0 <= compensation_of(value, rate) <= compensation_of(value, Fraction(base))


@given(base=st.integers(1, 5_000), mine=means, more=st.integers(1, 10**12))
def test_the_greater_the_asymmetry_the_higher_the_rate(base: int, mine: int, more: int) -> None:
    assert compensation_rate(base, mine, mine + more) < compensation_rate(base, mine, mine + 2 * more)
