"""Mass balance: what a certificate's quantity still covers; notices to buyers, reminders to holders."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"
_ID = sa.Text(collation="C")
_TASKS_BEFORE = (
    "handle_stripe_event",
    "execute_stripe_operation",
    "build_producer_statements",
    "build_impact_statement",
    "sweep",
    "expire_orders",
    "run_due_payouts",
    "book_usable_funds",
    "recover_refund",
    "refund_late_payment",
    "catch_up_events",
    "refresh_accounts",
    "reconcile_stripe",
    "seal_ledger",
    "forget_old_answers",
    "count_sales",
)
_TASKS = (*_TASKS_BEFORE, "tell_buyers", "remind_holders")


def _run(name: str) -> None:
    # Sent as it is: several statements, and nothing in them is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def _let_tasks_be(names: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_outbox_task_known"), "outbox", type_="check")
    listed = ", ".join(f"'{name}'" for name in names)
    op.create_check_constraint(op.f("ck_outbox_task_known"), "outbox", f"task in ({listed})")


def upgrade() -> None:
    _let_tasks_be(_TASKS)
    op.create_table(
        "claim_balance",
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("used_grams", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("used_grams >= 0", name=op.f("ck_claim_balance_not_negative")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_claim_balance_certificate_id")),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_claim_balance")),
    )
    op.create_table(
        "claim_use",
        sa.Column("id", _ID, nullable=False),
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("order_id", _ID, nullable=False),
        sa.Column("order_line_id", _ID, nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("grams > 0", name=op.f("ck_claim_use_grams_positive")),
        sa.CheckConstraint("released_at is null or released_at >= used_at", name=op.f("ck_claim_use_given_back_later")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_claim_use_certificate_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_claim_use_order_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_claim_use_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_use")),
    )
    op.create_index("ix_claim_use_moment", "claim_use", ["certificate_id", "used_at"])
    op.create_index(
        "ix_claim_use_released",
        "claim_use",
        ["certificate_id", "released_at"],
        postgresql_where=sa.text("released_at is not null"),
    )
    op.create_index("ix_claim_use_order", "claim_use", ["order_id"])
    op.create_table(
        "notice",
        sa.Column("id", _ID, nullable=False),
        sa.Column("order_id", _ID, nullable=False),
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_notice_certificate_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_notice_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("order_id", "certificate_id", name=op.f("uq_notice_order_id_certificate_id")),
    )
    op.create_index(op.f("ix_notice_certificate_id"), "notice", ["certificate_id"])
    op.create_table(
        "expiry_reminder",
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder_id", _ID, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("days in (7, 30, 90)", name=op.f("ck_expiry_reminder_days_known")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_expiry_reminder_certificate_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"], name=op.f("fk_expiry_reminder_holder_id")),
        sa.PrimaryKeyConstraint("certificate_id", "days", name=op.f("pk_expiry_reminder")),
    )
    op.create_index(op.f("ix_expiry_reminder_holder_id"), "expiry_reminder", ["holder_id"])
    op.create_index(
        "ix_order_line_claims",
        "order_line",
        ["claims"],
        postgresql_using="gin",
        postgresql_ops={"claims": "jsonb_path_ops"},
        postgresql_where=sa.text("claims <> '[]'"),
    )
    _run("mass_balance.sql")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    _let_tasks_be(_TASKS_BEFORE)
    _run("mass_balance_down.sql")
    op.drop_index("ix_order_line_claims", table_name="order_line")
    for table in ("expiry_reminder", "notice", "claim_use", "claim_balance"):
        op.drop_table(table)
    op.execute("select grant_app_role()")
