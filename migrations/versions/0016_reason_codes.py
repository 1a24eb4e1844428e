"""Reason codes: why a federation asked, refused, suspended or withdrew, out of a closed list."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLES = ("verification", "decision_proposal")
_CODES = (
    "document_missing",
    "document_unreadable",
    "details_differ",
    "not_in_register",
    "scope_unclear",
    "out_of_scope",
    "no_answer",
    "not_genuine",
    "suspended_by_scheme",
    "withdrawn_by_scheme",
    "non_conformity",
    "complaint",
    "verified_in_error",
    "other",
)


def upgrade() -> None:
    listed = ", ".join(f"'{code}'" for code in _CODES)
    for table in _TABLES:
        op.add_column(table, sa.Column("reason_code", sa.Text(), nullable=True))
        op.create_check_constraint(op.f(f"ck_{table}_reason_code_known"), table, f"reason_code in ({listed})")


def downgrade() -> None:
    for table in _TABLES:
        op.drop_constraint(op.f(f"ck_{table}_reason_code_known"), table, type_="check")
        op.drop_column(table, "reason_code")
