"""Runs the migrations on the connection it is given, or as the owner of the configured database."""

from alembic import context
from sqlalchemy import Connection, create_engine, pool

from kit.database import driver_url
from kit.settings import read_settings
from models import metadata


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=False)
    with context.begin_transaction():
        # A migration that cannot get its lock gives up instead of stopping the market behind it.
        connection.exec_driver_sql("set lock_timeout = '5s'")
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    address = context.config.attributes.get("database_url") or read_settings().owner_url
    with create_engine(driver_url(address), poolclass=pool.NullPool).connect() as owner:
        _migrate(owner)
