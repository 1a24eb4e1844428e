"""What processes hold of the shelf in memory has a number, and is followed."""

from pathlib import Path

from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"


def _run(name: str) -> None:
    # Sent as it is: nothing in it is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    _run("shelf_numbers.sql")


def downgrade() -> None:
    _run("shelf_numbers_down.sql")
