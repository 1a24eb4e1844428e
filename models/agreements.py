"""Trade agreements between organisations: what each gives the other, who signed, what was delivered."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Index, LargeBinary, Numeric, UniqueConstraint, text
from sqlmodel import Field

from models.base import CURRENCY_RULE, Table, check, maybe_ref, moment, own_id, ref, words


class TradeAgreement(Table, table=True):
    """One version of an agreement. Its content never changes; `series_id` is its first version.

    In force from `starts_on` to the end of `ends_on`, once all parties have signed (`signed_at`), until it is ended or
    a later version is signed (`superseded_at`).
    """

    __tablename__ = "trade_agreement"
    __table_args__ = (
        UniqueConstraint("series_id", "version"),
        check("currency_is_iso", CURRENCY_RULE),
        check("interval", "ends_on > starts_on"),
        check("rate_sane", "compensation_bps between 0 and 5000"),
        check("rate_has_fund", "(compensation_bps > 0) = (compensation_fund_id is not null)"),
        check("first_of_its_series", "(version = 1) = (series_id = id)"),
    )

    id: str = own_id("agr")
    series_id: str = ref("trade_agreement.id")
    version: int
    title: str = words()
    body: str = words()
    currency: str = words()
    starts_on: date
    ends_on: date
    compensation_bps: int = Field(default=0)
    compensation_fund_id: str | None = maybe_ref("fund.id")
    sha256: bytes = Field(sa_type=LargeBinary)
    proposed_for: str = ref("organisation.id")
    proposed_by: str = ref("person.id")
    proposed_at: datetime = moment()
    signed_at: datetime | None = moment(default=None, nullable=True)
    superseded_at: datetime | None = moment(default=None, nullable=True)
    ended_at: datetime | None = moment(default=None, nullable=True)
    ended_for: str | None = maybe_ref("organisation.id")
    end_reason: str = words(default="")


class TradeParty(Table, table=True):
    """An organisation or network that signs. `means` is the size that compensation is scaled by, as all agreed."""

    __tablename__ = "trade_party"
    __table_args__ = (
        check("means_positive", "means > 0"),
        check("signed_or_declined", "num_nonnulls(signed_at, declined_at) <= 1"),
        Index("ix_trade_party_organisation_id", "organisation_id"),
    )

    agreement_id: str = ref("trade_agreement.id", primary_key=True)
    organisation_id: str = ref("organisation.id", primary_key=True)
    means: int = Field(sa_type=BigInteger)
    signed_by: str | None = maybe_ref("person.id")
    signed_at: datetime | None = moment(default=None, nullable=True)
    declined_at: datetime | None = moment(default=None, nullable=True)


class TradeGood(Table, table=True):
    """What the parties trade without a market fee: one product, or a category with all below it."""

    __tablename__ = "trade_good"
    __table_args__ = (
        check("product_or_category", "num_nonnulls(product_id, category_code) = 1"),
        Index("ix_trade_good_agreement_id", "agreement_id"),
    )

    id: str = own_id("trg")
    agreement_id: str = ref("trade_agreement.id")
    product_id: str | None = maybe_ref("product.id")
    category_code: str | None = words(default=None, nullable=True, foreign_key="category.code")
    terms: str = words(default="")


class TradeCommitment(Table, table=True):
    """Who gives whom how much of what by when, and which commitment of the other side answers it."""

    __tablename__ = "trade_commitment"
    __table_args__ = (
        check("not_itself", "giver_id <> receiver_id"),
        check("quantity_positive", "quantity > 0"),
        check("value_not_negative", "value_minor >= 0"),
        Index("ix_trade_commitment_agreement_id", "agreement_id"),
    )

    id: str = own_id("trc")
    agreement_id: str = ref("trade_agreement.id")
    position: int
    giver_id: str = ref("organisation.id")
    receiver_id: str = ref("organisation.id")
    what: str = words()
    unit: str = words()
    quantity: Decimal = Field(sa_type=Numeric(14, 3))
    value_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    due_on: date
    answers_id: str | None = maybe_ref("trade_commitment.id")


class TradeDelivery(Table, table=True):
    """Something was given. One side states it, the other confirms or refuses it; only what is confirmed counts."""

    __tablename__ = "trade_delivery"
    __table_args__ = (
        check("quantity_positive", "quantity > 0"),
        check("value_not_negative", "value_minor >= 0"),
        check("answered_once", "num_nonnulls(confirmed_at, refused_at) <= 1"),
        Index("ix_trade_delivery_commitment_id", "commitment_id"),
    )

    id: str = own_id("trd")
    commitment_id: str = ref("trade_commitment.id")
    quantity: Decimal = Field(sa_type=Numeric(14, 3))
    value_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    delivered_on: date
    note: str = words(default="")
    stated_for: str = ref("organisation.id")
    stated_by: str = ref("person.id")
    stated_at: datetime = moment()
    answered_by: str | None = maybe_ref("person.id")
    confirmed_at: datetime | None = moment(default=None, nullable=True)
    refused_at: datetime | None = moment(default=None, nullable=True)


class TradeCompensation(Table, table=True):
    """What the party with more means puts into the agreement's fund for one delivery. `rate` is exact, in basis
    points."""

    __tablename__ = "trade_compensation"
    __table_args__ = (
        check("amount_positive", "amount_minor > 0"),
        Index("ix_trade_compensation_open", "id", postgresql_where=text("paid_at is null")),
    )

    id: str = own_id("trx")
    delivery_id: str = ref("trade_delivery.id", unique=True)
    payer_id: str = ref("organisation.id")
    fund_id: str = ref("fund.id")
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    rate: str = words()
    owed_at: datetime = moment()
    paid_at: datetime | None = moment(default=None, nullable=True)
    bank_reference: str = words(default="")


class KnowledgePackage(Table, table=True):
    """Knowledge that a party shares: where it is, under which licence, and the hash of the file if it is one."""

    __tablename__ = "knowledge_package"
    __table_args__ = (Index("ix_knowledge_package_agreement_id", "agreement_id"),)

    id: str = own_id("kpk")
    agreement_id: str = ref("trade_agreement.id")
    giver_id: str = ref("organisation.id")
    title: str = words()
    licence: str = words()
    url: str = words()
    sha256: str = words(default="")
