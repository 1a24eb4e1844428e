"""Keys that credentials are signed with, and the places of credentials in status lists."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.Text(collation="C")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "signing_key",
        sa.Column("id", _ID, nullable=False),
        sa.Column("issuer_id", _ID, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_private_key", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("retired_at", _MOMENT, nullable=True),
        sa.Column("compromised_at", _MOMENT, nullable=True),
        sa.CheckConstraint("length(public_key) = 32", name=op.f("ck_signing_key_public_key_is_ed25519")),
        sa.CheckConstraint(
            "(retired_at is null) = (sealed_private_key is not null)",
            name=op.f("ck_signing_key_retired_keys_sign_nothing"),
        ),
        sa.CheckConstraint(
            "compromised_at is null or retired_at is not null",
            name=op.f("ck_signing_key_compromised_keys_are_retired"),
        ),
        sa.ForeignKeyConstraint(["issuer_id"], ["organisation.id"], name=op.f("fk_signing_key_issuer_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("public_key", name=op.f("uq_signing_key_public_key")),
    )
    op.create_index(op.f("ix_signing_key_issuer_id"), "signing_key", ["issuer_id"])
    op.create_index(
        "uq_signing_key_current",
        "signing_key",
        ["issuer_id"],
        unique=True,
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_table(
        "status_list",
        sa.Column("id", _ID, nullable=False),
        sa.Column("issuer_id", _ID, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.CheckConstraint("purpose in ('revocation', 'suspension')", name=op.f("ck_status_list_purpose_known")),
        sa.CheckConstraint("number > 0", name=op.f("ck_status_list_number_positive")),
        sa.ForeignKeyConstraint(["issuer_id"], ["organisation.id"], name=op.f("fk_status_list_issuer_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_list")),
        sa.UniqueConstraint("issuer_id", "purpose", "number", name=op.f("uq_status_list_issuer_id_purpose_number")),
    )
    op.create_table(
        "status_entry",
        sa.Column("status_list_id", _ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.CheckConstraint("position between 0 and 131071", name=op.f("ck_status_entry_position_in_list")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_status_entry_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(
            ["status_list_id"], ["status_list.id"], name=op.f("fk_status_entry_status_list_id_status_list")
        ),
        sa.PrimaryKeyConstraint("status_list_id", "position", name=op.f("pk_status_entry")),
    )
    op.create_index("ix_status_entry_certificate", "status_entry", ["certificate_id", "status_list_id"])
    # A place that was given away, or a key that has signed, is named in credentials that others hold.
    op.execute("select make_append_only('status_entry')")
    op.execute("select make_undeletable(name) from unnest(array['signing_key', 'status_list']) as name")
    op.execute("select grant_app_role()")


def downgrade() -> None:
    op.drop_table("status_entry")
    op.drop_table("status_list")
    op.drop_table("signing_key")
