"""Tables and the words stored in them. No behaviour: a `table=True` class validates nothing, so what must never be
false is a constraint here, and rules are functions elsewhere."""

from sqlmodel import SQLModel

from models import (
    accounts,
    catalog,
    certification,
    credentials,
    fund,
    impact,
    ledger,
    operations,
    orders,
    organisations,
    payments,
    payouts,
    pricing,
    schemes,
)

metadata = SQLModel.metadata

__all__ = [
    "accounts",
    "catalog",
    "certification",
    "credentials",
    "fund",
    "impact",
    "ledger",
    "metadata",
    "operations",
    "orders",
    "organisations",
    "payments",
    "payouts",
    "pricing",
    "schemes",
]
