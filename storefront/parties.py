"""An organisation that somebody names by the address of its page."""

from storefront.client import Api
from storefront.shapes.base import Named
from storefront.transport import ApiRefused
from storefront.words import N_

NO_PARTY = N_("There is no producer or network with such a page here.")
_LONGEST_NAME = 64


def name_in(typed: str) -> str:
    """The name in the address of a page, whole or its last part only."""
    return typed.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]


async def find_party(api: Api, name: str) -> Named | None:
    """A producer, or else a network, by its id or the name in its page's address."""
    if not 0 < len(name) <= _LONGEST_NAME:
        return None
    for ask in (api.producer, api.network):
        try:
            found = await ask(name)
        except ApiRefused as error:
            if error.status != 404:
                raise
        else:
            return Named(found.id, found.name, found.slug)
    return None
