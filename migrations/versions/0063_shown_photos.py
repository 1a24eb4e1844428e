"""Whether a photo is shown is a row, which is planned with the statement that asks."""

from pathlib import Path

from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"


def _run(name: str) -> None:
    # Sent as it is: nothing in it is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    _run("shown_photos.sql")


def downgrade() -> None:
    _run("shown_photos_down.sql")
