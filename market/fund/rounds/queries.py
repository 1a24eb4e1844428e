"""SQL of rounds: their rows, what they have promised of a fund, and the acts that are written beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import changed_rows
from market.fund.rounds.rules import APPROVAL_TIME
from models.fund import Fund
from models.organisations import Organisation
from models.rounds import (
    FundRound,
    RoundCount,
    RoundGrant,
    RoundObjection,
    RoundProposal,
)

# Until a result is approved, a round needs all of its budget; then what has not gone out yet.
_PROMISED = text(
    """
    select coalesce(sum(promised_minor), 0) from fund_promise where fund_id = :fund_id
    """
)
_DUE = text(
    """
    select id from fund_round
    where announced_at is not null and counted_at is null and voided_at is null and closes_at <= :now
    order by id limit 100
    """
)
_LAPSED = text(
    """
    select id from fund_round
    where counted_at is not null and approved_at is null and voided_at is null
      and counted_at + make_interval(hours => appeal_hours) <= :before
    order by id limit 100
    """
)
_HOLD = text("select 1 from fund_round where id = :id for share")
_HAS_COUNT = text("select 1 from round_count where round_id = :id limit 1")
_COUNTS = text(
    """
    select number, sha256, fingerprint, created_at, counted_at, result from round_count where round_id = :id
    order by number desc
    """
)
_ADD_APPROVAL = text(
    """
    insert into round_approval (round_id, count_number, person_id, approved_at)
    values (:round_id, :count_number, :person_id, :now) on conflict do nothing
    """
)
_COUNT_APPROVALS = text(
    "select count(*) from round_approval where round_id = :round_id and count_number = :count_number"
)


@dataclass(frozen=True)
class CountFact:
    """A count without its file. `result`: as `result_of_round` wrote it; empty while it is not counted."""

    number: int
    sha256: bytes
    fingerprint: str
    created_at: datetime
    counted_at: datetime | None
    is_counted: bool
    result: Mapping[str, object]

    @property
    def winners(self) -> list[str]:
        """The projects that won, in the order in which they did."""
        winners = self.result.get("winners")
        return [str(each) for each in winners] if isinstance(winners, list) else []


def insert(session: Session, row: FundRound | RoundProposal | RoundCount | RoundObjection | RoundGrant) -> None:
    session.add(row)
    session.flush()


def write(session: Session) -> None:
    session.flush()


def find_round(session: Session, round_id: str) -> FundRound | None:
    return session.get(FundRound, round_id)


def lock_round(session: Session, round_id: str) -> FundRound | None:
    """The round; nobody votes, counts or decides beside whoever has it."""
    statement = select(FundRound).where(col(FundRound.id) == round_id)
    return session.execute(statement.with_for_update().execution_options(populate_existing=True)).scalar_one_or_none()


def hold_round(session: Session, round_id: str) -> FundRound | None:
    """The round, which stays as it is until this transaction ends; others may hold it too."""
    session.execute(_HOLD, {"id": round_id})
    statement = select(FundRound).where(col(FundRound.id) == round_id)
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()


def find_fund(session: Session, fund_id: str) -> Fund | None:
    return session.get(Fund, fund_id)


def get_promised(session: Session, fund_id: str) -> int:
    """What the rounds of a fund have promised and not paid, in minor units."""
    return int(session.execute(_PROMISED, {"fund_id": fund_id}).scalar_one())


def list_due(session: Session, now: datetime) -> list[str]:
    """Rounds whose voting is over and whose votes are not counted."""
    return list(session.execute(_DUE, {"now": now}).scalars())


def list_lapsed(session: Session, now: datetime) -> list[str]:
    """Rounds whose result was not approved in time, and is not written off yet."""
    return list(session.execute(_LAPSED, {"before": now - APPROVAL_TIME}).scalars())


def is_organisation(session: Session, organisation_id: str) -> bool:
    """Whether there is such an organisation now, other than the market itself."""
    statement = select(col(Organisation.id)).where(
        col(Organisation.id) == organisation_id,
        col(Organisation.kind) != "market",
        col(Organisation.archived_at).is_(None),
    )
    return session.execute(statement).first() is not None


def get_owner(session: Session, fund_id: str) -> Organisation:
    """The organisation that a fund belongs to."""
    return session.get_one(Organisation, session.get_one(Fund, fund_id).owner_id)


def list_proposals(session: Session, round_id: str) -> list[RoundProposal]:
    """All that was ever proposed in a round, by number."""
    statement = select(RoundProposal).where(col(RoundProposal.round_id) == round_id)
    return list(session.execute(statement.order_by(col(RoundProposal.number))).scalars())


def find_proposal(session: Session, proposal_id: str) -> RoundProposal | None:
    return session.get(RoundProposal, proposal_id)


def on_ballot(proposals: Sequence[RoundProposal]) -> list[RoundProposal]:
    """Those that are voted on and counted."""
    return [each for each in proposals if each.withdrawn_at is None and each.exclusion is None]


def find_count(session: Session, round_id: str, number: int | None = None) -> RoundCount | None:
    """A count by its number, or the newest."""
    statement = select(RoundCount).where(col(RoundCount.round_id) == round_id)
    if number is not None:
        statement = statement.where(col(RoundCount.number) == number)
    return session.execute(statement.order_by(col(RoundCount.number).desc()).limit(1)).scalar_one_or_none()


def find_count_fact(session: Session, round_id: str) -> CountFact | None:
    """The newest count, without its file."""
    row = session.execute(_COUNTS, {"id": round_id}).first()
    return None if row is None else _count_fact(row)


def list_count_facts(session: Session, round_id: str) -> list[CountFact]:
    """All counts, the newest first."""
    return [_count_fact(row) for row in session.execute(_COUNTS, {"id": round_id})]


def _count_fact(row: Row[tuple[object, ...]]) -> CountFact:
    facts = row._mapping
    result = facts["result"]
    return CountFact(**{**facts, "is_counted": result is not None, "result": result or {}})


def has_count(session: Session, round_id: str) -> bool:
    """Whether the urn has been opened."""
    return session.execute(_HAS_COUNT, {"id": round_id}).first() is not None


def list_objections(session: Session, round_id: str) -> list[RoundObjection]:
    statement = select(RoundObjection).where(col(RoundObjection.round_id) == round_id)
    return list(session.execute(statement.order_by(col(RoundObjection.id))).scalars())


def get_objection_anew(session: Session, objection_id: str) -> RoundObjection:
    """As it stands now that its round is locked."""
    return session.get_one(RoundObjection, objection_id, populate_existing=True)


def find_objection(session: Session, objection_id: str) -> RoundObjection | None:
    return session.get(RoundObjection, objection_id)


def add_approval(session: Session, *, round_id: str, count_number: int, person_id: str, now: datetime) -> bool:
    """Whether it is their first of this count."""
    asked = {"round_id": round_id, "count_number": count_number, "person_id": person_id, "now": now}
    return changed_rows(session.execute(_ADD_APPROVAL, asked)) == 1


def count_approvals(session: Session, *, round_id: str, count_number: int) -> int:
    asked = {"round_id": round_id, "count_number": count_number}
    return int(session.execute(_COUNT_APPROVALS, asked).scalar_one())


def find_grant(session: Session, grant_id: str) -> RoundGrant | None:
    return session.get(RoundGrant, grant_id)


def lock_grant(session: Session, grant_id: str) -> RoundGrant | None:
    statement = select(RoundGrant).where(col(RoundGrant.id) == grant_id)
    return session.execute(statement.with_for_update().execution_options(populate_existing=True)).scalar_one_or_none()


def list_grants(session: Session, round_id: str) -> list[RoundGrant]:
    statement = select(RoundGrant).where(col(RoundGrant.round_id) == round_id)
    return list(session.execute(statement.order_by(col(RoundGrant.id))).scalars())
