"""What producers' own files say of their products, beside what certificates prove."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ID = sa.Text(collation="C")


def upgrade() -> None:
    op.create_table(
        "product_declaration",
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("scheme_id", _ID, nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["catalog_import.id"], name=op.f("fk_product_declaration_import_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_declaration_product_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_product_declaration_scheme_id")),
        sa.PrimaryKeyConstraint("product_id", "tag", name=op.f("pk_product_declaration")),
    )
    op.execute("select grant_app_role()")


def downgrade() -> None:
    op.drop_table("product_declaration")
