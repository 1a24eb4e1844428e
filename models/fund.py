"""The solidarity fund: rounds, proposals, ballots, and what was decided. Money itself stands in the ledger."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, UniqueConstraint
from sqlmodel import Field

from models.base import (
    Table,
    check,
    json_object,
    made_at,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    text_list,
    words,
)
from models.enums import FundKind, RoundState, TallyRule


class Fund(Table, table=True):
    """A pot with an owner and a ledger account."""

    __tablename__ = "fund"
    __table_args__ = (one_of("kind", FundKind),)

    id: str = own_id("fnd")
    kind: FundKind = words()
    owner_id: str = ref("organisation.id")
    name: str = words()
    currency: str = words()
    account_code: str = words()
    created_at: datetime = made_at()


class FundRound(Table, table=True):
    """One vote on a budget. The rule, its tie-break and its stopping rule are fixed before voting opens."""

    __tablename__ = "fund_round"
    __table_args__ = (
        one_of("state", RoundState),
        one_of("rule", TallyRule),
        check("budget_positive", "budget_minor > 0"),
    )

    id: str = own_id("rnd")
    fund_id: str = ref("fund.id", index=True)
    title: str = words()
    budget_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    state: RoundState = words(default=RoundState.DRAFT)
    rule: TallyRule = words()
    completion: str = words(default="none")
    tie_break: list[str] = text_list()
    quorum: int = Field(default=0)
    opens_at: datetime | None = moment(default=None, nullable=True)
    closes_at: datetime | None = moment(default=None, nullable=True)
    result: dict[str, object] | None = json_object(nullable=True, default=None)
    input_sha256: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    created_at: datetime = made_at()


class FundProposal(Table, table=True):
    """Something members may fund."""

    __tablename__ = "fund_proposal"
    __table_args__ = (check("cost_positive", "cost_minor > 0"),)

    id: str = own_id("prp")
    round_id: str = ref("fund_round.id", index=True)
    proposed_by: str = ref("organisation.id")
    title: str = words()
    body: str = words(default="")
    cost_minor: int = Field(sa_type=BigInteger)
    created_at: datetime = made_at()


class FundBallot(Table, table=True):
    """One voter's approvals in one round."""

    __tablename__ = "fund_ballot"
    __table_args__ = (UniqueConstraint("round_id", "voter_id"),)

    id: str = own_id("blt")
    round_id: str = ref("fund_round.id")
    voter_id: str = ref("person.id")
    organisation_id: str | None = maybe_ref("organisation.id")
    approvals: list[str] = text_list()
    cast_at: datetime = moment()


class FundDisbursement(Table, table=True):
    """Money that left the fund for an approved proposal, and the proof of its use."""

    __tablename__ = "fund_disbursement"
    __table_args__ = (check("amount_positive", "amount_minor > 0"),)

    id: str = own_id("fdb")
    proposal_id: str = ref("fund_proposal.id", unique=True)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    journal_id: str | None = maybe_ref("journal.id")
    completed_at: datetime | None = moment(default=None, nullable=True)
    completion_note: str = words(default="")
    created_at: datetime = made_at()
