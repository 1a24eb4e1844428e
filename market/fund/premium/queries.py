"""SQL of an organisation's premium: four numbers, never one, and what it was for."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

_LOCK = text("select from organisation where id = :id for no key update")
# Refunds of premium that had been paid out are taken from what is owed back.
_NUMBERS = text(
    """
    select p.currency,
           coalesce(-sum(p.amount_minor) filter (
               where a.code in (:owed, :owed_back)
                 and j.kind in ('order_paid', 'refund', 'refund_released', 'dispute_charged')), 0)::bigint as generated,
           coalesce((select sum(y.amount_minor) from payout y
                     where y.beneficiary_id = :id and y.purpose = 'premium' and y.currency = p.currency
                       and y.state = 'paid'), 0)::bigint
           - coalesce((select sum(v.amount_minor) from transfer_reversal v join payout y on y.id = v.payout_id
                       where y.beneficiary_id = :id and y.purpose = 'premium' and v.currency = p.currency
                         and v.state = 'succeeded'), 0)::bigint as transferred,
           coalesce(sum(p.amount_minor) filter (where a.code = :planned), 0)::bigint as allocated,
           coalesce(-sum(p.amount_minor) filter (where a.code = :spent), 0)::bigint as spent
    from ledger_account a
    join posting p on p.account_id = a.id
    join journal j on j.id = p.journal_id
    where a.code in (:owed, :owed_back, :planned, :spent)
    group by p.currency order by p.currency
    """
)
_USES = text(
    """
    select j.detail ->> 'use' as use, p.currency,
           coalesce(sum(p.amount_minor) filter (where j.kind = 'premium_allocated'), 0)::bigint as allocated,
           coalesce(sum(p.amount_minor) filter (where j.kind = 'premium_spent'), 0)::bigint as spent
    from journal j join posting p on p.journal_id = j.id and p.amount_minor > 0
    where j.subject_id = :id and j.kind in ('premium_allocated', 'premium_spent')
    group by 1, 2 order by 1, 2
    """
)
_ORGANISATION = text(
    "select id from organisation where (id = :name or slug = :name) and kind = 'producer' and archived_at is null"
)


@dataclass(frozen=True)
class PremiumNumbers:
    """In minor units: what sales generated, what arrived, what members allocated, what was spent."""

    currency: str
    generated: int
    transferred: int
    allocated: int
    spent: int


@dataclass(frozen=True)
class PremiumUse:
    """What of it was allocated to a use, and spent on it."""

    use: str
    currency: str
    allocated: int
    spent: int


def find_producer(session: Session, name: str) -> str | None:
    """A producer's id, by its id or slug."""
    return session.execute(_ORGANISATION, {"name": name}).scalar_one_or_none()


def lock_organisation(session: Session, organisation_id: str) -> None:
    """Let nobody else decide on this premium meanwhile."""
    session.execute(_LOCK, {"id": organisation_id})


def list_numbers(session: Session, organisation_id: str) -> list[PremiumNumbers]:
    """The four numbers of each currency."""
    asked = {
        "id": organisation_id,
        "owed": f"premium:{organisation_id}",
        "owed_back": f"premium:{organisation_id}:receivable",
        "planned": f"premium_use:{organisation_id}:planned",
        "spent": f"premium_use:{organisation_id}:spent",
    }
    return [PremiumNumbers(**row._mapping) for row in session.execute(_NUMBERS, asked)]


def get_numbers(session: Session, organisation_id: str, currency: str) -> PremiumNumbers:
    numbers = {one.currency: one for one in list_numbers(session, organisation_id)}
    return numbers.get(currency, PremiumNumbers(currency, 0, 0, 0, 0))


def list_uses(session: Session, organisation_id: str) -> list[PremiumUse]:
    return [PremiumUse(**row._mapping) for row in session.execute(_USES, {"id": organisation_id})]
