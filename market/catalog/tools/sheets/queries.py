"""SQL of sheets of prices and stock."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.catalog.tools.sheets.rules import Offer, SheetChange
from models.catalog import Product, Variant
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
      and (cast(:variant_id as text) is null or v.id = :variant_id)
    order by lower(p.name), p.id, v.position, v.id
    """
)
_DROP_ROWS = text(
    """
    delete from offer_sheet_row r using offer_sheet s
    where s.id = r.sheet_id and s.producer_id = :producer_id and s.applied_at is null
    """
)
_DROP = text("delete from offer_sheet where producer_id = :producer_id and applied_at is null")


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
    asked = {"producer_id": producer_id, "currency": currency, "variant_id": None}
    return [
        NamedOffer(
            row.name,
            row.label,
            Offer(row.variant_id, row.sku, row.price_minor, row.premium_minor, row.on_hand, row.held),
        )
        for row in session.execute(_OFFERS, asked)
    ]


def find_offer(session: Session, *, producer_id: str, currency: str, variant_id: str) -> Offer | None:
    """One of them as it is now."""
    asked = {"producer_id": producer_id, "currency": currency, "variant_id": variant_id}
    row = session.execute(_OFFERS, asked).one_or_none()
    if row is None:
        return None
    return Offer(row.variant_id, row.sku, row.price_minor, row.premium_minor, row.on_hand, row.held)


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
    session.execute(_DROP_ROWS, {"producer_id": producer_id})
    session.execute(_DROP, {"producer_id": producer_id})
