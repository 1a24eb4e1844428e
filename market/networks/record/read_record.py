"""All that an organisation has put on record."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from market.networks.record import queries
from market.networks.record.rules import Standing, standing_of
from models.fund import Fund
from models.networks import AdvocacyAction, Commitment, CommitmentEvent, PublicSupport, TransitionStage


@dataclass(frozen=True)
class CommitmentView:
    """A commitment, how it stands today, and the steps towards it, oldest first."""

    commitment: Commitment
    standing: Standing
    events: tuple[CommitmentEvent, ...]


@dataclass(frozen=True)
class ActionView:
    """An action, and the fund that bore its cost, if one did."""

    action: AdvocacyAction
    fund: Fund | None


@dataclass(frozen=True)
class RecordView:
    """Newest first, also what was taken back."""

    support: tuple[PublicSupport, ...]
    stages: tuple[TransitionStage, ...]
    actions: tuple[ActionView, ...]
    commitments: tuple[CommitmentView, ...]


def read_record(session: Session, organisation_id: str, *, today: date) -> RecordView:
    """Of an organisation that there is."""
    actions = queries.list_of(session, AdvocacyAction, organisation_id)
    funds = queries.list_funds(session, {action.fund_id for action in actions if action.fund_id})
    events = queries.list_events(session, organisation_id)
    return RecordView(
        support=tuple(queries.list_of(session, PublicSupport, organisation_id)),
        stages=tuple(queries.list_of(session, TransitionStage, organisation_id)),
        actions=tuple(ActionView(action, funds.get(action.fund_id or "")) for action in actions),
        commitments=tuple(
            view_of(commitment, [event for event in events if event.commitment_id == commitment.id], today=today)
            for commitment in queries.list_of(session, Commitment, organisation_id)
        ),
    )


def view_of(commitment: Commitment, events: list[CommitmentEvent], *, today: date) -> CommitmentView:
    """How it stands by its own steps."""
    fulfilled_on = next((event.happened_on for event in events if event.is_fulfilment), None)
    standing = standing_of(
        due_on=commitment.due_on,
        fulfilled_on=fulfilled_on,
        is_withdrawn=commitment.withdrawn_at is not None,
        today=today,
    )
    return CommitmentView(commitment, standing, tuple(events))
