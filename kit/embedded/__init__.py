"""A PostgreSQL and a Valkey of our own, for `make run` and the tests: found, started, stopped, never on a TCP port."""

from kit.embedded.errors import EmbeddedServiceError
from kit.embedded.places import make_run_dir
from kit.embedded.postgres import PostgresServer
from kit.embedded.valkey import ValkeyServer

__all__ = ["EmbeddedServiceError", "PostgresServer", "ValkeyServer", "make_run_dir"]
