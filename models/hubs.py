"""Hubs: organisations that a producer lets offer its products."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from models.base import Table, check, made_at, maybe_ref, moment, own_id, ref, words


class HubGrant(Table, table=True):
    """A producer lets a hub offer its products: all of them, or those of the categories and the single products that
    the two tables below name. It holds from `valid_from`, once the hub has accepted, to `valid_to` or `ended_at`."""

    __tablename__ = "hub_grant"
    __table_args__ = (
        check("not_itself", "producer_id <> hub_id"),
        check("interval", "valid_to is null or valid_to > valid_from"),
        Index("ix_hub_grant_hub_id", "hub_id", postgresql_where=text("ended_at is null")),
    )

    id: str = own_id("hgr")
    producer_id: str = ref("organisation.id", index=True)
    hub_id: str = ref("organisation.id")
    covers_all: bool = Field(default=False)
    may_set_stock: bool = Field(default=False)
    may_set_price: bool = Field(default=False)
    valid_from: datetime = moment()
    valid_to: datetime | None = moment(default=None, nullable=True)
    granted_by: str = ref("person.id")
    created_at: datetime = made_at()
    accepted_by: str | None = maybe_ref("person.id")
    accepted_at: datetime | None = moment(default=None, nullable=True)
    ended_by: str | None = maybe_ref("person.id")
    ended_at: datetime | None = moment(default=None, nullable=True)


class HubGrantCategory(Table, table=True):
    """The grant is for this category and all below it."""

    __tablename__ = "hub_grant_category"

    grant_id: str = ref("hub_grant.id", primary_key=True)
    category_code: str = words(foreign_key="category.code", primary_key=True)


class HubGrantProduct(Table, table=True):
    """The grant is for this product."""

    __tablename__ = "hub_grant_product"

    grant_id: str = ref("hub_grant.id", primary_key=True)
    product_id: str = ref("product.id", primary_key=True, index=True)
