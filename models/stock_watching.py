"""What a producer wants to be told of its stock, and price and stock that it changes by a sheet."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from models.base import CURRENCY_RULE, Table, check, made_at, maybe_ref, moment, own_id, ref, words


class StockWatch(Table, table=True):
    """Tell the producer when this many or fewer are left: of the variant, or of each variant that has no own watch."""

    __tablename__ = "stock_watch"
    __table_args__ = (
        check("threshold_not_negative", "threshold >= 0"),
        Index("uq_stock_watch_whole", "producer_id", unique=True, postgresql_where=text("variant_id is null")),
    )

    id: str = own_id("swt")
    producer_id: str = ref("organisation.id")
    variant_id: str | None = maybe_ref("variant.id", unique=True)
    threshold: int
    set_at: datetime = moment()


class StockAlert(Table, table=True):
    """Few are left. Written by the database with every change of the stock, once for each fall: a second order that
    finds the alert open adds none. `available` is what was left when it was raised."""

    __tablename__ = "stock_alert"
    __table_args__ = (
        Index("uq_stock_alert_open", "variant_id", unique=True, postgresql_where=text("resolved_at is null")),
        Index("ix_stock_alert_producer_id", "producer_id", "id"),
    )

    id: str = own_id("sal")
    producer_id: str = ref("organisation.id")
    variant_id: str = ref("variant.id")
    threshold: int
    available: int
    raised_at: datetime = moment()
    resolved_at: datetime | None = moment(default=None, nullable=True)


class OfferSheet(Table, table=True):
    """A sheet of prices and stock that was read and can be applied once; `applied_at` says when it was."""

    __tablename__ = "offer_sheet"
    __table_args__ = (check("currency_is_iso", CURRENCY_RULE),)

    id: str = own_id("osh")
    producer_id: str = ref("organisation.id", index=True)
    person_id: str = ref("person.id")
    file_name: str = words()
    currency: str = words()
    created_at: datetime = made_at()
    applied_at: datetime | None = moment(default=None, nullable=True)


class OfferSheetRow(Table, table=True):
    """One line of a sheet that would change something, or cannot be taken: `problem` is then a code, `cell` what stood
    there. Amounts in minor units; what a line leaves alone is null."""

    __tablename__ = "offer_sheet_row"

    sheet_id: str = ref("offer_sheet.id", primary_key=True)
    line: int = Field(primary_key=True)
    variant_id: str | None = maybe_ref("variant.id")
    price_before: int | None = Field(default=None, sa_type=BigInteger)
    price_after: int | None = Field(default=None, sa_type=BigInteger)
    stock_before: int | None = None
    stock_after: int | None = None
    problem: str = words(default="")
    cell: str = words(default="")
