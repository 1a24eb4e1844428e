"""SQL of prefinance: what was asked, what is owed, and what of somebody's earnings may repay it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.ids import new_id
from market.prefinance.rules import CameBack, Due, Taken
from models.enums import OrganisationKind
from models.enums.prefinance import PrefinanceAct, PrefinanceState, RepaymentSource
from models.organisations import Organisation
from models.prefinance import Prefinance, PrefinanceRepayment, PrefinanceTerms, PrefinanceVoice

# The day its payout was sent; none while it is on its way, or came back.
_SENT_ON = """
    (select (min(p.paid_at) at time zone 'UTC')::date
     from payable_item i
     join payout_item c on c.payable_item_id = i.id and c.released_at is null
     join payout p on p.id = c.payout_id and p.state = 'paid'
     where i.source_key = 'fund:' || f.fund_id || ':disbursed:' || f.id)
"""
_FACTS = f"""
    select f.id, f.fund_id, fund.name as fund_name, fund.owner_id as fund_owner_id, fund.account_code,
           f.organisation_id, o.name as organisation_name, o.slug as organisation_slug,
           f.buyer_id, b.name as buyer_name, f.currency, f.expected_minor, f.expected_what, f.amount_minor,
           f.share_cap_bps, f.repay_bps, f.interest_bps, f.interest_cap_bps, f.due_on, f.state, f.outstanding_minor,
           f.interest_paid_minor, f.requested_by, f.requested_at, f.granted_at, f.ended_at, {_SENT_ON} as sent_on,
           (select count(*) from prefinance_voice v where v.prefinance_id = f.id and v.act = 'grant')::int as granting,
           (select count(*) from prefinance_voice v where v.prefinance_id = f.id and v.act = 'write_off')::int
               as giving_up
    from prefinance f
    join fund on fund.id = f.fund_id
    join organisation o on o.id = f.organisation_id
    left join organisation b on b.id = f.buyer_id
"""
_ONE = text(_FACTS + "where f.id = :id")
_OF_ORGANISATION = text(
    _FACTS
    + """
    where f.organisation_id = :id and (cast(:before as text) is null or f.id < :before)
    order by f.id desc limit :limit
    """
)
_OF_FUND = text(
    _FACTS
    + "where f.fund_id = :id and (cast(:before as text) is null or f.id < :before) order by f.id desc limit :limit"
)
_OPEN = text(_FACTS + "where f.state = 'granted' order by f.id for update of f")
_REPAYMENTS = text(
    """
    select prefinance_id, (made_at at time zone 'UTC')::date as made_on, principal_minor, interest_minor
    from prefinance_repayment where prefinance_id = any(cast(:ids as text[])) order by made_at, id
    """
)
# What a payout of this run would take; each item gives its share once, however often its payout is tried
# and whatever of it repaid early.
_DUE = text(
    """
    select i.id, i.amount_minor - i.reduced_minor as left_minor
    from payable_item i
    join payout_account a on a.organisation_id = i.beneficiary_id and a.currency = i.currency
         and a.closed_at is null and a.state = 'active'
    where i.beneficiary_id = :organisation_id and i.currency = :currency and i.purpose = 'goods'
      and i.source <> 'remainder' and i.eligible_at <= :due_by
      and i.hold_id is null and i.amount_minor > i.reduced_minor
      and not exists (select from payout_item c where c.payable_item_id = i.id and c.released_at is null)
      and not exists (select from payable_reduction r join prefinance_repayment b on b.id = r.repayment_id
                      where r.payable_item_id = i.id and b.source = 'payout')
    order by i.eligible_at, i.id for update of i
    """
)
_EARNED = text(
    """
    select i.id, i.amount_minor - i.reduced_minor as left_minor
    from payable_item i
    where i.beneficiary_id = :organisation_id and i.currency = :currency and i.purpose = 'goods'
      and i.hold_id is null and i.amount_minor > i.reduced_minor
      and not exists (select from payout_item c where c.payable_item_id = i.id and c.released_at is null)
    order by i.eligible_at nulls last, i.id for update of i
    """
)
_REDUCE = text(
    """
    insert into payable_reduction (id, payable_item_id, repayment_id, amount_minor)
    select id, item_id, :repayment_id, amount_minor
    from unnest(cast(:ids as text[]), cast(:items as text[]), cast(:amounts as bigint[]))
         as r (id, item_id, amount_minor)
    order by item_id
    """
)


@dataclass(frozen=True)
class PrefinanceFact:
    """A prefinance with the names around it; amounts in minor units of `currency`, shares in basis points.

    `sent_on` is the day its payout left, `granting` and `giving_up` how many people have said so.
    """

    id: str
    fund_id: str
    fund_name: str
    fund_owner_id: str
    account_code: str
    organisation_id: str
    organisation_name: str
    organisation_slug: str
    buyer_id: str | None
    buyer_name: str | None
    currency: str
    expected_minor: int
    expected_what: str
    amount_minor: int
    share_cap_bps: int
    repay_bps: int
    interest_bps: int
    interest_cap_bps: int
    due_on: date
    state: PrefinanceState
    outstanding_minor: int
    interest_paid_minor: int
    requested_by: str
    requested_at: datetime
    granted_at: datetime | None
    ended_at: datetime | None
    sent_on: date | None
    granting: int
    giving_up: int


def find_terms(session: Session, fund_id: str) -> PrefinanceTerms | None:
    return session.get(PrefinanceTerms, fund_id, populate_existing=True)


def write_terms(session: Session, terms: PrefinanceTerms) -> None:
    session.merge(terms)
    session.flush()


def is_organisation(session: Session, organisation_id: str) -> bool:
    """Whether there is such an organisation, still open."""
    statement = select(col(Organisation.id)).where(
        col(Organisation.id) == organisation_id, col(Organisation.archived_at).is_(None)
    )
    return session.execute(statement).first() is not None


def is_producer(session: Session, organisation_id: str) -> bool:
    statement = select(col(Organisation.id)).where(
        col(Organisation.id) == organisation_id,
        col(Organisation.kind) == OrganisationKind.PRODUCER,
        col(Organisation.archived_at).is_(None),
    )
    return session.execute(statement).first() is not None


def insert(session: Session, row: Prefinance | PrefinanceRepayment | PrefinanceVoice) -> None:
    session.add(row)
    session.flush()


def lock(session: Session, prefinance_id: str) -> Prefinance | None:
    statement = select(Prefinance).where(col(Prefinance.id) == prefinance_id)
    return session.execute(statement.with_for_update().execution_options(populate_existing=True)).scalar_one_or_none()


def find_open(session: Session, *, organisation_id: str, currency: str) -> str | None:
    """The prefinance that an organisation is repaying."""
    statement = select(col(Prefinance.id)).where(
        col(Prefinance.organisation_id) == organisation_id,
        col(Prefinance.currency) == currency,
        col(Prefinance.state) == PrefinanceState.GRANTED,
    )
    return session.execute(statement).scalar_one_or_none()


def list_voices(session: Session, prefinance_id: str, act: PrefinanceAct) -> list[str]:
    """The people who said so."""
    statement = select(col(PrefinanceVoice.person_id)).where(
        col(PrefinanceVoice.prefinance_id) == prefinance_id, col(PrefinanceVoice.act) == act
    )
    return list(session.execute(statement).scalars())


def get_fact(session: Session, prefinance_id: str) -> PrefinanceFact:
    return _fact(session.execute(_ONE, {"id": prefinance_id}).one())


def find_fact(session: Session, prefinance_id: str) -> PrefinanceFact | None:
    row = session.execute(_ONE, {"id": prefinance_id}).one_or_none()
    return _fact(row) if row else None


def list_of_organisation(
    session: Session, organisation_id: str, *, before: str | None, limit: int
) -> list[PrefinanceFact]:
    """What an organisation asked for, newest first."""
    asked = {"id": organisation_id, "before": before, "limit": limit}
    return [_fact(row) for row in session.execute(_OF_ORGANISATION, asked)]


def list_of_fund(session: Session, fund_id: str, *, before: str | None, limit: int) -> list[PrefinanceFact]:
    """What a fund was asked for, newest first."""
    return [_fact(row) for row in session.execute(_OF_FUND, {"id": fund_id, "before": before, "limit": limit})]


def lock_all_open(session: Session) -> list[PrefinanceFact]:
    """Everything that is being repaid, locked, oldest first."""
    return [_fact(row) for row in session.execute(_OPEN)]


def list_repayments(session: Session, ids: Sequence[str]) -> dict[str, list[CameBack]]:
    """What came back of each, in its order; a day in UTC."""
    found: dict[str, list[CameBack]] = {one: [] for one in ids}
    for row in session.execute(_REPAYMENTS, {"ids": list(ids)}):
        found[row.prefinance_id].append(CameBack(row.made_on, row.principal_minor, row.interest_minor))
    return found


def lock_due(session: Session, *, organisation_id: str, currency: str, due_by: datetime) -> list[Due]:
    """The goods that a payout would now pay and that have not given their share, locked, oldest first."""
    asked = {"organisation_id": organisation_id, "currency": currency, "due_by": due_by}
    return [Due(row.id, row.left_minor) for row in session.execute(_DUE, asked)]


def lock_earned(session: Session, *, organisation_id: str, currency: str) -> list[Due]:
    """All goods that no payout has claimed and no hold keeps, due or not, locked, soonest first."""
    asked = {"organisation_id": organisation_id, "currency": currency}
    return [Due(row.id, row.left_minor) for row in session.execute(_EARNED, asked)]


def insert_reductions(session: Session, taken: Sequence[Taken], *, repayment_id: str) -> None:
    session.execute(
        _REDUCE,
        {
            "repayment_id": repayment_id,
            "ids": [new_id("prd") for _ in taken],
            "items": [one.item_id for one in taken],
            "amounts": [one.minor for one in taken],
        },
    )


def insert_repayment(
    session: Session,
    *,
    prefinance_id: str,
    source: RepaymentSource,
    principal_minor: int,
    interest_minor: int,
    reference: str,
    now: datetime,
) -> str:
    """A new repayment; its id."""
    row = PrefinanceRepayment(
        prefinance_id=prefinance_id,
        source=source,
        principal_minor=principal_minor,
        interest_minor=interest_minor,
        reference=reference,
        made_at=now,
    )
    insert(session, row)
    return row.id


def find_booked(session: Session, prefinance_id: str, reference: str) -> int | None:
    """What was booked for it of a bank transfer with this reference, in minor units."""
    statement = select(col(PrefinanceRepayment.principal_minor) + col(PrefinanceRepayment.interest_minor)).where(
        col(PrefinanceRepayment.prefinance_id) == prefinance_id,
        col(PrefinanceRepayment.source) == RepaymentSource.BANK,
        col(PrefinanceRepayment.reference) == reference,
    )
    return session.execute(statement).scalar_one_or_none()


def _fact(row: Row[tuple[object, ...]]) -> PrefinanceFact:
    return PrefinanceFact(**{**row._mapping, "state": PrefinanceState(row.state)})
