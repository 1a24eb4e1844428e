"""What stewards put on record of their organisation: anybody reads it, nobody rewrites it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends
from starlette.responses import Response

from api.access import Caller
from api.deps import CallerDep, DatabaseDep, IdPath, Now, expect_id
from api.idempotency import Idempotent, IdempotentDep
from api.ownership import own_organisation
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import Out
from api.schemas.records import (
    ActionIn,
    ActionOut,
    CommitmentIn,
    CommitmentOut,
    FundEntriesOut,
    FundEntryOut,
    RecordOut,
    StageIn,
    StageOut,
    StepIn,
    StepOut,
    SupportIn,
    SupportOut,
)
from kit.database import Database, Session
from market.accounts.errors import NoSuchOrganisation
from market.networks.record import queries
from market.networks.record.make_commitment import make_commitment
from market.networks.record.read_record import ActionView, read_record, view_of
from market.networks.record.record_action import record_action
from market.networks.record.record_stage import record_stage
from market.networks.record.record_support import record_support
from market.networks.record.speaker import Speaker
from market.networks.record.take_back import take_back
from market.networks.record.tell_step import tell_step

routes = Routes(prefix="/v1/organisations", tags=["networks"])

_CREATE, _UPDATE = (Resource.RECORD, Action.CREATE), (Resource.RECORD, Action.UPDATE)


@routes.get("/{id_or_slug}/record", policy=(Resource.RECORD, Action.READ))
def read_record_of(id_or_slug: IdPath, database: DatabaseDep, now: Now) -> RecordOut:
    """Public money, stages, actions and commitments of an organisation, in its own words. Everybody may know."""
    with database.reading() as session:
        organisation = queries.find_organisation(session, id_or_slug)
        if organisation is None:
            raise NoSuchOrganisation()
        return RecordOut.of(read_record(session, organisation.id, today=now.astimezone(UTC).date()))


@routes.get("/{organisation_id}/record/fund-entries", policy=(Resource.RECORD, Action.LIST))
def list_fund_entries(organisation_id: IdPath, caller: CallerDep, database: DatabaseDep) -> FundEntriesOut:
    """What funds gave your organisation, newest first, and how much of each no cost on record is held against."""
    wanted = own_organisation(caller, organisation_id)
    with database.reading() as session:
        entries = queries.list_fund_entries(session, wanted)
    return FundEntriesOut(data=[FundEntryOut.of(each) for each in entries])


@dataclass(frozen=True)
class _Recording:
    """One request to put something on record; sent twice, it is on record once."""

    caller: Caller
    database: Database
    idempotent: Idempotent
    now: datetime

    def keep(self, organisation_id: str, record: Callable[[Session, Speaker], Out]) -> Response:
        speaker = _speaker(self.caller, organisation_id, self.now)
        with self.database.transaction() as session:
            if replayed := self.idempotent.replay(session):
                return replayed
            return self.idempotent.answer(session, 201, record(session, speaker))


def _recording(caller: CallerDep, database: DatabaseDep, idempotent: IdempotentDep, now: Now) -> _Recording:
    return _Recording(caller, database, idempotent, now)


_RecordingDep = Annotated[_Recording, Depends(_recording)]


@routes.post("/{organisation_id}/record/support", policy=_CREATE, status_code=201, response_model=SupportOut)
def add_support(organisation_id: IdPath, body: SupportIn, recording: _RecordingDep) -> Response:
    """Put public money on record, for the days that it is for."""
    return recording.keep(
        organisation_id,
        lambda session, speaker: SupportOut.of(record_support(session, body.facts, speaker=speaker)),
    )


@routes.post("/{organisation_id}/record/stages", policy=_CREATE, status_code=201, response_model=StageOut)
def add_stage(organisation_id: IdPath, body: StageIn, recording: _RecordingDep) -> Response:
    """Say where your organisation stands since a day, and what shows it."""
    return recording.keep(
        organisation_id, lambda session, speaker: StageOut.of(record_stage(session, body.facts, speaker=speaker))
    )


@routes.post("/{organisation_id}/record/actions", policy=_CREATE, status_code=201, response_model=ActionOut)
def add_action(organisation_id: IdPath, body: ActionIn, recording: _RecordingDep) -> Response:
    """Put on record what your organisation argued for, and what came of it."""

    def record(session: Session, speaker: Speaker) -> ActionOut:
        action = record_action(session, body.facts, speaker=speaker)
        fund = queries.find_fund(session, action.fund_id) if action.fund_id else None
        return ActionOut.of(ActionView(action, fund))

    return recording.keep(organisation_id, record)


@routes.post("/{organisation_id}/record/commitments", policy=_CREATE, status_code=201, response_model=CommitmentOut)
def add_commitment(organisation_id: IdPath, body: CommitmentIn, recording: _RecordingDep) -> Response:
    """Undertake something for a fund, a campaign or a trade agreement, until a day. Late, it shows as late."""

    def record(session: Session, speaker: Speaker) -> CommitmentOut:
        made = make_commitment(session, body.facts, speaker=speaker)
        return CommitmentOut.of(view_of(made, [], today=speaker.today))

    return recording.keep(organisation_id, record)


@routes.post(
    "/{organisation_id}/record/commitments/{commitment_id}/steps",
    policy=_UPDATE,
    status_code=201,
    response_model=StepOut,
)
def add_step(organisation_id: IdPath, commitment_id: IdPath, body: StepIn, recording: _RecordingDep) -> Response:
    """Tell a step towards a commitment, or that it is fulfilled."""
    wanted = expect_id("com", commitment_id)
    return recording.keep(
        organisation_id,
        lambda session, speaker: StepOut.of(tell_step(session, body.facts, commitment_id=wanted, speaker=speaker)),
    )


@routes.post("/{organisation_id}/record/{record_id}/take-back", policy=_UPDATE, status_code=204)
def take_record_back(
    organisation_id: IdPath, record_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now
) -> None:
    """Take a record back. It stays readable as what it is, and counts no more."""
    speaker = _speaker(caller, organisation_id, now)
    with database.transaction() as session:
        take_back(session, record_id=record_id, speaker=speaker)


def _speaker(caller: Caller, organisation_id: str, now: Now) -> Speaker:
    assert caller.person_id is not None
    return Speaker(own_organisation(caller, organisation_id), caller.person_id, now)
