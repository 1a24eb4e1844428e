"""Double entry. Debit is positive, credit negative. Triggers, not Python, keep it balanced and append-only."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from models.base import (
    CURRENCY_RULE,
    ID,
    Table,
    check,
    json_object,
    made_at,
    made_of_ids,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    words,
)
from models.enums import AccountKind, JournalKind


class LedgerAccount(Table, table=True):
    """One account in one currency. `balance_minor` is a cache that only the posting trigger changes."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        UniqueConstraint("code", "currency"),
        UniqueConstraint("id", "currency"),
        one_of("kind", AccountKind),
        check("currency_is_iso", CURRENCY_RULE),
        check(
            "no_overdraft",
            "not is_guarded or case kind when 'asset' then balance_minor >= 0 "
            "when 'expense' then balance_minor >= 0 else balance_minor <= 0 end",
        ),
    )

    id: int | None = Field(
        default=None,
        sa_type=BigInteger,
        primary_key=True,
        sa_column_args=[Identity(always=True)],
    )
    code: str = made_of_ids()
    currency: str = words()
    kind: AccountKind = words()
    owner_id: str | None = maybe_ref("organisation.id", index=True)
    is_guarded: bool = Field(default=False)
    balance_minor: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = made_at()


class Journal(Table, table=True):
    """One entry: a fact with at least two postings that sum to zero in each currency."""

    __tablename__ = "journal"
    __table_args__ = (
        one_of("kind", JournalKind),
        UniqueConstraint("idempotency_key"),
        UniqueConstraint("reverses_id"),
        UniqueConstraint("sequence"),
        Index("ix_journal_order", "order_id"),
        Index("ix_journal_effective", "effective_at"),
    )

    id: str = own_id("led")
    sequence: int | None = Field(
        default=None,
        sa_type=BigInteger,
        nullable=False,
        sa_column_args=[Identity(always=True)],
    )
    idempotency_key: str = made_of_ids()
    input_hash: bytes = Field(sa_type=LargeBinary)
    kind: JournalKind = words()
    order_id: str | None = maybe_ref("customer_order.id")
    subject_id: str | None = Field(default=None, sa_type=ID, index=True)
    effective_at: datetime = moment()
    posted_at: datetime = made_at()
    reverses_id: str | None = maybe_ref("journal.id")
    note: str = words(default="")
    detail: dict[str, object] = json_object(default_factory=dict)
    transaction: int | None = Field(
        default=None,
        sa_type=BigInteger,
        sa_column_kwargs={"server_default": text("pg_current_xact_id()::text::bigint")},
    )


class Posting(Table, table=True):
    """One leg of an entry."""

    __tablename__ = "posting"
    __table_args__ = (
        check("not_nothing", "amount_minor <> 0"),
        ForeignKeyConstraint(["account_id", "currency"], ["ledger_account.id", "ledger_account.currency"]),
        Index("ix_posting_account", "account_id", "id"),
        Index("ix_posting_journal", "journal_id"),
    )

    id: int | None = Field(
        default=None,
        sa_type=BigInteger,
        primary_key=True,
        sa_column_args=[Identity(always=True)],
    )
    journal_id: str = ref("journal.id")
    account_id: int = Field(sa_type=BigInteger)
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)


class LedgerRoot(Table, table=True):
    """A day's last link of the hash chain, signed, so that a rewritten past shows."""

    __tablename__ = "ledger_root"

    day: str = words(primary_key=True)
    last_sequence: int = Field(sa_type=BigInteger)
    hash: bytes = Field(sa_type=LargeBinary)
    signature: bytes = Field(sa_type=LargeBinary)
    key_id: str = words()
    created_at: datetime = made_at()
