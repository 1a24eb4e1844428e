"""SQL of what an organisation has earned, where it is paid, and what it owes back."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.payouts.outlook.rules import Circumstances, Destination, Waiting
from models.enums import HoldReason, PayoutAccountState, PayoutPurpose, PayoutRail

_DIGITS_SHOWN = 4

_WAITING = text(
    """
    select i.purpose, i.eligible_at, h.reason as held_for, sum(i.amount_minor - i.reduced_minor)::bigint as minor,
           coalesce(sum((i.amount_minor - i.reduced_minor) * :repay_bps / 10000) filter (
               where i.purpose = 'goods' and i.source <> 'remainder' and not exists (
                   select from payable_reduction r where r.payable_item_id = i.id and r.repayment_id is not null)),
               0)::bigint as share_minor
    from payable_item i left join hold h on h.id = i.hold_id
    where i.beneficiary_id = :organisation_id and i.currency = :currency and i.amount_minor > i.reduced_minor
      and not exists (select from payout_item c where c.payable_item_id = i.id and c.released_at is null)
    group by 1, 2, 3 order by 1, 2, 3
    """
)
_ACCOUNT = text(
    """
    select a.rail, a.state, a.currency, right(a.account_number, :digits) as digits, a.requirements,
           coalesce(m.amount_minor, 1) as minimum_minor
    from payout_account a left join payout_minimum m on m.rail = a.rail and m.currency = a.currency
    where a.organisation_id = :organisation_id and a.closed_at is null order by a.created_at, a.id limit 1
    """
)
_SIDE = text(
    """
    select purpose, l.balance_minor
    from unnest(cast(:purposes as text[])) as purpose
    join ledger_account l on l.code = side_account(purpose, :organisation_id, :side) and l.currency = :currency
    where l.balance_minor <> 0
    """
)


def list_waiting(session: Session, organisation_id: str, currency: str, *, repay_bps: int) -> list[Waiting]:
    """What has been earned and no payout has claimed; `repay_bps` of it, item by item, repays prefinance."""
    asked = {"organisation_id": organisation_id, "currency": currency, "repay_bps": repay_bps}
    rows = session.execute(_WAITING, asked)
    return [
        Waiting(
            PayoutPurpose(row.purpose),
            row.eligible_at,
            HoldReason(row.held_for) if row.held_for else None,
            row.minor,
            row.share_minor,
        )
        for row in rows
    ]


def read_circumstances(session: Session, organisation_id: str, *, default_currency: str) -> Circumstances:
    """The account an organisation is paid to, and what it owes back in that account's currency."""
    row = session.execute(_ACCOUNT, {"organisation_id": organisation_id, "digits": _DIGITS_SHOWN}).one_or_none()
    currency = row.currency if row else default_currency
    owed_back = sum_side(session, organisation_id, "receivable", currency)
    if row is None:
        return Circumstances(currency, None, owed_back_minor=owed_back)
    destination = Destination(
        PayoutRail(row.rail), PayoutAccountState(row.state), row.digits, tuple(map(str, row.requirements))
    )
    return Circumstances(currency, destination, row.minimum_minor, owed_back)


def sum_side(session: Session, organisation_id: str, side: str, currency: str) -> dict[PayoutPurpose, int]:
    """The balances of an organisation's accounts for what is `held` or owed back (`receivable`), by purpose."""
    asked = {
        "purposes": [str(purpose) for purpose in PayoutPurpose],
        "organisation_id": organisation_id,
        "side": side,
        "currency": currency,
    }
    return {PayoutPurpose(row.purpose): row.balance_minor for row in session.execute(_SIDE, asked)}
