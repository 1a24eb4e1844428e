"""How often somebody was refused in an hour, so that the audit log need not hold a row for each time."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refusal_count",
        sa.Column("person_id", sa.Text(collation="C"), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("hour_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_refusal_count_times_positive")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_refusal_count_person_id")),
        sa.PrimaryKeyConstraint("person_id", "action", "hour_at", name=op.f("pk_refusal_count")),
    )
    op.execute("select make_undeletable('refusal_count')")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    op.drop_table("refusal_count")
    op.execute("select grant_app_role()")
