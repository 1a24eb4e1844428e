"""The API with people in it, as everywhere over HTTP."""

from tests.api.conftest import client, people, shop, tools

__all__ = ["client", "people", "shop", "tools"]
