"""Decisions that two people take, objections to them, what was said about them; who agreed to which membership."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"
_ID = sa.Text(collation="C")
_BEFORE = "decision in ('verify', 'reject', 'ask', 'suspend', 'lift', 'withdraw')"
_DECISIONS = "decision in ('verify', 'reject', 'ask', 'suspend', 'lift', 'withdraw', 'reinstate')"
_PEOPLE = (("verification", "confirmed_by"), ("network_membership", "accepted_by"), ("network_membership", "ended_by"))


def _run(name: str) -> None:
    # Sent as it is: several statements, and nothing in them is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    op.create_unique_constraint(op.f("uq_audit_event_previous_hash"), "audit_event", ["previous_hash"])
    for table, column in _PEOPLE:
        op.add_column(table, sa.Column(column, _ID, nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, "person", [column], ["id"])
    op.add_column(
        "network_membership", sa.Column("is_invitation", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.alter_column("network_membership", "is_invitation", server_default=None)
    op.drop_constraint(op.f("ck_verification_decision_known"), "verification", type_="check")
    op.create_check_constraint(op.f("ck_verification_decision_known"), "verification", _DECISIONS)
    op.create_table(
        "decision_proposal",
        sa.Column("id", _ID, nullable=False),
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("federation_id", _ID, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recheck_due_on", sa.Date(), nullable=True),
        sa.Column("proposed_by", _ID, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_by", _ID, nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decision in ('verify', 'reject', 'ask', 'suspend', 'lift', 'withdraw', 'reinstate')",
            name=op.f("ck_decision_proposal_decision_known"),
        ),
        sa.CheckConstraint(
            "method in ('register_lookup', 'document', 'call', 'visit', 'peer')",
            name=op.f("ck_decision_proposal_method_known"),
        ),
        sa.CheckConstraint(
            "outcome in ('confirmed', 'declined', 'withdrawn', 'lapsed')",
            name=op.f("ck_decision_proposal_outcome_known"),
        ),
        sa.CheckConstraint(
            "outcome is distinct from 'confirmed' or coalesce(closed_by, proposed_by) <> proposed_by",
            name=op.f("ck_decision_proposal_two_people"),
        ),
        sa.CheckConstraint("(outcome is null) = (closed_at is null)", name=op.f("ck_decision_proposal_closed_whole")),
        sa.CheckConstraint("length(btrim(reason)) >= 10", name=op.f("ck_decision_proposal_reason_given")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_decision_proposal_certificate_id")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_decision_proposal_closed_by")),
        sa.ForeignKeyConstraint(
            ["federation_id"], ["organisation.id"], name=op.f("fk_decision_proposal_federation_id")
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_decision_proposal_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_proposal")),
    )
    op.create_index(op.f("ix_decision_proposal_certificate_id"), "decision_proposal", ["certificate_id"], unique=False)
    op.create_index(
        "uq_decision_proposal_open",
        "decision_proposal",
        ["certificate_id", "federation_id"],
        unique=True,
        postgresql_where=sa.text("outcome is null"),
    )
    op.create_table(
        "appeal",
        sa.Column("id", _ID, nullable=False),
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("verification_id", _ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("filed_by", _ID, nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("federation_id", _ID, nullable=True),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome in ('upheld', 'dismissed')", name=op.f("ck_appeal_outcome_known")),
        sa.CheckConstraint(
            "(outcome is null) = (decided_at is null) and (outcome is null) = (decided_by is null)",
            name=op.f("ck_appeal_decided_whole"),
        ),
        sa.CheckConstraint("length(btrim(reason)) >= 10", name=op.f("ck_appeal_reason_given")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_appeal_certificate_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_appeal_decided_by")),
        sa.ForeignKeyConstraint(["federation_id"], ["organisation.id"], name=op.f("fk_appeal_federation_id")),
        sa.ForeignKeyConstraint(["filed_by"], ["person.id"], name=op.f("fk_appeal_filed_by")),
        sa.ForeignKeyConstraint(["verification_id"], ["verification.id"], name=op.f("fk_appeal_verification_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("verification_id", name=op.f("uq_appeal_verification_id")),
    )
    op.create_index(op.f("ix_appeal_certificate_id"), "appeal", ["certificate_id"], unique=False)
    op.create_table(
        "public_alert",
        sa.Column("id", _ID, nullable=False),
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("raised_by", _ID, nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("federation_id", _ID, nullable=True),
        sa.Column("moderated_by", _ID, nullable=True),
        sa.Column("moderated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_note", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", _ID, nullable=True),
        sa.Column("settlement", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome in ('accepted', 'dismissed')", name=op.f("ck_public_alert_outcome_known")),
        sa.CheckConstraint(
            "settled_at is null or outcome = 'accepted'", name=op.f("ck_public_alert_settled_after_accepted")
        ),
        sa.CheckConstraint(
            "(outcome is null) = (moderated_at is null) and (outcome is null) = (moderated_by is null)",
            name=op.f("ck_public_alert_moderated_whole"),
        ),
        sa.CheckConstraint("length(btrim(body)) >= 10", name=op.f("ck_public_alert_said_something")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_public_alert_certificate_id")),
        sa.ForeignKeyConstraint(["federation_id"], ["organisation.id"], name=op.f("fk_public_alert_federation_id")),
        sa.ForeignKeyConstraint(["moderated_by"], ["person.id"], name=op.f("fk_public_alert_moderated_by")),
        sa.ForeignKeyConstraint(["raised_by"], ["person.id"], name=op.f("fk_public_alert_raised_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_public_alert_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_alert")),
    )
    op.create_index("ix_public_alert_waiting", "public_alert", ["certificate_id", "raised_at"], unique=False)
    op.create_table(
        "certificate_message",
        sa.Column("id", _ID, nullable=False),
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("federation_id", _ID, nullable=True),
        sa.Column("author_id", _ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(btrim(body)) > 0", name=op.f("ck_certificate_message_said_something")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_certificate_message_author_id")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_message_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["federation_id"], ["organisation.id"], name=op.f("fk_certificate_message_federation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_message")),
    )
    op.create_index(
        op.f("ix_certificate_message_certificate_id"), "certificate_message", ["certificate_id"], unique=False
    )
    op.create_table(
        "register_check",
        sa.Column("id", _ID, nullable=False),
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("federation_id", _ID, nullable=False),
        sa.Column("checked_by", _ID, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("entry", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("differences", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("evidence_id", _ID, nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome in ('agrees', 'differs', 'not_found')", name=op.f("ck_register_check_outcome_known")
        ),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_register_check_certificate_id")),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name=op.f("fk_register_check_checked_by")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_register_check_evidence_id")),
        sa.ForeignKeyConstraint(["federation_id"], ["organisation.id"], name=op.f("fk_register_check_federation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_check")),
    )
    op.create_index(op.f("ix_register_check_certificate_id"), "register_check", ["certificate_id"], unique=False)
    _run("decisions.sql")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    _run("decisions_down.sql")
    op.drop_constraint(op.f("ck_verification_decision_known"), "verification", type_="check")
    op.create_check_constraint(op.f("ck_verification_decision_known"), "verification", _BEFORE)
    op.drop_column("network_membership", "is_invitation")
    for table, column in reversed(_PEOPLE):
        op.drop_constraint(op.f(f"fk_{table}_{column}"), table, type_="foreignkey")
        op.drop_column(table, column)
    op.drop_constraint(op.f("uq_audit_event_previous_hash"), "audit_event", type_="unique")
    op.execute("select grant_app_role()")
