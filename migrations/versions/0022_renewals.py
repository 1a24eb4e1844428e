"""Renewals: find what follows a certificate without reading all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_certificate_renewal",
        "certificate",
        ["supersedes_id"],
        postgresql_where=sa.text("supersedes_id is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_certificate_renewal", table_name="certificate")
