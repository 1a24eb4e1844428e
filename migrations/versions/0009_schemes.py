"""Schemes as data: what a claim proves, how long it may last or be suspended, where each fact comes from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NEW = (
    ("proves", postgresql.ARRAY(sa.Text()), "{}"),
    ("spoken_names", postgresql.ARRAY(sa.Text()), "{}"),
    ("provisional", postgresql.JSONB(), "{}"),
    ("facts", postgresql.JSONB(), "{}"),
)


def upgrade() -> None:
    for name, kind, empty in _NEW:
        op.add_column("scheme", sa.Column(name, kind, nullable=False, server_default=empty))
        op.alter_column("scheme", name, server_default=None)
    op.add_column("scheme", sa.Column("validity_months", sa.Integer(), nullable=True))
    op.add_column("scheme", sa.Column("suspension_months", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_scheme_months_positive"), "scheme", "least(validity_months, suspension_months) > 0"
    )
    op.create_check_constraint(
        op.f("ck_scheme_provisional_claims_nothing"),
        "scheme",
        "provisional ->> 'may_claim' is distinct from 'true'",
    )
    op.create_table(
        "scheme_change",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("scheme_id", sa.Text(collation="C"), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("after", postgresql.JSONB(), nullable=True),
        sa.Column("file_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_scheme_change_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_change")),
    )
    op.create_index(op.f("ix_scheme_change_scheme_id"), "scheme_change", ["scheme_id"])
    op.execute("select make_append_only('scheme_change')")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    op.drop_table("scheme_change")
    op.drop_constraint(op.f("ck_scheme_provisional_claims_nothing"), "scheme", type_="check")
    op.drop_constraint(op.f("ck_scheme_months_positive"), "scheme", type_="check")
    for name in ("suspension_months", "validity_months", *(name for name, _, _ in _NEW)):
        op.drop_column("scheme", name)
