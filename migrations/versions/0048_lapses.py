"""Votes that come to an end when nobody approves them, or when they do not add up."""

from pathlib import Path

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"


def _run(name: str) -> None:
    # Sent as it is: nothing in it is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    _run("lapses.sql")


def downgrade() -> None:
    _run("lapses_down.sql")
