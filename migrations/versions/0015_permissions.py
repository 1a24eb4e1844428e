"""Permissions to sell under a scheme before it has issued a certificate."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.Text(collation="C")


def upgrade() -> None:
    op.create_table(
        "provisional_permission",
        sa.Column("id", _ID, nullable=False),
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("federation_id", _ID, nullable=False),
        sa.Column("mandate_id", _ID, nullable=False),
        sa.Column("verifier_id", _ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(btrim(reason)) >= 10", name=op.f("ck_provisional_permission_reason_given")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_provisional_permission_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["federation_id"], ["organisation.id"], name=op.f("fk_provisional_permission_federation_id")
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_provisional_permission_mandate_id")),
        sa.ForeignKeyConstraint(["verifier_id"], ["person.id"], name=op.f("fk_provisional_permission_verifier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisional_permission")),
    )
    op.create_index(
        op.f("ix_provisional_permission_certificate_id"), "provisional_permission", ["certificate_id"], unique=False
    )
    op.execute("select make_append_only('provisional_permission')")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    op.drop_table("provisional_permission")
