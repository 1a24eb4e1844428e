"""Fee changes in daylight: told ahead, tried on real orders, in force from their day, never on what is placed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from certification.audit.queries import list_newest
from kit.database import Database
from market.pricing.changes import preview_queries, queries
from market.pricing.changes.announce_fees import announce_fees
from market.pricing.changes.errors import (
    FeeChangeDecided,
    FeeChangeWaiting,
    FeesTooHigh,
    FeesUnchanged,
    NoSuchFeeChange,
    NoSuchMonth,
    NoticeTooShort,
)
from market.pricing.changes.preview_fees import FeePreview, preview_fees
from market.pricing.changes.preview_own_fees import preview_own_fees
from market.pricing.changes.preview_queries import After, Cut
from market.pricing.changes.propose_fees import propose_fees
from market.pricing.changes.rules import Month, Shares, state_of
from market.pricing.changes.withdraw_fees import withdraw_fees
from market.pricing.queries import get_fees, get_price_facts
from market.pricing.rules import FloorFacts, breakdown
from models.accounts import Person
from models.enums import FeeChangeState, PartKind
from tests.catalog.world import World
from tests.shop import NOW, Shop

PRESENT = Shares(800, 100, 50)
HIGHER = Shares(950, 150, 50)
BEGINS = date(2027, 1, 1)
AFTER_NOVEMBER = datetime(2026, 12, 5, 9, tzinfo=UTC)
REASON = "The carrier of our payments takes more from January on."


def propose(session: Session, person_id: str, shares: Shares = HIGHER, *, begins: date = BEGINS) -> str:
    return propose_fees(
        session, shares, valid_from=begins, reason=REASON, person_id=person_id, notice_days=30, now=NOW
    ).id


def announce(session: Session, change_id: str, person_id: str, *, now: datetime = NOW) -> None:
    announce_fees(session, change_id, person_id=person_id, notice_days=30, now=now)


def a_person(session: Session) -> str:
    person = Person(email="ops@example.org", full_name="Ops", is_operator=True)
    session.add(person)
    session.flush()
    return person.id


@pytest.fixture
def operator(session: Session) -> str:
    World(session).build()
    return a_person(session)


def test_a_proposal_changes_nothing(session: Session, operator: str) -> None:
    change_id = propose(session, operator)
    assert get_fees(session, BEGINS).market_fee_bps == 800
    assert [one.id for one in queries.list_changes(session, before=None, limit=5)] == [change_id]
    assert queries.list_changes(session, before=change_id, limit=5) == []
    (row,) = list_newest(session, object_id=change_id, limit=5)
    assert (row.facts.action, row.facts.actor_id, row.facts.detail["market_fee_bps"]) == (
        "fee_change.propose",
        operator,
        "950",
    )


def test_announced_fees_hold_from_their_day_and_not_a_day_before(session: Session, operator: str) -> None:
    announce(session, propose(session, operator), operator)
    eve, first = get_fees(session, BEGINS - timedelta(days=1)), get_fees(session, BEGINS)
    assert (eve.id, eve.market_fee_bps) == ("fee_now", 800)
    assert (first.version, first.market_fee_bps, first.dues_bps, first.solidarity_bps) == (3, 950, 150, 50)
    told = queries.list_schedules(session)
    assert [(one.version, one.valid_to, one.reason) for one in told] == [
        (3, None, REASON),
        (2, date(2026, 12, 31), None),
    ]


def test_every_rate_of_tax_is_told_with_its_days(session: Session, operator: str) -> None:
    assert [(one.fee, one.rate_bps, one.valid_from) for one in queries.list_fee_taxes(session)] == [
        ("federation_dues", 0, date(2024, 1, 1)),
        ("market_fee", 0, date(2024, 1, 1)),
    ]
    assert [(one.country, one.vat_class, one.rate_bps, one.valid_to) for one in queries.list_goods_taxes(session)] == [
        ("FR", "food", 550, None),
        ("FR", "standard", 2000, None),
    ]


def test_taken_back_it_is_as_if_nothing_had_been_said_but_that_it_was_said(session: Session, operator: str) -> None:
    change_id = propose(session, operator)
    announce(session, change_id, operator)
    change = withdraw_fees(session, change_id, person_id=operator, now=NOW + timedelta(days=2))
    assert (change.withdrawn_by, change.schedule_id is not None) == (operator, True)
    assert get_fees(session, BEGINS).id == "fee_now"
    assert [one.valid_to for one in queries.list_schedules(session)] == [None]
    actions = [row.facts.action for row in list_newest(session, object_id=change_id, limit=5)]
    assert actions == ["fee_change.withdraw", "fee_change.announce", "fee_change.propose"]
    with pytest.raises(FeeChangeDecided):
        announce(session, change_id, operator)
    with pytest.raises(FeeChangeDecided):
        withdraw_fees(session, change_id, person_id=operator, now=NOW)


def test_a_proposal_can_be_taken_back_too(session: Session, operator: str) -> None:
    withdraw_fees(session, propose(session, operator), person_id=operator, now=NOW)
    assert get_fees(session, BEGINS).id == "fee_now"


def test_fees_in_force_are_not_taken_back(session: Session, operator: str) -> None:
    change_id = propose(session, operator)
    announce(session, change_id, operator)
    with pytest.raises(FeeChangeDecided) as refused:
        withdraw_fees(session, change_id, person_id=operator, now=datetime(2027, 1, 1, tzinfo=UTC))
    assert refused.value.state == "in_force"
    withdraw_fees(session, change_id, person_id=operator, now=datetime(2026, 12, 31, 23, 59, tzinfo=UTC))


def test_nobody_is_told_too_late(session: Session, operator: str) -> None:
    day = NOW.date() + timedelta(days=30)
    with pytest.raises(NoticeTooShort) as refused:
        propose(session, operator, begins=day - timedelta(days=1))
    assert (refused.value.earliest, refused.value.notice_days) == (day, 30)
    change_id = propose(session, operator, begins=day)
    with pytest.raises(NoticeTooShort):
        announce(session, change_id, operator, now=NOW + timedelta(days=1))
    announce(session, change_id, operator)


def test_one_change_at_a_time_and_only_a_change(session: Session, operator: str) -> None:
    first, second = propose(session, operator), propose(session, operator, Shares(700, 100, 50))
    announce(session, first, operator)
    with pytest.raises(FeeChangeDecided):
        announce(session, first, operator)
    with pytest.raises(FeeChangeWaiting) as refused:
        announce(session, second, operator)
    assert refused.value.begins == BEGINS
    with pytest.raises(FeesUnchanged):
        propose(session, operator, HIGHER)
    withdraw_fees(session, first, person_id=operator, now=NOW)
    with pytest.raises(FeesUnchanged):
        propose(session, operator, PRESENT)
    announce(session, second, operator)
    assert get_fees(session, BEGINS).market_fee_bps == 700


def test_what_is_not_there_is_refused(session: Session, operator: str) -> None:
    with pytest.raises(NoSuchFeeChange):
        announce(session, "fch_none", operator)
    with pytest.raises(NoSuchFeeChange):
        withdraw_fees(session, "fch_none", person_id=operator, now=NOW)
    with pytest.raises(NoSuchFeeChange):
        preview_fees(session, "fch_none", month=None, after=None, limit=5, now=NOW)
    with pytest.raises(FeesTooHigh) as refused:
        Shares(4000, 1000, 1)
    assert (refused.value.together_bps, refused.value.most_bps) == (5001, 5000)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("update fee_change set market_fee_bps = 900", "market_fee_bps of fee_change"),
        ("update fee_change set announced_at = announced_at + interval '1 hour'", "is announced or taken back"),
        (
            "update fee_change set schedule_id = null, announced_at = null, announced_by = null",
            "is announced or taken back",
        ),
        ("update fee_change set withdrawn_at = '2027-02-01', withdrawn_by = proposed_by", "withdrawn_before"),
        ("update fee_change set withdrawn_at = '2026-12-01'", "withdrawn_whole"),
        ("delete from fee_change", "rows of fee_change are kept"),
    ],
)
def test_the_database_keeps_what_was_said(session: Session, operator: str, statement: str, named: str) -> None:
    announce(session, propose(session, operator), operator)
    with pytest.raises(IntegrityError, match=named):
        session.execute(text(statement))


def test_the_database_asks_for_notice_itself(session: Session, operator: str) -> None:
    change_id = propose(session, operator)
    with pytest.raises(IntegrityError, match="notice_given"):
        announce_fees(session, change_id, person_id=operator, notice_days=0, now=datetime(2026, 12, 18, tzinfo=UTC))


def test_a_change_is_in_its_state_by_the_day() -> None:
    def state(today: date, *, announced: bool = True, withdrawn: bool = False) -> FeeChangeState:
        return state_of(
            valid_from=BEGINS,
            announced_at=NOW if announced else None,
            withdrawn_at=NOW if withdrawn else None,
            today=today,
        )

    assert state(BEGINS, announced=False) is FeeChangeState.PROPOSED
    assert state(BEGINS - timedelta(days=1)) is FeeChangeState.ANNOUNCED
    assert state(BEGINS) is FeeChangeState.IN_FORCE
    assert state(BEGINS, withdrawn=True) is FeeChangeState.WITHDRAWN


def test_a_month_is_one_that_is_over() -> None:
    assert str(Month.before(NOW)) == "2026-10"
    assert str(Month.before(datetime(2027, 1, 1, tzinfo=UTC))) == "2026-12"
    december = Month.parse("2025-12", now=NOW)
    assert (december.starts_at, december.ends_at) == (
        datetime(2025, 12, 1, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    for wrong in ("2026-11", "2026-13", "2026-1", "0000-01", "٢٠٢٦-10", "2026-10\n", ""):
        with pytest.raises(NoSuchMonth):
            Month.parse(wrong, now=NOW)


@given(st.dates(min_value=date(1, 1, 2), max_value=date(9998, 12, 31)))
def test_months_follow_each_other(day: date) -> None:
    month = Month(day.year, day.month)
    assert month.starts_at.date() <= day < month.ends_at.date()
    assert Month.before(month.ends_at) == month


# The preview.


@pytest.fixture
def shop(clean_database: Database) -> Iterator[Shop]:
    shop = Shop.open(clean_database, stock=200)
    for quantities in ({shop.coffee: 1}, {shop.coffee: 7, shop.chocolate: 3}, {shop.chocolate: 13}):
        shop.settle(shop.place(quantities).order_id)
    shop.place({shop.coffee: 5})
    yield shop


def preview(session: Session, shares: Shares, *, limit: int = 20, month: str | None = None) -> FeePreview:
    change_id = propose(session, a_person(session), shares)
    return preview_fees(session, change_id, month=month, after=None, limit=limit, now=AFTER_NOVEMBER)


def expected(session: Session, shop: Shop, variant_id: str, quantities: tuple[int, ...], shares: Shares) -> Cut:
    """By the rules that orders are placed with."""
    facts = get_price_facts(session, variant_id, currency="EUR", country="FR", at=NOW)
    assert facts is not None
    facts = replace(facts, fees=replace(facts.fees, **vars(shares)))
    if variant_id == shop.coffee:
        unit = session.execute(text("select max(floor_minor / quantity) from order_line")).scalar_one()
        facts = replace(facts, floor=FloorFacts("mpr_test", unit, "") if unit else None)
    found = [breakdown(facts, quantity) for quantity in quantities]

    def of(kind: PartKind) -> int:
        return sum(one.amount_of(kind) for one in found)

    return Cut(
        of(PartKind.PRODUCER),
        of(PartKind.MINIMUM_PRICE_TOPUP),
        of(PartKind.MARKET_FEE),
        of(PartKind.FEE_VAT),
        of(PartKind.FEDERATION_DUES),
        of(PartKind.SOLIDARITY),
    )


@pytest.mark.parametrize("shares", [HIGHER, Shares(0, 0, 0), Shares(3333, 777, 890), PRESENT], ids=str)
@pytest.mark.parametrize("fee_tax", [0, 2000], ids=["untaxed", "taxed"])
def test_each_line_is_cut_as_an_order_would_be(clean_database: Database, shares: Shares, fee_tax: int) -> None:
    shop = Shop.open(clean_database, stock=200)
    with clean_database.transaction() as session:
        session.execute(text("update fee_tax_rule set rate_bps = :rate"), {"rate": fee_tax})
    for quantities in ({shop.coffee: 1}, {shop.coffee: 7, shop.chocolate: 3}, {shop.chocolate: 13}):
        shop.settle(shop.place(quantities).order_id)
    with clean_database.transaction() as session:
        found = preview_queries.list_tried(
            session,
            shares,
            starts_at=datetime(2026, 11, 1, tzinfo=UTC),
            ends_at=datetime(2026, 12, 1, tzinfo=UTC),
            after=None,
            limit=5,
        )
        tried = {one.slug: one for one in found}
        assert tried["norandino"].tried.would_be == expected(session, shop, shop.coffee, (1, 7), shares)
        assert tried["kuapa"].tried.would_be == expected(session, shop, shop.chocolate, (3, 13), shares)
        assert tried["norandino"].tried.was == expected(session, shop, shop.coffee, (1, 7), PRESENT)
        for one in found:
            for cut in (one.tried.was, one.tried.would_be):
                assert sum(vars(cut).values()) - cut.topup == one.tried.goods, "to the last cent"
        assert (tried["norandino"].orders, tried["norandino"].tried.lines, tried["kuapa"].orders) == (2, 2, 2)


def test_totals_are_the_sums_of_producers_and_only_paid_orders_of_the_month_count(shop: Shop) -> None:
    with shop.database.transaction() as session:
        found = preview(session, HIGHER)
        (total,) = found.totals
        assert str(found.month) == "2026-11"
        assert (total.gaining, total.losing, total.unchanged, total.tried.lines) == (0, 2, 0, 4)
        for name in ("producer", "market_fee", "dues", "solidarity", "topup", "fee_vat"):
            assert getattr(total.tried.would_be, name) == sum(
                getattr(one.tried.would_be, name) for one in found.producers
            )
        assert total.tried.change == sum(one.tried.change for one in found.producers) < 0


def test_other_months_are_empty(shop: Shop) -> None:
    with shop.database.transaction() as session:
        assert preview(session, HIGHER, month="2026-10").totals == []


def test_who_would_lose_most_comes_first_and_pages_follow_each_other(shop: Shop) -> None:
    with shop.database.transaction() as session:
        found = preview(session, HIGHER).producers
        changes = [one.tried.change for one in found]
        assert changes == sorted(changes) and len(changes) == 2
        first = found[0]
        rest = preview_queries.list_tried(
            session,
            HIGHER,
            starts_at=datetime(2026, 11, 1, tzinfo=UTC),
            ends_at=datetime(2026, 12, 1, tzinfo=UTC),
            after=After(first.tried.change, first.producer_id, "EUR"),
            limit=5,
        )
        assert rest == found[1:]


def test_the_present_fees_would_change_nothing(shop: Shop) -> None:
    with shop.database.transaction() as session:
        (total,) = preview_queries.sum_tried(
            session,
            PRESENT,
            starts_at=datetime(2026, 11, 1, tzinfo=UTC),
            ends_at=datetime(2026, 12, 1, tzinfo=UTC),
        )
        assert (total.tried.change, total.unchanged, total.tried.was) == (0, 2, total.tried.would_be)


def test_a_producer_sees_what_announced_fees_would_have_meant_for_its_own_orders_alone(shop: Shop) -> None:
    with shop.database.transaction() as session:
        everybody = {one.slug: one for one in preview(session, HIGHER).producers}
        (change,) = queries.list_changes(session, before=None, limit=2)
        announce(session, change.id, change.proposed_by)
        for slug in ("norandino", "kuapa"):
            found = preview_own_fees(session, everybody[slug].producer_id, month=None, now=AFTER_NOVEMBER)
            (own,) = found.tried
            assert own == everybody[slug]
            assert found.coming is not None
            assert (str(found.month), found.coming.valid_from, found.coming.reason) == ("2026-11", BEGINS, REASON)
        earlier = preview_own_fees(session, everybody["kuapa"].producer_id, month="2026-10", now=AFTER_NOVEMBER)
        assert (earlier.coming is None, earlier.tried) == (False, [])
        with pytest.raises(NoSuchMonth):
            preview_own_fees(session, everybody["kuapa"].producer_id, month="2026-12", now=AFTER_NOVEMBER)


def test_what_all_producers_see_adds_up_to_what_the_operator_sees_in_each_currency(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.execute(text("alter table customer_order disable trigger user"))
        session.execute(
            text("update customer_order set currency = 'USD' where id = (select min(id) from customer_order)")
        )
        operators = preview(session, HIGHER)
        (change,) = queries.list_changes(session, before=None, limit=2)
        announce(session, change.id, change.proposed_by)
        own = [
            one
            for producer in {one.producer_id for one in operators.producers}
            for one in preview_own_fees(session, producer, month=None, now=AFTER_NOVEMBER).tried
        ]
        assert len(own) == 3
        assert sorted(map(repr, own)) == sorted(map(repr, operators.producers))
        for total in operators.totals:
            found = [one.tried for one in own if one.tried.currency == total.tried.currency]
            assert sum(one.change for one in found) == total.tried.change != 0
        assert [total.tried.currency for total in operators.totals] == ["EUR", "USD"]


def test_a_producer_hears_of_no_fees_that_are_not_announced_or_have_begun(shop: Shop) -> None:
    with shop.database.transaction() as session:
        producer = session.execute(text("select id from organisation where slug = 'kuapa'")).scalar_one()
        person = a_person(session)
        change_id = propose(session, person)
        assert preview_own_fees(session, producer, month=None, now=AFTER_NOVEMBER).coming is None
        announce(session, change_id, person)
        assert preview_own_fees(session, producer, month=None, now=AFTER_NOVEMBER).coming is not None
        begun = datetime(2027, 1, 1, tzinfo=UTC)
        assert preview_own_fees(session, producer, month=None, now=begun).coming is None
        withdraw_fees(session, change_id, person_id=person, now=NOW)
        assert preview_own_fees(session, producer, month=None, now=AFTER_NOVEMBER).coming is None


def test_lower_fees_are_a_gain_and_take_the_markets_top_up_down(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.execute(text("alter table order_line disable trigger user"))
        session.execute(
            text("update order_line set floor_minor = 1400 * quantity where variant_id = :id"), {"id": shop.coffee}
        )
        (total,) = preview(session, Shares(0, 0, 0)).totals
        coffee = next(
            one
            for one in preview_queries.list_tried(
                session,
                Shares(0, 0, 0),
                starts_at=datetime(2026, 11, 1, tzinfo=UTC),
                ends_at=datetime(2026, 12, 1, tzinfo=UTC),
                after=None,
                limit=5,
            )
            if one.slug == "norandino"
        )
        assert total.gaining == 2
        assert coffee.tried.would_be.producer + coffee.tried.would_be.topup >= 8 * 1400


def test_a_line_without_its_rule_is_left_out_and_told(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.execute(text("delete from fee_tax_rule where fee = 'market_fee'"))
        (total,) = preview(session, HIGHER).totals
        assert (total.tried.left_out, total.tried.lines) == (4, 4)
        assert (total.tried.goods, total.tried.change) == (0, 0)


def test_orders_that_are_placed_keep_their_shares(shop: Shop) -> None:
    with shop.database.transaction() as session:
        parts = session.execute(text("select * from breakdown_part order by id")).all()
        person = a_person(session)
        announce(session, propose(session, person), person)
    with shop.database.transaction() as session:
        assert session.execute(text("select * from breakdown_part order by id")).all() == parts
