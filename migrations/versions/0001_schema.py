"""Every table of the mission: organisations to impact statements."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("labels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("vat_class", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("vat_class in ('food', 'standard', 'zero')", name=op.f("ck_category_vat_class_known")),
        sa.ForeignKeyConstraint(["parent_code"], ["category.code"], name=op.f("fk_category_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_category")),
    )
    op.create_table(
        "conversion_factor",
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("from_form", sa.Text(), nullable=False),
        sa.Column("to_form", sa.Text(), nullable=False),
        sa.Column("factor", sa.Numeric(precision=18, scale=9), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("factor > 0", name=op.f("ck_conversion_factor_factor_positive")),
        sa.PrimaryKeyConstraint("product", "from_form", "to_form", name=op.f("pk_conversion_factor")),
    )
    op.create_table(
        "currency",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("exponent", sa.Integer(), nullable=False),
        sa.Column("stripe_exponent", sa.Integer(), nullable=False),
        sa.Column("charge_step", sa.Integer(), nullable=False),
        sa.Column("payout_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_currency")),
    )
    op.create_table(
        "fee_schedule",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("market_fee_bps", sa.Integer(), nullable=False),
        sa.Column("dues_bps", sa.Integer(), nullable=False),
        sa.Column("solidarity_bps", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "least(market_fee_bps, dues_bps, solidarity_bps) >= 0 and market_fee_bps + dues_bps + solidarity_bps <= 5000",
            name=op.f("ck_fee_schedule_bps_sane"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_schedule")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_fee_schedule_code_valid_from")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_fee_schedule_code_version")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "idempotency_record",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency_record")),
    )
    op.create_index("ix_idempotency_record_age", "idempotency_record", ["created_at"], unique=False)
    op.create_table(
        "ledger_root",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ledger_root")),
    )
    op.create_table(
        "minimum_price",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("is_organic", sa.Boolean(), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("incoterm", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("premium", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("premium_bps", sa.Integer(), nullable=True),
        sa.Column("premium_earmark", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("organic_differential", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_minimum_price_currency_is_iso")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_price")),
        sa.UniqueConstraint(
            "product",
            "form",
            "is_organic",
            "region",
            "incoterm",
            "valid_from",
            name=op.f("uq_minimum_price_product_form_is_organic_region_incoterm_valid_from"),
        ),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_form", sa.Text(), nullable=True),
        sa.Column("structure", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("founded_year", sa.Integer(), nullable=True),
        sa.Column("members_total", sa.Integer(), nullable=True),
        sa.Column("members_women", sa.Integer(), nullable=True),
        sa.Column("members_men", sa.Integer(), nullable=True),
        sa.Column("members_unknown", sa.Integer(), nullable=True),
        sa.Column("self_identified_on", sa.Date(), nullable=True),
        sa.Column("tax_status", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Text(collation="C"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("country ~ '^[A-Z]{2}$'", name=op.f("ck_organisation_country_is_iso")),
        sa.CheckConstraint(
            "kind <> 'producer' or (line is not null and relation is not null)",
            name=op.f("ck_organisation_producer_has_line"),
        ),
        sa.CheckConstraint(
            "kind in ('producer', 'federation', 'network', 'market')", name=op.f("ck_organisation_kind_known")
        ),
        sa.CheckConstraint(
            "line in ('agrarian', 'enterprise', 'indigenous_collective')", name=op.f("ck_organisation_line_known")
        ),
        sa.CheckConstraint(
            "relation in ('landless_workers', 'family_farmers', 'agricultural_coop', 'self_employed', 'small_local_business', 'high_road_business', 'worker_coop', 'collective', 'community_business', 'indigenous_collectivist')",
            name=op.f("ck_organisation_relation_known"),
        ),
        sa.CheckConstraint(
            "least(members_women, members_men, members_unknown) >= 0", name=op.f("ck_organisation_members_not_negative")
        ),
        sa.CheckConstraint(
            "members_women + members_men + members_unknown = members_total", name=op.f("ck_organisation_members_add_up")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "task in ('handle_stripe_event', 'execute_stripe_operation', 'build_producer_statements', 'build_impact_statement', 'sweep', 'expire_orders', 'run_due_payouts', 'forget_old_answers')",
            name=op.f("ck_outbox_task_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_waiting", "outbox", ["available_at", "id"], unique=False, postgresql_where=sa.text("sent_at is null")
    )
    op.create_index(
        "uq_outbox_waiting_key", "outbox", ["dedupe_key"], unique=True, postgresql_where=sa.text("sent_at is null")
    )
    op.create_table(
        "payout_run",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("triggered_by", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("period ~ '^[0-9]{4}-W[0-9]{2}$'", name=op.f("ck_payout_run_period_is_iso_week")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_run")),
        sa.UniqueConstraint("period", "sequence", name=op.f("uq_payout_run_period_sequence")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("is_operator", sa.Boolean(), nullable=False),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email like '%%_@_%%'", name=op.f("ck_person_email_shape")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_folded")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "scheme",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("assurance_class", sa.Text(), nullable=False),
        sa.Column("certifies", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("number_pattern", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("register_url", sa.Text(), nullable=False),
        sa.Column("sell_through", sa.Text(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("is_open_to_all", sa.Boolean(), nullable=True),
        sa.Column("has_expert_requirements", sa.Boolean(), nullable=True),
        sa.Column("has_withdrawal_procedure", sa.Boolean(), nullable=True),
        sa.Column("has_independent_monitoring", sa.Boolean(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("codes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "assurance_class in ('public_authority', 'third_party', 'mixed_peer_audit', 'second_party', 'participatory', 'self_declared')",
            name=op.f("ck_scheme_assurance_class_known"),
        ),
        sa.CheckConstraint(
            "sell_through in ('none', 'by_production_date', 'until_date')", name=op.f("ck_scheme_sell_through_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
        sa.UniqueConstraint("code", name=op.f("uq_scheme_code")),
    )
    op.create_table(
        "shipping_rate",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("origin_country", sa.Text(), nullable=False),
        sa.Column("destination_country", sa.Text(), nullable=False),
        sa.Column("max_grams", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_shipping_rate_amount_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipping_rate")),
        sa.UniqueConstraint(
            "origin_country",
            "destination_country",
            "max_grams",
            "currency",
            "valid_from",
            name=op.f("uq_shipping_rate_origin_country_destination_country_max_grams_currency_valid_from"),
        ),
    )
    op.create_table(
        "stripe_event",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("api_version", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account", "id", name=op.f("pk_stripe_event")),
    )
    op.create_index(
        "ix_stripe_event_waiting",
        "stripe_event",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("handled_at is null"),
    )
    op.create_table(
        "stripe_operation",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("subject_id", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stripe_id", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("must_look_up", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('checkout_session', 'transfer', 'reversal', 'refund')",
            name=op.f("ck_stripe_operation_kind_known"),
        ),
        sa.CheckConstraint(
            "state in ('pending', 'sending', 'unknown', 'succeeded', 'failed')",
            name=op.f("ck_stripe_operation_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_operation")),
        sa.UniqueConstraint("business_key", name=op.f("uq_stripe_operation_business_key")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_stripe_operation_idempotency_key")),
    )
    op.create_index(
        "ix_stripe_operation_open",
        "stripe_operation",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("state in ('pending', 'sending', 'unknown')"),
    )
    op.create_index(op.f("ix_stripe_operation_subject_id"), "stripe_operation", ["subject_id"], unique=False)
    op.create_table(
        "tax_rate",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("vat_class", sa.Text(), nullable=False),
        sa.Column("rate_bps", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("vat_class in ('food', 'standard', 'zero')", name=op.f("ck_tax_rate_vat_class_known")),
        sa.CheckConstraint("rate_bps between 0 and 5000", name=op.f("ck_tax_rate_rate_sane")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rate")),
        sa.UniqueConstraint(
            "country", "vat_class", "valid_from", name=op.f("uq_tax_rate_country_vat_class_valid_from")
        ),
    )
    op.create_table(
        "translation",
        sa.Column("entity_id", sa.Text(collation="C"), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("origin in ('original', 'human', 'machine')", name=op.f("ck_translation_origin_known")),
        sa.PrimaryKeyConstraint("entity_id", "field", "lang", name=op.f("pk_translation")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Text(collation="C"), nullable=False),
        sa.Column("organisation_id", sa.Text(collation="C"), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cardinality(scopes) > 0", name=op.f("ck_api_key_scopes_not_empty")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_api_key_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_key_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_key_token_hash")),
    )
    op.create_index(op.f("ix_api_key_person_id"), "api_key", ["person_id"], unique=False)
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(collation="C"), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(collation="C"), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("actor_kind in ('person', 'system')", name=op.f("ck_audit_event_actor_kind_known")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_event_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("sequence", name=op.f("uq_audit_event_sequence")),
    )
    op.create_index("ix_audit_event_object", "audit_event", ["object_id"], unique=False)
    op.create_table(
        "cart",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("person_id", sa.Text(collation="C"), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_cart_currency_is_iso")),
        sa.CheckConstraint("state in ('open', 'ordered', 'abandoned')", name=op.f("ck_cart_state_known")),
        sa.CheckConstraint(
            "person_id is not null or secret_hash is not null", name=op.f("ck_cart_somebody_can_reach_it")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cart_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_cart_secret_hash")),
    )
    op.create_index(op.f("ix_cart_person_id"), "cart", ["person_id"], unique=False)
    op.create_table(
        "catalog_import",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("producer_id", sa.Text(collation="C"), nullable=False),
        sa.Column("person_id", sa.Text(collation="C"), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("state in ('checked', 'applied', 'refused')", name=op.f("ck_catalog_import_state_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_catalog_import_person_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["organisation.id"], name=op.f("fk_catalog_import_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_import")),
    )
    op.create_index(op.f("ix_catalog_import_producer_id"), "catalog_import", ["producer_id"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("scheme_id", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("audit_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("quantity_grams", sa.BigInteger(), nullable=True),
        sa.Column("claim_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_reason", sa.Text(), nullable=True),
        sa.Column("supersedes_id", sa.Text(collation="C"), nullable=True),
        sa.Column("submitted_by", sa.Text(collation="C"), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "state in ('draft', 'submitted', 'in_review', 'needs_info', 'verified', 'rejected', 'suspended', 'withdrawn', 'surrendered', 'superseded')",
            name=op.f("ck_certificate_state_known"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_certificate_dates_in_order")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"], name=op.f("fk_certificate_holder_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_certificate_scheme_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["person.id"], name=op.f("fk_certificate_submitted_by")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["certificate.id"], name=op.f("fk_certificate_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    op.create_index("ix_certificate_holder", "certificate", ["holder_id", "state"], unique=False)
    op.create_index("ix_certificate_queue", "certificate", ["state", "submitted_at"], unique=False)
    op.create_index(
        "uq_certificate_number",
        "certificate",
        ["scheme_id", "number", "holder_id"],
        unique=True,
        postgresql_where=sa.text("state not in ('draft', 'rejected', 'superseded')"),
    )
    op.create_table(
        "fund",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("account_code", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("kind in ('solidarity', 'premium', 'labour_investment')", name=op.f("ck_fund_kind_known")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_fund_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
    )
    op.create_table(
        "impact_statement",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(collation="C"), nullable=True),
        sa.Column("period_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("period_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("methodology", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("supersedes_id", sa.Text(collation="C"), nullable=True),
        sa.Column("requested_by", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "(state = 'ready') = (document is not null and sha256 is not null)",
            name=op.f("ck_impact_statement_ready_has_document"),
        ),
        sa.CheckConstraint(
            "(subject_kind = 'producer') = (organisation_id is not null)",
            name=op.f("ck_impact_statement_producer_named"),
        ),
        sa.CheckConstraint("state in ('queued', 'ready', 'failed')", name=op.f("ck_impact_statement_state_known")),
        sa.CheckConstraint(
            "subject_kind in ('market', 'producer')", name=op.f("ck_impact_statement_subject_kind_known")
        ),
        sa.CheckConstraint("period_end > period_start", name=op.f("ck_impact_statement_period_in_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_impact_statement_organisation_id")
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_impact_statement_requested_by")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["impact_statement.id"], name=op.f("fk_impact_statement_supersedes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_statement")),
    )
    op.create_index(
        "ix_impact_statement_public",
        "impact_statement",
        [sa.literal_column("created_at desc")],
        unique=False,
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_table(
        "ledger_account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(collation="C"), nullable=True),
        sa.Column("is_guarded", sa.Boolean(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_ledger_account_currency_is_iso")),
        sa.CheckConstraint(
            "kind in ('asset', 'liability', 'income', 'expense')", name=op.f("ck_ledger_account_kind_known")
        ),
        sa.CheckConstraint(
            "not is_guarded or case kind when 'asset' then balance_minor >= 0 when 'expense' then balance_minor >= 0 else balance_minor <= 0 end",
            name=op.f("ck_ledger_account_no_overdraft"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_ledger_account_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint("code", "currency", name=op.f("uq_ledger_account_code_currency")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_ledger_account_id_currency")),
    )
    op.create_index(op.f("ix_ledger_account_owner_id"), "ledger_account", ["owner_id"], unique=False)
    op.create_table(
        "mandate",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("federation_id", sa.Text(collation="C"), nullable=False),
        sa.Column("scheme_id", sa.Text(collation="C"), nullable=False),
        sa.Column("countries", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("granted_by", sa.Text(collation="C"), nullable=True),
        sa.Column("delegated_from", sa.Text(collation="C"), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["delegated_from"], ["mandate.id"], name=op.f("fk_mandate_delegated_from")),
        sa.ForeignKeyConstraint(["federation_id"], ["organisation.id"], name=op.f("fk_mandate_federation_id")),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name=op.f("fk_mandate_granted_by")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_mandate_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    op.create_index(op.f("ix_mandate_scheme_id"), "mandate", ["scheme_id"], unique=False)
    op.create_index(
        "uq_mandate_open",
        "mandate",
        ["federation_id", "scheme_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.create_table(
        "media",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("owner_id", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_media_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("path", name=op.f("uq_media_path")),
    )
    op.create_index(op.f("ix_media_owner_id"), "media", ["owner_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("person_id", sa.Text(collation="C"), nullable=False),
        sa.Column("organisation_id", sa.Text(collation="C"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role in ('member', 'steward', 'verifier')", name=op.f("ck_membership_role_known")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_organisation_id"), "membership", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index(
        "uq_membership_open",
        "membership",
        ["person_id", "organisation_id", "role"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "network_membership",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("network_id", sa.Text(collation="C"), nullable=False),
        sa.Column("member_id", sa.Text(collation="C"), nullable=False),
        sa.Column("proposed_by", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("network_id <> member_id", name=op.f("ck_network_membership_not_itself")),
        sa.ForeignKeyConstraint(["member_id"], ["organisation.id"], name=op.f("fk_network_membership_member_id")),
        sa.ForeignKeyConstraint(["network_id"], ["organisation.id"], name=op.f("fk_network_membership_network_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_network_membership_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_membership")),
    )
    op.create_index(op.f("ix_network_membership_member_id"), "network_membership", ["member_id"], unique=False)
    op.create_index(
        "uq_network_membership_open",
        "network_membership",
        ["network_id", "member_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "payout_account",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("organisation_id", sa.Text(collation="C"), nullable=False),
        sa.Column("rail", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stripe_account_id", sa.Text(), nullable=True),
        sa.Column("bank_reference", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "rail <> 'stripe_connect' or state = 'pending' or stripe_account_id is not null",
            name=op.f("ck_payout_account_stripe_has_account"),
        ),
        sa.CheckConstraint("rail in ('stripe_connect', 'manual_bank')", name=op.f("ck_payout_account_rail_known")),
        sa.CheckConstraint("state in ('pending', 'active', 'restricted')", name=op.f("ck_payout_account_state_known")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_payout_account_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_account")),
        sa.UniqueConstraint("stripe_account_id", name=op.f("uq_payout_account_stripe_account_id")),
    )
    op.create_index(
        "uq_payout_account_open",
        "payout_account",
        ["organisation_id", "currency"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "producer_statement",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("organisation_id", sa.Text(collation="C"), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("supersedes_id", sa.Text(collation="C"), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_producer_statement_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["producer_statement.id"], name=op.f("fk_producer_statement_supersedes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer_statement")),
        sa.UniqueConstraint(
            "organisation_id", "period", "version", name=op.f("uq_producer_statement_organisation_id_period_version")
        ),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Text(collation="C"), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False)
    op.create_table(
        "single_use_token",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "purpose in ('sign_in_link', 'confirm_email', 'reset_password', 'invitation')",
            name=op.f("ck_single_use_token_purpose_known"),
        ),
        sa.CheckConstraint("uses_left >= 0", name=op.f("ck_single_use_token_uses_not_negative")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_single_use_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_use_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_single_use_token_token_hash")),
    )
    op.create_index(op.f("ix_single_use_token_person_id"), "single_use_token", ["person_id"], unique=False)
    op.create_table(
        "term",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("labels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("exact_match", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("proposed_by", sa.Text(collation="C"), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("deprecated_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["term.code"], name=op.f("fk_term_parent_code")),
        sa.ForeignKeyConstraint(["proposed_by"], ["organisation.id"], name=op.f("fk_term_proposed_by")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_term")),
    )
    op.create_table(
        "certificate_subject",
        sa.Column("certificate_id", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind in ('organisation', 'product', 'category', 'site', 'ingredient', 'harvest')",
            name=op.f("ck_certificate_subject_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_subject_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "kind", "ref", name=op.f("pk_certificate_subject")),
    )
    op.create_table(
        "certification_event",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("certificate_id", sa.Text(collation="C"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(collation="C"), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("actor_kind in ('person', 'system')", name=op.f("ck_certification_event_actor_kind_known")),
        sa.CheckConstraint(
            "from_state in ('draft', 'submitted', 'in_review', 'needs_info', 'verified', 'rejected', 'suspended', 'withdrawn', 'surrendered', 'superseded')",
            name=op.f("ck_certification_event_from_state_known"),
        ),
        sa.CheckConstraint(
            "to_state in ('draft', 'submitted', 'in_review', 'needs_info', 'verified', 'rejected', 'suspended', 'withdrawn', 'surrendered', 'superseded')",
            name=op.f("ck_certification_event_to_state_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_certification_event_actor_id")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certification_event_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification_event")),
        sa.UniqueConstraint("certificate_id", "sequence", name=op.f("uq_certification_event_certificate_id_sequence")),
    )
    op.create_table(
        "customer_order",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("cart_id", sa.Text(collation="C"), nullable=True),
        sa.Column("person_id", sa.Text(collation="C"), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("shipping_address", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("goods_minor", sa.BigInteger(), nullable=False),
        sa.Column("shipping_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state in ('paid', 'refunded')) = (paid_at is not null)", name=op.f("ck_customer_order_paid_has_moment")
        ),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_customer_order_currency_is_iso")),
        sa.CheckConstraint(
            "state in ('placed', 'paid', 'cancelled', 'expired', 'refunded')",
            name=op.f("ck_customer_order_state_known"),
        ),
        sa.CheckConstraint("goods_minor > 0 and shipping_minor >= 0", name=op.f("ck_customer_order_amounts_positive")),
        sa.CheckConstraint("total_minor = goods_minor + shipping_minor", name=op.f("ck_customer_order_total_adds_up")),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_customer_order_cart_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_customer_order_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_order")),
        sa.UniqueConstraint("cart_id", name=op.f("uq_customer_order_cart_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_customer_order_secret_hash")),
    )
    op.create_index(
        "ix_customer_order_expiry",
        "customer_order",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'placed'"),
    )
    op.create_index(op.f("ix_customer_order_person_id"), "customer_order", ["person_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("certificate_id", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_evidence_certificate_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_evidence_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("path", name=op.f("uq_evidence_path")),
    )
    op.create_index(op.f("ix_evidence_certificate_id"), "evidence", ["certificate_id"], unique=False)
    op.create_table(
        "fund_round",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("fund_id", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("budget_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("completion", sa.Text(), nullable=False),
        sa.Column("tie_break", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("input_sha256", sa.LargeBinary(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("rule in ('greedy', 'equal_shares')", name=op.f("ck_fund_round_rule_known")),
        sa.CheckConstraint(
            "state in ('draft', 'proposing', 'voting', 'tallied', 'void')", name=op.f("ck_fund_round_state_known")
        ),
        sa.CheckConstraint("budget_minor > 0", name=op.f("ck_fund_round_budget_positive")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_fund_round_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_round")),
    )
    op.create_index(op.f("ix_fund_round_fund_id"), "fund_round", ["fund_id"], unique=False)
    op.create_table(
        "payout",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("run_id", sa.Text(collation="C"), nullable=False),
        sa.Column("beneficiary_id", sa.Text(collation="C"), nullable=False),
        sa.Column("payout_account_id", sa.Text(collation="C"), nullable=False),
        sa.Column("rail", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("transfer_id", sa.Text(), nullable=True),
        sa.Column("bank_reference", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose in ('goods', 'premium', 'dues', 'fund')", name=op.f("ck_payout_purpose_known")),
        sa.CheckConstraint("rail in ('stripe_connect', 'manual_bank')", name=op.f("ck_payout_rail_known")),
        sa.CheckConstraint(
            "state in ('in_transit', 'paid', 'failed', 'cancelled')", name=op.f("ck_payout_state_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payout_amount_positive")),
        sa.ForeignKeyConstraint(["beneficiary_id"], ["organisation.id"], name=op.f("fk_payout_beneficiary_id")),
        sa.ForeignKeyConstraint(["payout_account_id"], ["payout_account.id"], name=op.f("fk_payout_payout_account_id")),
        sa.ForeignKeyConstraint(["run_id"], ["payout_run.id"], name=op.f("fk_payout_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.UniqueConstraint(
            "run_id",
            "beneficiary_id",
            "purpose",
            "currency",
            name=op.f("uq_payout_run_id_beneficiary_id_purpose_currency"),
        ),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_payout_transfer_id")),
    )
    op.create_index("ix_payout_beneficiary", "payout", ["beneficiary_id", sa.literal_column("id desc")], unique=False)
    op.create_table(
        "product",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("producer_id", sa.Text(collation="C"), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_line", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("origin_country", sa.Text(), nullable=False),
        sa.Column("origin_region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Text(collation="C"), nullable=True),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("search", postgresql.TSVECTOR(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_product_name_not_blank")),
        sa.CheckConstraint("origin_country ~ '^[A-Z]{2}$'", name=op.f("ck_product_country_is_iso")),
        sa.CheckConstraint(
            "state in ('draft', 'scheduled', 'published', 'archived')", name=op.f("ck_product_state_known")
        ),
        sa.ForeignKeyConstraint(["category_code"], ["category.code"], name=op.f("fk_product_category_code")),
        sa.ForeignKeyConstraint(["picture_id"], ["media.id"], name=op.f("fk_product_picture_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["organisation.id"], name=op.f("fk_product_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("producer_id", "handle", name=op.f("uq_product_producer_id_handle")),
        sa.UniqueConstraint("slug", name=op.f("uq_product_slug")),
    )
    op.create_index(
        "ix_product_newest",
        "product",
        [sa.literal_column("published_at desc"), sa.literal_column("id desc")],
        unique=False,
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_index(op.f("ix_product_producer_id"), "product", ["producer_id"], unique=False)
    op.create_index("ix_product_search", "product", ["search"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_product_shelf",
        "product",
        ["category_code", sa.literal_column("popularity desc"), sa.literal_column("id desc")],
        unique=False,
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "solidarity_link",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("organisation_id", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("term_code", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("evidence_url", sa.Text(), nullable=True),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("fulfilled_on", sa.Date(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "kind in ('values', 'anti_oppression', 'vision')", name=op.f("ck_solidarity_link_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_solidarity_link_organisation_id")
        ),
        sa.ForeignKeyConstraint(["term_code"], ["term.code"], name=op.f("fk_solidarity_link_term_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solidarity_link")),
        sa.UniqueConstraint(
            "organisation_id", "kind", "term_code", name=op.f("uq_solidarity_link_organisation_id_kind_term_code")
        ),
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("certificate_id", sa.Text(collation="C"), nullable=False),
        sa.Column("federation_id", sa.Text(collation="C"), nullable=False),
        sa.Column("mandate_id", sa.Text(collation="C"), nullable=False),
        sa.Column("verifier_id", sa.Text(collation="C"), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_sha256", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recheck_due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "decision in ('verify', 'reject', 'ask', 'suspend', 'lift', 'withdraw')",
            name=op.f("ck_verification_decision_known"),
        ),
        sa.CheckConstraint(
            "method in ('register_lookup', 'document', 'call', 'visit', 'peer')",
            name=op.f("ck_verification_method_known"),
        ),
        sa.CheckConstraint("length(btrim(reason)) >= 10", name=op.f("ck_verification_reason_given")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_verification_certificate_id")),
        sa.ForeignKeyConstraint(["federation_id"], ["organisation.id"], name=op.f("fk_verification_federation_id")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_verification_mandate_id")),
        sa.ForeignKeyConstraint(["verifier_id"], ["person.id"], name=op.f("fk_verification_verifier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    op.create_index(op.f("ix_verification_certificate_id"), "verification", ["certificate_id"], unique=False)
    op.create_table(
        "fund_ballot",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("round_id", sa.Text(collation="C"), nullable=False),
        sa.Column("voter_id", sa.Text(collation="C"), nullable=False),
        sa.Column("organisation_id", sa.Text(collation="C"), nullable=True),
        sa.Column("approvals", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_fund_ballot_organisation_id")),
        sa.ForeignKeyConstraint(["round_id"], ["fund_round.id"], name=op.f("fk_fund_ballot_round_id")),
        sa.ForeignKeyConstraint(["voter_id"], ["person.id"], name=op.f("fk_fund_ballot_voter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_ballot")),
        sa.UniqueConstraint("round_id", "voter_id", name=op.f("uq_fund_ballot_round_id_voter_id")),
    )
    op.create_table(
        "fund_proposal",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("round_id", sa.Text(collation="C"), nullable=False),
        sa.Column("proposed_by", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("cost_minor > 0", name=op.f("ck_fund_proposal_cost_positive")),
        sa.ForeignKeyConstraint(["proposed_by"], ["organisation.id"], name=op.f("fk_fund_proposal_proposed_by")),
        sa.ForeignKeyConstraint(["round_id"], ["fund_round.id"], name=op.f("fk_fund_proposal_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_proposal")),
    )
    op.create_index(op.f("ix_fund_proposal_round_id"), "fund_proposal", ["round_id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=True),
        sa.Column("subject_id", sa.Text(collation="C"), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("reverses_id", sa.Text(collation="C"), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "transaction", sa.BigInteger(), server_default=sa.text("pg_current_xact_id()::text::bigint"), nullable=True
        ),
        sa.CheckConstraint(
            "kind in ('order_paid', 'stripe_fee', 'funds_available', 'payout_claimed', 'transfer_sent', 'payout_released', 'transfer_reversed', 'refund', 'refund_failed', 'dispute_withdrawn', 'dispute_reinstated', 'dispute_lost', 'minimum_price_topup', 'held', 'hold_released', 'fund_disbursed', 'suspense', 'correction')",
            name=op.f("ck_journal_kind_known"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_journal_order_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["journal.id"], name=op.f("fk_journal_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_journal_idempotency_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_journal_reverses_id")),
        sa.UniqueConstraint("sequence", name=op.f("uq_journal_sequence")),
    )
    op.create_index("ix_journal_effective", "journal", ["effective_at"], unique=False)
    op.create_index("ix_journal_order", "journal", ["order_id"], unique=False)
    op.create_index(op.f("ix_journal_subject_id"), "journal", ["subject_id"], unique=False)
    op.create_table(
        "parcel",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=False),
        sa.Column("producer_id", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column("shipping_minor", sa.BigInteger(), nullable=False),
        sa.Column("tracking", sa.Text(), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'to_pack', 'shipped', 'delivered', 'cancelled')", name=op.f("ck_parcel_state_known")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_parcel_order_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["organisation.id"], name=op.f("fk_parcel_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("order_id", "producer_id", name=op.f("uq_parcel_order_id_producer_id")),
    )
    op.create_index("ix_parcel_producer", "parcel", ["producer_id", sa.literal_column("id desc")], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("checkout_session_id", sa.Text(), nullable=True),
        sa.Column("checkout_url", sa.Text(), nullable=True),
        sa.Column("payment_intent_id", sa.Text(), nullable=True),
        sa.Column("charge_id", sa.Text(), nullable=True),
        sa.Column("balance_transaction_id", sa.Text(), nullable=True),
        sa.Column("fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("net_minor", sa.BigInteger(), nullable=True),
        sa.Column("settlement_currency", sa.Text(), nullable=True),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure_code", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_payment_currency_is_iso")),
        sa.CheckConstraint(
            "state in ('created', 'pending', 'succeeded', 'failed', 'cancelled', 'suspense')",
            name=op.f("ck_payment_state_known"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payment_amount_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_payment_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("balance_transaction_id", name=op.f("uq_payment_balance_transaction_id")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_payment_charge_id")),
        sa.UniqueConstraint("checkout_session_id", name=op.f("uq_payment_checkout_session_id")),
        sa.UniqueConstraint("order_id", name=op.f("uq_payment_order_id")),
        sa.UniqueConstraint("payment_intent_id", name=op.f("uq_payment_payment_intent_id")),
    )
    op.create_table(
        "product_value",
        sa.Column("product_id", sa.Text(collation="C"), nullable=False),
        sa.Column("term_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_value_product_id")),
        sa.ForeignKeyConstraint(["term_code"], ["term.code"], name=op.f("fk_product_value_term_code")),
        sa.PrimaryKeyConstraint("product_id", "term_code", name=op.f("pk_product_value")),
    )
    op.create_index(op.f("ix_product_value_term_code"), "product_value", ["term_code"], unique=False)
    op.create_table(
        "variant",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("product_id", sa.Text(collation="C"), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=True),
        sa.Column("barcode", sa.Text(), nullable=True),
        sa.Column("net_quantity", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("net_unit", sa.Text(), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column("vat_class", sa.Text(), nullable=False),
        sa.Column("floor_product", sa.Text(), nullable=True),
        sa.Column("floor_form", sa.Text(), nullable=True),
        sa.Column("floor_organic", sa.Boolean(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("vat_class in ('food', 'standard', 'zero')", name=op.f("ck_variant_vat_class_known")),
        sa.CheckConstraint("net_quantity > 0", name=op.f("ck_variant_net_quantity_positive")),
        sa.CheckConstraint("weight_grams > 0", name=op.f("ck_variant_weight_positive")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_variant_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variant")),
    )
    op.create_index(op.f("ix_variant_product_id"), "variant", ["product_id"], unique=False)
    op.create_index(
        "uq_variant_label",
        "variant",
        ["product_id", "label"],
        unique=True,
        postgresql_where=sa.text("archived_at is null"),
    )
    op.create_table(
        "cart_line",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("cart_id", sa.Text(collation="C"), nullable=False),
        sa.Column("variant_id", sa.Text(collation="C"), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("shown_amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("shown_claims", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("quantity between 1 and 999", name=op.f("ck_cart_line_quantity_sane")),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_cart_line_cart_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_cart_line_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_line")),
        sa.UniqueConstraint("cart_id", "variant_id", name=op.f("uq_cart_line_cart_id_variant_id")),
    )
    op.create_index(op.f("ix_cart_line_variant_id"), "cart_line", ["variant_id"], unique=False)
    op.create_table(
        "dispute",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("payment_id", sa.Text(collation="C"), nullable=False),
        sa.Column("stripe_dispute_id", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_dispute_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("stripe_dispute_id", name=op.f("uq_dispute_stripe_dispute_id")),
    )
    op.create_index(op.f("ix_dispute_payment_id"), "dispute", ["payment_id"], unique=False)
    op.create_table(
        "fund_disbursement",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("proposal_id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("journal_id", sa.Text(collation="C"), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completion_note", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_fund_disbursement_amount_positive")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_fund_disbursement_journal_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["fund_proposal.id"], name=op.f("fk_fund_disbursement_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_disbursement")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_fund_disbursement_proposal_id")),
    )
    op.create_table(
        "order_line",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=False),
        sa.Column("parcel_id", sa.Text(collation="C"), nullable=False),
        sa.Column("producer_id", sa.Text(collation="C"), nullable=False),
        sa.Column("product_id", sa.Text(collation="C"), nullable=False),
        sa.Column("variant_id", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("variant_label", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("claims", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("amount_minor = unit_amount_minor * quantity", name=op.f("ck_order_line_adds_up")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_order_line_order_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_order_line_parcel_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["organisation.id"], name=op.f("fk_order_line_producer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_order_line_product_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_order_line_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
    )
    op.create_index("ix_order_line_order", "order_line", ["order_id"], unique=False)
    op.create_index("ix_order_line_producer", "order_line", ["producer_id"], unique=False)
    op.create_table(
        "posting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("journal_id", sa.Text(collation="C"), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_posting_not_nothing")),
        sa.ForeignKeyConstraint(
            ["account_id", "currency"],
            ["ledger_account.id", "ledger_account.currency"],
            name=op.f("fk_posting_account_id_currency"),
        ),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_posting_journal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    op.create_index("ix_posting_account", "posting", ["account_id", "id"], unique=False)
    op.create_index("ix_posting_journal", "posting", ["journal_id"], unique=False)
    op.create_table(
        "price",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("variant_id", sa.Text(collation="C"), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("premium_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_price_currency_is_iso")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_price_amount_positive")),
        sa.CheckConstraint("premium_minor >= 0 and premium_minor < amount_minor", name=op.f("ck_price_premium_inside")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_price_interval")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_price_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
    )
    op.create_index(op.f("ix_price_variant_id"), "price", ["variant_id"], unique=False)
    op.create_index(
        "uq_price_open", "price", ["variant_id", "currency"], unique=True, postgresql_where=sa.text("valid_to is null")
    )
    op.create_table(
        "stock",
        sa.Column("variant_id", sa.Text(collation="C"), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserved >= 0 and reserved <= on_hand", name=op.f("ck_stock_never_oversold")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_stock_variant_id")),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_stock")),
    )
    op.create_table(
        "stripe_balance_transaction",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("exchange_rate", sa.Numeric(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("journal_id", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "imported_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_stripe_balance_transaction_journal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_balance_transaction")),
    )
    op.create_index(
        op.f("ix_stripe_balance_transaction_source"), "stripe_balance_transaction", ["source"], unique=False
    )
    op.create_table(
        "breakdown_part",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_line_id", sa.Text(collation="C"), nullable=True),
        sa.Column("parcel_id", sa.Text(collation="C"), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(collation="C"), nullable=True),
        sa.Column("account_code", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("rule_id", sa.Text(collation="C"), nullable=True),
        sa.Column("rule_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind in ('producer', 'premium', 'market_fee', 'federation_dues', 'solidarity', 'vat', 'shipping')",
            name=op.f("ck_breakdown_part_kind_known"),
        ),
        sa.CheckConstraint(
            "(order_line_id is null) <> (parcel_id is null)", name=op.f("ck_breakdown_part_of_line_or_parcel")
        ),
        sa.ForeignKeyConstraint(["beneficiary_id"], ["organisation.id"], name=op.f("fk_breakdown_part_beneficiary_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_breakdown_part_order_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_breakdown_part_order_line_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_breakdown_part_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakdown_part")),
    )
    op.create_index("ix_breakdown_part_order", "breakdown_part", ["order_id"], unique=False)
    op.create_index(
        "uq_breakdown_part_line",
        "breakdown_part",
        ["order_line_id", "kind"],
        unique=True,
        postgresql_where=sa.text("order_line_id is not null"),
    )
    op.create_index(
        "uq_breakdown_part_parcel",
        "breakdown_part",
        ["parcel_id", "kind"],
        unique=True,
        postgresql_where=sa.text("parcel_id is not null"),
    )
    op.create_table(
        "payable_item",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_line_id", sa.Text(collation="C"), nullable=False),
        sa.Column("beneficiary_id", sa.Text(collation="C"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("earned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("eligible_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_payable_item_currency_is_iso")),
        sa.CheckConstraint(
            "purpose in ('goods', 'premium', 'dues', 'fund')", name=op.f("ck_payable_item_purpose_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payable_item_amount_positive")),
        sa.ForeignKeyConstraint(["beneficiary_id"], ["organisation.id"], name=op.f("fk_payable_item_beneficiary_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_payable_item_order_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_payable_item_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payable_item")),
        sa.UniqueConstraint(
            "order_line_id",
            "purpose",
            "beneficiary_id",
            name=op.f("uq_payable_item_order_line_id_purpose_beneficiary_id"),
        ),
    )
    op.create_index(
        "ix_payable_item_due", "payable_item", ["beneficiary_id", "purpose", "currency", "eligible_at"], unique=False
    )
    op.create_index(op.f("ix_payable_item_order_id"), "payable_item", ["order_id"], unique=False)
    op.create_table(
        "refund",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=False),
        sa.Column("payment_id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_line_id", sa.Text(collation="C"), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("liable", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stripe_refund_id", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("liable in ('platform', 'producer')", name=op.f("ck_refund_liable_known")),
        sa.CheckConstraint(
            "state in ('pending', 'succeeded', 'failed', 'cancelled')", name=op.f("ck_refund_state_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refund_amount_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_refund_order_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_refund_order_line_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_refund_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("stripe_refund_id", name=op.f("uq_refund_stripe_refund_id")),
    )
    op.create_index(op.f("ix_refund_order_id"), "refund", ["order_id"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("order_line_id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=False),
        sa.Column("variant_id", sa.Text(collation="C"), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state in ('held', 'sold', 'released')", name=op.f("ck_reservation_state_known")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservation_quantity_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_reservation_order_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_reservation_order_line_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_reservation_variant_id")),
        sa.PrimaryKeyConstraint("order_line_id", name=op.f("pk_reservation")),
    )
    op.create_index(
        "ix_reservation_expiry", "reservation", ["expires_at"], unique=False, postgresql_where=sa.text("state = 'held'")
    )
    op.create_index(op.f("ix_reservation_order_id"), "reservation", ["order_id"], unique=False)
    op.create_index(op.f("ix_reservation_variant_id"), "reservation", ["variant_id"], unique=False)
    op.create_table(
        "payout_item",
        sa.Column("payout_id", sa.Text(collation="C"), nullable=False),
        sa.Column("payable_item_id", sa.Text(collation="C"), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["payable_item_id"], ["payable_item.id"], name=op.f("fk_payout_item_payable_item_id")),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_payout_item_payout_id")),
        sa.PrimaryKeyConstraint("payout_id", "payable_item_id", name=op.f("pk_payout_item")),
    )
    op.create_index(
        "uq_payout_item_live",
        "payout_item",
        ["payable_item_id"],
        unique=True,
        postgresql_where=sa.text("released_at is null"),
    )
    op.create_table(
        "refund_part",
        sa.Column("refund_id", sa.Text(collation="C"), nullable=False),
        sa.Column("breakdown_part_id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refund_part_amount_positive")),
        sa.ForeignKeyConstraint(
            ["breakdown_part_id"], ["breakdown_part.id"], name=op.f("fk_refund_part_breakdown_part_id")
        ),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_refund_part_refund_id")),
        sa.PrimaryKeyConstraint("refund_id", "breakdown_part_id", name=op.f("pk_refund_part")),
    )


def downgrade() -> None:
    op.drop_table("refund_part")
    op.drop_index("uq_payout_item_live", table_name="payout_item", postgresql_where=sa.text("released_at is null"))
    op.drop_table("payout_item")
    op.drop_index(op.f("ix_reservation_variant_id"), table_name="reservation")
    op.drop_index(op.f("ix_reservation_order_id"), table_name="reservation")
    op.drop_index("ix_reservation_expiry", table_name="reservation", postgresql_where=sa.text("state = 'held'"))
    op.drop_table("reservation")
    op.drop_index(op.f("ix_refund_order_id"), table_name="refund")
    op.drop_table("refund")
    op.drop_index(op.f("ix_payable_item_order_id"), table_name="payable_item")
    op.drop_index("ix_payable_item_due", table_name="payable_item")
    op.drop_table("payable_item")
    op.drop_index(
        "uq_breakdown_part_parcel", table_name="breakdown_part", postgresql_where=sa.text("parcel_id is not null")
    )
    op.drop_index(
        "uq_breakdown_part_line", table_name="breakdown_part", postgresql_where=sa.text("order_line_id is not null")
    )
    op.drop_index("ix_breakdown_part_order", table_name="breakdown_part")
    op.drop_table("breakdown_part")
    op.drop_index(op.f("ix_stripe_balance_transaction_source"), table_name="stripe_balance_transaction")
    op.drop_table("stripe_balance_transaction")
    op.drop_table("stock")
    op.drop_index("uq_price_open", table_name="price", postgresql_where=sa.text("valid_to is null"))
    op.drop_index(op.f("ix_price_variant_id"), table_name="price")
    op.drop_table("price")
    op.drop_index("ix_posting_journal", table_name="posting")
    op.drop_index("ix_posting_account", table_name="posting")
    op.drop_table("posting")
    op.drop_index("ix_order_line_producer", table_name="order_line")
    op.drop_index("ix_order_line_order", table_name="order_line")
    op.drop_table("order_line")
    op.drop_table("fund_disbursement")
    op.drop_index(op.f("ix_dispute_payment_id"), table_name="dispute")
    op.drop_table("dispute")
    op.drop_index(op.f("ix_cart_line_variant_id"), table_name="cart_line")
    op.drop_table("cart_line")
    op.drop_index("uq_variant_label", table_name="variant", postgresql_where=sa.text("archived_at is null"))
    op.drop_index(op.f("ix_variant_product_id"), table_name="variant")
    op.drop_table("variant")
    op.drop_index(op.f("ix_product_value_term_code"), table_name="product_value")
    op.drop_table("product_value")
    op.drop_table("payment")
    op.drop_index("ix_parcel_producer", table_name="parcel")
    op.drop_table("parcel")
    op.drop_index(op.f("ix_journal_subject_id"), table_name="journal")
    op.drop_index("ix_journal_order", table_name="journal")
    op.drop_index("ix_journal_effective", table_name="journal")
    op.drop_table("journal")
    op.drop_index(op.f("ix_fund_proposal_round_id"), table_name="fund_proposal")
    op.drop_table("fund_proposal")
    op.drop_table("fund_ballot")
    op.drop_index(op.f("ix_verification_certificate_id"), table_name="verification")
    op.drop_table("verification")
    op.drop_table("solidarity_link")
    op.drop_index("ix_product_shelf", table_name="product", postgresql_where=sa.text("state = 'published'"))
    op.drop_index("ix_product_search", table_name="product", postgresql_using="gin")
    op.drop_index(op.f("ix_product_producer_id"), table_name="product")
    op.drop_index("ix_product_newest", table_name="product", postgresql_where=sa.text("state = 'published'"))
    op.drop_table("product")
    op.drop_index("ix_payout_beneficiary", table_name="payout")
    op.drop_table("payout")
    op.drop_index(op.f("ix_fund_round_fund_id"), table_name="fund_round")
    op.drop_table("fund_round")
    op.drop_index(op.f("ix_evidence_certificate_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_customer_order_person_id"), table_name="customer_order")
    op.drop_index("ix_customer_order_expiry", table_name="customer_order", postgresql_where=sa.text("state = 'placed'"))
    op.drop_table("customer_order")
    op.drop_table("certification_event")
    op.drop_table("certificate_subject")
    op.drop_table("term")
    op.drop_index(op.f("ix_single_use_token_person_id"), table_name="single_use_token")
    op.drop_table("single_use_token")
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_table("producer_statement")
    op.drop_index("uq_payout_account_open", table_name="payout_account", postgresql_where=sa.text("closed_at is null"))
    op.drop_table("payout_account")
    op.drop_index(
        "uq_network_membership_open", table_name="network_membership", postgresql_where=sa.text("ended_at is null")
    )
    op.drop_index(op.f("ix_network_membership_member_id"), table_name="network_membership")
    op.drop_table("network_membership")
    op.drop_index("uq_membership_open", table_name="membership", postgresql_where=sa.text("ended_at is null"))
    op.drop_index(op.f("ix_membership_person_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_organisation_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_media_owner_id"), table_name="media")
    op.drop_table("media")
    op.drop_index("uq_mandate_open", table_name="mandate", postgresql_where=sa.text("withdrawn_at is null"))
    op.drop_index(op.f("ix_mandate_scheme_id"), table_name="mandate")
    op.drop_table("mandate")
    op.drop_index(op.f("ix_ledger_account_owner_id"), table_name="ledger_account")
    op.drop_table("ledger_account")
    op.drop_index(
        "ix_impact_statement_public", table_name="impact_statement", postgresql_where=sa.text("state = 'ready'")
    )
    op.drop_table("impact_statement")
    op.drop_table("fund")
    op.drop_index(
        "uq_certificate_number",
        table_name="certificate",
        postgresql_where=sa.text("state not in ('draft', 'rejected', 'superseded')"),
    )
    op.drop_index("ix_certificate_queue", table_name="certificate")
    op.drop_index("ix_certificate_holder", table_name="certificate")
    op.drop_table("certificate")
    op.drop_index(op.f("ix_catalog_import_producer_id"), table_name="catalog_import")
    op.drop_table("catalog_import")
    op.drop_index(op.f("ix_cart_person_id"), table_name="cart")
    op.drop_table("cart")
    op.drop_index("ix_audit_event_object", table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_index(op.f("ix_api_key_person_id"), table_name="api_key")
    op.drop_table("api_key")
    op.drop_table("translation")
    op.drop_table("tax_rate")
    op.drop_index(op.f("ix_stripe_operation_subject_id"), table_name="stripe_operation")
    op.drop_index(
        "ix_stripe_operation_open",
        table_name="stripe_operation",
        postgresql_where=sa.text("state in ('pending', 'sending', 'unknown')"),
    )
    op.drop_table("stripe_operation")
    op.drop_index("ix_stripe_event_waiting", table_name="stripe_event", postgresql_where=sa.text("handled_at is null"))
    op.drop_table("stripe_event")
    op.drop_table("shipping_rate")
    op.drop_table("scheme")
    op.drop_table("person")
    op.drop_table("payout_run")
    op.drop_index("uq_outbox_waiting_key", table_name="outbox", postgresql_where=sa.text("sent_at is null"))
    op.drop_index("ix_outbox_waiting", table_name="outbox", postgresql_where=sa.text("sent_at is null"))
    op.drop_table("outbox")
    op.drop_table("organisation")
    op.drop_table("minimum_price")
    op.drop_table("ledger_root")
    op.drop_index("ix_idempotency_record_age", table_name="idempotency_record")
    op.drop_table("idempotency_record")
    op.drop_table("heartbeat")
    op.drop_table("fee_schedule")
    op.drop_table("currency")
    op.drop_table("conversion_factor")
    op.drop_table("category")
