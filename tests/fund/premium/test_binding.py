"""What schemes ask of a premium: a part bound to a use, and a cap on cash. Beyond either nothing is allocated."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from certification.schemes.errors import SchemeFileRefused
from certification.schemes.queries import new_row
from certification.schemes.read_schemes import read_scheme
from kit.money import Money
from market.fund.premium.allocate_premium import allocate_premium
from market.fund.premium.binding.read_binding import read_binding
from market.fund.premium.binding.rules import Binding, CashRule, EarmarkRule, Origin, SoldPremium, bind
from market.fund.premium.errors import PremiumIsBound, TooMuchCash
from market.fund.premium.queries import get_numbers, list_uses
from market.fund.premium.rules import Vote
from models.certification import Certificate
from models.enums import CertificateState
from models.pricing import MinimumPrice
from tests.certification.schemes.test_files import MINIMAL
from tests.trade import Trade

BEAN, SEAL = Origin("bean", "https://example.org/", is_confirmed=False), Origin("seal", "https://example.org/", True)
QUARTER = SoldPremium(200, "bean", Fraction(1, 4))
VOTE = Vote(date(2026, 10, 4), members=412, present=230, in_favour=201)


def bound(
    sold: list[SoldPremium], *rules: EarmarkRule, transferred: int, allocated: Mapping[str, int] | None = None
) -> dict[str, tuple[int, int]]:
    """By use: what is required, and what of it is left."""
    found = bind(sold, rules, (), transferred=transferred, allocated=allocated or {})
    return {one.use: (one.required, one.left) for one in found.earmarks}


def test_what_a_price_table_binds_is_for_the_use_that_its_scheme_names() -> None:
    quality = EarmarkRule(BEAN, "quality", None, has_certified=False)
    assert bound([QUARTER], quality, transferred=200) == {"quality": (50, 50)}
    assert bound([QUARTER, SoldPremium(600)], quality, transferred=400) == {"quality": (25, 25)}, "half has arrived"
    assert bound([QUARTER], quality, transferred=101, allocated={"quality": 20}) == {"quality": (26, 6)}, "rounded up"
    assert bound([SoldPremium(600)], quality, transferred=400) == {}
    assert bound([], quality, transferred=0) == {}


def test_a_schemes_share_counts_where_the_table_says_nothing_and_the_strictest_counts_once() -> None:
    quality = EarmarkRule(BEAN, "quality", 1000, has_certified=True)
    stricter = EarmarkRule(SEAL, "quality", 3000, has_certified=True)
    assert bound([QUARTER, SoldPremium(100)], quality, transferred=300) == {"quality": (60, 60)}
    assert bound([QUARTER, SoldPremium(100)], quality, stricter, transferred=300) == {"quality": (90, 90)}
    uncertified = replace(stricter, has_certified=False)
    assert bound([SoldPremium(100)], uncertified, transferred=100) == {}


@given(
    share=st.integers(0, 10_000),
    wishes=st.lists(st.tuples(st.sampled_from(["quality", "health"]), st.integers(1, 500)), max_size=12),
)
def test_whatever_is_asked_for_enough_is_left_for_what_is_bound(share: int, wishes: list[tuple[str, int]]) -> None:
    rule = EarmarkRule(SEAL, "quality", share, has_certified=True)
    allocated: dict[str, int] = {}
    for use, minor in wishes:
        left = 1000 - sum(allocated.values())
        binding = bind([SoldPremium(1000)], [rule], (), transferred=1000, allocated=allocated)
        if minor <= left and binding.broken_by(use, minor, left) is None:
            allocated[use] = allocated.get(use, 0) + minor
    missing = max(0, -(-1000 * share // 10_000) - allocated.get("quality", 0))
    assert missing <= 1000 - sum(allocated.values())


def test_the_smallest_cap_on_cash_counts() -> None:
    caps = [CashRule(BEAN, 2000), CashRule(SEAL, 1500)]
    found = bind([], (), caps, transferred=199, allocated={"cash": 20}).cash
    assert found is not None
    assert (found.most, found.allocated, found.origin) == (29, 20, SEAL)
    binding = Binding(cash=found)
    assert [binding.is_beyond_cash("cash", minor) for minor in (9, 10)] == [False, True]
    assert not binding.is_beyond_cash("health", 1000)


@pytest.fixture
def paid(trade: Trade) -> str:
    """An order whose premium has arrived: 88 at Norandino. Its id."""
    order = trade.sell(trade.coffees(2))
    trade.mature()
    trade.run()
    trade.work()
    return order


def scheme(trade: Trade, facts: str, *, code: str = "bean", certifies: bool = False) -> None:
    """Bring a scheme in, as its file says it; it may have certified Norandino once."""
    file = MINIMAL.replace("a_scheme", code) + facts
    with trade.database.transaction() as session:
        row = new_row(read_scheme("a.toml", file.encode()))
        row.created_at = trade.now
        session.add(row)
        session.flush()
        if certifies:
            session.add(
                Certificate(
                    scheme_id=row.id,
                    number="1",
                    holder_id=trade.world.norandino_id,
                    state=CertificateState.WITHDRAWN,
                    valid_from=date(2020, 1, 1),
                    valid_to=date(2020, 12, 31),
                )
            )


def sell_by_table(trade: Trade, order_id: str) -> None:
    """Let the order have been sold by a row of the price table that binds 5 of 20 cents."""
    row = MinimumPrice(
        scheme="bean",
        product="coffee",
        unit="lb",
        currency="USD",
        minimum=Decimal("1.80"),
        premium=Decimal("0.20"),
        premium_earmark=Decimal("0.05"),
        valid_from=date(2020, 1, 1),
    )
    with trade.database.transaction() as session:
        session.add(row)
        session.flush()
        session.execute(text("set local session_replication_role = replica"))
        asked = {"rule": row.id, "id": order_id}
        session.execute(text("update order_line set floor_rule_id = :rule where order_id = :id"), asked)


def allocate(trade: Trade, minor: int, use: str, *, vote: Vote = VOTE, reference: str = "") -> None:
    with trade.database.transaction() as session:
        allocate_premium(
            session,
            organisation_id=trade.world.norandino_id,
            amount=Money(minor, "EUR"),
            use=use,
            purpose="As decided",
            vote=vote,
            reference=reference or f"{use}-{minor}",
            now=trade.now,
        )


def binding(trade: Trade) -> Binding:
    with trade.database.reading() as session:
        organisation_id = trade.world.norandino_id
        numbers = get_numbers(session, organisation_id, "EUR")
        return read_binding(session, organisation_id, numbers, list_uses(session, organisation_id))


def fact(name: str, value: str) -> str:
    return f'{name} = {{ value = {value}, source = "site", confirmed = false }}\n'


def test_what_the_price_table_binds_is_kept(trade: Trade, paid: str) -> None:
    scheme(trade, fact("premium_earmark", '{ use = "quality" }'))
    sell_by_table(trade, paid)
    with pytest.raises(PremiumIsBound) as refused:
        allocate(trade, 67, "health")
    told = refused.value
    assert (told.use, told.required_minor, told.allocated_minor, told.unallocated_minor) == ("quality", 22, 0, 88)
    assert told.schemes == ["bean"]
    allocate(trade, 66, "health")
    allocate(trade, 10, "quality")
    with pytest.raises(PremiumIsBound):
        allocate(trade, 1, "health")
    allocate(trade, 12, "quality")
    (earmark,) = binding(trade).earmarks
    assert (earmark.required, earmark.allocated, earmark.left) == (22, 22, 0)
    assert earmark.origins == (Origin("bean", "https://example.org/", is_confirmed=False),)


def test_a_schemes_own_share_binds_whom_it_has_certified(trade: Trade, paid: str) -> None:
    scheme(trade, fact("premium_earmark", '{ use = "quality", bps = 5000 }'))
    scheme(trade, fact("premium_earmark", '{ use = "education", bps = 2500 }'), code="seal", certifies=True)
    assert [(one.use, one.required) for one in binding(trade).earmarks] == [("education", 22)]


def test_cash_has_a_cap_unless_members_voted_for_more(trade: Trade, paid: str) -> None:
    scheme(trade, fact("premium_cash_cap", "{ bps = 2000 }"), certifies=True)
    allocate(trade, 17, "cash")
    with pytest.raises(TooMuchCash) as refused:
        allocate(trade, 1, "cash")
    assert (refused.value.most_minor, refused.value.allocated_minor, refused.value.scheme) == (17, 17, "bean")
    allocate(trade, 1, "cash", vote=replace(VOTE, is_for_more_cash=True))
    allocate(trade, 60, "health")
    with trade.database.reading() as session:
        found = "select count(*) from journal where detail ->> 'is_for_more_cash' = 'true'"
        assert session.execute(text(found)).scalar_one() == 1


@pytest.mark.parametrize(("structure", "is_capped"), [("OS50", True), ("OS90", False), (None, False)])
def test_a_cap_may_be_for_some_structures_only(trade: Trade, paid: str, structure: str | None, is_capped: bool) -> None:
    scheme(trade, fact("premium_cash_cap", '{ bps = 2000, structures = ["OS50"] }'), certifies=True)
    with trade.database.transaction() as session:
        asked = {"structure": structure, "id": trade.world.norandino_id}
        session.execute(text("update organisation set structure = :structure where id = :id"), asked)
    assert (binding(trade).cash is not None) is is_capped


def test_nothing_is_bound_where_no_scheme_asks(trade: Trade, paid: str) -> None:
    assert binding(trade) == Binding()
    allocate(trade, 88, "cash")


@pytest.mark.parametrize(
    "value", ['{ use = "yachts" }', "{ bps = 100 }", '{ use = "quality", bps = 10001 }', '"quality"', "{}"]
)
def test_a_file_that_binds_to_nonsense_is_refused(value: str) -> None:
    with pytest.raises(SchemeFileRefused):
        read_scheme("a.toml", (MINIMAL + fact("premium_earmark", value)).encode())
