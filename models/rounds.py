"""Votes on a fund's money: what is asked, who voted, what was voted, what was counted, and what came of it.

Who voted (`round_voter`) and what was voted (`round_ballot`) share nothing but the round.
"""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.base import (
    CURRENCY_RULE,
    ID,
    Table,
    check,
    made_at,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    text_list,
    words,
)
from models.enums import (
    BallotKind,
    Electorate,
    ObjectionOutcome,
    ProposalExclusion,
    TallyRule,
    VoidReason,
    VotesBy,
)


class FundRound(Table, table=True):
    """One vote on a part of a fund. Once announced, all that is asked and how it is counted stays as it is.

    `electorate_id` is the organisation or network whose members vote; `bought_from` to `bought_until` (not included)
    is when a buyer paid. The marks below `created_at` are set once, by the acts that they tell of.
    """

    __tablename__ = "fund_round"
    __table_args__ = (
        one_of("ballot_kind", BallotKind),
        one_of("rule", TallyRule),
        one_of("ordering", ("votes", "votes_per_cost")),
        one_of("misfit", ("skip", "stop")),
        one_of("utility", ("cost", "cardinality")),
        one_of("completion", ("none", "add1", "add1_exhaustive", "add1u", "add1u_exhaustive")),
        one_of("electorate", Electorate),
        one_of("votes_by", VotesBy),
        one_of("void_reason", VoidReason),
        check("budget_positive", "budget_minor > 0"),
        check("currency_is_iso", CURRENCY_RULE),
        check("choices_positive", "max_choices between 1 and 500"),
        check("points_where_given", "(ballot_kind = 'cumulative') = (max_points is not null)"),
        check("points_positive", "max_points between 1 and 10000"),
        check("greedy_whole", "(rule = 'greedy') = (ordering is not null and misfit is not null)"),
        check("shares_whole", "(rule = 'equal_shares') = (utility is not null and completion is not null)"),
        check("electorate_named", "(electorate in ('organisation', 'network')) = (electorate_id is not null)"),
        check("buyers_have_period", "(electorate = 'buyers') = (bought_from is not null and bought_until is not null)"),
        check("period", "bought_until > bought_from"),
        check("people_vote", "electorate not in ('organisation', 'buyers') or votes_by = 'person'"),
        check("quorum", "quorum_count >= 1 and quorum_share_bps between 0 and 10000"),
        check("times", "proposals_open_at < voting_opens_at and voting_opens_at < closes_at"),
        check("appeal_time", "appeal_hours between 1 and 2160"),
        check("void_has_reason", "(voided_at is null) = (void_reason is null)"),
        check("ends_once", "voided_at is null or approved_at is null"),
        check("voters_eligible", "voted <= eligible"),
        check("marks_in_order", "(counted_at is null or announced_at is not null) "
              "and (approved_at is null or counted_at is not null) "
              "and (paid_at is null or approved_at is not null) "
              "and (completed_at is null or approved_at is not null)"),
    )  # fmt: skip

    id: str = own_id("rnd")
    fund_id: str = ref("fund.id", index=True)
    title: str = words()
    body: str = words(default="")
    language: str = words(default="en")
    budget_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    ballot_kind: BallotKind = words()
    max_choices: int
    max_points: int | None = None
    rule: TallyRule = words()
    ordering: str | None = words(default=None, nullable=True)
    misfit: str | None = words(default=None, nullable=True)
    utility: str | None = words(default=None, nullable=True)
    completion: str | None = words(default=None, nullable=True)
    tie_break: list[str] = text_list()
    electorate: Electorate = words()
    votes_by: VotesBy = words()
    electorate_id: str | None = maybe_ref("organisation.id", index=True)
    bought_from: datetime | None = moment(default=None, nullable=True)
    bought_until: datetime | None = moment(default=None, nullable=True)
    quorum_count: int = Field(default=1)
    quorum_share_bps: int = Field(default=0)
    proposals_open_at: datetime = moment()
    voting_opens_at: datetime = moment()
    closes_at: datetime = moment()
    appeal_hours: int
    created_by: str = ref("person.id")
    created_at: datetime = made_at()
    announced_at: datetime | None = moment(default=None, nullable=True)
    eligible: int | None = None
    voted: int | None = None
    counted_at: datetime | None = moment(default=None, nullable=True)
    spent_minor: int | None = Field(default=None, sa_type=BigInteger)
    approved_at: datetime | None = moment(default=None, nullable=True)
    paid_at: datetime | None = moment(default=None, nullable=True)
    completed_at: datetime | None = moment(default=None, nullable=True)
    voided_at: datetime | None = moment(default=None, nullable=True)
    void_reason: VoidReason | None = words(default=None, nullable=True)


class RoundProposal(Table, table=True):
    """Something to pay for, and to whom the money goes. `names_agreed_by`: who of those named in it agreed to that.

    Ballots name it by its `number` in the round.
    """

    __tablename__ = "round_proposal"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        one_of("exclusion", ProposalExclusion),
        check("cost_positive", "cost_minor > 0"),
        check("number_known", "number between 1 and 999"),
    )

    id: str = own_id("prp")
    round_id: str = ref("fund_round.id")
    number: int
    organisation_id: str = ref("organisation.id", index=True)
    beneficiary_id: str = ref("organisation.id", index=True)
    title: str = words()
    body: str = words(default="")
    language: str = words(default="en")
    cost_minor: int = Field(sa_type=BigInteger)
    names_agreed_by: str = words(default="")
    proposed_by: str = ref("person.id")
    created_at: datetime = made_at()
    withdrawn_at: datetime | None = moment(default=None, nullable=True)
    exclusion: ProposalExclusion | None = words(default=None, nullable=True)


class RoundVoter(Table, table=True):
    """This person or organisation has voted. No moment, no ballot: nothing here leads to what was voted."""

    __tablename__ = "round_voter"

    round_id: str = ref("fund_round.id", primary_key=True)
    voter_id: str = Field(primary_key=True, sa_type=ID)


class VotingLink(Table, table=True):
    """A member without an account, who votes by a link that their organisation passes on; the vote is the row's id.

    Of the link only the hash of its secret is kept. Name and hash go when the votes are counted; that there was a
    member stays.
    """

    __tablename__ = "voting_link"
    __table_args__ = (
        UniqueConstraint("round_id", "organisation_id", "name"),
        check("forgotten_whole", "(name is null) = (token_hash is null)"),
    )

    id: str = own_id("vlk")
    round_id: str = ref("fund_round.id")
    organisation_id: str = ref("organisation.id", index=True)
    name: str | None = words(default=None, nullable=True)
    token_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True, nullable=True)
    named_by: str = ref("person.id")
    created_at: datetime = made_at()


class RoundBallot(Table, table=True):
    """A ballot in the urn, until it is opened. `pseudonym`: half of the hash of a secret that its voter alone holds."""

    __tablename__ = "round_ballot"

    round_id: str = ref("fund_round.id", primary_key=True)
    pseudonym: str = words(primary_key=True)
    choices: list[int] = Field(sa_type=ARRAY(Integer), nullable=False, default_factory=list)
    points: list[int] = Field(sa_type=ARRAY(Integer), nullable=False, default_factory=list)


class RoundCount(Table, table=True):
    """The votes as one file in Pabulib's format, sorted by pseudonym, and what came of counting exactly these bytes."""

    __tablename__ = "round_count"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        check("number_positive", "number > 0"),
        check("result_whole", "(counted_at is null) = (result is null)"),
    )

    id: str = own_id("rct")
    round_id: str = ref("fund_round.id")
    number: int
    ballots: bytes = Field(sa_type=LargeBinary)
    sha256: bytes = Field(sa_type=LargeBinary)
    fingerprint: str = words()
    created_at: datetime = made_at()
    counted_at: datetime | None = moment(default=None, nullable=True)
    result: dict[str, object] | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)


class RoundObjection(Table, table=True):
    """Somebody who could vote says why the result should not stand, and what the fund's owner answers."""

    __tablename__ = "round_objection"
    __table_args__ = (
        one_of("outcome", ObjectionOutcome),
        UniqueConstraint("round_id", "person_id", "count_number"),
        check("answered_whole", "(answered_at is null) = (outcome is null)"),
        check("recount_without", "(outcome = 'recount') = (proposal_id is not null)"),
    )

    id: str = own_id("obj")
    round_id: str = ref("fund_round.id", index=True)
    count_number: int
    person_id: str = ref("person.id")
    reason: str = words()
    created_at: datetime = made_at()
    answered_at: datetime | None = moment(default=None, nullable=True)
    answered_by: str | None = maybe_ref("person.id")
    answer: str = words(default="")
    outcome: ObjectionOutcome | None = words(default=None, nullable=True)
    proposal_id: str | None = maybe_ref("round_proposal.id")


class RoundApproval(Table, table=True):
    """A steward of the fund's owner puts their name under one count's result."""

    __tablename__ = "round_approval"

    round_id: str = ref("fund_round.id", primary_key=True)
    count_number: int = Field(primary_key=True)
    person_id: str = ref("person.id", primary_key=True)
    approved_at: datetime = moment()


class RoundGrant(Table, table=True):
    """What a winner gets, whether it has gone out, and the proof of what became of it."""

    __tablename__ = "round_grant"
    __table_args__ = (
        check("amount_positive", "amount_minor > 0"),
        check("currency_is_iso", CURRENCY_RULE),
        check("paid_whole", "(paid_at is null) = (journal_id is null)"),
        check("proved_after_paid", "completed_at is null or paid_at is not null"),
    )

    id: str = own_id("rgr")
    round_id: str = ref("fund_round.id", index=True)
    proposal_id: str = ref("round_proposal.id", unique=True)
    beneficiary_id: str = ref("organisation.id", index=True)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    created_at: datetime = made_at()
    paid_at: datetime | None = moment(default=None, nullable=True)
    journal_id: str | None = maybe_ref("journal.id", unique=True)
    completed_at: datetime | None = moment(default=None, nullable=True)
    completed_by: str | None = maybe_ref("person.id")
    note: str = words(default="")
    document_title: str = words(default="")
    document_type: str | None = words(default=None, nullable=True)
    document_path: str | None = words(default=None, nullable=True)
    document_sha256: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
