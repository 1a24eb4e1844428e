"""Open the account that an organisation is paid to. Its country has chosen the rail before anybody is asked."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.stripe import StripeGateway
from kit.currencies import currency_facts
from kit.database import Database
from kit.log import get_log
from market.accounts.errors import NoSuchOrganisation
from market.payouts.accounts import queries
from market.payouts.accounts.bank_details import BankDetails
from market.payouts.accounts.errors import BankDetailsMissing, BankDetailsNotWanted, PayoutAccountOpen
from market.payouts.accounts.open_at_stripe import open_at_stripe
from market.payouts.accounts.queries import AccountFact
from market.payouts.accounts.read_rail import read_rail
from models.enums import PayoutRail

_log = get_log("payout_accounts")


def open_payout_account(
    database: Database,
    stripe: StripeGateway,
    *,
    organisation_id: str,
    currency: str,
    bank: BankDetails | None,
    opened_by: str | None,
    market_country: str,
    now: datetime,
) -> AccountFact:
    """The open account: an active one at a bank, or one at Stripe that its holder still has to complete.

    Asked for again with the same wish, it answers the same account, and goes on where it was interrupted. Raises
    NoSuchOrganisation, UnknownCurrency, BankDetailsMissing, BankDetailsNotWanted, PayoutAccountOpen, GatewayRefused
    when Stripe takes no such account (none is open then), GatewayUnavailable, NobodyToAsk.
    """
    currency_facts(currency)
    with database.transaction() as session:
        account = _intend(
            session,
            organisation_id=organisation_id,
            currency=currency,
            bank=bank,
            opened_by=opened_by,
            market_country=market_country,
            now=now,
        )
    if account.rail is PayoutRail.STRIPE_CONNECT and account.stripe_account_id is None:
        return open_at_stripe(database, stripe, account_id=account.id, now=now)
    return account


def _intend(
    session: Session,
    *,
    organisation_id: str,
    currency: str,
    bank: BankDetails | None,
    opened_by: str | None,
    market_country: str,
    now: datetime,
) -> AccountFact:
    organisation = queries.lock_organisation(session, organisation_id)
    if organisation is None:
        raise NoSuchOrganisation()
    rail = read_rail(session, market_country=market_country, country=organisation.country).rail
    if rail is PayoutRail.MANUAL_BANK and bank is None:
        raise BankDetailsMissing()
    if rail is PayoutRail.STRIPE_CONNECT and bank is not None:
        raise BankDetailsNotWanted()
    account = queries.lock_open_account(session, organisation_id, currency)
    if account is not None:
        if not _is_same_wish(session, account, rail, bank):
            raise PayoutAccountOpen(account.id)
        return account
    opened = queries.insert_account(
        session,
        organisation_id=organisation_id,
        rail=rail,
        currency=currency,
        country=organisation.country,
        bank=bank,
        opened_by=opened_by,
        now=now,
    )
    _log.info("payout_account_opened", payout_account=opened.id, rail=rail, person=opened_by)
    return opened


def _is_same_wish(session: Session, account: AccountFact, rail: PayoutRail, bank: BankDetails | None) -> bool:
    if account.rail is not rail:
        return False
    return bank is None or queries.is_same_account(session, account.id, bank)
