"""A vote as it stands in an impact statement."""

from datetime import timedelta

from market.fund.rounds import queries
from market.fund.rounds.count_round import count_round
from market.impact.facts.rules import Period
from market.impact.indicators.snapshot import Record, measures_of
from market.impact.snapshot_queries import read_snapshot
from tests.fund.rounds.hall import Hall


def rounds_in(
    hall: Hall, *, organisation_ids: list[str] | None = None, order_refs: list[str] | None = None
) -> list[Record]:
    day = hall.after.date()
    with hall.database.reading() as session:
        found = read_snapshot(
            session,
            Period(day, day + timedelta(days=1)),
            as_of=10**9,
            organisation_ids=organisation_ids,
            order_refs=order_refs,
            now=hall.after,
        )
    return [record for record in found if record.kind == "round"]


def test_a_vote_that_ended_tells_its_turnout_and_what_was_counted(hall: Hall) -> None:
    round_id = hall.announce(quorum_count=1, quorum_share_bps=2_000)
    (well,) = hall.propose(round_id, 120_000)
    for who in hall.members[:4]:
        hall.vote(round_id, who, well)
    assert rounds_in(hall) == []
    count_round(hall.database, round_id, now=hall.after)
    (record,) = rounds_in(hall)
    with hall.database.reading() as session:
        count = queries.find_count_fact(session, round_id)
    assert count is not None
    assert record.words["round"] == round_id
    assert record.words["ballots"] == count.sha256.hex()
    assert record.numbers == {"eligible": 6, "voted": 4, "quorum": 2, "quorum_met": 1}
    assert measures_of([record], "USD")["round.voted"] == 4


def test_it_is_told_of_whoever_holds_it_and_whose_members_it_asks(hall: Hall) -> None:
    round_id = hall.announce(quorum_count=2)
    (well,) = hall.propose(round_id, 120_000)
    hall.vote(round_id, hall.members[0], well)
    count_round(hall.database, round_id, now=hall.after)
    world = hall.shop.world
    for organisation_id in (world.market_id, world.norandino_id):
        (record,) = rounds_in(hall, organisation_ids=[organisation_id])
        assert (record.words["void"], record.numbers["quorum_met"]) == ("quorum_not_met", 0)
    assert rounds_in(hall, organisation_ids=[world.kuapa_id]) == []
    assert rounds_in(hall, order_refs=["0" * 32]) == []
