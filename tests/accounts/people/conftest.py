"""A market with people in it."""

from tests.api.conftest import client, people, shop, tools

__all__ = ["client", "people", "shop", "tools"]
