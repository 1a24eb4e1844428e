"""Runs a file of SQL as a step of a migration."""

from pathlib import Path

from alembic import op

_FOLDER = Path(__file__).parent / "sql"


def run_sql(name: str) -> None:
    """Send `migrations/sql/NAME` as it is: nothing in it is a placeholder."""
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_FOLDER / name).read_text(encoding="utf-8"))
