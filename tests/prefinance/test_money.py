"""Prefinance through the real books and the real payouts: lent by two people, repaid out of what is earned."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from market.fund.money.errors import FundTooSmall, MoreThanIsOut
from market.fund.money.pay_in import pay_in
from market.fund.money.queries import find_fund, get_sums
from market.impact.facts.prefinance_queries import PREFINANCE
from market.impact.facts.rules import Period
from market.impact.snapshot_queries import read_snapshot
from market.payments.refunds.plan import LineWish
from market.payouts.read_money import read_money
from market.payouts.run_payouts import PayoutTerms
from market.payouts.sentence.rules import why_and_when
from market.prefinance.errors import (
    BookedOtherwise,
    DueTooSoon,
    InterestAboveCap,
    MoreThanOwed,
    MoreThanTheShare,
    NeedsAnotherPerson,
    NoSuchPrefinance,
    NothingToRepayFrom,
    NotInThatState,
    StillOwesPrefinance,
)
from market.prefinance.repay_early import repay_by_bank, repay_early
from market.prefinance.request_prefinance import withdraw_prefinance
from models.enums import MemberRole, PartKind, PayoutPurpose
from models.enums.prefinance import PrefinanceAct, PrefinanceState
from models.organisations import Membership
from tests.prefinance.conftest import EXPECTED, IN_THE_FUND, Lending

COFFEES = 40


def goods_owed(lending: Lending) -> int:
    return -lending.trade.balance(f"producer:{lending.producer_id}:payable")


def outstanding(lending: Lending) -> int:
    return lending.trade.balance(f"prefinance:{lending.producer_id}:outstanding")


def in_fund(lending: Lending) -> int:
    """What the fund has more, or less, than it was given."""
    return -lending.trade.balance("solidarity:fund") - IN_THE_FUND


def test_two_people_grant_it_and_a_payout_brings_it(lending: Lending) -> None:
    made = lending.wish(1_000)
    assert lending.say(made.id, "ana").state is PrefinanceState.REQUESTED
    assert outstanding(lending) == 0, "one person alone moves no money"
    with pytest.raises(NeedsAnotherPerson):
        lending.say(made.id, "ana")
    assert lending.say(made.id, "bo").state is PrefinanceState.GRANTED
    assert (outstanding(lending), in_fund(lending)) == (1_000, -1_000)
    assert lending.trade.balance(f"fund:{lending.fund_id}:lent") == -1_000
    assert lending.read(made.id).sent_on is None
    lending.pay_out()
    (payout,) = lending.trade.list_payouts()
    assert (payout.purpose, payout.amount_minor, payout.state) == (PayoutPurpose.FUND, 1_000, "paid")
    assert lending.read(made.id).sent_on == lending.trade.now.date()


def test_what_is_lent_is_not_said_to_come_back_beside_its_own_way(lending: Lending) -> None:
    lending.granted(1_000)
    trade = lending.trade
    with trade.database.transaction() as session, pytest.raises(MoreThanIsOut) as refused:
        fund = find_fund(session, lending.fund_id)
        assert fund is not None
        pay_in(session, fund, amount=trade.money(1), reference="b", is_repayment=True, now=trade.now)
    assert refused.value.out_minor == 0


def test_who_asked_is_neither_of_the_two(lending: Lending) -> None:
    made = lending.wish(1_000)
    with lending.trade.database.transaction() as session:
        session.add(
            Membership(
                person_id=lending.people["rosa"],
                organisation_id=lending.trade.world.market_id,
                role=MemberRole.STEWARD,
            )
        )
    with pytest.raises(NeedsAnotherPerson):
        lending.say(made.id, "rosa")
    lending.say(made.id, "ana")
    with pytest.raises(NeedsAnotherPerson):
        lending.say(made.id, "rosa")


def test_the_agreed_share_of_each_payout_repays_it_until_nothing_is_owed(lending: Lending) -> None:
    trade = lending.trade
    made = lending.granted(1_000, repay_bps=2_500)
    left = 1_000
    while left:
        trade.sell(trade.coffees(COFFEES))
        trade.mature()
        due = goods_owed(lending)
        shares = min(left, due * 2_500 // 10_000)
        before = len(trade.list_payouts())
        lending.pay_out()
        left -= shares
        assert outstanding(lending) == left
        goods = [one for one in trade.list_payouts()[before:] if one.purpose == PayoutPurpose.GOODS]
        assert [one.amount_minor for one in goods if one.beneficiary_id == lending.producer_id] == [due - shares]
    ended = lending.read(made.id)
    assert (ended.state, ended.outstanding_minor, ended.interest_paid_minor) == (PrefinanceState.REPAID, 0, 0)
    assert in_fund(lending) == 0 or in_fund(lending) > 0, "what orders brought the fund comes on top"
    trade.sell(trade.coffees(COFFEES))
    trade.mature()
    owed = goods_owed(lending)
    lending.pay_out()
    assert trade.list_payouts()[-1].amount_minor <= owed
    assert outstanding(lending) == 0


def test_what_a_payout_did_not_bring_is_not_shared_twice(lending: Lending) -> None:
    trade = lending.trade
    lending.granted(1_000, repay_bps=2_500)
    trade.sell(trade.coffees(2))
    trade.mature()
    due = goods_owed(lending)
    trade.run()
    for _ in trade.rows("select from stripe_operation where state = 'pending' and kind = 'transfer'"):
        trade.refuse_next("create_transfer")
    trade.work()
    taken = due * 2_500 // 10_000
    assert outstanding(lending) == 1_000 - taken
    assert goods_owed(lending) == due - taken, "the payout came to nothing, the repayment stands"
    lending.pay_out()
    assert outstanding(lending) == 1_000 - taken
    assert goods_owed(lending) == 0


def test_nothing_is_taken_before_the_money_has_left(lending: Lending) -> None:
    trade = lending.trade
    made = lending.wish(1_000)
    trade.sell(trade.coffees(2))
    trade.mature()
    lending.say(made.id, "ana")
    lending.say(made.id, "bo")
    due = goods_owed(lending)
    lending.pay_out()
    assert outstanding(lending) == 1_000
    assert due in {one.amount_minor for one in trade.list_payouts()}


def test_interest_is_by_the_day_and_the_fund_gets_it(lending: Lending) -> None:
    trade = lending.trade
    made = lending.granted(10_000, repay_bps=10_000, interest_bps=600)
    trade.wait(days=73)
    trade.sell(trade.coffees(10, {PartKind.PRODUCER: 20_000}))
    trade.mature()
    assert made.sent_on is not None
    days = (trade.now.date() - made.sent_on).days
    # A fifth of a year and the ten days until it was due, at 6 %.
    interest = 10_000 * 600 * days // (10_000 * 365)
    assert days == 83 and interest == 136
    lending.pay_out()
    ended = lending.read(made.id)
    assert (ended.state, ended.interest_paid_minor) == (PrefinanceState.REPAID, interest)
    assert trade.rows("select principal_minor, interest_minor from prefinance_repayment") == [(10_000, interest)]
    assert trade.balance(f"fund:{lending.fund_id}:lent") == 0


def test_a_wish_within_the_terms_or_none(lending: Lending) -> None:
    most = EXPECTED * 60 // 100
    lending.wish(most)
    with pytest.raises(MoreThanTheShare) as refused:
        lending.wish(most + 1)
    assert refused.value.most_minor == most
    with pytest.raises(InterestAboveCap):
        lending.wish(1_000, interest_bps=601)
    today = lending.trade.now.date()
    for day in (today, today + timedelta(days=4 * 366)):
        with pytest.raises(DueTooSoon):
            lending.wish(1_000, due_on=day)


def test_one_at_a_time(lending: Lending) -> None:
    first = lending.granted(1_000)
    second = lending.wish(1_000)
    lending.say(second.id, "ana")
    with pytest.raises(StillOwesPrefinance) as refused:
        lending.say(second.id, "bo")
    assert refused.value.prefinance_id == first.id
    assert outstanding(lending) == 1_000


def test_the_fund_lends_no_more_than_it_has(lending: Lending) -> None:
    lending.trade.do("update fund set bound_share_bps = 100")
    made = lending.wish(2_000)
    lending.say(made.id, "ana")
    with pytest.raises(FundTooSmall):
        lending.say(made.id, "bo")
    assert lending.read(made.id).state is PrefinanceState.REQUESTED
    assert lending.read(made.id).granting == 1


def test_many_people_at_once_grant_it_once(lending: Lending) -> None:
    names = [f"steward{number}" for number in range(8)]
    for name in names:
        lending.add_steward(name, lending.trade.world.market_id)
    made = lending.wish(1_000)

    def attempt(name: str) -> str:
        try:
            return lending.say(made.id, name).state
        except NotInThatState as refused:
            return f"refused: {refused.state}"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(attempt, names))
    assert sorted(said) == sorted(["requested", "granted"] + ["refused: granted"] * 6)
    assert outstanding(lending) == 1_000


def test_runs_at_once_take_the_share_once(lending: Lending) -> None:
    trade = lending.trade
    lending.granted(1_500)
    trade.sell(trade.coffees(2))
    trade.mature()
    due = goods_owed(lending)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: trade.run(), range(6)))
    assert outstanding(lending) == 1_500 - due * 4_000 // 10_000
    trade.work()


def test_a_producer_repays_early_what_it_likes(lending: Lending) -> None:
    trade = lending.trade
    made = lending.granted(500)
    trade.sell(trade.coffees(COFFEES))
    rosa = lending.people["rosa"]
    with trade.database.transaction() as session:
        after = repay_early(session, prefinance_id=made.id, at_most=200, person_id=rosa, now=trade.now)
    assert after.outstanding_minor == 300
    with trade.database.transaction() as session:
        after = repay_early(session, prefinance_id=made.id, at_most=None, person_id=rosa, now=trade.now)
    assert (after.state, outstanding(lending)) == (PrefinanceState.REPAID, 0)
    with pytest.raises(NotInThatState), trade.database.transaction() as session:
        repay_early(session, prefinance_id=made.id, at_most=None, person_id=rosa, now=trade.now)


def test_a_cent_repaid_early_does_not_stand_for_the_agreed_share(lending: Lending) -> None:
    trade = lending.trade
    made = lending.granted(1_000, repay_bps=2_500)
    trade.sell(trade.coffees(COFFEES))
    trade.mature()
    with trade.database.transaction() as session:
        repay_early(session, prefinance_id=made.id, at_most=1, person_id=lending.people["rosa"], now=trade.now)
    left = goods_owed(lending)
    lending.pay_out()
    assert outstanding(lending) == 999 - left * 2_500 // 10_000


def test_nothing_earned_repays_nothing(lending: Lending) -> None:
    made = lending.granted(500)
    with pytest.raises(NothingToRepayFrom), lending.trade.database.transaction() as session:
        repay_early(
            session, prefinance_id=made.id, at_most=None, person_id=lending.people["rosa"], now=lending.trade.now
        )
    with pytest.raises(NoSuchPrefinance), lending.trade.database.transaction() as session:
        repay_early(
            session, prefinance_id=made.id, at_most=None, person_id=lending.people["ana"], now=lending.trade.now
        )


def test_money_by_bank_is_booked_once(lending: Lending) -> None:
    made = lending.granted(500)
    for _ in range(2):
        with lending.trade.database.transaction() as session:
            after = repay_by_bank(
                session,
                prefinance_id=made.id,
                minor=400,
                bank_reference="TRX 1",
                person_id=lending.people["ana"],
                now=lending.trade.now,
            )
        assert after.outstanding_minor == 100
    with pytest.raises(BookedOtherwise) as booked, lending.trade.database.transaction() as session:
        repay_by_bank(
            session, prefinance_id=made.id, minor=100, bank_reference="TRX 1", person_id=None, now=made.requested_at
        )
    assert booked.value.booked_minor == 400
    with pytest.raises(MoreThanOwed) as refused, lending.trade.database.transaction() as session:
        repay_by_bank(
            session,
            prefinance_id=made.id,
            minor=101,
            bank_reference="TRX 2",
            person_id=lending.people["ana"],
            now=lending.trade.now,
        )
    assert refused.value.owed_minor == 100


def test_two_people_give_it_up_and_the_fund_bears_it(lending: Lending) -> None:
    made = lending.granted(500)
    lending.say(made.id, "ana", PrefinanceAct.WRITE_OFF)
    assert outstanding(lending) == 500
    after = lending.say(made.id, "bo", PrefinanceAct.WRITE_OFF)
    assert (after.state, outstanding(lending)) == (PrefinanceState.WRITTEN_OFF, 0)
    assert in_fund(lending) == -500
    with lending.trade.database.reading() as session:
        fund = find_fund(session, lending.fund_id)
        assert fund is not None
        assert get_sums(session, fund).out.minor == 0, "what was given up is not bound any more"
    assert lending.trade.balance(f"fund:{lending.fund_id}:lent") == 0


def test_a_wish_is_declined_by_one_or_withdrawn(lending: Lending) -> None:
    declined = lending.wish(500)
    assert lending.say(declined.id, "ana", PrefinanceAct.DECLINE).state is PrefinanceState.DECLINED
    with pytest.raises(NotInThatState):
        lending.say(declined.id, "bo")
    own = lending.wish(500)
    with lending.trade.database.transaction() as session:
        after = withdraw_prefinance(
            session, prefinance_id=own.id, person_id=lending.people["rosa"], now=lending.trade.now
        )
    assert after.state is PrefinanceState.WITHDRAWN
    with pytest.raises(NoSuchPrefinance):
        lending.say(own.id, "rosa")


def test_a_refund_after_a_repayment_finds_what_is_left(lending: Lending) -> None:
    trade = lending.trade
    made = lending.granted(1_000)
    order_id = trade.sell(trade.coffees(2))
    with trade.database.transaction() as session:
        repay_early(session, prefinance_id=made.id, at_most=1, person_id=lending.people["rosa"], now=trade.now)
    trade.refund(order_id, LineWish(trade.line(order_id), 2))
    assert goods_owed(lending) == 0
    assert trade.balance(f"producer:{lending.producer_id}:receivable") == 1, "the cent that repaid is owed back"


def test_impact_facts_tell_what_was_granted_and_what_came_back(lending: Lending) -> None:
    trade = lending.trade
    made = lending.granted(500)
    with trade.database.transaction() as session:
        repay_by_bank(session, prefinance_id=made.id, minor=200, bank_reference="TRX", person_id=None, now=trade.now)
    asked = PREFINANCE.replace(":after", "0").replace(":upto", "1000000")
    found = trade.rows(f"select organisation_id, cast(amounts as jsonb) from ({asked}) f order by sequence")
    assert found == [(lending.producer_id, {"granted": 500}), (lending.producer_id, {"repaid": 200})]


def test_a_statement_pins_what_is_owed_as_of_its_entry(lending: Lending) -> None:
    trade, today = lending.trade, lending.trade.now.date()
    made = lending.granted(500)
    as_of = trade.scalar("select max(sequence) from journal")
    with trade.database.transaction() as session:
        repay_by_bank(session, prefinance_id=made.id, minor=200, bank_reference="TRX", person_id=None, now=trade.now)

    def outstanding_at(entry: int, organisation_ids: list[str] | None = None) -> list[int]:
        with trade.database.reading() as session:
            found = read_snapshot(
                session,
                Period(today, today + timedelta(days=1)),
                as_of=entry,
                organisation_ids=organisation_ids,
                order_refs=None,
                now=trade.now,
            )
        return [one.numbers["amount"] for one in found if one.kind == "prefinance_outstanding"]

    assert outstanding_at(as_of) == [500]
    assert outstanding_at(10**9) == [300]
    assert outstanding_at(10**9, [lending.producer_id]) == [300]
    assert outstanding_at(10**9, [trade.world.kuapa_id]) == []


def test_the_day_of_payment_says_what_will_come(lending: Lending) -> None:
    trade = lending.trade
    lending.granted(1_000, repay_bps=2_500)
    for _ in range(2):
        trade.sell(trade.coffees(2))
    trade.mature()
    with trade.database.reading() as session:
        seen = read_money(
            session,
            organisation_id=lending.producer_id,
            default_currency=trade.currency,
            terms=PayoutTerms(),
            now=trade.now,
        )
    assert seen.outlook is not None and seen.outlook.repaid is not None
    assert "to repay prefinance" in why_and_when(seen.outlook, "en")
    before = outstanding(lending)
    lending.pay_out()
    assert before - outstanding(lending) == seen.outlook.repaid.minor
    own = [one for one in trade.list_payouts() if one.beneficiary_id == lending.producer_id]
    sent = sum(one.amount_minor for one in own if one.purpose != PayoutPurpose.FUND)
    assert sent == seen.outlook.money.minor, "goods and premium together"
