"""Tables and the words stored in them. No behaviour: a `table=True` class validates nothing, so what must never be
false is a constraint here, and rules are functions elsewhere."""

from sqlmodel import SQLModel

from models import (
    accounts,
    catalog,
    certification,
    claims,
    credentials,
    decisions,
    directories,
    fund,
    hubs,
    impact,
    imports,
    ledger,
    networks,
    notices,
    operations,
    orders,
    organisations,
    payments,
    payouts,
    permissions,
    pictures,
    pricing,
    schemes,
    shelf,
    stock_watching,
)

metadata = SQLModel.metadata

__all__ = [
    "accounts",
    "catalog",
    "certification",
    "claims",
    "credentials",
    "decisions",
    "directories",
    "fund",
    "hubs",
    "impact",
    "imports",
    "ledger",
    "metadata",
    "networks",
    "notices",
    "operations",
    "orders",
    "organisations",
    "payments",
    "payouts",
    "permissions",
    "pictures",
    "pricing",
    "schemes",
    "shelf",
    "stock_watching",
]
