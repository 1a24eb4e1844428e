"""Networks to test with."""

from tests.api.conftest import client, gathered, people, shop, template, tools

__all__ = ["client", "gathered", "people", "shop", "template", "tools"]
