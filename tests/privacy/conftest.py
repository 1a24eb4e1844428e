"""The API with people in it, as everywhere over HTTP."""

from tests.api.conftest import client, gathered, people, shop, template, tools

__all__ = ["client", "gathered", "people", "shop", "template", "tools"]
