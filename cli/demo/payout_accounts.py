"""Where the demo's producers are paid: the rails of the market's country, and an account for each producer."""

from datetime import UTC, datetime, time

from sqlalchemy import select
from sqlmodel import col

from cli.demo.content_types import DemoContent, Producer
from cli.demo.ground import Ground
from cli.demo.rows import insert_rows
from cli.demo.sandbox import Sandbox
from market.payouts.accounts import queries
from market.payouts.accounts.bank_details import check_bank_details
from market.payouts.accounts.load_rail_rules import load_rail_rules
from market.payouts.accounts.rail_rules import built_in_rules
from market.payouts.accounts.rules import RailRule
from models.enums import PayoutAccountState, PayoutRail
from models.payouts import PayoutAccount
from workers.tools import Tools

_SIMULATED = "the demo's own: simulated Stripe pays here; Stripe itself may not pay from the market's country"


def lay_rails(tools: Tools, content: DemoContent) -> None:
    """Load the rules that Solifair brings along, and those of the demo's own; nothing when there are any."""
    ours = content.market.country
    rules = built_in_rules(ours)
    named = {rule.country for rule in rules}
    simulated = {producer.country for producer in content.producers if producer.payout.bank is None} - named
    with tools.database.transaction() as session:
        if not queries.list_rail_rules(session):
            extra = [
                RailRule(ours, country, PayoutRail.STRIPE_CONNECT, _SIMULATED, is_confirmed=False)
                for country in sorted(simulated)
            ]
            load_rail_rules(session, [*rules, *extra])


def open_payout_accounts(tools: Tools, sandbox: Sandbox, content: DemoContent, ground: Ground) -> None:
    """Give every producer the rail its country allows; Stripe knows those on its own rail, and is content with them."""
    with tools.database.reading() as session:
        has_one = set(session.execute(select(col(PayoutAccount.organisation_id))).scalars())
    opened = datetime.combine(content.market.opened_on, time(), UTC)
    accounts = []
    for producer in content.producers:
        organisation_id = ground.organisations[producer.slug]
        if organisation_id in has_one:
            continue
        account = PayoutAccount(
            organisation_id=organisation_id,
            rail=PayoutRail(producer.payout.rail),
            currency=producer.payout.currency,
            country=producer.country,
            state=PayoutAccountState.ACTIVE,
            created_at=opened,
        )
        if producer.payout.bank is None:
            account.stripe_account_id = _open_at_stripe(tools, sandbox, producer, organisation_id)
        else:
            _name_bank(account, producer)
        accounts.append(account)
    with tools.database.transaction() as session:
        insert_rows(session, accounts)


def _open_at_stripe(tools: Tools, sandbox: Sandbox, producer: Producer, organisation_id: str) -> str:
    fact = tools.stripe.create_recipient_account(
        organisation_id=organisation_id,
        country=producer.country,
        email=f"{producer.slug}@producers.example.org",
        name=producer.name,
        idempotency_key=f"demo-account-{organisation_id}",
    )
    sandbox.finish_onboarding(fact.id)
    return fact.id


def _name_bank(account: PayoutAccount, producer: Producer) -> None:
    bank = producer.payout.bank
    assert bank is not None
    details = check_bank_details(
        holder_name=bank.holder_name,
        iban=bank.iban,
        account_number=bank.account_number,
        bic=bank.bic,
        bank_name=bank.bank_name,
    )
    account.holder_name, account.account_number = details.holder_name, details.account_number
    account.is_iban, account.bic, account.bank_name = details.is_iban, details.bic, details.bank_name
