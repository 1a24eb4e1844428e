"""Search in every language, typing errors, the names of countries, and the facts a price is made of."""

import json
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from babel import Locale
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"
_LANGUAGES = ("en", "fr", "es", "pt")


def _country_names() -> list[dict[str, str]]:
    territories = {language: Locale(language).territories for language in _LANGUAGES}
    named_in_all = set.intersection(*(set(names) for names in territories.values()))
    codes = sorted(code for code in named_in_all if len(code) == 2 and code.isalpha() and code != "ZZ")
    return [
        {"code": code, "labels": json.dumps({language: names[code] for language, names in territories.items()})}
        for code in codes
    ]


def upgrade() -> None:
    op.execute("create extension if not exists unaccent")
    op.create_table(
        "country",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("labels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country")),
    )
    op.create_table(
        "search_word",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word")),
    )
    op.create_table(
        "search_typo",
        sa.Column("deletion", sa.Text(collation="C"), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(["word"], ["search_word.word"], name=op.f("fk_search_typo_word")),
        sa.PrimaryKeyConstraint("deletion", "word", name=op.f("pk_search_typo")),
    )
    op.create_index(
        "ix_product_popular",
        "product",
        [sa.text("popularity desc"), sa.text("id desc")],
        postgresql_where=sa.text("state = 'published'"),
    )
    connection = op.get_bind()
    connection.execute(
        sa.text("insert into country (code, labels) values (:code, cast(:labels as jsonb))"), _country_names()
    )
    connection.exec_driver_sql((_SQL / "search.sql").read_text(encoding="utf-8"))
    op.execute("update product set search = null")
    op.execute("select rebuild_search_words()")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql((_SQL / "search_down.sql").read_text(encoding="utf-8"))
    op.drop_index("ix_product_popular", table_name="product", postgresql_where=sa.text("state = 'published'"))
    op.drop_table("search_typo")
    op.drop_table("search_word")
    op.drop_table("country")
    op.execute("drop extension unaccent")
