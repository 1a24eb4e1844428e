"""SQL of the open books of funds: every use, of no buyer by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

_FUNDS = text(
    """
    select f.id, f.kind, f.name, f.currency, f.mandate, f.uses, f.bound_share_bps, f.notice_days, f.admin_cap_bps,
           f.account_code, f.created_at::date as opened_on, f.closed_at::date as closed_on,
           owner.slug as owner_slug, owner.name as owner_name, sponsor.slug as sponsor_slug,
           sponsor.name as sponsor_name,
           coalesce(-a.balance_minor, 0)::bigint as balance_minor,
           coalesce(-kept.balance_minor, 0)::bigint as kept_aside_minor,
           coalesce(-elsewhere.balance_minor, 0)::bigint as placed_minor,
           coalesce(p.promised_minor, 0)::bigint as promised_minor
    from fund f
    join organisation owner on owner.id = f.owner_id
    left join organisation sponsor on sponsor.id = f.sponsor_id
    left join ledger_account a on a.code = f.account_code and a.currency = f.currency
    left join ledger_account kept on kept.code = f.account_code || :kept_aside and kept.currency = f.currency
    left join ledger_account elsewhere on elsewhere.code = f.account_code || :placed
         and elsewhere.currency = f.currency
    left join fund_promise p on p.fund_id = f.id
    where cast(:fund_id as text) is null or f.id = :fund_id
    order by f.id limit 200
    """
)
# A colon in a statement would begin a parameter.
_OTHERS = {"kept_aside": ":promised", "placed": ":placed"}
# An order's entry has one leg for all that it means to a fund: what that is, its frozen parts say. What is promised and
# let go again, or placed and taken back, moves between two accounts of the fund, and is no use.
_LINES = """
    select (j.effective_at at time zone 'UTC')::date as day, b.kind as what, null as organisation, '' as note,
           b.amount_minor as minor, null as entry
    from journal j
    join breakdown_part b on b.order_id = j.order_id and b.account_code = :code
    join customer_order o on o.id = j.order_id and o.currency = :currency
    where j.kind = 'order_paid'
    union all
    select (j.effective_at at time zone 'UTC')::date,
           case j.kind when 'fund_disbursed' then j.detail ->> 'use' when 'fund_paid_in' then 'paid_in'
                       when 'fund_admin' then 'admin' when 'correction' then 'correction'
                       when 'prefinance_repaid' then 'repaid' when 'prefinance_interest' then 'interest'
                       else 'given_back' end,
           org.name, case when j.kind in ('fund_disbursed', 'fund_paid_in', 'fund_admin') then j.note else '' end,
           -p.amount_minor,
           case when j.kind in ('fund_disbursed', 'fund_paid_in', 'fund_admin', 'correction') then j.id end
    from ledger_account a
    join posting p on p.account_id = a.id
    join journal j on j.id = p.journal_id
    left join organisation org on org.id = j.detail ->> 'to'
    where a.code = :code and a.currency = :currency
      and j.kind not in ('order_paid', 'fund_promised', 'fund_promise_released', 'fund_placed')
"""
_BOOK = text(
    f"""
    select day, what, organisation, note, sum(minor)::bigint as minor, count(*)::int as times
    from ({_LINES}) line
    where cast(:until as date) is null or day < :until
    group by day, what, organisation, note, entry
    order by day desc, what, organisation, entry limit :limit
    """
)
_TOTALS = text(
    f"select what, sum(minor)::bigint as minor, count(*)::int as times from ({_LINES}) line group by what order by what"
)


@dataclass(frozen=True)
class FundView:
    """A fund as everybody may see it, in minor units. `kept_aside_minor` waits for buyers' payments, `placed_minor`
    sits elsewhere, `promised_minor` is what its rounds have promised out of `balance_minor`."""

    id: str
    kind: str
    name: str
    currency: str
    mandate: str
    uses: list[str]
    bound_share_bps: int
    notice_days: int
    admin_cap_bps: int
    account_code: str
    opened_on: date
    closed_on: date | None
    owner_slug: str
    owner_name: str
    sponsor_slug: str | None
    sponsor_name: str | None
    balance_minor: int
    kept_aside_minor: int
    placed_minor: int
    promised_minor: int


@dataclass(frozen=True)
class BookLine:
    """What came in (above nothing) or was used on a day: of orders together, of everything else one by one."""

    day: date
    what: str
    organisation: str | None
    note: str
    minor: int
    times: int


@dataclass(frozen=True)
class BookTotal:
    """Everything of one kind since the fund was opened."""

    what: str
    minor: int
    times: int


def list_funds(session: Session) -> list[FundView]:
    return [FundView(**row._mapping) for row in session.execute(_FUNDS, {"fund_id": None, **_OTHERS})]


def find_fund_view(session: Session, fund_id: str) -> FundView | None:
    row = session.execute(_FUNDS, {"fund_id": fund_id, **_OTHERS}).one_or_none()
    return FundView(**row._mapping) if row else None


def list_book(session: Session, fund: FundView, *, until: date | None, limit: int) -> list[BookLine]:
    """The newest lines before a day, or of all."""
    asked = {"code": fund.account_code, "currency": fund.currency, "until": until, "limit": limit}
    return [BookLine(**row._mapping) for row in session.execute(_BOOK, asked)]


def list_totals(session: Session, fund: FundView) -> Sequence[BookTotal]:
    """They sum to what the fund has, what it keeps aside and has placed included."""
    asked = {"code": fund.account_code, "currency": fund.currency}
    return [BookTotal(**row._mapping) for row in session.execute(_TOTALS, asked)]
