"""Every resource of the API."""

from api.routes import accounts, carts, hooks, orders, service
from api.routing import Routes

RESOURCES: list[Routes] = [
    service.routes,
    accounts.routes,
    carts.routes,
    orders.routes,
    hooks.routes,
]
