"""What organisations put on record of themselves."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.schemas.base import STORABLE, In, MoneyOut, Out, ShortText, money_out
from api.schemas.certification import Day
from api.schemas.profile import WebAddress
from kit.money import Money
from market.networks.record.make_commitment import CommitmentFacts
from market.networks.record.queries import FundEntry
from market.networks.record.read_record import ActionView, CommitmentView, RecordView
from market.networks.record.record_action import ActionFacts
from market.networks.record.record_stage import StageFacts
from market.networks.record.record_support import SupportFacts
from market.networks.record.rules import Standing
from market.networks.record.tell_step import StepFacts
from models.enums import Arena, ProgrammeKind, TransitionWord
from models.networks import CommitmentEvent, PublicSupport, TransitionStage

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), STORABLE]


class AmountIn(In):
    """Integer minor units: 1200 EUR is twelve euros."""

    amount: Annotated[int, Field(strict=True, ge=1, le=10**15)]
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class SupportIn(In):
    """Public money under a programme, for the days from `starts_on` to `ends_on`; `source` says where to read of it."""

    programme: ShortText
    amount: AmountIn
    starts_on: Day
    ends_on: Day
    source: WebAddress

    @property
    def facts(self) -> SupportFacts:
        return SupportFacts(self.programme, self.amount.money, self.starts_on, self.ends_on, self.source)


class StageIn(In):
    """Where the organisation stands since a day, why, and what shows it."""

    stage: TransitionWord = Field(strict=False)
    since_on: Day
    statement: _Words
    evidence_url: WebAddress

    @property
    def facts(self) -> StageFacts:
        return StageFacts(self.stage, self.since_on, self.statement, self.evidence_url)


class ActionIn(In):
    """What was argued for, where, and what came of it. `fund_entry` names the entry with which a fund gave your
    organisation what the cost was paid from: one of `GET …/record/fund-entries`."""

    campaign: ShortText
    arena: Arena = Field(strict=False)
    position: _Words
    outcome: _Words
    happened_on: Day
    evidence_url: WebAddress | None = None
    cost: AmountIn | None = None
    fund_entry: Annotated[str, StringConstraints(max_length=64), STORABLE] | None = None

    @property
    def facts(self) -> ActionFacts:
        return ActionFacts(
            campaign=self.campaign,
            arena=self.arena,
            position=self.position,
            outcome=self.outcome,
            happened_on=self.happened_on,
            evidence_url=self.evidence_url,
            cost=self.cost.money if self.cost else None,
            fund_entry=self.fund_entry,
        )


class CommitmentIn(In):
    """What is undertaken for a fund, a campaign or a trade agreement of this name, until which day."""

    programme: ProgrammeKind = Field(strict=False)
    name: ShortText
    target: _Words
    due_on: Day

    @property
    def facts(self) -> CommitmentFacts:
        return CommitmentFacts(self.programme, self.name, self.target, self.due_on)


class StepIn(In):
    """What happened on a day; `fulfils` when the commitment is fulfilled with it."""

    happened_on: Day
    statement: _Words
    evidence_url: WebAddress | None = None
    fulfils: bool = False

    @property
    def facts(self) -> StepFacts:
        return StepFacts(self.happened_on, self.statement, self.evidence_url, self.fulfils)


class SupportOut(Out):
    """Public money; it counts no more once it was `withdrawn_at`."""

    id: str
    programme: str
    amount: MoneyOut
    starts_on: date
    ends_on: date
    source: str
    recorded_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, support: PublicSupport) -> Self:
        return cls(
            id=support.id,
            programme=support.programme,
            amount=money_out(support.amount_minor, support.currency),
            starts_on=support.starts_on,
            ends_on=support.ends_on,
            source=support.source,
            recorded_at=support.created_at,
            withdrawn_at=support.withdrawn_at,
        )


class StageOut(Out):
    id: str
    stage: TransitionWord
    since_on: date
    statement: str
    evidence_url: str
    recorded_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, stage: TransitionStage) -> Self:
        return cls(
            id=stage.id,
            stage=stage.stage,
            since_on=stage.since_on,
            statement=stage.statement,
            evidence_url=stage.evidence_url,
            recorded_at=stage.created_at,
            withdrawn_at=stage.withdrawn_at,
        )


class ActionFundOut(Out):
    id: str
    name: str


class FundEntryOut(Out):
    """An entry with which a fund gave the organisation money; `left` is what no cost on record is held against."""

    id: str
    fund: ActionFundOut
    given_on: date
    note: str
    amount: MoneyOut
    left: MoneyOut

    @classmethod
    def of(cls, entry: FundEntry) -> Self:
        return cls(
            id=entry.id,
            fund=ActionFundOut(id=entry.fund_id, name=entry.fund_name),
            given_on=entry.given_on,
            note=entry.note,
            amount=money_out(entry.amount_minor, entry.currency),
            left=money_out(entry.left_minor, entry.currency),
        )


class FundEntriesOut(Out):
    data: list[FundEntryOut]


class ActionOut(Out):
    """An action; `fund` bore the cost with its entry `fund_entry`, if it is there."""

    id: str
    campaign: str
    arena: Arena
    position: str
    outcome: str
    happened_on: date
    evidence_url: str | None
    cost: MoneyOut | None
    fund: ActionFundOut | None
    fund_entry: str | None
    recorded_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, view: ActionView) -> Self:
        action = view.action
        return cls(
            id=action.id,
            campaign=action.campaign,
            arena=action.arena,
            position=action.position,
            outcome=action.outcome,
            happened_on=action.happened_on,
            evidence_url=action.evidence_url,
            cost=money_out(action.cost_minor, action.currency) if action.cost_minor and action.currency else None,
            fund=ActionFundOut.model_validate(view.fund) if view.fund else None,
            fund_entry=action.journal_id,
            recorded_at=action.created_at,
            withdrawn_at=action.withdrawn_at,
        )


class StepOut(Out):
    id: str
    happened_on: date
    statement: str
    evidence_url: str | None
    fulfils: bool

    @classmethod
    def of(cls, event: CommitmentEvent) -> Self:
        return cls(
            id=event.id,
            happened_on=event.happened_on,
            statement=event.statement,
            evidence_url=event.evidence_url,
            fulfils=event.is_fulfilment,
        )


class CommitmentOut(Out):
    """A commitment; after its due day it is late until it is fulfilled, and was late for ever after."""

    id: str
    programme: ProgrammeKind
    name: str
    target: str
    due_on: date
    standing: Standing
    steps: list[StepOut]
    recorded_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, view: CommitmentView) -> Self:
        commitment = view.commitment
        return cls(
            id=commitment.id,
            programme=commitment.programme,
            name=commitment.name,
            target=commitment.target,
            due_on=commitment.due_on,
            standing=view.standing,
            steps=[StepOut.of(event) for event in view.events],
            recorded_at=commitment.created_at,
            withdrawn_at=commitment.withdrawn_at,
        )


class RecordOut(Out):
    """What an organisation has put on record of itself, newest first, also what it took back. Nobody checked it."""

    support: list[SupportOut]
    stages: list[StageOut]
    actions: list[ActionOut]
    commitments: list[CommitmentOut]

    @classmethod
    def of(cls, view: RecordView) -> Self:
        return cls(
            support=[SupportOut.of(each) for each in view.support],
            stages=[StageOut.of(each) for each in view.stages],
            actions=[ActionOut.of(each) for each in view.actions],
            commitments=[CommitmentOut.of(each) for each in view.commitments],
        )
