"""Whom a round asks: each kind of electorate, as of the moment at which voting began."""

from datetime import datetime

import pytest
from sqlalchemy import text

from kit.clock import utc_now
from market.fund.rounds import queries
from market.fund.rounds.cast_ballot import Vote, cast_ballot
from market.fund.rounds.draft_round import Asked
from market.fund.rounds.electorate_queries import count_electorate, list_proposers, list_voices
from market.fund.rounds.errors import AlreadyVoted, NotEligible
from market.fund.rounds.receipt import new_receipt
from models.enums import Electorate, MemberRole, VotesBy
from tests.fund.rounds.hall import DAY, Hall, person


def voices(hall: Hall, round_id: str, person_id: str, at: datetime) -> list[str]:
    with hall.database.reading() as session:
        row = queries.find_round(session, round_id)
        assert row is not None
        return [voice.voter_id for voice in list_voices(session, row, person_id=person_id, now=at)]


def eligible(hall: Hall, round_id: str) -> int:
    with hall.database.reading() as session:
        row = queries.find_round(session, round_id)
        assert row is not None
        return count_electorate(session, row, row.voting_opens_at)


def proposers(hall: Hall, round_id: str, person_id: str) -> list[str]:
    with hall.database.reading() as session:
        row = queries.find_round(session, round_id)
        assert row is not None
        return [each.id for each in list_proposers(session, row, person_id=person_id, now=hall.proposing)]


def test_who_joins_while_votes_are_cast_has_none_and_who_leaves_keeps_theirs(hall: Hall) -> None:
    round_id = hall.announce()
    with hall.database.transaction() as session:
        late = person(session, "late", hall.shop.world.norandino_id, MemberRole.MEMBER)
        for who, column, moment in (
            (late, "created_at", hall.voting),
            (hall.members[0], "ended_at", hall.voting),
            (hall.members[1], "ended_at", hall.proposing),
        ):
            session.execute(
                text(f"update membership set {column} = :at where person_id = :who"), {"at": moment, "who": who}
            )
    found = [voices(hall, round_id, who, hall.voting + DAY / 4) for who in (late, *hall.members[:3])]
    assert found == [[], [hall.members[0]], [], [hall.members[2]]]
    assert eligible(hall, round_id) == 5


@pytest.mark.parametrize(
    ("electorate", "votes_by", "count"),
    [
        # Norandino's five members and its secretary; nobody is in Kuapa or in the federation.
        (Electorate.NETWORK, VotesBy.PERSON, 6),
        (Electorate.NETWORK, VotesBy.ORGANISATION, 1),
        (Electorate.PRODUCERS, VotesBy.PERSON, 6),
        (Electorate.PRODUCERS, VotesBy.ORGANISATION, 2),
        (Electorate.FEDERATIONS, VotesBy.ORGANISATION, 1),
        (Electorate.FEDERATIONS, VotesBy.PERSON, 0),
    ],
)
def test_each_electorate_has_its_voters(hall: Hall, electorate: Electorate, votes_by: VotesBy, count: int) -> None:
    body = hall.shop.world.federation_id if electorate is Electorate.NETWORK else None
    round_id = hall.announce(asked=Asked(electorate, votes_by, body))
    assert eligible(hall, round_id) == count


def test_an_organisation_votes_once_by_any_of_its_stewards(hall: Hall) -> None:
    world = hall.shop.world
    round_id = hall.announce(asked=Asked(Electorate.NETWORK, VotesBy.ORGANISATION, world.federation_id))
    with hall.database.transaction() as session:
        other = person(session, "other", world.norandino_id)
    hall.propose(round_id, 1_000)

    def cast(who: str) -> None:
        with hall.database.transaction() as session:
            cast_ballot(
                session,
                Vote([]),
                round_id=round_id,
                voter_id=world.norandino_id,
                person_id=who,
                receipt=new_receipt(),
                now=hall.voting,
            )

    with pytest.raises(NotEligible):
        cast(hall.members[0])
    cast(hall.secretary)
    with pytest.raises(AlreadyVoted):
        cast(other)


def test_buyers_vote_who_paid_in_the_period_and_producers_propose(hall: Hall) -> None:
    shop = hall.shop
    with hall.database.transaction() as session:
        buyer, looker = person(session, "buyer"), person(session, "looker")
    shop.settle(shop.place({shop.coffee: 1}, person_id=buyer).order_id)
    shop.place({shop.coffee: 1}, person_id=looker)
    with hall.database.reading() as session:
        paid_at = session.execute(text("select paid_at from customer_order where paid_at is not null")).scalar_one()
    asked = [
        Asked(Electorate.BUYERS, VotesBy.PERSON, None, begins, ends)
        for begins, ends in ((paid_at, paid_at + DAY), (paid_at - DAY, paid_at), (utc_now(), utc_now() + DAY))
    ]
    rounds = [hall.announce(asked=each, budget=hall.euros(1_000)) for each in asked]
    assert [eligible(hall, each) for each in rounds] == [1, 0, 0]
    assert voices(hall, rounds[0], buyer, hall.voting) == [buyer]
    assert voices(hall, rounds[0], looker, hall.voting) == []
    assert proposers(hall, rounds[0], hall.secretary) == [shop.world.norandino_id]
    assert proposers(hall, rounds[0], hall.members[0]) == []
