"""Books that balance at COMMIT and cannot be rewritten, and the role that the service works as."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"


def _run(name: str) -> None:
    # Sent as it is: several statements, and nothing in them is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text())


def upgrade() -> None:
    for name in ("ledger_balance.sql", "ledger_append_only.sql", "ledger_roles.sql"):
        _run(name)


def downgrade() -> None:
    _run("ledger_down.sql")
