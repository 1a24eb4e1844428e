"""Open the urn when voting is over."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds import queries, urn_queries
from market.fund.rounds.election import Held, file_of
from market.fund.rounds.electorate_queries import count_electorate
from market.fund.rounds.keep_count import keep_count
from market.fund.rounds.method import marks_of
from market.fund.rounds.rules import APPROVAL_TIME, quorum_of, state_of
from market.fund.rounds.voting_links import queries as link_queries
from market.requests.alerts import withdraw_alert
from models.enums import RoundState, VoidReason
from models.rounds import FundRound, RoundCount


class UrnDiffers(RuntimeError):
    """There are not as many ballots as voters: nobody may count before it is known why."""


def urn_alert(round_id: str) -> str:
    """What the alert about a round's urn is called."""
    return f"urn:{round_id}"


def open_urn(session: Session, round_id: str, *, now: datetime) -> RoundCount | None:
    """Take the ballots out of the urn into one file, sorted by pseudonym, for good. None where nothing is to count:
    too few voted, nothing was proposed, or it is not time, or done.

    Until here a ballot and its voter lie in tables of which a database keeps traces of who wrote when; here the one
    is emptied and the other written anew. Raises UrnDiffers; if nobody has put that right in the time that a result
    may wait for its approval, the round decides nothing.
    """
    row = queries.lock_round(session, round_id)
    if row is None or state_of(marks_of(row), now) is not RoundState.COUNTING or queries.has_count(session, row.id):
        return None
    ballots = urn_queries.list_ballots(session, row.id)
    voters = urn_queries.count_voters(session, row.id)
    adds_up = voters == len(ballots)
    if not adds_up and now < row.closes_at + APPROVAL_TIME:
        raise UrnDiffers(f"{row.id}: {voters} voters, {len(ballots)} ballots")
    proposals = queries.on_ballot(queries.list_proposals(session, row.id))
    row.eligible, row.voted = count_electorate(session, row, row.voting_opens_at), voters
    urn_queries.empty_urn(session, row.id)
    link_queries.forget(session, row.id)
    reason = _void_reason(row, has_proposals=bool(proposals)) if adds_up else VoidReason.URN_DIFFERS
    withdraw_alert(session, urn_alert(row.id), because="the votes add up, or the vote is void", now=now)
    if reason is not None:
        row.voided_at, row.void_reason = now, reason
        queries.write(session)
        return None
    owner = queries.get_owner(session, row.fund_id)
    queries.write(session)
    return keep_count(session, row, file_of(Held(row, owner), proposals, ballots), number=1, now=now)


def _void_reason(row: FundRound, *, has_proposals: bool) -> VoidReason | None:
    needed = quorum_of(row.eligible or 0, count=row.quorum_count, share_bps=row.quorum_share_bps)
    if not has_proposals:
        return VoidReason.NOTHING_PROPOSED
    return VoidReason.QUORUM_NOT_MET if (row.voted or 0) < needed else None
