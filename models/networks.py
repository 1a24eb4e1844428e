"""What stewards put on record of their organisation: public money, stages, actions and commitments.

Rows are never rewritten. What was wrong is taken back, and stays readable.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from models.base import CURRENCY_RULE, Table, check, made_at, maybe_ref, moment, one_of, own_id, ref, words
from models.enums import Arena, ProgrammeKind, TransitionWord


class PublicSupport(Table, table=True):
    """Public money that an organisation received under a programme, for the days from `starts_on` to `ends_on`."""

    __tablename__ = "public_support"
    __table_args__ = (
        check("amount_positive", "amount_minor > 0"),
        check("currency_is_iso", CURRENCY_RULE),
        check("interval", "ends_on >= starts_on"),
    )

    id: str = own_id("psu")
    organisation_id: str = ref("organisation.id", index=True)
    programme: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = words()
    starts_on: date
    ends_on: date
    source: str = words()
    recorded_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()
    withdrawn_by: str | None = maybe_ref("person.id")
    withdrawn_at: datetime | None = moment(default=None, nullable=True)


class TransitionStage(Table, table=True):
    """Where an organisation says it stands since a day, with what shows it."""

    __tablename__ = "transition_stage"
    __table_args__ = (one_of("stage", TransitionWord),)

    id: str = own_id("trs")
    organisation_id: str = ref("organisation.id", index=True)
    stage: TransitionWord = words()
    since_on: date
    statement: str = words()
    evidence_url: str = words()
    recorded_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()
    withdrawn_by: str | None = maybe_ref("person.id")
    withdrawn_at: datetime | None = moment(default=None, nullable=True)


class AdvocacyAction(Table, table=True):
    """What an organisation argued for, where, and what came of it. `journal_id` is the entry with which a fund gave the
    organisation what the cost was paid from."""

    __tablename__ = "advocacy_action"
    __table_args__ = (
        one_of("arena", Arena),
        check("currency_is_iso", CURRENCY_RULE),
        check("cost_positive", "cost_minor > 0"),
        check("cost_has_currency", "(cost_minor is null) = (currency is null)"),
        check("fund_bears_cost", "fund_id is null or cost_minor is not null"),
        check("entry_is_a_funds", "journal_id is null or fund_id is not null"),
        Index("ix_advocacy_action_fund_id", "fund_id", postgresql_where=text("fund_id is not null")),
        Index("ix_advocacy_action_journal_id", "journal_id", postgresql_where=text("journal_id is not null")),
    )

    id: str = own_id("adv")
    organisation_id: str = ref("organisation.id", index=True)
    campaign: str = words()
    arena: Arena = words()
    position: str = words()
    outcome: str = words()
    happened_on: date
    evidence_url: str | None = words(default=None, nullable=True)
    cost_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    currency: str | None = words(default=None, nullable=True)
    fund_id: str | None = maybe_ref("fund.id")
    journal_id: str | None = maybe_ref("journal.id")
    recorded_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()
    withdrawn_by: str | None = maybe_ref("person.id")
    withdrawn_at: datetime | None = moment(default=None, nullable=True)


class Commitment(Table, table=True):
    """What an organisation undertook to do for something shared, until a day."""

    __tablename__ = "commitment"
    __table_args__ = (one_of("programme", ProgrammeKind),)

    id: str = own_id("com")
    organisation_id: str = ref("organisation.id", index=True)
    programme: ProgrammeKind = words()
    name: str = words()
    target: str = words()
    due_on: date
    recorded_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()
    withdrawn_by: str | None = maybe_ref("person.id")
    withdrawn_at: datetime | None = moment(default=None, nullable=True)


class CommitmentEvent(Table, table=True):
    """A step towards a commitment; one of them, at most, fulfils it."""

    __tablename__ = "commitment_event"
    __table_args__ = (
        Index("uq_commitment_event_fulfilment", "commitment_id", unique=True, postgresql_where=text("is_fulfilment")),
    )

    id: str = own_id("cev")
    commitment_id: str = ref("commitment.id", index=True)
    happened_on: date
    statement: str = words()
    evidence_url: str | None = words(default=None, nullable=True)
    is_fulfilment: bool
    recorded_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()
