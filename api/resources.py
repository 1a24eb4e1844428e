"""Every resource of the API."""

from api.routes import accounts, carts, catalog, docs, hooks, media, orders, producers, service
from api.routing import Routes

RESOURCES: list[Routes] = [
    service.routes,
    docs.routes,
    catalog.routes,
    producers.routes,
    accounts.routes,
    carts.routes,
    orders.routes,
    hooks.routes,
    media.routes,
]
