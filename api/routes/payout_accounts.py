"""Where an organisation's money goes: opened and closed by its stewards, chosen by its country."""

from starlette.responses import Response

from api.access import Caller
from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, StripeDep, expect_id
from api.idempotency import IdempotentDep
from api.ownership import own_organisation
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.payout_accounts import (
    OnboardingLinkOut,
    PayoutAccountIn,
    PayoutAccountOut,
    PayoutAccountsOut,
    RailOut,
)
from kit.database import Session
from market.payouts.accounts import queries
from market.payouts.accounts.close_payout_account import close_payout_account
from market.payouts.accounts.errors import NoSuchPayoutAccount
from market.payouts.accounts.link_to_onboarding import link_to_onboarding
from market.payouts.accounts.open_payout_account import open_payout_account
from market.payouts.accounts.read_rail import read_rail
from market.payouts.accounts.refresh_account import refresh_account
from market.payouts.accounts.require_steward import require_steward

routes = Routes(prefix="/v1/organisations/{organisation_id}/payout-accounts", tags=["payout_accounts"])


def _require_steward(session: Session, caller: Caller, organisation_id: str, now: Now) -> None:
    require_steward(
        session,
        person_id=caller.person_id or "",
        session_id=caller.session_id,
        organisation_id=organisation_id,
        now=now,
    )


@routes.post("", policy=(Resource.PAYOUT_ACCOUNT, Action.CREATE), status_code=201, response_model=PayoutAccountOut)
def open_account(
    organisation_id: IdPath,
    body: PayoutAccountIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    stripe: StripeDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Open the account that money in a currency goes to. Only a steward can, who has signed in a moment ago.

    Where money goes through Stripe, ask for an onboarding link next. Asked again with the same wish, it answers the
    same account; should Stripe not answer, ask again.
    """
    own_organisation(caller, organisation_id)
    with database.transaction() as session:
        _require_steward(session, caller, organisation_id, now)
        if replayed := idempotent.replay(session):
            return replayed
    account = open_payout_account(
        database,
        stripe,
        organisation_id=organisation_id,
        currency=body.currency,
        bank=body.bank.checked() if body.bank else None,
        opened_by=caller.person_id,
        market_country=settings.market_country,
        now=now,
    )
    with database.transaction() as session:
        return idempotent.answer(session, 201, PayoutAccountOut.of(account))


@routes.get("", policy=(Resource.PAYOUT_ACCOUNT, Action.READ))
def list_accounts(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep
) -> PayoutAccountsOut:
    """The accounts of one's organisation, and the road that its country's money takes."""
    own_organisation(caller, organisation_id)
    with database.reading() as session:
        country = queries.get_country(session, organisation_id)
        rail = read_rail(session, market_country=settings.market_country, country=country)
        accounts = queries.list_accounts(session, organisation_id)
    return PayoutAccountsOut(new_account=RailOut.of(rail), data=[PayoutAccountOut.of(account) for account in accounts])


@routes.delete("/{account_id}", policy=(Resource.PAYOUT_ACCOUNT, Action.DELETE))
def close_account(
    organisation_id: IdPath, account_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now
) -> PayoutAccountOut:
    """Close an account: nothing new goes there. Safe to repeat; another one can be opened then."""
    own_organisation(caller, organisation_id)
    with database.transaction() as session:
        _require_steward(session, caller, organisation_id, now)
        closed = close_payout_account(
            session,
            organisation_id=organisation_id,
            account_id=expect_id("pac", account_id),
            closed_by=caller.person_id,
            now=now,
        )
        return PayoutAccountOut.of(closed)


@routes.post("/{account_id}/onboarding-link", policy=(Resource.PAYOUT_ACCOUNT, Action.CREATE), status_code=201)
def link(
    organisation_id: IdPath,
    account_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    stripe: StripeDep,
    now: Now,
) -> OnboardingLinkOut:
    """A page of Stripe's where a steward answers what Stripe asks. It leads back to the desk."""
    own_organisation(caller, organisation_id)
    with database.reading() as session:
        _require_steward(session, caller, organisation_id, now)
    url = link_to_onboarding(
        database,
        stripe,
        organisation_id=organisation_id,
        account_id=expect_id("pac", account_id),
        storefront_url=settings.storefront_url,
    )
    return OnboardingLinkOut(url=url)


@routes.post("/{account_id}/refresh", policy=(Resource.PAYOUT_ACCOUNT, Action.UPDATE))
def refresh(
    organisation_id: IdPath,
    account_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    stripe: StripeDep,
    now: Now,
) -> PayoutAccountOut:
    """Look at Stripe how the account stands, without waiting for its news."""
    own_organisation(caller, organisation_id)
    with database.reading() as session:
        if not queries.is_account_of(session, expect_id("pac", account_id), organisation_id):
            raise NoSuchPayoutAccount()
    return PayoutAccountOut.of(refresh_account(database, stripe, account_id=account_id, now=now))
