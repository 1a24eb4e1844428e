"""A member gives units back: from now the notice runs, and what it comes to is kept for it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks.queries import is_steward
from market.fund.money.queries import lock_fund
from market.fund.units import queries
from market.fund.units.errors import NoSuchHolder, TooFewUnits
from models.fund import Fund
from models.fund_units import UnitNotice


def give_notice(session: Session, fund: Fund, *, holder: str, units: int, person_id: str, now: datetime) -> UnitNotice:
    """As a steward of the member. The units stay its own until they are paid. Raises NoSuchHolder, TooFewUnits."""
    fund = lock_fund(session, fund.id)
    holder_id = queries.find_organisation(session, holder)
    if holder_id is None or not is_steward(session, person_id=person_id, organisation_id=holder_id):
        raise NoSuchHolder()
    holding = queries.lock_holding(session, fund.id, holder_id)
    if holding is None:
        raise NoSuchHolder()
    free = holding.units - holding.noticed
    if units > free:
        raise TooFewUnits(units, free)
    holding.noticed += units
    notice = UnitNotice(
        fund_id=fund.id,
        holder_id=holder_id,
        units=units,
        given_by=person_id,
        given_at=now,
        payable_from=now + timedelta(days=fund.notice_days),
    )
    queries.insert(session, notice)
    detail = {"fund": fund.id, "units": str(units)}
    record_audit(session, action="units.give_notice", actor_id=person_id, object_id=notice.id, detail=detail, now=now)
    return notice
