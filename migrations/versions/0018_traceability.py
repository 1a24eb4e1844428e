"""Whether what a certificate covers is kept apart on its way, or balanced by mass."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    op.add_column("certificate", sa.Column("traceability", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_certificate_traceability_known"), "certificate", "traceability in ('physical', 'mass_balance')"
    )
    # Sent as it is: nothing in it is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / "traceability.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("drop trigger traceability_is_kept on certificate")
    op.execute("drop function traceability_is_kept")
    op.drop_constraint(op.f("ck_certificate_traceability_known"), "certificate", type_="check")
    op.drop_column("certificate", "traceability")
