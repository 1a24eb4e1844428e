"""Money that is never wrong: refunds, disputes, holds, returns, dated rules for fees and shipping, reconciliation."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql"

_CHECKS = (
    (
        "organisation",
        "tax_status_known",
        "tax_status in ('', 'vat_registered_eu', 'vat_exempt_small_business', 'exporter_outside_eu')",
    ),
    ("minimum_price", "unit_quantity_positive", "unit_quantity > 0"),
    ("minimum_price", "says_something", "num_nonnulls(minimum, premium, premium_bps) > 0"),
    ("minimum_price", "currency_is_iso", "currency = '' or currency ~ '^[A-Z]{3}$'"),
    ("minimum_price", "status_known", "status in ('confirmed', 'derived', 'announced')"),
    (
        "customer_order",
        "amounts_positive",
        "goods_minor > 0 and shipping_minor >= 0 and discount_minor between 0 and goods_minor and total_minor > 0",
    ),
    ("customer_order", "total_adds_up", "total_minor = goods_minor + shipping_minor - discount_minor"),
    ("order_line", "discount_sane", "discount_minor between 0 and amount_minor"),
    (
        "breakdown_part",
        "kind_known",
        "kind in ('producer', 'premium', 'market_fee', 'federation_dues', 'solidarity', 'vat', 'shipping', 'fee_vat', 'minimum_price_topup', 'minimum_price_subsidy', 'discount_subsidy')",
    ),
    ("breakdown_part", "payer_known", "payer in ('buyer', 'market', 'producer')"),
    ("payment", "flow_known", "flow in ('checkout', 'intent')"),
    (
        "payment",
        "state_known",
        "state in ('created', 'pending', 'processing', 'succeeded', 'failed', 'cancelled', 'suspense')",
    ),
    (
        "refund",
        "kind_known",
        "kind in ('lines', 'cancellation', 'return', 'goodwill', 'late_payment', 'dashboard', 'dispute')",
    ),
    ("refund", "state_known", "state in ('pending', 'succeeded', 'returned', 'cancelled')"),
    (
        "refund_part",
        "sources_fit",
        "least(owed_minor, receivable_minor, borne_minor) >= 0 and owed_minor + receivable_minor + borne_minor <= abs(amount_minor)",
    ),
    ("refund_part", "not_nothing", "amount_minor <> 0"),
    ("dispute", "charged_to_known", "charged_to in ('platform', 'producer')"),
    ("stripe_operation", "kind_known", "kind in ('transfer', 'reversal', 'refund')"),
    ("stripe_balance_transaction", "net_is_amount_less_fee", "net_minor = amount_minor - fee_minor"),
    ("payable_item", "reduction_fits", "reduced_minor between 0 and amount_minor"),
    ("payable_item", "line_has_line", "source <> 'line' or order_line_id is not null"),
    ("payable_item", "source_known", "source in ('line', 'order', 'topup', 'remainder', 'restored', 'returned')"),
    ("payout", "state_known", "state in ('in_transit', 'paid', 'failed', 'cancelled', 'returned')"),
    ("payout", "netting_adds_up", "amount_minor = gross_minor - netted_minor and netted_minor >= 0"),
    (
        "journal",
        "kind_known",
        "kind in ('order_paid', 'stripe_fee', 'funds_available', 'currency_converted', 'payout_claimed', 'transfer_sent', 'payout_released', 'payout_returned', 'reversal_claimed', 'transfer_reversed', 'reversal_released', 'refund', 'refund_sent', 'refund_released', 'refund_returned', 'refund_retried', 'refund_settled_otherwise', 'dispute_withdrawn', 'dispute_reinstated', 'dispute_lost', 'dispute_charged', 'minimum_price_topup', 'held', 'hold_released', 'written_off', 'fund_disbursed', 'stripe_charged', 'platform_payout', 'platform_topup', 'stripe_reserve', 'suspense', 'correction')",
    ),
    (
        "outbox",
        "task_known",
        "task in ('handle_stripe_event', 'execute_stripe_operation', 'build_producer_statements', 'build_impact_statement', 'sweep', 'expire_orders', 'run_due_payouts', 'book_usable_funds', 'recover_refund', 'refund_late_payment', 'catch_up_events', 'refresh_accounts', 'reconcile_stripe', 'seal_ledger', 'forget_old_answers')",
    ),
    ("shipping_rate", "grams_positive", "max_grams > 0"),
)
_CHECKS_BEFORE = (
    ("minimum_price", "currency_is_iso", "currency ~ '^[A-Z]{3}$'"),
    ("customer_order", "total_adds_up", "total_minor = goods_minor + shipping_minor"),
    ("customer_order", "amounts_positive", "goods_minor > 0 and shipping_minor >= 0"),
    (
        "breakdown_part",
        "kind_known",
        "kind in ('producer', 'premium', 'market_fee', 'federation_dues', 'solidarity', 'vat', 'shipping')",
    ),
    ("payment", "state_known", "state in ('created', 'pending', 'succeeded', 'failed', 'cancelled', 'suspense')"),
    ("refund", "state_known", "state in ('pending', 'succeeded', 'failed', 'cancelled')"),
    ("refund_part", "amount_positive", "amount_minor > 0"),
    ("stripe_operation", "kind_known", "kind in ('checkout_session', 'transfer', 'reversal', 'refund')"),
    ("payout", "state_known", "state in ('in_transit', 'paid', 'failed', 'cancelled')"),
    (
        "journal",
        "kind_known",
        "kind in ('order_paid', 'stripe_fee', 'funds_available', 'payout_claimed', 'transfer_sent', 'payout_released', 'transfer_reversed', 'refund', 'refund_failed', 'dispute_withdrawn', 'dispute_reinstated', 'dispute_lost', 'minimum_price_topup', 'held', 'hold_released', 'fund_disbursed', 'suspense', 'correction')",
    ),
    (
        "outbox",
        "task_known",
        "task in ('handle_stripe_event', 'execute_stripe_operation', 'build_producer_statements', 'build_impact_statement', 'sweep', 'expire_orders', 'run_due_payouts', 'forget_old_answers')",
    ),
)
_NEW_TABLES = (
    "return_line",
    "payable_reduction",
    "transfer_reversal",
    "return_request",
    "refund_line",
    "promotion_use",
    "hold",
    "cart_parcel",
    "promotion",
    "pickup_point",
    "bank_payout",
    "alert",
    "stripe_cursor",
    "shipping_zone",
    "shipping_service",
    "payout_rail_rule",
    "payout_minimum",
    "fee_tax_rule",
    "exchange_rate",
)


def _run(name: str) -> None:
    # Sent as it is: several statements, and nothing in them is a placeholder.
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8"))


def _add(table: str, column: str, kind: "TypeEngine[object] | type[TypeEngine[object]]", *, fill: str) -> None:
    """Add a column that must be set, with `fill` in the rows there are."""
    op.add_column(table, sa.Column(column, kind, server_default=sa.text(fill), nullable=False))
    op.alter_column(table, column, server_default=None)


def _check(checks: tuple[tuple[str, str, str], ...], *, instead_of: tuple[tuple[str, str, str], ...]) -> None:
    for table, name, _ in instead_of:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    for table, name, condition in checks:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def upgrade() -> None:
    _make_tables()
    op.execute(
        "insert into shipping_service (code, kind, labels, position) values "
        """('standard', 'delivery', '{"en": "Standard", "es": "Estándar", "fr": "Standard", "pt": "Padrão"}', 0), """
        """('pickup', 'pickup', '{"en": "Fetch it yourself", "es": "Recoger en persona", "fr": "À retirer sur place", """
        """"pt": "Retirar no local"}', 9)"""
    )
    _change_tables()
    _fill_columns()
    _check(_CHECKS, instead_of=_CHECKS_BEFORE)
    op.drop_table("currency")
    _collate("C")
    _run("money.sql")
    op.execute("select grant_app_role()")


def _collate(collation: str) -> None:
    """Keys that are put together from ids are compared like them: an index in another collation would not be used."""
    for table, column in (
        ("ledger_account", "code"),
        ("journal", "idempotency_key"),
        ("payable_item", "source_key"),
        ("stripe_operation", "business_key"),
        ("refund", "business_key"),
    ):
        op.alter_column(table, column, type_=sa.Text(collation=collation))


def _make_tables() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("rate > 0", name=op.f("ck_exchange_rate_rate_positive")),
        sa.PrimaryKeyConstraint("base", "quote", "on_date", name=op.f("pk_exchange_rate")),
    )
    op.create_table(
        "fee_tax_rule",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("fee", sa.Text(), nullable=False),
        sa.Column("market_country", sa.Text(), nullable=False),
        sa.Column("tax_status", sa.Text(), nullable=False),
        sa.Column("is_domestic", sa.Boolean(), nullable=False),
        sa.Column("rate_bps", sa.Integer(), nullable=False),
        sa.Column("legal_note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("fee in ('market_fee', 'federation_dues')", name=op.f("ck_fee_tax_rule_fee_known")),
        sa.CheckConstraint(
            "tax_status in ('', 'vat_registered_eu', 'vat_exempt_small_business', 'exporter_outside_eu')",
            name=op.f("ck_fee_tax_rule_tax_status_known"),
        ),
        sa.CheckConstraint("rate_bps between 0 and 5000", name=op.f("ck_fee_tax_rule_rate_sane")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_tax_rule")),
        sa.UniqueConstraint(
            "fee",
            "market_country",
            "tax_status",
            "is_domestic",
            "valid_from",
            name=op.f("uq_fee_tax_rule_fee_market_country_tax_status_is_domestic_valid_from"),
        ),
    )
    op.create_table(
        "payout_minimum",
        sa.Column("rail", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("rail in ('stripe_connect', 'manual_bank')", name=op.f("ck_payout_minimum_rail_known")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payout_minimum_amount_positive")),
        sa.PrimaryKeyConstraint("rail", "currency", name=op.f("pk_payout_minimum")),
    )
    op.create_table(
        "payout_rail_rule",
        sa.Column("platform_country", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("rail", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("rail in ('stripe_connect', 'manual_bank')", name=op.f("ck_payout_rail_rule_rail_known")),
        sa.PrimaryKeyConstraint("platform_country", "country", name=op.f("pk_payout_rail_rule")),
    )
    op.create_table(
        "shipping_service",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("labels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("days_min", sa.Integer(), nullable=True),
        sa.Column("days_max", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('delivery', 'pickup')", name=op.f("ck_shipping_service_kind_known")),
        sa.CheckConstraint(
            "days_min is null or days_max is null or days_min <= days_max",
            name=op.f("ck_shipping_service_days_in_order"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_shipping_service")),
    )
    op.create_table(
        "shipping_zone",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "country", name=op.f("pk_shipping_zone")),
    )
    op.create_table(
        "stripe_cursor",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stripe_cursor")),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Text(collation="C"), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind in ('money_in_suspense', 'refund_returned', 'refund_in_dashboard', 'dispute_opened', 'fraud_warning', 'unknown_transaction', 'reconciliation_differs', 'event_unlike_ours', 'operation_ended_otherwise', 'stripe_refuses_us', 'bank_payout_failed', 'account_deauthorized', 'currency_converted')",
            name=op.f("ck_alert_kind_known"),
        ),
        sa.ForeignKeyConstraint(["resolved_by"], ["person.id"], name=op.f("fk_alert_resolved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index("uq_alert_open", "alert", ["key"], unique=True, postgresql_where=sa.text("resolved_at is null"))
    op.create_table(
        "bank_payout",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("arrival_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('pending', 'in_transit', 'paid', 'failed', 'canceled')", name=op.f("ck_bank_payout_state_known")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_bank_payout_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_payout")),
    )
    op.create_index("ix_bank_payout_organisation", "bank_payout", ["organisation_id"], unique=False)
    op.create_table(
        "pickup_point",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("organisation_id", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("line1", sa.Text(), nullable=False),
        sa.Column("line2", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_pickup_point_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pickup_point")),
    )
    op.create_index(op.f("ix_pickup_point_organisation_id"), "pickup_point", ["organisation_id"], unique=False)
    op.create_table(
        "promotion",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("producer_id", sa.Text(collation="C"), nullable=True),
        sa.Column("is_borne_by_market", sa.Boolean(), nullable=False),
        sa.Column("discount_bps", sa.Integer(), nullable=False),
        sa.Column("max_uses", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "code = lower(code) and btrim(code) = code and code <> ''", name=op.f("ck_promotion_code_is_folded")
        ),
        sa.CheckConstraint("discount_bps between 1 and 9000", name=op.f("ck_promotion_discount_sane")),
        sa.CheckConstraint(
            "is_borne_by_market or producer_id is not null", name=op.f("ck_promotion_producer_bears_own")
        ),
        sa.CheckConstraint("max_uses is null or max_uses > 0", name=op.f("ck_promotion_uses_sane")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_promotion_interval")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_promotion_created_by")),
        sa.ForeignKeyConstraint(["producer_id"], ["organisation.id"], name=op.f("fk_promotion_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
        sa.UniqueConstraint("code", name=op.f("uq_promotion_code")),
    )
    op.create_index(op.f("ix_promotion_producer_id"), "promotion", ["producer_id"], unique=False)
    op.create_table(
        "cart_parcel",
        sa.Column("cart_id", sa.Text(collation="C"), nullable=False),
        sa.Column("producer_id", sa.Text(collation="C"), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("pickup_point_id", sa.Text(collation="C"), nullable=True),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_cart_parcel_cart_id")),
        sa.ForeignKeyConstraint(["pickup_point_id"], ["pickup_point.id"], name=op.f("fk_cart_parcel_pickup_point_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["organisation.id"], name=op.f("fk_cart_parcel_producer_id")),
        sa.ForeignKeyConstraint(["service"], ["shipping_service.code"], name=op.f("fk_cart_parcel_service")),
        sa.PrimaryKeyConstraint("cart_id", "producer_id", name=op.f("pk_cart_parcel")),
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=True),
        sa.Column("organisation_id", sa.Text(collation="C"), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.Text(collation="C"), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Text(collation="C"), nullable=True),
        sa.Column("release_note", sa.Text(), nullable=False),
        sa.CheckConstraint("(released_at is null) or release_note <> ''", name=op.f("ck_hold_release_has_note")),
        sa.CheckConstraint(
            "reason in ('dispute', 'fraud_warning', 'certificate_lapsed', 'account_not_verified', 'manual')",
            name=op.f("ck_hold_reason_known"),
        ),
        sa.CheckConstraint(
            "(order_id is null) <> (organisation_id is null)", name=op.f("ck_hold_of_order_or_organisation")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_hold_order_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_hold_organisation_id")),
        sa.ForeignKeyConstraint(["placed_by"], ["person.id"], name=op.f("fk_hold_placed_by")),
        sa.ForeignKeyConstraint(["released_by"], ["person.id"], name=op.f("fk_hold_released_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index(op.f("ix_hold_order_id"), "hold", ["order_id"], unique=False)
    op.create_index(
        "ix_hold_organisation",
        "hold",
        ["organisation_id"],
        unique=False,
        postgresql_where=sa.text("released_at is null and organisation_id is not null"),
    )
    op.create_index("uq_hold_key", "hold", ["key"], unique=True, postgresql_where=sa.text("released_at is null"))
    op.create_table(
        "promotion_use",
        sa.Column("promotion_id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_promotion_use_order_id")),
        sa.ForeignKeyConstraint(["promotion_id"], ["promotion.id"], name=op.f("fk_promotion_use_promotion_id")),
        sa.PrimaryKeyConstraint("promotion_id", "order_id", name=op.f("pk_promotion_use")),
        sa.UniqueConstraint("order_id", name=op.f("uq_promotion_use_order_id")),
    )
    op.create_table(
        "refund_line",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("refund_id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_line_id", sa.Text(collation="C"), nullable=True),
        sa.Column("parcel_id", sa.Text(collation="C"), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("is_restocked", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(order_line_id is null) <> (parcel_id is null)", name=op.f("ck_refund_line_of_line_or_parcel")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refund_line_amount_positive")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_refund_line_quantity_not_negative")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_refund_line_order_line_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_refund_line_parcel_id")),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_refund_line_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_line")),
        sa.UniqueConstraint("refund_id", "order_line_id", name=op.f("uq_refund_line_refund_id_order_line_id")),
        sa.UniqueConstraint("refund_id", "parcel_id", name=op.f("uq_refund_line_refund_id_parcel_id")),
    )
    op.create_index(op.f("ix_refund_line_order_line_id"), "refund_line", ["order_line_id"], unique=False)
    op.create_index(op.f("ix_refund_line_parcel_id"), "refund_line", ["parcel_id"], unique=False)
    op.create_table(
        "return_request",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_id", sa.Text(collation="C"), nullable=False),
        sa.Column("parcel_id", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(collation="C"), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refund_id", sa.Text(collation="C"), nullable=True),
        sa.CheckConstraint(
            "state in ('requested', 'accepted', 'refused', 'withdrawn', 'received')",
            name=op.f("ck_return_request_state_known"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_return_request_decided_by")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_return_request_order_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_return_request_parcel_id")),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_return_request_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_request")),
    )
    op.create_index("ix_return_request_order", "return_request", ["order_id"], unique=False)
    op.create_index("ix_return_request_parcel", "return_request", ["parcel_id"], unique=False)
    op.create_table(
        "transfer_reversal",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("payout_id", sa.Text(collation="C"), nullable=False),
        sa.Column("refund_id", sa.Text(collation="C"), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stripe_reversal_id", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('pending', 'succeeded', 'failed')", name=op.f("ck_transfer_reversal_state_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_transfer_reversal_amount_positive")),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_transfer_reversal_payout_id")),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_transfer_reversal_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_reversal")),
        sa.UniqueConstraint("stripe_reversal_id", name=op.f("uq_transfer_reversal_stripe_reversal_id")),
    )
    op.create_index("ix_transfer_reversal_payout", "transfer_reversal", ["payout_id"], unique=False)
    op.create_index(op.f("ix_transfer_reversal_refund_id"), "transfer_reversal", ["refund_id"], unique=False)
    op.create_table(
        "payable_reduction",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("payable_item_id", sa.Text(collation="C"), nullable=False),
        sa.Column("refund_id", sa.Text(collation="C"), nullable=True),
        sa.Column("remainder_item_id", sa.Text(collation="C"), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "(refund_id is null) <> (remainder_item_id is null)", name=op.f("ck_payable_reduction_has_one_cause")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payable_reduction_amount_positive")),
        sa.ForeignKeyConstraint(
            ["payable_item_id"], ["payable_item.id"], name=op.f("fk_payable_reduction_payable_item_id")
        ),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_payable_reduction_refund_id")),
        sa.ForeignKeyConstraint(
            ["remainder_item_id"], ["payable_item.id"], name=op.f("fk_payable_reduction_remainder_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payable_reduction")),
    )
    op.create_index(
        op.f("ix_payable_reduction_payable_item_id"), "payable_reduction", ["payable_item_id"], unique=False
    )
    op.create_index(op.f("ix_payable_reduction_refund_id"), "payable_reduction", ["refund_id"], unique=False)
    op.create_table(
        "return_line",
        sa.Column("return_id", sa.Text(collation="C"), nullable=False),
        sa.Column("order_line_id", sa.Text(collation="C"), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_line_quantity_positive")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_return_line_order_line_id")),
        sa.ForeignKeyConstraint(["return_id"], ["return_request.id"], name=op.f("fk_return_line_return_id")),
        sa.PrimaryKeyConstraint("return_id", "order_line_id", name=op.f("pk_return_line")),
    )


def _change_tables() -> None:
    _add("breakdown_part", "payer", sa.Text(), fill="'buyer'")
    op.add_column("breakdown_part", sa.Column("rule_version", sa.Integer(), nullable=True))
    op.add_column("cart", sa.Column("promotion_code", sa.Text(), nullable=True))
    _add("customer_order", "discount_minor", sa.BigInteger(), fill="0")
    op.add_column("customer_order", sa.Column("promotion_id", sa.Text(collation="C"), nullable=True))
    op.create_foreign_key(
        op.f("fk_customer_order_promotion_id"), "customer_order", "promotion", ["promotion_id"], ["id"]
    )
    op.add_column("dispute", sa.Column("order_id", sa.Text(collation="C"), nullable=True))
    _add("dispute", "is_charge_refundable", sa.Boolean(), fill="false")
    _add("dispute", "withdrawn_minor", sa.BigInteger(), fill="0")
    _add("dispute", "reinstated_minor", sa.BigInteger(), fill="0")
    _add("dispute", "fee_minor", sa.BigInteger(), fill="0")
    op.add_column("dispute", sa.Column("charged_to", sa.Text(), nullable=True))
    op.add_column("dispute", sa.Column("refund_id", sa.Text(collation="C"), nullable=True))
    op.create_index(op.f("ix_dispute_order_id"), "dispute", ["order_id"], unique=False)
    op.create_foreign_key(op.f("fk_dispute_refund_id"), "dispute", "refund", ["refund_id"], ["id"])
    op.create_foreign_key(op.f("fk_dispute_order_id"), "dispute", "customer_order", ["order_id"], ["id"])
    _add("minimum_price", "scheme", sa.Text(), fill="'fairtrade'")
    _add("minimum_price", "unit_quantity", sa.Numeric(precision=12, scale=4), fill="1")
    _add("minimum_price", "has_special_terms", sa.Boolean(), fill="false")
    op.drop_constraint(
        op.f("uq_minimum_price_product_form_is_organic_region_incoter_7fe8"), "minimum_price", type_="unique"
    )
    op.create_unique_constraint(
        op.f("uq_minimum_price_scheme_product_form_is_organic_quality_region_incoterm_valid_from"),
        "minimum_price",
        ["scheme", "product", "form", "is_organic", "quality", "region", "incoterm", "valid_from"],
    )
    _add("order_line", "discount_minor", sa.BigInteger(), fill="0")
    op.add_column("order_line", sa.Column("floor_minor", sa.BigInteger(), nullable=True))
    op.add_column("order_line", sa.Column("floor_rule_id", sa.Text(collation="C"), nullable=True))
    _add("order_line", "floor_note", sa.Text(), fill="''")
    _add("organisation", "tax_number", sa.Text(), fill="''")
    _add("parcel", "service", sa.Text(), fill="'standard'")
    op.add_column("parcel", sa.Column("pickup", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.create_foreign_key(op.f("fk_parcel_service"), "parcel", "shipping_service", ["service"], ["code"])
    _add("payable_item", "source", sa.Text(), fill="'line'")
    op.add_column("payable_item", sa.Column("source_key", sa.Text(), nullable=True))
    _add("payable_item", "reduced_minor", sa.BigInteger(), fill="0")
    op.add_column("payable_item", sa.Column("floor_minor", sa.BigInteger(), nullable=True))
    op.add_column("payable_item", sa.Column("hold_id", sa.Text(collation="C"), nullable=True))
    op.alter_column("payable_item", "order_line_id", existing_type=sa.TEXT(collation="C"), nullable=True)
    op.drop_constraint(op.f("uq_payable_item_order_line_id_purpose_beneficiary_id"), "payable_item", type_="unique")
    op.create_index(
        "ix_payable_item_below_floor",
        "payable_item",
        ["id"],
        unique=False,
        postgresql_where=sa.text("floor_minor > amount_minor"),
    )
    op.create_index(op.f("ix_payable_item_hold_id"), "payable_item", ["hold_id"], unique=False)
    op.create_index(op.f("ix_payable_item_order_line_id"), "payable_item", ["order_line_id"], unique=False)
    op.create_index(
        "uq_payable_item_line",
        "payable_item",
        ["order_line_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("source = 'line'"),
    )
    op.create_index(
        "uq_payable_item_order",
        "payable_item",
        ["order_id", "purpose", "beneficiary_id"],
        unique=True,
        postgresql_where=sa.text("source = 'order'"),
    )
    op.create_index(
        "uq_payable_item_source_key",
        "payable_item",
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("source_key is not null"),
    )
    op.create_foreign_key(op.f("fk_payable_item_hold_id"), "payable_item", "hold", ["hold_id"], ["id"])
    _add("payment", "flow", sa.Text(), fill="'checkout'")
    _add("payment", "attempt", sa.Integer(), fill="1")
    op.add_column("payment", sa.Column("settled_gross_minor", sa.BigInteger(), nullable=True))
    op.add_column("payment", sa.Column("funds_booked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_payment_unbooked_funds",
        "payment",
        ["available_at"],
        unique=False,
        postgresql_where=sa.text("funds_booked_at is null and available_at is not null"),
    )
    op.add_column("payout", sa.Column("gross_minor", sa.BigInteger(), nullable=True))
    _add("payout", "netted_minor", sa.BigInteger(), fill="0")
    _add("payout_account", "attempt", sa.Integer(), fill="1")
    _add("payout_account", "holder_name", sa.Text(), fill="''")
    _add("payout_account", "account_number", sa.Text(), fill="''")
    _add("payout_account", "is_iban", sa.Boolean(), fill="false")
    _add("payout_account", "bic", sa.Text(), fill="''")
    _add("payout_account", "bank_name", sa.Text(), fill="''")
    _add("payout_account", "requirements", postgresql.JSONB(astext_type=sa.Text()), fill="'[]'")
    op.add_column("payout_account", sa.Column("opened_by", sa.Text(collation="C"), nullable=True))
    op.add_column("payout_account", sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_payout_account_opened_by"), "payout_account", "person", ["opened_by"], ["id"])
    op.add_column("payout_item", sa.Column("amount_minor", sa.BigInteger(), nullable=True))
    op.add_column("refund", sa.Column("business_key", sa.Text(), nullable=True))
    _add("refund", "kind", sa.Text(), fill="'lines'")
    op.add_column("refund", sa.Column("recovered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("refund", sa.Column("failure", sa.Text(), nullable=True))
    op.drop_index(op.f("ix_refund_order_id"), table_name="refund")
    op.create_index("ix_refund_order", "refund", ["order_id"], unique=False)
    op.create_index(op.f("ix_refund_payment_id"), "refund", ["payment_id"], unique=False)
    op.create_unique_constraint(op.f("uq_refund_business_key"), "refund", ["business_key"])
    op.drop_constraint(op.f("fk_refund_order_line_id"), "refund", type_="foreignkey")
    _add("refund_part", "owed_minor", sa.BigInteger(), fill="0")
    _add("refund_part", "receivable_minor", sa.BigInteger(), fill="0")
    _add("refund_part", "borne_minor", sa.BigInteger(), fill="0")
    op.create_index(op.f("ix_refund_part_breakdown_part_id"), "refund_part", ["breakdown_part_id"], unique=False)
    _add("shipping_rate", "service", sa.Text(), fill="'standard'")
    op.alter_column("shipping_rate", "destination_country", new_column_name="destination")
    op.drop_constraint(
        op.f("uq_shipping_rate_origin_country_destination_country_max_f785"), "shipping_rate", type_="unique"
    )
    op.create_unique_constraint(
        op.f("uq_shipping_rate_service_origin_country_destination_max_grams_currency_valid_from"),
        "shipping_rate",
        ["service", "origin_country", "destination", "max_grams", "currency", "valid_from"],
    )
    op.create_foreign_key(op.f("fk_shipping_rate_service"), "shipping_rate", "shipping_service", ["service"], ["code"])
    _add("stripe_balance_transaction", "reporting_category", sa.Text(), fill="''")
    _add("stripe_balance_transaction", "description", sa.Text(), fill="''")
    op.create_index("ix_stripe_balance_transaction_day", "stripe_balance_transaction", ["occurred_at"], unique=False)
    op.create_index(
        op.f("ix_stripe_balance_transaction_journal_id"), "stripe_balance_transaction", ["journal_id"], unique=False
    )
    op.add_column("variant", sa.Column("floor_signed_on", sa.Date(), nullable=True))


def _fill_columns() -> None:
    """What can be said of rows that were written before the columns were there."""
    for table in ("payout", "payout_item", "payable_item"):
        op.execute(f"alter table {table} disable trigger user")
    op.execute("update payout set gross_minor = amount_minor")
    op.execute(
        "update payout_item c set amount_minor = i.amount_minor from payable_item i where i.id = c.payable_item_id"
    )
    for table in ("payout", "payout_item", "payable_item"):
        op.execute(f"alter table {table} enable trigger user")
    op.execute("update refund set business_key = id")
    op.execute("update dispute d set order_id = p.order_id from payment p where p.id = d.payment_id")
    op.execute("update payment p set settled_gross_minor = p.amount_minor where p.balance_transaction_id is not null")
    op.execute(
        "update payment p set funds_booked_at = j.effective_at from journal j "
        "where j.subject_id = p.id and j.kind = 'funds_available'"
    )
    # What federations and the fund earned had a place in the books only; now it has items that a run can claim.
    op.execute(
        """
        insert into payable_item (id, source, order_id, beneficiary_id, purpose, currency, amount_minor, reduced_minor,
                                  earned_at, eligible_at)
        select 'pyi_' || substr(min(b.id), 5), 'order', o.id, b.beneficiary_id,
               case b.kind when 'federation_dues' then 'dues' else 'fund' end, o.currency, sum(b.amount_minor)::bigint,
               0, o.paid_at, min(i.eligible_at)
        from customer_order o
        join breakdown_part b on b.order_id = o.id and b.kind in ('federation_dues', 'solidarity')
        left join payable_item i on i.order_id = o.id and i.order_line_id = b.order_line_id and i.purpose = 'goods'
        where o.state in ('paid', 'refunded') and b.beneficiary_id is not null
        group by o.id, b.beneficiary_id, b.kind having sum(b.amount_minor) > 0
        """
    )
    for table, column in (
        ("payout", "gross_minor"),
        ("payout_item", "amount_minor"),
        ("refund", "business_key"),
        ("dispute", "order_id"),
    ):
        op.alter_column(table, column, nullable=False)
    op.drop_column("payable_item", "held_reason")
    op.drop_column("refund", "order_line_id")


def downgrade() -> None:
    _run("money_down.sql")
    _collate("default")
    _check(_CHECKS_BEFORE, instead_of=_CHECKS)
    op.drop_column("variant", "floor_signed_on")
    op.drop_index(op.f("ix_stripe_balance_transaction_journal_id"), table_name="stripe_balance_transaction")
    op.drop_index("ix_stripe_balance_transaction_day", table_name="stripe_balance_transaction")
    op.drop_column("stripe_balance_transaction", "description")
    op.drop_column("stripe_balance_transaction", "reporting_category")
    op.alter_column("shipping_rate", "destination", new_column_name="destination_country")
    op.drop_constraint(op.f("fk_shipping_rate_service"), "shipping_rate", type_="foreignkey")
    op.drop_constraint(
        op.f("uq_shipping_rate_service_origin_country_destination_max_grams_currency_valid_from"),
        "shipping_rate",
        type_="unique",
    )
    op.create_unique_constraint(
        op.f("uq_shipping_rate_origin_country_destination_country_max_f785"),
        "shipping_rate",
        ["origin_country", "destination_country", "max_grams", "currency", "valid_from"],
    )
    op.drop_column("shipping_rate", "service")
    op.drop_index(op.f("ix_refund_part_breakdown_part_id"), table_name="refund_part")
    op.drop_column("refund_part", "borne_minor")
    op.drop_column("refund_part", "receivable_minor")
    op.drop_column("refund_part", "owed_minor")
    op.add_column("refund", sa.Column("order_line_id", sa.TEXT(collation="C"), nullable=True))
    op.create_foreign_key(op.f("fk_refund_order_line_id"), "refund", "order_line", ["order_line_id"], ["id"])
    op.drop_constraint(op.f("uq_refund_business_key"), "refund", type_="unique")
    op.drop_index(op.f("ix_refund_payment_id"), table_name="refund")
    op.drop_index("ix_refund_order", table_name="refund")
    op.create_index(op.f("ix_refund_order_id"), "refund", ["order_id"], unique=False)
    op.drop_column("refund", "recovered_at")
    op.drop_column("refund", "failure")
    op.drop_column("refund", "kind")
    op.drop_column("refund", "business_key")
    op.drop_column("payout_item", "amount_minor")
    op.drop_constraint(op.f("fk_payout_account_opened_by"), "payout_account", type_="foreignkey")
    op.drop_column("payout_account", "refreshed_at")
    op.drop_column("payout_account", "opened_by")
    op.drop_column("payout_account", "requirements")
    op.drop_column("payout_account", "bank_name")
    op.drop_column("payout_account", "bic")
    op.drop_column("payout_account", "is_iban")
    op.drop_column("payout_account", "account_number")
    op.drop_column("payout_account", "holder_name")
    op.drop_column("payout_account", "attempt")
    op.drop_column("payout", "netted_minor")
    op.drop_column("payout", "gross_minor")
    op.drop_index(
        "ix_payment_unbooked_funds",
        table_name="payment",
        postgresql_where=sa.text("funds_booked_at is null and available_at is not null"),
    )
    op.drop_column("payment", "funds_booked_at")
    op.drop_column("payment", "settled_gross_minor")
    op.drop_column("payment", "attempt")
    op.drop_column("payment", "flow")
    op.add_column("payable_item", sa.Column("held_reason", sa.TEXT(), nullable=True))
    op.drop_constraint(op.f("fk_payable_item_hold_id"), "payable_item", type_="foreignkey")
    op.drop_index(
        "uq_payable_item_source_key", table_name="payable_item", postgresql_where=sa.text("source_key is not null")
    )
    op.drop_index("uq_payable_item_order", table_name="payable_item", postgresql_where=sa.text("source = 'order'"))
    op.drop_index("uq_payable_item_line", table_name="payable_item", postgresql_where=sa.text("source = 'line'"))
    op.drop_index(op.f("ix_payable_item_order_line_id"), table_name="payable_item")
    op.drop_index(op.f("ix_payable_item_hold_id"), table_name="payable_item")
    op.drop_index(
        "ix_payable_item_below_floor", table_name="payable_item", postgresql_where=sa.text("floor_minor > amount_minor")
    )
    op.create_unique_constraint(
        op.f("uq_payable_item_order_line_id_purpose_beneficiary_id"),
        "payable_item",
        ["order_line_id", "purpose", "beneficiary_id"],
    )
    op.alter_column("payable_item", "order_line_id", existing_type=sa.TEXT(collation="C"), nullable=False)
    op.drop_column("payable_item", "hold_id")
    op.drop_column("payable_item", "floor_minor")
    op.drop_column("payable_item", "reduced_minor")
    op.drop_column("payable_item", "source_key")
    op.drop_column("payable_item", "source")
    op.drop_constraint(op.f("fk_parcel_service"), "parcel", type_="foreignkey")
    op.drop_column("parcel", "pickup")
    op.drop_column("parcel", "service")
    op.drop_column("organisation", "tax_number")
    op.drop_column("order_line", "floor_note")
    op.drop_column("order_line", "floor_rule_id")
    op.drop_column("order_line", "floor_minor")
    op.drop_column("order_line", "discount_minor")
    op.drop_constraint(
        op.f("uq_minimum_price_scheme_product_form_is_organic_quality_region_incoterm_valid_from"),
        "minimum_price",
        type_="unique",
    )
    op.create_unique_constraint(
        op.f("uq_minimum_price_product_form_is_organic_region_incoter_7fe8"),
        "minimum_price",
        ["product", "form", "is_organic", "region", "incoterm", "valid_from"],
    )
    op.drop_column("minimum_price", "has_special_terms")
    op.drop_column("minimum_price", "unit_quantity")
    op.drop_column("minimum_price", "scheme")
    op.drop_constraint(op.f("fk_dispute_refund_id"), "dispute", type_="foreignkey")
    op.drop_constraint(op.f("fk_dispute_order_id"), "dispute", type_="foreignkey")
    op.drop_index(op.f("ix_dispute_order_id"), table_name="dispute")
    op.drop_column("dispute", "refund_id")
    op.drop_column("dispute", "charged_to")
    op.drop_column("dispute", "fee_minor")
    op.drop_column("dispute", "reinstated_minor")
    op.drop_column("dispute", "withdrawn_minor")
    op.drop_column("dispute", "is_charge_refundable")
    op.drop_column("dispute", "order_id")
    op.drop_constraint(op.f("fk_customer_order_promotion_id"), "customer_order", type_="foreignkey")
    op.drop_column("customer_order", "promotion_id")
    op.drop_column("customer_order", "discount_minor")
    op.drop_column("cart", "promotion_code")
    op.drop_column("breakdown_part", "rule_version")
    op.drop_column("breakdown_part", "payer")
    for table in _NEW_TABLES:
        op.drop_table(table)
    op.create_table(
        "currency",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("exponent", sa.Integer(), nullable=False),
        sa.Column("stripe_exponent", sa.Integer(), nullable=False),
        sa.Column("charge_step", sa.Integer(), nullable=False),
        sa.Column("payout_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_currency")),
    )
