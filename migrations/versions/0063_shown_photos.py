"""Whether a photo is shown is a row, which is planned with the statement that asks."""

from migrations.run_sql import run_sql

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql("shown_photos.sql")


def downgrade() -> None:
    run_sql("shown_photos_down.sql")
