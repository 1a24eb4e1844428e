"""A round as people read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds import page_queries, queries
from market.fund.rounds.electorate_queries import (
    Proposer,
    Voice,
    count_electorate,
    list_namers,
    list_proposers,
    list_voices,
)
from market.fund.rounds.errors import NoSuchRound
from market.fund.rounds.method import marks_of
from market.fund.rounds.page_queries import ProposalFact, RoundNames
from market.fund.rounds.queries import CountFact
from market.fund.rounds.rules import quorum_of, state_of
from market.fund.rounds.stewards import leads
from models.enums import RoundState, VoidReason
from models.rounds import FundRound, RoundObjection


@dataclass(frozen=True)
class RoundHead:
    """A round in a list."""

    row: FundRound
    state: RoundState
    appeals_end_at: datetime | None
    approval_ends_at: datetime | None
    names: RoundNames

    @property
    def void_reason(self) -> VoidReason | None:
        """As it is written down; a result that has just lapsed is not yet."""
        if self.row.voided_at is None and self.state is RoundState.VOID:
            return VoidReason.NOT_APPROVED
        return self.row.void_reason


@dataclass(frozen=True)
class RoundPage:
    """All that everybody may read of a round.

    `voted` is None before voting has ended: how many came so far is not said. `voting_links`: how many
    of those `eligible` vote by a link. `needed`: how many must vote. `counts`
    has the newest first; `approvals` are of that one.
    """

    head: RoundHead
    eligible: int
    voting_links: int
    voted: int | None
    needed: int
    proposals: Sequence[ProposalFact]
    counts: Sequence[CountFact]
    objections: Sequence[RoundObjection]
    approvals: int


@dataclass(frozen=True)
class Part:
    """What one person may do in a round: with which votes, for which organisations, of which it may name
    members that vote by a link, of which winners' money they can
    show what became of it, and whether they hold the round."""

    voices: Sequence[Voice]
    proposers: Sequence[Proposer]
    namers: Sequence[Proposer]
    to_prove: Sequence[str]
    leads: bool


def head_of(session: Session, row: FundRound, now: datetime) -> RoundHead:
    marks = marks_of(row)
    return RoundHead(
        row=row,
        state=state_of(marks, now),
        appeals_end_at=marks.appeals_end_at,
        approval_ends_at=marks.approval_ends_at,
        names=page_queries.get_names(session, row.id),
    )


def read_round(session: Session, round_id: str, *, person_id: str | None, now: datetime) -> RoundPage:
    """Drafts are read by the stewards of the fund's owner alone. Raises NoSuchRound."""
    row = _readable(session, round_id, person_id)
    counts = queries.list_count_facts(session, row.id)
    approvals = queries.count_approvals(session, round_id=row.id, count_number=counts[0].number) if counts else 0
    eligible = row.eligible
    if eligible is None:
        eligible = count_electorate(session, row, min(now, row.voting_opens_at))
    return RoundPage(
        head=head_of(session, row, now),
        eligible=eligible,
        voting_links=page_queries.count_links(session, row.id),
        voted=row.voted,
        needed=quorum_of(eligible, count=row.quorum_count, share_bps=row.quorum_share_bps),
        proposals=page_queries.list_proposal_facts(session, row.id),
        counts=counts,
        objections=queries.list_objections(session, row.id),
        approvals=approvals,
    )


def read_part(session: Session, round_id: str, *, person_id: str, now: datetime) -> Part:
    """Raises NoSuchRound."""
    row = _readable(session, round_id, person_id)
    return Part(
        voices=list_voices(session, row, person_id=person_id, now=now),
        proposers=list_proposers(session, row, person_id=person_id, now=now),
        namers=list_namers(session, row, person_id=person_id, now=now),
        to_prove=page_queries.list_to_prove(session, row.id, person_id=person_id),
        leads=leads(session, row, person_id=person_id),
    )


def _readable(session: Session, round_id: str, person_id: str | None) -> FundRound:
    row = queries.find_round(session, round_id)
    if row is None or (row.announced_at is None and not leads(session, row, person_id=person_id)):
        raise NoSuchRound()
    return row
