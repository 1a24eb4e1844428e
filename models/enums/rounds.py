"""The words of votes on a fund's money."""

from enum import StrEnum


class RoundState(StrEnum):
    """Where a round stands. It is never stored: `market/fund/rounds/rules.py` tells it from moments and the clock."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    PROPOSING = "proposing"
    VOTING = "voting"
    COUNTING = "counting"
    APPEAL = "appeal"
    TALLIED = "tallied"
    APPROVED = "approved"
    DISBURSING = "disbursing"
    COMPLETED = "completed"
    VOID = "void"


class BallotKind(StrEnum):
    """How voters say what they want, in Pabulib's words."""

    APPROVAL = "approval"
    CUMULATIVE = "cumulative"
    ORDINAL = "ordinal"


class Electorate(StrEnum):
    """Who decides."""

    ORGANISATION = "organisation"
    NETWORK = "network"
    BUYERS = "buyers"
    PRODUCERS = "producers"
    FEDERATIONS = "federations"


class VotesBy(StrEnum):
    """Whose every one has a vote: a person, or an organisation by one of its stewards."""

    PERSON = "person"
    ORGANISATION = "organisation"


class ProposalExclusion(StrEnum):
    """Why a proposal is not on the ballot, or no longer counted."""

    DEARER_THAN_BUDGET = "dearer_than_budget"
    OBJECTION_UPHELD = "objection_upheld"


class VoidReason(StrEnum):
    """Why a round decided nothing."""

    TAKEN_BACK = "taken_back"
    NOTHING_PROPOSED = "nothing_proposed"
    QUORUM_NOT_MET = "quorum_not_met"
    OBJECTION_UPHELD = "objection_upheld"
    NOT_APPROVED = "not_approved"
    URN_DIFFERS = "urn_differs"


class ObjectionOutcome(StrEnum):
    """What an objection comes to: the result stands, is counted again without a proposal, or falls."""

    DISMISSED = "dismissed"
    RECOUNT = "recount"
    VOID = "void"
