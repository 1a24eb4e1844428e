"""Which network an alert of the public came from, as a mark, while it waits."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("public_alert", sa.Column("sender", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("public_alert", "sender")
