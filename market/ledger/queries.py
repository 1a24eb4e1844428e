"""SQL of the books. Rows are added here and read here; nothing here changes one, and the database would refuse it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.ids import new_id
from kit.money import Money
from market.ledger.accounts import AccountSpec
from market.ledger.entry import Entry
from models.enums import AccountKind

_FIND_ACCOUNTS = text(
    """
    select a.id, a.code, a.currency, a.kind
    from unnest(cast(:codes as text[]), cast(:currencies as text[])) as wanted (code, currency)
    join ledger_account a on a.code = wanted.code and a.currency = wanted.currency
    """
)
_OPEN_ACCOUNTS = text(
    """
    insert into ledger_account (code, currency, kind, owner_id, is_guarded, balance_minor)
    select code, currency, kind, owner_id, is_guarded, 0
    from unnest(cast(:codes as text[]), cast(:currencies as text[]), cast(:kinds as text[]), cast(:owners as text[]),
                cast(:guarded as boolean[])) as opened (code, currency, kind, owner_id, is_guarded)
    order by code, currency
    on conflict (code, currency) do nothing
    """
)
_INSERT_JOURNALS = text(
    """
    insert into journal (id, idempotency_key, input_hash, kind, order_id, subject_id, effective_at, reverses_id, note,
                         detail)
    select id, key, input_hash, kind, order_id, subject_id, effective_at, reverses_id, note, detail::jsonb
    from unnest(cast(:ids as text[]), cast(:keys as text[]), cast(:hashes as bytea[]), cast(:kinds as text[]),
                cast(:orders as text[]), cast(:subjects as text[]), cast(:moments as timestamptz[]),
                cast(:reverses as text[]), cast(:notes as text[]), cast(:details as text[]))
         as entry (id, key, input_hash, kind, order_id, subject_id, effective_at, reverses_id, note, detail)
    order by key
    on conflict (idempotency_key) do nothing
    returning id, idempotency_key
    """
)
_FIND_JOURNALS = text(
    "select id, idempotency_key, input_hash from journal where idempotency_key = any(cast(:keys as text[]))"
)
_INSERT_POSTINGS = text(
    """
    insert into posting (journal_id, account_id, currency, amount_minor)
    select journal_id, account_id, currency, amount_minor
    from unnest(cast(:journals as text[]), cast(:accounts as bigint[]), cast(:currencies as text[]),
                cast(:amounts as bigint[])) as leg (journal_id, account_id, currency, amount_minor)
    order by account_id, journal_id
    """
)
_BALANCE = text("select balance_minor from ledger_account where code = :code and currency = :currency")
_ACCOUNTS = text(
    """
    select code, currency, kind, owner_id, is_guarded, balance_minor from ledger_account
    where (cast(:prefix as text) is null or starts_with(code, :prefix))
      and (cast(:code as text) is null or (code, currency) > (:code, :currency))
    order by code, currency limit :limit
    """
)
_WAIT_FOR_WRITERS = text("select pg_advisory_xact_lock(hashtext('ledger_seal'))")
_CLOCK = text("select clock_timestamp()")
_ROOTS = text("select day, last_sequence, hash, signature, key_id from ledger_root order by day")
_INSERT_ROOT = text(
    "insert into ledger_root (day, last_sequence, hash, signature, key_id) "
    "values (:day, :last_sequence, :hash, :signature, :key_id)"
)
_FIRST_DAY = text("select (min(posted_at) at time zone 'UTC')::date from journal")
# Moments are hashed in microseconds since 1970, so that no setting of the session can change how they are written.
_ROWS_OF_DAY = text(
    """
    select j.sequence, jsonb_build_object(
        'id', j.id, 'sequence', j.sequence, 'key', j.idempotency_key, 'input', encode(j.input_hash, 'hex'),
        'kind', j.kind, 'order', j.order_id, 'subject', j.subject_id, 'reverses', j.reverses_id, 'note', j.note,
        'detail', j.detail, 'effective_us', (extract(epoch from j.effective_at) * 1000000)::bigint,
        'posted_us', (extract(epoch from j.posted_at) * 1000000)::bigint,
        'postings', (select jsonb_agg(jsonb_build_array(p.id, a.code, p.currency, p.amount_minor) order by p.id)
                     from posting p join ledger_account a on a.id = p.account_id where p.journal_id = j.id)) as content
    from journal j
    where j.posted_at >= cast(:day as date)::timestamp at time zone 'UTC'
      and j.posted_at < (cast(:day as date) + 1)::timestamp at time zone 'UTC'
    order by j.sequence
    """
)


@dataclass(frozen=True)
class AccountFact:
    """An account and what stands on it; a debit balance is positive."""

    code: str
    kind: AccountKind
    owner_id: str | None
    is_guarded: bool
    balance: Money


@dataclass(frozen=True)
class FoundJournal:
    id: str
    input_hash: bytes


@dataclass(frozen=True)
class FoundAccount:
    id: int
    kind: AccountKind


Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
Place: TypeAlias = tuple[str, str]
"""An account's code and currency."""


def find_accounts(session: Session, places: Sequence[Place]) -> dict[Place, FoundAccount]:
    rows = session.execute(
        _FIND_ACCOUNTS, {"codes": [code for code, _ in places], "currencies": [currency for _, currency in places]}
    )
    return {(row.code, row.currency): FoundAccount(row.id, AccountKind(row.kind)) for row in rows}


def insert_accounts(session: Session, opened: Sequence[tuple[AccountSpec, str]]) -> None:
    """Open accounts in a currency; one that a rival opened meanwhile is left alone."""
    session.execute(
        _OPEN_ACCOUNTS,
        {
            "codes": [account.code for account, _ in opened],
            "currencies": [currency for _, currency in opened],
            "kinds": [account.kind for account, _ in opened],
            "owners": [account.owner_id for account, _ in opened],
            "guarded": [account.is_guarded for account, _ in opened],
        },
    )


def insert_journals(session: Session, entries: Sequence[Entry]) -> dict[str, str]:
    """Write the heads of entries whose key is new; their ids by key."""
    rows = session.execute(
        _INSERT_JOURNALS,
        {
            "ids": [new_id("led") for _ in entries],
            "keys": [entry.key for entry in entries],
            "hashes": [entry.input_hash() for entry in entries],
            "kinds": [entry.kind for entry in entries],
            "orders": [entry.order_id for entry in entries],
            "subjects": [entry.subject_id for entry in entries],
            "moments": [entry.effective_at for entry in entries],
            "reverses": [entry.reverses_id for entry in entries],
            "notes": [entry.note for entry in entries],
            "details": [json.dumps(dict(entry.detail)) for entry in entries],
        },
    )
    return {row.idempotency_key: row.id for row in rows}


def find_journals(session: Session, keys: Sequence[str]) -> dict[str, FoundJournal]:
    if not keys:
        return {}
    rows = session.execute(_FIND_JOURNALS, {"keys": list(keys)})
    return {row.idempotency_key: FoundJournal(row.id, row.input_hash) for row in rows}


def insert_postings(session: Session, legs: Sequence[tuple[str, int, Money]]) -> None:
    """Write legs: the entry's id, the account's id, the amount."""
    session.execute(
        _INSERT_POSTINGS,
        {
            "journals": [journal_id for journal_id, _, _ in legs],
            "accounts": [account_id for _, account_id, _ in legs],
            "currencies": [money.currency for _, _, money in legs],
            "amounts": [money.minor for _, _, money in legs],
        },
    )


def get_balance(session: Session, account: AccountSpec, currency: str) -> Money:
    """What stands on the account, a debit positive; nothing for an account that no entry has named yet."""
    found = session.execute(_BALANCE, {"code": account.code, "currency": currency}).scalar_one_or_none()
    return Money(found or 0, currency)


def list_accounts(
    session: Session, *, prefix: str | None = None, after: Place | None = None, limit: int | None = None
) -> list[AccountFact]:
    """Accounts by code: all of them, or those whose code begins with `prefix`, or a page of them."""
    code, currency = after or (None, None)
    values = {"prefix": prefix, "code": code, "currency": currency, "limit": limit}
    rows = session.execute(_ACCOUNTS, values)
    return [
        AccountFact(
            row.code, AccountKind(row.kind), row.owner_id, row.is_guarded, Money(row.balance_minor, row.currency)
        )
        for row in rows
    ]


@dataclass(frozen=True)
class RootFact:
    """A sealed day: the hash of all its entries and of the day sealed before, signed."""

    day: str
    last_sequence: int
    hash: bytes
    signature: bytes
    key_id: str


def lock_for_sealing(session: Session) -> datetime:
    """Wait for every entry in flight and keep new ones waiting; the database's clock once that is done."""
    session.execute(_WAIT_FOR_WRITERS)
    clock: datetime = session.execute(_CLOCK).scalar_one()
    return clock


def list_roots(session: Session) -> list[RootFact]:
    """Every sealed day, oldest first."""
    return [
        RootFact(row.day, row.last_sequence, row.hash, row.signature, row.key_id) for row in session.execute(_ROOTS)
    ]


def insert_root(session: Session, root: RootFact) -> None:
    session.execute(
        _INSERT_ROOT,
        {
            "day": root.day,
            "last_sequence": root.last_sequence,
            "hash": root.hash,
            "signature": root.signature,
            "key_id": root.key_id,
        },
    )


def first_day(session: Session) -> date | None:
    """The day of the oldest entry, by when it was written."""
    day: date | None = session.execute(_FIRST_DAY).scalar_one()
    return day


def list_rows_of_day(session: Session, day: str) -> Iterator[tuple[int, Json]]:
    """Each entry written on a day (UTC) with its legs, as it is hashed: its sequence and its canonical content."""
    for row in session.execute(_ROWS_OF_DAY.execution_options(yield_per=1000), {"day": day}):
        yield row.sequence, row.content
