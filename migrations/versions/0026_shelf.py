"""What lists of products are read from."""

from pathlib import Path

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"


def _run(name: str) -> None:
    # Sent as it is: nothing in it is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    for name in (
        "standing",
        "words",
        "windows",
        "shelf",
        "shelf_triggers",
        "shelf_terms",
        "claims_on_shelf",
        "asked",
    ):
        _run(f"{name}.sql")
    op.execute("select rebuild_shelf()")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    _run("shelf_down.sql")
