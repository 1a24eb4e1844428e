"""What may be shown of a scheme, market by market."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"


def _run(name: str) -> None:
    # Sent as it is: several statements, and nothing in them is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    op.add_column("scheme", sa.Column("display", postgresql.JSONB(), nullable=False, server_default="{}"))
    op.alter_column("scheme", "display", server_default=None)
    op.create_index("ix_organisation_market", "organisation", ["id"], postgresql_where=sa.text("kind = 'market'"))
    _run("display.sql")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    _run("display_down.sql")
    op.drop_index("ix_organisation_market", table_name="organisation")
    op.drop_column("scheme", "display")
