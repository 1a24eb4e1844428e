"""Checklists: what a scheme asks a verifier, and what was answered with each decision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NEW = (("scheme", "checklist", "[]"), ("verification", "answers", "{}"), ("decision_proposal", "answers", "{}"))


def upgrade() -> None:
    for table, name, empty in _NEW:
        op.add_column(table, sa.Column(name, postgresql.JSONB(), nullable=False, server_default=empty))
        op.alter_column(table, name, server_default=None)


def downgrade() -> None:
    for table, name, _ in reversed(_NEW):
        op.drop_column(table, name)
