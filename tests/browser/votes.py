"""A vote on the fund's money for each screen of it, held over the real database."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.clock import utc_now
from kit.ids import new_id
from kit.money import Money
from market.fund.rounds.announce_round import announce_round
from market.fund.rounds.cast_ballot import Vote, cast_ballot
from market.fund.rounds.count_round import count_round
from market.fund.rounds.draft_round import Asked, RoundTerms, Times, draft_round
from market.fund.rounds.propose import Proposal, propose
from market.fund.rounds.receipt import new_receipt
from market.fund.rounds.rules import BallotForm
from market.fund.tally.rules.method import EqualShares
from models.enums import BallotKind, Electorate, VotesBy
from tests.fund.rounds.hall import fill
from tests.journeys.market import Market

_LONG = "Un molino compartido con las comunidades de arriba para no bajar tres horas con cada cosecha"
_STEWARD = text(
    """
    insert into membership (id, person_id, organisation_id, role)
    select :id, p.id, :market_id, 'steward' from person p where p.email = 'operator@example.org'
    on conflict do nothing
    """
)
_LET_PASS = text(
    """
    with passed as (select make_interval(days => :days) as time)
    update fund_round r
    set created_at = r.created_at - passed.time, announced_at = r.announced_at - passed.time,
        proposals_open_at = r.proposals_open_at - passed.time, voting_opens_at = r.voting_opens_at - passed.time,
        closes_at = r.closes_at - passed.time
    from passed where r.id = :id
    """
)


def open_vote(market: Market, kind: BallotKind = BallotKind.APPROVAL) -> str:
    """A vote that is under way; its id."""
    now = utc_now()
    return _hold(market, kind, opens=now - timedelta(seconds=1), closes=now + timedelta(days=1))


def vote_that_takes_proposals(market: Market) -> str:
    """A vote for which members propose until tomorrow, and vote until the day after; its id."""
    opens = utc_now() + timedelta(days=1)
    return _hold(market, BallotKind.APPROVAL, opens=opens, closes=opens + timedelta(days=1), titles=())


def let_days_pass(market: Market, round_id: str, days: int) -> None:
    """Everything of a vote was so many days ago. What is announced does not change: the database is not asked."""
    with market.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(_LET_PASS, {"id": round_id, "days": days})


def decided_vote(market: Market) -> str:
    """A vote that is counted, with a winner and a loser."""
    now = utc_now()
    opens, closes = now - timedelta(seconds=2), now - timedelta(seconds=1)
    round_id = _hold(market, BallotKind.APPROVAL, opens=opens, closes=closes)
    with market.database.transaction() as session:
        person_id = _person(session, "norandino")
        first = session.execute(text("select min(id) from round_proposal where round_id = :id"), {"id": round_id})
        cast_ballot(
            session,
            Vote([str(first.scalar_one())]),
            round_id=round_id,
            voter_id=person_id,
            person_id=person_id,
            receipt=new_receipt(),
            now=opens,
        )
    count_round(market.database, round_id, now=now)
    return round_id


def holds_votes(market: Market) -> str:
    """The operator is a steward of the market; its id."""
    with market.database.transaction() as session:
        session.execute(_STEWARD, {"id": new_id("mbr"), "market_id": market.world.market_id})
    return market.world.market_id


def _hold(
    market: Market, kind: BallotKind, *, opens: datetime, closes: datetime, titles: Sequence[str] = (_LONG, "A well")
) -> str:
    holds_votes(market)
    begins = opens - timedelta(days=2)
    times = Times(begins, opens, closes, 48)
    terms = RoundTerms(
        title="What the co-op needs first before the next rains come to the valley",
        body="The members decide.",
        language="en",
        budget=Money(30_000, "EUR"),
        form=BallotForm(kind, 3, 10 if kind is BallotKind.CUMULATIVE else None),
        method=EqualShares(),
        asked=Asked(Electorate.ORGANISATION, VotesBy.PERSON, market.world.norandino_id),
        quorum_count=1,
        quorum_share_bps=0,
        times=times,
    )
    with market.database.transaction() as session:
        fund_id = str(session.execute(text("select id from fund where kind = 'solidarity'")).scalar_one())
        fill(session, fund_id, 30_000)
        operator = _person(session, "operator")
        row = draft_round(session, terms, fund_id=fund_id, person_id=operator, now=begins)
        announce_round(session, round_id=row.id, person_id=operator, now=begins)
        _settle_in(session, before=begins)
        for title in titles:
            proposal = Proposal(market.world.norandino_id, market.world.norandino_id, title, "", "es", 20_000, "")
            _propose(session, proposal, row.id, opens - timedelta(hours=1))
        return row.id


def _settle_in(session: Session, *, before: datetime) -> None:
    """Who proposes for an organisation has been its steward for a minute, in a test that began a minute ago."""
    for table in ("membership", "organisation"):
        session.execute(text(f"update {table} set created_at = :at"), {"at": before - timedelta(days=9)})


def _propose(session: Session, proposal: Proposal, round_id: str, at: datetime) -> None:
    propose(session, proposal, round_id=round_id, person_id=_person(session, "norandino"), now=at)


def _person(session: Session, name: str) -> str:
    found = session.execute(text("select id from person where email = :email"), {"email": f"{name}@example.org"})
    return str(found.scalar_one())
