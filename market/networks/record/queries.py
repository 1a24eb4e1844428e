"""SQL of what organisations put on record."""

from typing import TypeVar

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.enums import OrganisationKind
from models.fund import Fund
from models.networks import AdvocacyAction, Commitment, CommitmentEvent, PublicSupport, TransitionStage
from models.organisations import Organisation

Record = PublicSupport | TransitionStage | AdvocacyAction | Commitment
AnyRecord = TypeVar("AnyRecord", bound=Record)

_COUNT = text(
    """
    select (select count(*) from public_support where organisation_id = :id)
         + (select count(*) from transition_stage where organisation_id = :id)
         + (select count(*) from advocacy_action where organisation_id = :id)
         + (select count(*) from commitment where organisation_id = :id)
         + (select count(*) from commitment_event e join commitment c on c.id = e.commitment_id
            where c.organisation_id = :id)
    """
)


def find_organisation(session: Session, id_or_slug: str) -> Organisation | None:
    """An organisation that is not in the archive, whatever it is but the market."""
    found = select(Organisation).where(
        (col(Organisation.id) == id_or_slug) | (col(Organisation.slug) == id_or_slug),
        col(Organisation.kind) != OrganisationKind.MARKET,
        col(Organisation.archived_at).is_(None),
    )
    return session.execute(found).scalar_one_or_none()


def lock_organisation(session: Session, organisation_id: str) -> None:
    """One steward at a time writes on an organisation's record."""
    session.execute(select(col(Organisation.id)).where(col(Organisation.id) == organisation_id).with_for_update())


def count_records(session: Session, organisation_id: str) -> int:
    """How much the organisation has put on record, also what was taken back."""
    return int(session.execute(_COUNT, {"id": organisation_id}).scalar_one())


def insert(session: Session, row: Record | CommitmentEvent) -> None:
    session.add(row)
    session.flush()


def write(session: Session) -> None:
    session.flush()


def list_of(session: Session, table: type[AnyRecord], organisation_id: str) -> list[AnyRecord]:
    """All records of one kind, newest first, also those that were taken back."""
    found = select(table).where(col(table.organisation_id) == organisation_id).order_by(col(table.id).desc())
    return list(session.execute(found).scalars())


def find_of(session: Session, table: type[AnyRecord], record_id: str, organisation_id: str) -> AnyRecord | None:
    """One record of an organisation."""
    found = select(table).where(col(table.id) == record_id, col(table.organisation_id) == organisation_id)
    return session.execute(found.execution_options(populate_existing=True)).scalar_one_or_none()


def list_events(session: Session, organisation_id: str) -> list[CommitmentEvent]:
    """The steps towards an organisation's commitments, oldest first."""
    found = (
        select(CommitmentEvent)
        .join(Commitment, col(Commitment.id) == col(CommitmentEvent.commitment_id))
        .where(col(Commitment.organisation_id) == organisation_id)
        .order_by(col(CommitmentEvent.happened_on), col(CommitmentEvent.id))
    )
    return list(session.execute(found).scalars())


def is_fulfilled(session: Session, commitment_id: str) -> bool:
    found = select(col(CommitmentEvent.id)).where(
        col(CommitmentEvent.commitment_id) == commitment_id, col(CommitmentEvent.is_fulfilment)
    )
    return session.execute(found).first() is not None


def find_fund(session: Session, fund_id: str) -> Fund | None:
    return session.execute(select(Fund).where(col(Fund.id) == fund_id)).scalar_one_or_none()


def list_funds(session: Session, ids: set[str]) -> dict[str, Fund]:
    """By id."""
    found = session.execute(select(Fund).where(col(Fund.id).in_(ids))).scalars() if ids else ()
    return {fund.id: fund for fund in found}
