"""SQL of payout accounts and of the rules that choose their rail."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from kit.ids import new_id
from market.payouts.accounts.bank_details import BankDetails
from market.payouts.accounts.rules import RailRule, Standing, last_digits
from models.enums import PayoutAccountState, PayoutRail

_COLUMNS = """
    a.id, a.organisation_id, a.rail, a.currency, a.country, a.state, a.stripe_account_id, a.attempt, a.holder_name,
    a.account_number, a.is_iban, a.bic, a.bank_name, a.requirements, a.opened_by, a.created_at, a.refreshed_at,
    a.closed_at
"""
_INSERT = text(
    """
    insert into payout_account (id, organisation_id, rail, currency, country, state, attempt, holder_name,
                                account_number, is_iban, bic, bank_name, requirements, opened_by, created_at,
                                refreshed_at)
    values (:id, :organisation_id, :rail, :currency, :country, :state, 1, :holder_name, :account_number, :is_iban,
            :bic, :bank_name, '[]', :opened_by, :now, null)
    """
)
_OPEN = text(
    f"""
    select {_COLUMNS} from payout_account a
    where a.organisation_id = :organisation_id and a.currency = :currency and a.closed_at is null for update of a
    """
)
_LOCK = text(f"select {_COLUMNS} from payout_account a where a.id = :id for update of a")
_LIST = text(
    f"""
    select {_COLUMNS} from payout_account a where a.organisation_id = :organisation_id
    order by a.closed_at desc nulls first, a.currency, a.id
    """
)
_IS_SAME_ACCOUNT = text(
    """
    select a.account_number = :account_number and a.bic = :bic and a.holder_name = :holder_name
    from payout_account a where a.id = :id
    """
)
_OF_STRIPE = text("select id from payout_account where stripe_account_id = :stripe_account_id")
_SET_STRIPE_ACCOUNT = text(
    "update payout_account set stripe_account_id = :stripe_account_id where id = :id and stripe_account_id is null"
)
_SET_STANDING = text(
    """
    update payout_account set state = :state, requirements = cast(:requirements as jsonb), refreshed_at = :as_of
    where id = :id
    """
)
_NEXT_ATTEMPT = text(
    """
    update payout_account set attempt = attempt + 1
    where id = :id and attempt = :attempt and stripe_account_id is null
    """
)
_CLOSE = text("update payout_account set closed_at = :now where id = :id and closed_at is null")
_TO_REFRESH = text(
    """
    select id from payout_account
    where rail = 'stripe_connect' and closed_at is null
      and (refreshed_at is null or refreshed_at < case state when 'active' then cast(:active_before as timestamptz)
                                                             else cast(:waiting_before as timestamptz) end)
    order by refreshed_at nulls first, id limit :limit
    """
)
# One at a time opens an account for an organisation.
_ORGANISATION = text(
    "select id, name, country from organisation where id = :id and archived_at is null for no key update"
)
_COUNTRY = text("select country from organisation where id = :id")
_IS_OF = text("select exists (select from payout_account where id = :id and organisation_id = :organisation_id)")
_HOLDER = text(
    """
    select o.name, p.email
    from payout_account a
    join organisation o on o.id = a.organisation_id
    join membership m on m.organisation_id = o.id and m.role = 'steward' and m.ended_at is null
    join person p on p.id = m.person_id and p.disabled_at is null
    where a.id = :id order by p.id is not distinct from a.opened_by desc, m.id limit 1
    """
)
_STEWARD = text(
    """
    select exists (select from membership m
                   where m.person_id = :person_id and m.organisation_id = :organisation_id and m.role = 'steward'
                     and m.ended_at is null) as is_steward,
           (select s.authenticated_at from sign_in_session s
            where s.id = :session_id and s.person_id = :person_id and s.revoked_at is null) as signed_in_at
    """
)
_RULES = text(
    """
    select platform_country, country, rail, source, is_confirmed from payout_rail_rule
    order by platform_country, country
    """
)
_RULES_FOR = text(
    """
    select platform_country, country, rail, source, is_confirmed from payout_rail_rule
    where platform_country = :platform_country and country in (:country, '*')
    """
)
_PUT_RULE = text(
    """
    insert into payout_rail_rule (platform_country, country, rail, source, is_confirmed)
    values (:platform_country, :country, :rail, :source, :is_confirmed)
    on conflict (platform_country, country) do update
        set rail = excluded.rail, source = excluded.source, is_confirmed = excluded.is_confirmed
    """
)


@dataclass(frozen=True)
class AccountFact:
    """One payout account as it stands. Of its number only the last digits leave the database."""

    id: str
    organisation_id: str
    rail: PayoutRail
    currency: str
    country: str
    state: PayoutAccountState
    stripe_account_id: str | None
    attempt: int
    holder_name: str
    last_digits: str
    is_iban: bool
    bic: str
    bank_name: str
    requirements: tuple[str, ...]
    opened_by: str | None
    created_at: datetime
    refreshed_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class OrganisationFact:
    """Whom the account is for."""

    id: str
    name: str
    country: str


@dataclass(frozen=True)
class HolderFact:
    """The organisation's name, and a steward's address."""

    name: str
    email: str


@dataclass(frozen=True)
class StewardFact:
    """What somebody is in an organisation, and when this session of theirs last proved who they are."""

    is_steward: bool
    signed_in_at: datetime | None


def _account(row: Row[tuple[object, ...]]) -> AccountFact:
    return AccountFact(
        id=row.id,
        organisation_id=row.organisation_id,
        rail=PayoutRail(row.rail),
        currency=row.currency,
        country=row.country,
        state=PayoutAccountState(row.state),
        stripe_account_id=row.stripe_account_id,
        attempt=row.attempt,
        holder_name=row.holder_name,
        last_digits=last_digits(row.account_number),
        is_iban=row.is_iban,
        bic=row.bic,
        bank_name=row.bank_name,
        requirements=tuple(row.requirements),
        opened_by=row.opened_by,
        created_at=row.created_at,
        refreshed_at=row.refreshed_at,
        closed_at=row.closed_at,
    )


def insert_account(
    session: Session,
    *,
    organisation_id: str,
    rail: PayoutRail,
    currency: str,
    country: str,
    bank: BankDetails | None,
    opened_by: str | None,
    now: datetime,
) -> AccountFact:
    """Open an account: a bank's is active at once. There may be none open for the currency."""
    values = {
        "id": new_id("pac"),
        "organisation_id": organisation_id,
        "rail": rail,
        "currency": currency,
        "country": country,
        "state": PayoutAccountState.ACTIVE if bank else PayoutAccountState.PENDING,
        "holder_name": bank.holder_name if bank else "",
        "account_number": bank.account_number if bank else "",
        "is_iban": bank.is_iban if bank else False,
        "bic": bank.bic if bank else "",
        "bank_name": bank.bank_name if bank else "",
        "opened_by": opened_by,
        "now": now,
    }
    session.execute(_INSERT, values)
    opened = lock_account(session, str(values["id"]))
    assert opened is not None
    return opened


def lock_open_account(session: Session, organisation_id: str, currency: str) -> AccountFact | None:
    row = session.execute(_OPEN, {"organisation_id": organisation_id, "currency": currency}).one_or_none()
    return _account(row) if row else None


def lock_account(session: Session, account_id: str) -> AccountFact | None:
    row = session.execute(_LOCK, {"id": account_id}).one_or_none()
    return _account(row) if row else None


def list_accounts(session: Session, organisation_id: str) -> list[AccountFact]:
    """Every account an organisation has and had, open ones first."""
    return [_account(row) for row in session.execute(_LIST, {"organisation_id": organisation_id})]


def is_same_account(session: Session, account_id: str, bank: BankDetails) -> bool:
    """Whether an account is the bank account that `bank` names."""
    asked = {
        "id": account_id,
        "account_number": bank.account_number,
        "bic": bank.bic,
        "holder_name": bank.holder_name,
    }
    return bool(session.execute(_IS_SAME_ACCOUNT, asked).scalar_one())


def find_account_of_stripe(session: Session, stripe_account_id: str) -> str | None:
    """Our account for one at Stripe, also when it is closed."""
    return session.execute(_OF_STRIPE, {"stripe_account_id": stripe_account_id}).scalar_one_or_none()


def mark_opened_at_stripe(session: Session, account_id: str, *, stripe_account_id: str) -> None:
    session.execute(_SET_STRIPE_ACCOUNT, {"id": account_id, "stripe_account_id": stripe_account_id})


def mark_standing(session: Session, account_id: str, standing: Standing, *, as_of: datetime) -> None:
    values = {
        "id": account_id,
        "state": standing.state,
        "requirements": json.dumps(list(standing.requirements)),
        "as_of": as_of,
    }
    session.execute(_SET_STANDING, values)


def mark_next_attempt(session: Session, account_id: str, *, attempt: int) -> None:
    """Ask under another key the next time; once, however many callers failed with this one."""
    session.execute(_NEXT_ATTEMPT, {"id": account_id, "attempt": attempt})


def mark_closed(session: Session, account_id: str, *, now: datetime) -> None:
    session.execute(_CLOSE, {"id": account_id, "now": now})


def list_to_refresh(session: Session, *, waiting_before: datetime, active_before: datetime, limit: int) -> list[str]:
    """Open accounts at Stripe that nobody has looked at since: waiting and stopped ones sooner than active ones."""
    asked = {"waiting_before": waiting_before, "active_before": active_before, "limit": limit}
    return list(session.execute(_TO_REFRESH, asked).scalars())


def lock_organisation(session: Session, organisation_id: str) -> OrganisationFact | None:
    row = session.execute(_ORGANISATION, {"id": organisation_id}).one_or_none()
    return OrganisationFact(row.id, row.name, row.country) if row else None


def get_country(session: Session, organisation_id: str) -> str:
    return str(session.execute(_COUNTRY, {"id": organisation_id}).scalar_one())


def is_account_of(session: Session, account_id: str, organisation_id: str) -> bool:
    """Whether the account is this organisation's."""
    return bool(session.execute(_IS_OF, {"id": account_id, "organisation_id": organisation_id}).scalar_one())


def find_holder(session: Session, account_id: str) -> HolderFact | None:
    """Whose the account is, and the steward to ask: whoever opened it, or another; None when there is no steward."""
    row = session.execute(_HOLDER, {"id": account_id}).one_or_none()
    return HolderFact(row.name, row.email) if row else None


def get_steward(session: Session, *, person_id: str, organisation_id: str, session_id: str | None) -> StewardFact:
    asked = {"person_id": person_id, "organisation_id": organisation_id, "session_id": session_id}
    row = session.execute(_STEWARD, asked).one()
    return StewardFact(row.is_steward, row.signed_in_at)


def list_rail_rules(session: Session) -> list[RailRule]:
    return [_rule(row) for row in session.execute(_RULES)]


def list_rail_rules_for(session: Session, *, platform_country: str, country: str) -> list[RailRule]:
    """The rules that speak of a country, and of anywhere."""
    asked = {"platform_country": platform_country, "country": country}
    return [_rule(row) for row in session.execute(_RULES_FOR, asked)]


def _rule(row: Row[tuple[object, ...]]) -> RailRule:
    return RailRule(row.platform_country, row.country, PayoutRail(row.rail), row.source, row.is_confirmed)


def put_rail_rules(session: Session, rules: Sequence[RailRule]) -> None:
    """Write rules, each in the place of the one for the same countries."""
    if rules:
        session.execute(_PUT_RULE, [rule.__dict__ for rule in rules])
