"""The API of a small market, with people in it."""

from tests.api.conftest import client, gathered, people, shop, template, tools

__all__ = ["client", "gathered", "people", "shop", "template", "tools"]
