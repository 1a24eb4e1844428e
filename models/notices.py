"""What people are told about certificates: buyers of a withdrawal, holders of an end that comes near."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.base import Table, check, made_at, moment, own_id, ref


class Notice(Table, table=True):
    """Goods of this order were sold with the claim of a certificate that was withdrawn afterwards."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("order_id", "certificate_id"),)

    id: str = own_id("ntc")
    order_id: str = ref("customer_order.id")
    certificate_id: str = ref("certificate.id", index=True)
    effective_at: datetime = moment()
    created_at: datetime = made_at()


class ExpiryReminder(Table, table=True):
    """The holder was told that the certificate's last day is at most `days` away; once for each threshold."""

    __tablename__ = "expiry_reminder"
    __table_args__ = (check("days_known", "days in (7, 30, 90)"),)

    certificate_id: str = ref("certificate.id", primary_key=True)
    days: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    holder_id: str = ref("organisation.id", index=True)
    valid_to: date
    created_at: datetime = made_at()
