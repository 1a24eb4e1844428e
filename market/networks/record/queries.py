"""SQL of what organisations put on record."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.ledger.accounts import fund_payable
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
# What was taken back is held against nothing; what the fund took back was never given.
_FUND_ENTRIES = text(
    """
    select j.id, f.id as fund_id, f.name as fund_name, (j.effective_at at time zone 'UTC')::date as given_on, j.note,
           a.currency, -p.amount_minor as amount_minor,
           (-p.amount_minor - coalesce((select sum(d.cost_minor) from advocacy_action d
                                        where d.journal_id = j.id and d.withdrawn_at is null), 0))::bigint as left_minor
    from ledger_account a
    join posting p on p.account_id = a.id
    join journal j on j.id = p.journal_id and j.kind = 'fund_disbursed'
    join fund f on f.id = j.detail ->> 'fund'
    where a.code = :account and (cast(:entry_id as text) is null or j.id = :entry_id)
      and not exists (select from journal undone where undone.reverses_id = j.id)
    order by j.id desc limit 200
    """
)


@dataclass(frozen=True)
class FundEntry:
    """An entry with which a fund gave an organisation money, in minor units; `left_minor` is what no cost of an action
    is held against."""

    id: str
    fund_id: str
    fund_name: str
    given_on: date
    note: str
    currency: str
    amount_minor: int
    left_minor: int


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


def list_fund_entries(session: Session, organisation_id: str, *, entry_id: str | None = None) -> list[FundEntry]:
    """What funds gave an organisation, newest first."""
    asked = {"account": fund_payable(organisation_id).code, "entry_id": entry_id}
    return [FundEntry(**row._mapping) for row in session.execute(_FUND_ENTRIES, asked)]


def find_fund_entry(session: Session, entry_id: str, organisation_id: str) -> FundEntry | None:
    return next(iter(list_fund_entries(session, organisation_id, entry_id=entry_id)), None)


def find_fund(session: Session, fund_id: str) -> Fund | None:
    return session.execute(select(Fund).where(col(Fund.id) == fund_id)).scalar_one_or_none()


def list_funds(session: Session, ids: set[str]) -> dict[str, Fund]:
    """By id."""
    found = session.execute(select(Fund).where(col(Fund.id).in_(ids))).scalars() if ids else ()
    return {fund.id: fund for fund in found}
