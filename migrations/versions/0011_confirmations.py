"""A confirmed proposal stands for one step of its certificate."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"
_CHECK = "ck_decision_proposal_confirmed_once"


def _run(name: str) -> None:
    # Sent as it is: several statements, and nothing in them is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    op.add_column("decision_proposal", sa.Column("confirmed_version", sa.Integer(), nullable=True))
    _run("confirmations.sql")
    op.create_check_constraint(
        op.f(_CHECK),
        "decision_proposal",
        "(outcome is not distinct from 'confirmed') = (confirmed_version is not null)",
    )


def downgrade() -> None:
    _run("confirmations_down.sql")
    op.drop_constraint(op.f(_CHECK), "decision_proposal", type_="check")
    op.drop_column("decision_proposal", "confirmed_version")
