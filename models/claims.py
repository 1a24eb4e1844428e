"""How much of what a certificate covers has been sold under it."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from models.base import Table, check, moment, own_id, ref


class ClaimBalance(Table, table=True):
    """The grams sold or held under one certificate that names a quantity; no row while there are none."""

    __tablename__ = "claim_balance"
    __table_args__ = (check("not_negative", "used_grams >= 0"),)

    certificate_id: str = ref("certificate.id", primary_key=True)
    used_grams: int = Field(sa_type=BigInteger)


class ClaimUse(Table, table=True):
    """An order line was sold with the claim of a certificate that names a quantity. Given back if the order lapses."""

    __tablename__ = "claim_use"
    __table_args__ = (
        check("grams_positive", "grams > 0"),
        check("given_back_later", "released_at is null or released_at >= used_at"),
        Index("ix_claim_use_moment", "certificate_id", "used_at"),
        Index(
            "ix_claim_use_released", "certificate_id", "released_at", postgresql_where=text("released_at is not null")
        ),
        Index("ix_claim_use_order", "order_id"),
    )

    id: str = own_id("clu")
    certificate_id: str = ref("certificate.id")
    order_id: str = ref("customer_order.id")
    order_line_id: str = ref("order_line.id")
    grams: int = Field(sa_type=BigInteger)
    used_at: datetime = moment()
    released_at: datetime | None = moment(default=None, nullable=True)
