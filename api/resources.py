"""Every resource of the API."""

from api.routes import accounts, carts, docs, hooks, media, orders, service
from api.routing import Routes

RESOURCES: list[Routes] = [
    service.routes,
    docs.routes,
    accounts.routes,
    carts.routes,
    orders.routes,
    hooks.routes,
    media.routes,
]
