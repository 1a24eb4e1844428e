"""SQL of sheets of prices and stock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.catalog.tools.sheets.rules import Offer, SheetChange
from models.catalog import Price, Product, Variant
from models.stock_watching import OfferSheet, OfferSheetRow

# What is in the archive is not in a sheet.
_OFFERS = text(
    """
    select v.id as variant_id, v.sku, p.name, v.label, c.amount_minor as price_minor,
           coalesce(c.premium_minor, 0) as premium_minor, coalesce(s.on_hand, 0) as on_hand,
           coalesce(s.reserved, 0) as held
    from variant v
    join product p on p.id = v.product_id
    left join price c on c.variant_id = v.id and c.currency = :currency and c.valid_to is null
    left join stock s on s.variant_id = v.id
    where p.producer_id = :producer_id and p.state <> 'archived' and v.archived_at is null
      and (cast(:variant_ids as text[]) is null or v.id = any(:variant_ids))
    order by lower(p.name), p.id, v.position, v.id
    """
)
# Locked before their rows go: one that is being applied meanwhile keeps them.
_LOCK_WAITING = text(
    "select id from offer_sheet where producer_id = :producer_id and applied_at is null order by id for update"
)
_DROP_ROWS = text("delete from offer_sheet_row where sheet_id = any(:ids)")
_DROP = text("delete from offer_sheet where id = any(:ids)")

_LOCK_PRODUCTS = text(
    """
    select p.id from product p
    where p.producer_id = :producer_id
      and exists (select from variant v where v.product_id = p.id and v.id = any(:variant_ids))
    order by p.id for update
    """
)
_MAKE_STOCK = text(
    """
    insert into stock (variant_id, on_hand, reserved)
    select v.id, 0, 0 from variant v join product p on p.id = v.product_id
    where p.producer_id = :producer_id and v.id = any(:variant_ids)
      and not exists (select from stock s where s.variant_id = v.id)
    on conflict (variant_id) do nothing
    """
)
_LOCK_STOCK = text(
    "select s.variant_id from stock s where s.variant_id = any(:variant_ids) order by s.variant_id for update"
)
# Two prices may be set at the same moment: each is in force for a microsecond at least.
_CLOSE_PRICES = text(
    """
    update price set valid_to = greatest(cast(:now as timestamptz), valid_from + interval '1 microsecond')
    where variant_id = any(:variant_ids) and currency = :currency and valid_to is null
    returning variant_id, premium_minor, valid_to
    """
)
_SET_STOCK = text(
    """
    update stock s set on_hand = w.count
    from unnest(cast(:variant_ids as text[]), cast(:counts as int[])) as w (variant_id, count)
    where s.variant_id = w.variant_id
    """
)
_COUNT_ON = text(
    """
    update product set version = version + 1, updated_at = :now
    where id in (select v.product_id from variant v where v.id = any(:variant_ids))
    """
)


@dataclass(frozen=True)
class NamedOffer:
    """A variant as it is now, with the names that people know it by."""

    name: str
    label: str
    offer: Offer


@dataclass(frozen=True)
class NamedRow:
    """A row of a sheet with the names of its variant."""

    row: OfferSheetRow
    name: str | None
    label: str | None


def list_offers(session: Session, *, producer_id: str, currency: str) -> list[NamedOffer]:
    """All that a sheet holds, by product."""
    asked = {"producer_id": producer_id, "currency": currency, "variant_ids": None}
    return [
        NamedOffer(
            row.name,
            row.label,
            Offer(row.variant_id, row.sku, row.price_minor, row.premium_minor, row.on_hand, row.held),
        )
        for row in session.execute(_OFFERS, asked)
    ]


def lock_offers(session: Session, *, producer_id: str, currency: str, variant_ids: Sequence[str]) -> dict[str, Offer]:
    """Some of them as they are now, with their products and counts locked, each in the order of its ids."""
    asked = {"producer_id": producer_id, "currency": currency, "variant_ids": list(variant_ids)}
    session.execute(_LOCK_PRODUCTS, asked)
    session.execute(_MAKE_STOCK, asked)
    session.execute(_LOCK_STOCK, asked)
    return {
        row.variant_id: Offer(row.variant_id, row.sku, row.price_minor, row.premium_minor, row.on_hand, row.held)
        for row in session.execute(_OFFERS, asked)
    }


def write_changes(session: Session, changes: Sequence[SheetChange], *, currency: str, now: datetime) -> None:
    """Set prices, each beginning where the one before ends with its premium; move counts; count products on."""
    prices = [change for change in changes if change.price_after is not None]
    counts = [change for change in changes if change.stock_after is not None]
    given = {"currency": currency, "now": now, "variant_ids": [change.variant_id for change in prices]}
    closed = {row.variant_id: row for row in session.execute(_CLOSE_PRICES, given)} if prices else {}
    session.add_all(
        Price(
            variant_id=change.variant_id or "",
            currency=currency,
            amount_minor=change.price_after or 0,
            premium_minor=closed[change.variant_id].premium_minor if change.variant_id in closed else 0,
            valid_from=closed[change.variant_id].valid_to if change.variant_id in closed else now,
        )
        for change in prices
    )
    session.flush()
    moved = {
        "variant_ids": [change.variant_id for change in counts],
        "counts": [change.stock_after for change in counts],
    }
    session.execute(_SET_STOCK, moved)
    session.execute(_COUNT_ON, {"now": now, "variant_ids": [change.variant_id for change in changes]})


def insert_sheet(session: Session, sheet: OfferSheet, changes: Iterable[SheetChange]) -> None:
    session.add(sheet)
    session.flush()
    session.add_all(
        OfferSheetRow(
            sheet_id=sheet.id,
            line=change.line,
            variant_id=change.variant_id,
            price_before=change.price_before,
            price_after=change.price_after,
            stock_before=change.stock_before,
            stock_after=change.stock_after,
            problem=change.problem or "",
            cell=change.cell[:200],
        )
        for change in changes
    )
    session.flush()


def find_sheet(session: Session, *, sheet_id: str, producer_id: str, is_locked: bool = False) -> OfferSheet | None:
    """A producer's sheet."""
    statement = select(OfferSheet).where(col(OfferSheet.id) == sheet_id, col(OfferSheet.producer_id) == producer_id)
    if is_locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def list_rows(session: Session, sheet_id: str) -> list[NamedRow]:
    """The rows of a sheet in their order, with the names of the variants."""
    statement = (
        select(OfferSheetRow, col(Product.name), col(Variant.label))
        .outerjoin(Variant, col(Variant.id) == col(OfferSheetRow.variant_id))
        .outerjoin(Product, col(Product.id) == col(Variant.product_id))
        .where(col(OfferSheetRow.sheet_id) == sheet_id)
        .order_by(col(OfferSheetRow.line))
    )
    return [NamedRow(row, name, label) for row, name, label in session.execute(statement)]


def drop_waiting(session: Session, producer_id: str) -> None:
    """Forget the sheets that a newer one has taken the place of, and that nobody applied."""
    waiting = {"ids": list(session.execute(_LOCK_WAITING, {"producer_id": producer_id}).scalars())}
    session.execute(_DROP_ROWS, waiting)
    session.execute(_DROP, waiting)
