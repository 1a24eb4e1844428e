"""Two at once: of one voter, at the end of voting, on one fund."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from kit.errors import DomainError
from kit.money import Money
from market.fund.money.charge_admin import charge_admin
from market.fund.money.disburse import disburse
from market.fund.money.errors import FundTooSmall
from market.fund.money.pay_in import pay_in
from market.fund.rounds import queries
from market.fund.rounds.announce_round import announce_round
from market.fund.rounds.count_round import count_round
from market.fund.rounds.errors import AlreadyVoted, FundPromised, RoundElsewhere
from market.fund.rounds.pay_grant import pay_grant
from models.enums import FundUse, RoundState
from models.fund import Fund
from tests.fund.rounds.hall import DAY, Hall


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What came of each, started together."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except DomainError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_ballots_of_one_voter_one_counts(hall: Hall) -> None:
    round_id = hall.announce()
    well, roof = hall.propose(round_id, 1_000, 1_000)
    ana = hall.members[0]
    came = at_once(lambda: hall.vote(round_id, ana, well), lambda: hall.vote(round_id, ana, roof))
    assert [type(each) for each in came if isinstance(each, DomainError)] == [AlreadyVoted]
    with hall.database.reading() as session:
        counts = session.execute(text("select (select count(*) from round_voter), (select count(*) from round_ballot)"))
        assert counts.one() == (1, 1)


def test_who_votes_while_the_urn_is_opened_is_counted_or_refused(hall: Hall) -> None:
    round_id = hall.announce()
    (well,) = hall.propose(round_id, 1_000)
    hall.vote(round_id, hall.members[0], well)
    last = hall.after - DAY / 86_400
    came = at_once(
        *(lambda who=who: hall.vote(round_id, who, well, at=last) for who in hall.members[1:]),
        lambda: count_round(hall.database, round_id, now=hall.after),
    )
    refused = [each for each in came if isinstance(each, DomainError)]
    assert all(isinstance(each, RoundElsewhere) and each.state == RoundState.COUNTING for each in refused)
    with hall.database.reading() as session:
        row, count = queries.find_round(session, round_id), queries.find_count_fact(session, round_id)
    assert row is not None and count is not None
    assert row.voted == len(hall.members) - len(refused)
    assert count.is_counted


def test_two_rounds_cannot_promise_the_same_money(hall: Hall) -> None:
    drafts = [hall.draft(budget=Money(300_000, "EUR")) for _ in range(2)]

    def announce(round_id: str) -> None:
        with hall.database.transaction() as session:
            announce_round(session, round_id=round_id, person_id=hall.stewards[0], now=hall.begins)

    came = at_once(*(lambda round_id=round_id: announce(round_id) for round_id in drafts))
    (refused,) = [each for each in came if each is not None]
    assert isinstance(refused, FundPromised)
    assert (refused.asked_minor, refused.free_minor) == (300_000, 200_000)


def test_two_stewards_pay_a_winner_once(hall: Hall) -> None:
    _, grant_id = hall.approved(120_000)

    def pay(person_id: str) -> str:
        with hall.database.transaction() as session:
            return pay_grant(session, grant_id=grant_id, person_id=person_id, now=hall.after + 4 * DAY).id

    came = at_once(*(lambda who=who: pay(who) for who in hall.stewards))
    assert {getattr(each, "code", each) for each in came} == {"grant_paid", grant_id}
    with hall.database.reading() as session:
        booked = session.execute(text("select count(*) from journal where kind = 'fund_disbursed'")).scalar_one()
    assert booked == 1


def test_a_winner_gets_what_was_promised_also_when_it_is_most_of_the_fund(hall: Hall) -> None:
    _, grant_id = hall.approved(300_000)
    with hall.database.transaction() as session:
        paid = pay_grant(session, grant_id=grant_id, person_id=hall.stewards[0], now=hall.after + 4 * DAY)
        assert paid.paid_at is not None


def test_what_a_vote_was_promised_nobody_else_is_given(hall: Hall) -> None:
    hall.announce(budget=Money(300_000, "EUR"))

    def give(minor: int, subject_id: str) -> None:
        with hall.database.transaction() as session:
            fund = session.get_one(Fund, hall.fund_id)
            to, now = hall.shop.world.kuapa_id, hall.begins + DAY
            disburse(session, fund, amount=Money(minor, "EUR"), to=to, subject_id=subject_id, now=now)

    with pytest.raises(FundTooSmall) as refused:
        give(200_001, "one")
    assert refused.value.most_minor == 200_000
    give(200_000, "two")


def test_running_a_fund_takes_nothing_that_a_vote_was_promised(hall: Hall) -> None:
    with hall.database.transaction() as session:
        fund = session.get_one(Fund, hall.fund_id)
        fund.uses, fund.admin_cap_bps = [*fund.uses, FundUse.ADMIN], 10_000
        pay_in(session, fund, amount=Money(200_000, "EUR"), reference="gift", now=hall.begins)
    hall.announce(budget=Money(600_000, "EUR"))
    with pytest.raises(FundTooSmall) as refused, hall.database.transaction() as session:
        fund = session.get_one(Fund, hall.fund_id)
        charge_admin(session, fund, amount=Money(100_001, "EUR"), reference="bank", note="", now=hall.begins + DAY)
    assert refused.value.most_minor == 100_000
