"""SQL of price tiers, and of what the solidarity fund has for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.money import Money
from market.pricing.tiers.rules import TierFacts
from models.enums import FundUse

_TIERS = text(
    """
    select v.id as variant_id, t.product_id, t.solidarity_bps, t.supporter_bps
    from variant v join price_tier t on t.product_id = v.product_id
    where v.id = any(cast(:variant_ids as text[]))
    """
)
_OF_PRODUCT = text("select product_id, solidarity_bps, supporter_bps from price_tier where product_id = :product_id")
_SET = text(
    """
    insert into price_tier (product_id, solidarity_bps, supporter_bps, set_by, set_at)
    values (:product_id, :solidarity_bps, :supporter_bps, :by, :now)
    on conflict (product_id) do update
        set solidarity_bps = excluded.solidarity_bps, supporter_bps = excluded.supporter_bps,
            set_by = excluded.set_by, set_at = excluded.set_at
    """
)
_DROP = text("delete from price_tier where product_id = :product_id")
_OFFERED = text(
    """
    select p.id as product_id, v.id as variant_id, pr.amount_minor, coalesce(t.solidarity_bps, 0) as solidarity_bps,
           coalesce(t.supporter_bps, 0) as supporter_bps
    from product p
    join variant v on v.product_id = p.id and v.archived_at is null
    join price pr on pr.variant_id = v.id and pr.currency = :currency
                 and pr.valid_from <= :now and (pr.valid_to is null or pr.valid_to > :now)
    left join price_tier t on t.product_id = p.id
    where (p.id = :product or p.slug = :product) and p.state = 'published'
    order by v.id
    """
)
# The oldest of a currency, as `price_facts` finds it.
_POT = """
    select f.id, f.name, f.owner_id, f.account_code, f.closed_at is null as is_open,
           :tier = any(f.uses) as pays_tiers,
           greatest(0, coalesce(-a.balance_minor, 0) - coalesce(p.promised_minor, 0))::bigint as free_minor,
           coalesce(-a.balance_minor, 0)::bigint as balance_minor
    from fund f
    left join ledger_account a on a.code = f.account_code and a.currency = f.currency
    left join fund_promise p on p.fund_id = f.id
    where f.kind = 'solidarity' and f.currency = :currency
    order by f.id limit 1
"""
_FIND_POT = text(_POT)
_LOCK_POT = text(
    """
    select id from fund where id = (
        select id from fund where kind = 'solidarity' and currency = :currency order by id limit 1)
    for no key update
    """
)


@dataclass(frozen=True)
class Pot:
    """The solidarity fund of a currency. `free` is what it has and has promised to nobody."""

    fund_id: str
    name: str
    owner_id: str
    account_code: str
    is_open: bool
    pays_tiers: bool
    free: Money
    balance: Money

    def covers(self, relief_minor: int) -> bool:
        """Whether it can pay that much instead of buyers."""
        return self.is_open and self.pays_tiers and relief_minor <= self.free.minor


@dataclass(frozen=True)
class OfferedVariant:
    """What one unit of a variant on sale costs at the fair price, and its product's tiers."""

    variant_id: str
    fair: Money
    tiers: TierFacts


def list_tiers(session: Session, variant_ids: Sequence[str]) -> dict[str, TierFacts]:
    """The tiers of these variants' products, by variant id; variants without any are absent."""
    rows = session.execute(_TIERS, {"variant_ids": list(variant_ids)})
    return {row.variant_id: TierFacts(row.product_id, row.solidarity_bps, row.supporter_bps) for row in rows}


def find_tiers(session: Session, product_id: str) -> TierFacts | None:
    row = session.execute(_OF_PRODUCT, {"product_id": product_id}).one_or_none()
    return TierFacts(row.product_id, row.solidarity_bps, row.supporter_bps) if row else None


def put_tiers(session: Session, facts: TierFacts, *, by: str | None, now: datetime) -> None:
    values = {"solidarity_bps": facts.solidarity_bps, "supporter_bps": facts.supporter_bps, "by": by, "now": now}
    session.execute(_SET, {"product_id": facts.product_id, **values})


def delete_tiers(session: Session, product_id: str) -> None:
    session.execute(_DROP, {"product_id": product_id})


def find_pot(session: Session, currency: str) -> Pot | None:
    """The solidarity fund of a currency, if there is one."""
    row = session.execute(_FIND_POT, {"currency": currency, "tier": FundUse.TIER}).one_or_none()
    if row is None:
        return None
    return Pot(
        row.id,
        row.name,
        row.owner_id,
        row.account_code,
        row.is_open,
        row.pays_tiers,
        Money(row.free_minor, currency),
        Money(row.balance_minor, currency),
    )


def lock_pot(session: Session, currency: str) -> Pot | None:
    """The same, locked: until this transaction ends nobody else takes from it. Comes after stock, before postings."""
    session.execute(_LOCK_POT, {"currency": currency})
    # A statement of its own: it sees what was booked while we waited for the lock.
    return find_pot(session, currency)


def list_offered(session: Session, product: str, *, currency: str, now: datetime) -> list[OfferedVariant]:
    """The variants on sale of a product, by its id or slug; empty where nothing is."""
    rows = session.execute(_OFFERED, {"product": product, "currency": currency, "now": now})
    return [
        OfferedVariant(
            row.variant_id,
            Money(row.amount_minor, currency),
            TierFacts(row.product_id, row.solidarity_bps, row.supporter_bps),
        )
        for row in rows
    ]
