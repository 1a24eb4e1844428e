"""What the tests of feeds stand on: a registry, and an API over it."""

from tests.catalog.exporting.conftest import http, registry

__all__ = ["http", "registry"]
