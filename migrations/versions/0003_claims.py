"""Claims, computed: which product may carry which label, and when; and what of certification is never rewritten."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"
_NUMBER_COUNTS = sa.text("state not in ('draft', 'rejected', 'superseded')")


def _run(name: str) -> None:
    # Sent as it is: several statements, and nothing in them is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    op.create_check_constraint(
        op.f("ck_scheme_timezone_known"), "scheme", "timestamp '2000-01-01' at time zone timezone is not null"
    )
    op.drop_index("uq_certificate_number", table_name="certificate")
    op.create_index(
        "uq_certificate_number",
        "certificate",
        ["scheme_id", "number", "holder_id", "valid_from"],
        unique=True,
        postgresql_where=_NUMBER_COUNTS,
    )
    op.create_index("ix_certificate_scheme", "certificate", ["scheme_id", "state"])
    op.create_index(
        "ix_certificate_subject_organisation",
        "certificate_subject",
        ["ref"],
        postgresql_where=sa.text("kind = 'organisation'"),
    )
    # The same document may stand behind several certificates, once behind each.
    op.drop_constraint(op.f("uq_evidence_path"), "evidence", type_="unique")
    op.drop_index(op.f("ix_evidence_certificate_id"), table_name="evidence")
    op.create_unique_constraint(op.f("uq_evidence_certificate_id_sha256"), "evidence", ["certificate_id", "sha256"])
    _run("claims.sql")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    _run("claims_down.sql")
    op.drop_constraint(op.f("uq_evidence_certificate_id_sha256"), "evidence", type_="unique")
    op.create_index(op.f("ix_evidence_certificate_id"), "evidence", ["certificate_id"])
    op.create_unique_constraint(op.f("uq_evidence_path"), "evidence", ["path"])
    op.drop_index("ix_certificate_subject_organisation", table_name="certificate_subject")
    op.drop_index("ix_certificate_scheme", table_name="certificate")
    op.drop_index("uq_certificate_number", table_name="certificate")
    op.create_index(
        "uq_certificate_number",
        "certificate",
        ["scheme_id", "number", "holder_id"],
        unique=True,
        postgresql_where=_NUMBER_COUNTS,
    )
    op.drop_constraint(op.f("ck_scheme_timezone_known"), "scheme", type_="check")
