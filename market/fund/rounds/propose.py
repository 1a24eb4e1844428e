"""Propose something to pay for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds import queries
from market.fund.rounds.electorate_queries import list_proposers
from market.fund.rounds.errors import NoSuchRound, NotEligible, ProposalNotSensible
from market.fund.rounds.stewards import require_state
from models.enums import ProposalExclusion, RoundState
from models.rounds import FundRound, RoundProposal

_MOST_OF_ONE = 20
_MOST_OF_ALL = 500


@dataclass(frozen=True)
class Proposal:
    """`beneficiary_id`: who gets the money. `names_agreed_by`: who of those named in the text agreed to be named."""

    organisation_id: str
    beneficiary_id: str
    title: str
    body: str
    language: str
    cost_minor: int
    names_agreed_by: str


def propose(session: Session, proposal: Proposal, *, round_id: str, person_id: str, now: datetime) -> RoundProposal:
    """Put a proposal to a round, for an organisation that the person is a steward of.

    One that costs more than the whole budget stands there with that reason, and is not on the ballot. Raises
    NoSuchRound, RoundElsewhere outside the time for proposals, NotEligible, ProposalNotSensible.
    """
    row = queries.lock_round(session, round_id)
    if row is None or row.announced_at is None:
        raise NoSuchRound()
    require_state(row, now, RoundState.PROPOSING)
    proposers = list_proposers(session, row, person_id=person_id, now=now)
    if all(each.id != proposal.organisation_id for each in proposers):
        raise NotEligible()
    before = queries.list_proposals(session, row.id)
    _refuse_nonsense(session, proposal, before)
    made = RoundProposal(
        round_id=row.id,
        number=len(before) + 1,
        organisation_id=proposal.organisation_id,
        beneficiary_id=proposal.beneficiary_id,
        title=proposal.title,
        body=proposal.body,
        language=proposal.language,
        cost_minor=proposal.cost_minor,
        names_agreed_by=proposal.names_agreed_by,
        proposed_by=person_id,
        created_at=now,
        exclusion=_exclusion(row, proposal),
    )
    queries.insert(session, made)
    return made


def _exclusion(row: FundRound, proposal: Proposal) -> ProposalExclusion | None:
    return ProposalExclusion.DEARER_THAN_BUDGET if proposal.cost_minor > row.budget_minor else None


def _refuse_nonsense(session: Session, proposal: Proposal, before: list[RoundProposal]) -> None:
    """Raises ProposalNotSensible."""
    own = [each for each in before if each.organisation_id == proposal.organisation_id and each.withdrawn_at is None]
    if len(own) >= _MOST_OF_ONE or len(before) >= _MOST_OF_ALL:
        raise ProposalNotSensible("too_many_proposals")
    if not queries.is_organisation(session, proposal.beneficiary_id):
        raise ProposalNotSensible("no_such_beneficiary")
