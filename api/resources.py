"""Every resource of the API."""

from api.routes import (
    accounts,
    alerts,
    carts,
    catalog,
    certification,
    docs,
    hooks,
    impact,
    imports,
    ledger,
    media,
    orders,
    payouts,
    producers,
    service,
    verification,
)
from api.routing import Routes

RESOURCES: list[Routes] = [
    service.routes,
    docs.routes,
    catalog.routes,
    producers.routes,
    imports.routes,
    certification.routes,
    verification.routes,
    accounts.routes,
    carts.routes,
    orders.routes,
    payouts.routes,
    ledger.routes,
    alerts.routes,
    impact.routes,
    hooks.routes,
    media.routes,
]
