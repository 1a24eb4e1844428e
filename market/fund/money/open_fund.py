"""A fund begins: what it is for, who answers for it, and what it may do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.currencies import currency_facts
from kit.ids import new_id
from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import find_organisation
from market.fund.money import queries
from market.fund.money.errors import FundIsThere, KindMisfit
from models.enums import FundKind, FundUse
from models.fund import Fund

_SOLIDARITY = "solidarity:fund"


@dataclass(frozen=True)
class NewFund:
    """`owner` and `sponsor` are ids or slugs; shares are hundredths of a per cent, `unit_minor` what a unit costs."""

    kind: FundKind
    owner: str
    name: str
    currency: str
    mandate: str
    uses: frozenset[FundUse]
    sponsor: str | None = None
    bound_share_bps: int = 10_000
    admin_cap_bps: int = 0
    notice_days: int = 0
    unit_minor: int | None = None


def open_fund(session: Session, new: NewFund, *, by: str | None, now: datetime) -> Fund:
    """Open a fund with nothing in it. A currency has one solidarity fund, which the shares of prices fill.

    Raises UnknownCurrency, KindMisfit, NoSuchOrganisation, FundIsThere.
    """
    currency_facts(new.currency)
    is_of_labour = new.kind is FundKind.LABOUR_INVESTMENT
    if is_of_labour is not bool(new.sponsor) or (new.unit_minor and not is_of_labour):
        raise KindMisfit(new.kind)
    owner_id = _find(session, new.owner)
    sponsor_id = _find(session, new.sponsor) if new.sponsor else None
    queries.lock_funds(session)
    if new.kind is FundKind.SOLIDARITY and queries.has_fund(session, _SOLIDARITY, new.currency):
        raise FundIsThere(new.currency)
    fund_id = new_id("fnd")
    fund = Fund(
        id=fund_id,
        kind=new.kind,
        owner_id=owner_id,
        sponsor_id=sponsor_id,
        name=new.name,
        currency=new.currency,
        account_code=_SOLIDARITY if new.kind is FundKind.SOLIDARITY else f"fund:{fund_id}",
        mandate=new.mandate,
        uses=sorted(new.uses),
        bound_share_bps=new.bound_share_bps,
        admin_cap_bps=new.admin_cap_bps,
        notice_days=new.notice_days,
        unit_minor=new.unit_minor,
        created_at=now,
    )
    session.add(fund)
    session.flush()
    detail = {"kind": new.kind, "name": new.name, "currency": new.currency}
    record_audit(session, action="fund.open", actor_id=by, object_id=fund_id, detail=detail, now=now)
    return fund


def _find(session: Session, name: str) -> str:
    found = find_organisation(session, name)
    if found is None or found.archived_at is not None:
        raise NoSuchOrganisation()
    return found.id
