"""A market with people in it, over its API."""

from tests.api.conftest import client, people, shop, tools

__all__ = ["client", "people", "shop", "tools"]
