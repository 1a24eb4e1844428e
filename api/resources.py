"""Every resource of the API."""

from api.routes import accounts, service
from api.routing import Routes

RESOURCES: list[Routes] = [
    service.routes,
    accounts.routes,
]
