"""A page's claims, faster."""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"


def _run(name: str) -> None:
    # Sent as it is: several statements, and nothing in them is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    _run("page_claims.sql")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    _run("page_claims_down.sql")
