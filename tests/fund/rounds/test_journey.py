"""A round from its draft to its count, by the verbs."""

from io import BytesIO

from sqlalchemy import text

from market.fund.rounds import queries
from market.fund.rounds.count_round import count_round
from market.fund.rounds.method import marks_of
from market.fund.rounds.receipt import pseudonym_of
from market.fund.rounds.rules import state_of
from market.fund.tally.count_votes import count_votes
from market.fund.tally.fingerprint import fingerprint
from market.fund.tally.pabulib.methods import method_of
from market.fund.tally.pabulib.read_pabulib import read_pabulib
from models.enums import RoundState
from tests.fund.rounds.hall import Hall


def test_a_round_is_voted_on_and_counted_as_anybody_counts_it(hall: Hall) -> None:
    round_id = hall.announce()
    well, roof, truck, castle = hall.propose(round_id, 120_000, 100_000, 250_000, 900_000)
    receipts = [hall.vote(round_id, who, well, roof) for who in hall.members[:3]]
    receipts += [hall.vote(round_id, hall.members[3], truck), hall.vote(round_id, hall.members[4])]
    assert count_round(hall.database, round_id, now=hall.voting) is False
    assert count_round(hall.database, round_id, now=hall.after) is True
    assert count_round(hall.database, round_id, now=hall.after) is False
    with hall.database.reading() as session:
        row = queries.find_round(session, round_id)
        count = queries.find_count(session, round_id)
        excluded = queries.find_proposal(session, castle)
    assert row is not None and count is not None and count.result is not None and excluded is not None
    assert state_of(marks_of(row), hall.after) is RoundState.APPEAL
    assert (row.eligible, row.voted, row.spent_minor) == (6, 5, 220_000)
    assert excluded.exclusion == "dearer_than_budget"
    assert count.result["winners"] == ["002", "001"] or count.result["winners"] == ["001", "002"]
    document = read_pabulib(BytesIO(count.ballots))
    again = count_votes(document.election, method_of(document.facts))
    assert [each.project.id for each in again.winners] == count.result["winners"]
    assert fingerprint(document.election) == count.fingerprint
    published = {ballot.voter_id: ballot.projects for ballot in document.election.ballots}
    assert published[pseudonym_of(receipts[3])] == ("003",)
    assert {pseudonym_of(each) for each in receipts} == published.keys()


def test_the_urn_is_empty_and_the_register_is_whole_after_the_count(hall: Hall) -> None:
    round_id = hall.announce()
    (well,) = hall.propose(round_id, 120_000)
    for who in hall.members:
        hall.vote(round_id, who, well)
    count_round(hall.database, round_id, now=hall.after)
    with hall.database.reading() as session:
        assert session.execute(text("select count(*) from round_ballot")).scalar_one() == 0
        voters = session.execute(text("select voter_id, xmin::text from round_voter order by ctid")).all()
    assert [voter.voter_id for voter in voters] == sorted(hall.members)
    assert len({voter.xmin for voter in voters}) == 1
