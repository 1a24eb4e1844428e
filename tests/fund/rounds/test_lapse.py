"""No round keeps a fund's money for ever: results that nobody approves lapse, and so does an urn that never adds up."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text

from market.fund.rounds import queries
from market.fund.rounds.answer_objection import Answer, answer_objection
from market.fund.rounds.approve_result import approve_result
from market.fund.rounds.count_round import count_round
from market.fund.rounds.errors import RoundElsewhere
from market.fund.rounds.free_money import free_money
from market.fund.rounds.object_to_result import object_to_result
from market.fund.rounds.open_urn import UrnDiffers
from market.fund.rounds.read_round import read_round
from market.fund.rounds.rules import APPROVAL_TIME
from market.requests.alerts import list_alerts
from models.enums import ObjectionOutcome
from tests.fund.rounds.hall import DAY, Hall
from workers.tools import Tools

APPEAL = 2 * DAY


def free(hall: Hall) -> int:
    with hall.database.reading() as session:
        fund = queries.find_fund(session, hall.fund_id)
        assert fund is not None
        return free_money(session, fund).minor


def told(hall: Hall, round_id: str, at: datetime) -> tuple[str, str | None]:
    with hall.database.reading() as session:
        head = read_round(session, round_id, person_id=None, now=at).head
    return head.state, head.void_reason


def approve(hall: Hall, round_id: str, steward: str, at: datetime) -> None:
    with hall.database.transaction() as session:
        approve_result(session, round_id=round_id, person_id=steward, now=at)


def counted(hall: Hall, *costs: int) -> tuple[str, list[str]]:
    """A round with a result, counted when voting ended: its id, and its proposals."""
    round_id = hall.announce()
    proposals = hall.propose(round_id, *costs)
    hall.vote(round_id, hall.members[0], *proposals)
    assert count_round(hall.database, round_id, now=hall.after)
    return round_id, proposals


def sweep(tools: Tools) -> None:
    from workers.tasks.rounds import count_rounds

    count_rounds(tools)


def test_a_result_that_one_steward_approved_lapses_and_its_money_is_free(
    hall: Hall, tools_at: Callable[[datetime], Tools]
) -> None:
    before = free(hall)
    round_id, _ = counted(hall, 50_000)
    lapses = hall.after + APPEAL + APPROVAL_TIME
    approve(hall, round_id, hall.stewards[0], lapses - 2 * DAY)
    sweep(tools_at(lapses - DAY / 24))
    assert (free(hall), told(hall, round_id, lapses - DAY / 24)) == (before - 300_000, ("tallied", None))
    # The moment decides, whether or not anybody has swept.
    assert told(hall, round_id, lapses) == ("void", "not_approved")
    with pytest.raises(RoundElsewhere):
        approve(hall, round_id, hall.stewards[1], lapses)
    for _ in range(2):
        sweep(tools_at(lapses))
    assert (free(hall), told(hall, round_id, lapses)) == (before, ("void", "not_approved"))
    with pytest.raises(RoundElsewhere):
        approve(hall, round_id, hall.stewards[1], lapses + DAY)


def test_a_result_approved_at_the_last_moment_stays(hall: Hall, tools_at: Callable[[datetime], Tools]) -> None:
    before = free(hall)
    round_id, _ = counted(hall, 50_000)
    lapses = hall.after + APPEAL + APPROVAL_TIME
    for steward in hall.stewards:
        approve(hall, round_id, steward, lapses - DAY / 24)
    sweep(tools_at(lapses + 10 * DAY))
    assert (free(hall), told(hall, round_id, lapses + DAY)[0]) == (before - 50_000, "approved")


def test_an_objection_that_nobody_answers_keeps_no_money_for_ever(
    hall: Hall, tools_at: Callable[[datetime], Tools]
) -> None:
    before = free(hall)
    round_id, _ = counted(hall, 50_000)
    with hall.database.transaction() as session:
        made = object_to_result(
            session, "It is not theirs.", round_id=round_id, person_id=hall.members[1], now=hall.after
        )
        objection_id = made.id
    lapses = hall.after + APPEAL + APPROVAL_TIME
    sweep(tools_at(lapses))
    assert free(hall) == before
    with hall.database.transaction() as session, pytest.raises(RoundElsewhere):
        answer = Answer(ObjectionOutcome.DISMISSED, "Too late.")
        answer_objection(session, answer, objection_id=objection_id, person_id=hall.stewards[0], now=lapses)


def test_a_recount_has_its_own_time(hall: Hall, tools_at: Callable[[datetime], Tools]) -> None:
    round_id, (well, _) = counted(hall, 50_000, 60_000)
    late = hall.after + APPEAL + APPROVAL_TIME - DAY
    with hall.database.transaction() as session:
        made = object_to_result(session, "Not theirs.", round_id=round_id, person_id=hall.members[1], now=hall.after)
        objection_id = made.id
    with hall.database.transaction() as session:
        answer = Answer(ObjectionOutcome.RECOUNT, "Right.", well)
        answer_objection(session, answer, objection_id=objection_id, person_id=hall.stewards[0], now=late)
    sweep(tools_at(late + 2 * DAY))
    assert told(hall, round_id, late + 2 * DAY)[0] == "appeal"
    assert told(hall, round_id, late + 2 * DAY + APPEAL)[0] == "tallied"
    assert told(hall, round_id, late + 2 * DAY + APPEAL + APPROVAL_TIME) == ("void", "not_approved")


def stuffed(hall: Hall) -> str:
    """A round with one ballot more than voters."""
    round_id = hall.announce()
    (well,) = hall.propose(round_id, 50_000)
    hall.vote(round_id, hall.members[0], well)
    with hall.database.transaction() as session:
        session.execute(
            text("insert into round_ballot (round_id, pseudonym, choices, points) values (:id, 'x', '{1}', '{1}')"),
            {"id": round_id},
        )
    return round_id


def alerts(hall: Hall) -> list[tuple[str, str | None]]:
    with hall.database.reading() as session:
        return [(alert.kind, alert.subject_id) for alert in list_alerts(session)]


def test_an_urn_that_does_not_add_up_asks_for_a_person_until_it_does(
    hall: Hall, tools_at: Callable[[datetime], Tools]
) -> None:
    round_id = stuffed(hall)
    for _ in range(2):
        sweep(tools_at(hall.after))
    assert alerts(hall) == [("urn_differs", round_id)]
    with pytest.raises(UrnDiffers):
        count_round(hall.database, round_id, now=hall.after)
    with hall.database.transaction() as session:
        session.execute(text("delete from round_ballot where pseudonym = 'x'"))
    sweep(tools_at(hall.after))
    assert (alerts(hall), told(hall, round_id, hall.after)[0]) == ([], "appeal")


def test_an_urn_that_never_adds_up_decides_nothing(hall: Hall, tools_at: Callable[[datetime], Tools]) -> None:
    before = free(hall)
    round_id = stuffed(hall)
    ends = hall.after + APPROVAL_TIME
    sweep(tools_at(ends - DAY / 24))
    assert (free(hall), told(hall, round_id, ends)[0]) == (before - 300_000, "counting")
    sweep(tools_at(ends))
    assert (free(hall), told(hall, round_id, ends)) == (before, ("void", "urn_differs"))
    assert alerts(hall) == []
    with hall.database.reading() as session:
        assert session.execute(text("select count(*) from round_ballot")).scalar_one() == 0, "the secret stays one"


def test_never_more_voted_than_could(hall: Hall) -> None:
    round_id = hall.announce()
    hall.propose(round_id, 50_000)
    for who in hall.members:
        hall.vote(round_id, who)
    with hall.database.transaction() as session:
        session.execute(
            text("update person set disabled_at = now() where id = any(:ids)"), {"ids": list(hall.members[:3])}
        )
    count_round(hall.database, round_id, now=hall.after)
    with hall.database.reading() as session:
        row = queries.find_round(session, round_id)
        # Five members and the secretary; three accounts were shut after their votes lay in the urn.
        assert row is not None and (row.voted, row.eligible) == (5, 6)
