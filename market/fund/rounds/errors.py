"""Refusals about rounds."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoFundOfYours(NotFound):
    """There is no such fund that you are a steward of."""

    code: ClassVar[str] = "no_fund_of_yours"


class NoSuchRound(NotFound):
    """There is no such vote on a fund's money."""

    code: ClassVar[str] = "no_such_round"


class NoSuchProposal(NotFound):
    """There is no such proposal in this round, or it is not yours."""

    code: ClassVar[str] = "no_such_round_proposal"


class NoSuchBallot(NotFound):
    """No ballot in the urn has this receipt."""

    code: ClassVar[str] = "no_such_ballot"


class NoSuchObjection(NotFound):
    """There is no such objection to a round of a fund that you are a steward of."""

    code: ClassVar[str] = "no_such_objection"


class NoSuchGrant(NotFound):
    """There is no such winner's money, or it is not yours to deal with."""

    code: ClassVar[str] = "no_such_grant"


@dataclass(eq=False)
class RoundNotSensible(Invalid):
    """A round cannot be held like this."""

    code: ClassVar[str] = "round_not_sensible"
    problem: str


@dataclass(eq=False)
class RoundElsewhere(Conflict):
    """This cannot be done at the point where the round stands now."""

    code: ClassVar[str] = "round_elsewhere"
    state: str


@dataclass(eq=False)
class FundPromised(Conflict):
    """The fund has not so much that is not yet promised to another round."""

    code: ClassVar[str] = "fund_promised"
    asked_minor: int
    free_minor: int
    currency: str


@dataclass(eq=False)
class ProposalNotSensible(Invalid):
    """A proposal cannot be made like this."""

    code: ClassVar[str] = "proposal_not_sensible"
    problem: str


class NotEligible(NotAllowed):
    """You do not belong to those whom this round asks."""

    code: ClassVar[str] = "not_eligible"


@dataclass(eq=False)
class VotesNotOut(Conflict):
    """No votes are published: voting has not ended, or nothing was counted."""

    code: ClassVar[str] = "votes_not_out"
    void_reason: str | None


class AlreadyVoted(Conflict):
    """This vote has been cast. Only its receipt lets it be changed."""

    code: ClassVar[str] = "already_voted"


class ReceiptInUse(Conflict):
    """Another ballot in this urn has this receipt."""

    code: ClassVar[str] = "receipt_in_use"


@dataclass(eq=False)
class BallotRefused(Invalid):
    """The ballot cannot be counted like this."""

    code: ClassVar[str] = "ballot_refused"
    problem: str


class AlreadyObjected(Conflict):
    """You have objected to this result."""

    code: ClassVar[str] = "already_objected"


class ObjectionAnswered(Conflict):
    """The objection has been answered."""

    code: ClassVar[str] = "objection_answered"


@dataclass(eq=False)
class AnswerNotSensible(Invalid):
    """An objection cannot be answered like this."""

    code: ClassVar[str] = "answer_not_sensible"
    problem: str


class ObjectionsOpen(Conflict):
    """An objection has not been answered yet."""

    code: ClassVar[str] = "objections_open"


class AlreadyApproved(Conflict):
    """You have approved this result; another steward has to as well."""

    code: ClassVar[str] = "already_approved"


class GrantPaid(Conflict):
    """The money has gone out."""

    code: ClassVar[str] = "grant_paid"


class GrantNotPaid(Conflict):
    """Nothing can be proved before the money has gone out."""

    code: ClassVar[str] = "grant_not_paid"


class GrantProved(Conflict):
    """The proof of what became of the money is there, and stays."""

    code: ClassVar[str] = "grant_proved"
