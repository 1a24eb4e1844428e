"""The task that counts what is due, run twice."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text

from kit.money import Money
from market.fund.rounds import queries
from tests.fund.rounds.hall import Hall
from workers.tools import Tools


def test_what_is_due_is_counted_once_and_a_round_that_cannot_be_keeps_no_other_waiting(
    hall: Hall, tools_at: Callable[[datetime], Tools]
) -> None:
    from workers.tasks.rounds import count_rounds

    tools = tools_at(hall.after)
    rounds = [hall.announce(budget=Money(100_000, "EUR")) for _ in range(3)]
    for round_id in rounds:
        (well,) = hall.propose(round_id, 50_000)
        hall.vote(round_id, hall.members[0], well)
    stuffed, sound, empty = rounds
    with hall.database.transaction() as session:
        session.execute(
            text("insert into round_ballot (round_id, pseudonym, choices, points) values (:id, 'x', '{1}', '{1}')"),
            {"id": stuffed},
        )
        session.execute(text("update round_proposal set withdrawn_at = now() where round_id = :id"), {"id": empty})
    count_rounds(tools)
    with hall.database.reading() as session:
        first = session.execute(text("select id, counted_at from round_count")).all()
    count_rounds(tools)
    with hall.database.reading() as session:
        assert session.execute(text("select id, counted_at from round_count")).all() == first
        rows = {each: queries.find_round(session, each) for each in rounds}
        assert queries.list_due(session, hall.after) == [stuffed]
    states = {each: (row.counted_at is not None, row.void_reason) for each, row in rows.items() if row is not None}
    assert states == {stuffed: (False, None), sound: (True, None), empty: (False, "nothing_proposed")}
