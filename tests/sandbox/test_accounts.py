"""Connected accounts: v1 and v2, onboarding through the hosted form, and the events of both."""

import json
from typing import Any

import pytest
import requests
import stripe

from sandbox.embedded import RunningSandbox
from tests.sandbox.conftest import CONNECT_SECRET, PRODUCER, THIN_SECRET, Inbox, client_of, control, wait_until

CONTROLLER: Any = {
    "fees": {"payer": "application"},
    "losses": {"payments": "application"},
    "stripe_dashboard": {"type": "express"},
}


def onboard(url: str, **fields: str) -> requests.Response:
    form = {"holder": "Cooperativa Norandino", "iban": "FR14 2004 1010 0505 0001 3M02 606", "terms": "yes"} | fields
    return requests.post(url, data=form, allow_redirects=False, timeout=60)


def test_an_account_works_once_its_owner_has_filled_in_the_form(hooked: RunningSandbox, inbox: Inbox) -> None:
    client = client_of(hooked)
    wish: Any = {"transfers": {"requested": True}}
    account: Any = client.v1.accounts.create({"country": "FR", "controller": CONTROLLER, "capabilities": wish})
    assert (account.payouts_enabled, account.capabilities.transfers) == (False, "inactive")
    assert "external_account" in account.requirements.currently_due
    link = client.v1.account_links.create(
        {
            "account": account.id,
            "type": "account_onboarding",
            "return_url": "http://shop.test/done",
            "refresh_url": "http://shop.test/again",
        }
    )
    assert "Set up payouts" in requests.get(link.url, timeout=60).text
    assert onboard(link.url, iban="no").status_code == 422
    assert onboard(link.url, terms="").status_code == 422
    assert client.v1.accounts.retrieve(account.id).payouts_enabled is False
    assert onboard(link.url).headers["location"] == "http://shop.test/done"
    ready: Any = client.v1.accounts.retrieve(account.id)
    assert (ready.payouts_enabled, ready.capabilities.transfers, ready.details_submitted) == (True, "active", True)
    assert ready.requirements.currently_due == []
    assert ready.external_accounts.data[0].last4 == "2606"
    onboard(link.url)
    assert len(client.v1.accounts.external_accounts.list(account.id).data) == 1
    wait_until(lambda: any('"account.updated"' in one.body for one in inbox.received))
    for one in inbox.received:
        assert one.path == "/connect"
        event = stripe.Webhook.construct_event(one.body, one.signature, CONNECT_SECRET)
        assert event.account == account.id
    types = [json.loads(one.body)["type"] for one in inbox.received]
    assert types == ["account.external_account.created", "capability.updated", "account.updated"]


def test_a_link_expires_and_sends_back_to_the_platform(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    account = client.v1.accounts.create({"country": "FR"})
    link = client.v1.account_links.create(
        {"account": account.id, "type": "account_onboarding", "refresh_url": "http://shop.test/again"}
    )
    control(sandbox, "clock", advance_seconds=400)
    answer = requests.get(link.url, allow_redirects=False, timeout=60)
    assert (answer.status_code, answer.headers["location"]) == (303, "http://shop.test/again")
    assert client.v1.accounts.retrieve(account.id).payouts_enabled is False


def test_a_v2_recipient_becomes_active_and_tells_it_by_a_thin_event(hooked: RunningSandbox, inbox: Inbox) -> None:
    client = client_of(hooked)
    account = client.v2.core.accounts.create(
        {
            "contact_email": "coop@example.org",
            "dashboard": "express",
            "display_name": "Norandino",
            "identity": {"country": "fr", "entity_type": "company"},
            "configuration": {
                "recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}
            },
            "defaults": {"responsibilities": {"fees_collector": "application", "losses_collector": "application"}},
            "include": ["configuration.recipient", "identity", "requirements"],
        }
    )
    assert account.applied_configurations == ["recipient"]
    recipient: Any = account.configuration.recipient  # type: ignore[union-attr]
    assert recipient.capabilities.stripe_balance.stripe_transfers.status == "restricted"
    assert client.v2.core.accounts.retrieve(account.id).configuration is None
    link = client.v2.core.account_links.create(
        {
            "account": account.id,
            "use_case": {
                "type": "account_onboarding",
                "account_onboarding": {
                    "refresh_url": "http://shop.test/again",
                    "return_url": "http://shop.test/done",
                },
            },
        }
    )
    assert onboard(link.url).status_code == 303
    again: Any = client.v2.core.accounts.retrieve(account.id, {"include": ["configuration.recipient"]})
    assert again.configuration.recipient.capabilities.stripe_balance.stripe_transfers.status == "active"
    # The same account in its v1 form.
    assert client.v1.accounts.retrieve(account.id).payouts_enabled is True

    type_ = "v2.core.account[configuration.recipient].capability_status_updated"
    wait_until(lambda: any(type_ in one.body and "updated_capability" in one.body for one in inbox.received))
    thin = [one for one in inbox.received if one.path == "/thin"][-1]
    note: Any = client.parse_event_notification(thin.body, thin.signature, THIN_SECRET)
    assert (note.type, note.related_object.id) == (type_, account.id)
    assert client.v2.core.events.retrieve(note.id).type == type_


def test_an_account_that_falls_behind_is_stopped(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    control(sandbox, f"accounts/{PRODUCER}/standing", due=["individual.verification.document"])
    account: Any = client.v1.accounts.retrieve(PRODUCER)
    assert (account.payouts_enabled, account.capabilities.transfers) == (False, "inactive")
    with pytest.raises(stripe.InvalidRequestError, match="Payouts are not enabled"):
        client.v1.payouts.create({"amount": 1, "currency": "eur"}, {"stripe_account": PRODUCER})
    control(sandbox, f"accounts/{PRODUCER}/standing", due=[])
    assert client.v1.accounts.retrieve(PRODUCER).payouts_enabled is True
    control(sandbox, f"accounts/{PRODUCER}/deauthorize")
    events = client.v1.events.list({"type": "account.application.deauthorized"}, {"stripe_account": PRODUCER})
    assert len(events.data) == 1


def test_bank_accounts_come_and_go(client: stripe.StripeClient) -> None:
    bank: Any = {"object": "bank_account", "country": "FR", "currency": "eur", "account_number": "FR7612345678"}
    made = client.v1.accounts.external_accounts.create(PRODUCER, {"external_account": bank})
    assert client.v1.accounts.external_accounts.retrieve(PRODUCER, made.id).last4 == "5678"
    client.v1.accounts.external_accounts.delete(PRODUCER, made.id)
    assert made.id not in [one.id for one in client.v1.accounts.external_accounts.list(PRODUCER).data]


def test_a_manual_schedule_keeps_the_money_on_the_account(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    client.v1.accounts.update(PRODUCER, {"settings": {"payouts": {"schedule": {"interval": "manual"}}}})
    charge = client.v1.payment_intents.create(
        {"amount": 5_000, "currency": "eur", "payment_method": "pm_card_bypassPending", "confirm": True}
    )
    assert charge.status == "succeeded"
    client.v1.transfers.create({"amount": 4_000, "currency": "eur", "destination": PRODUCER})
    control(sandbox, "clock", advance_seconds=10 * 86_400)
    balance = client.v1.balance.retrieve(options={"stripe_account": PRODUCER})
    assert [part.amount for part in balance.available] == [4_000]


def test_an_account_with_money_cannot_be_deleted(client: stripe.StripeClient) -> None:
    empty = client.v1.accounts.create({"country": "FR"})
    assert client.v1.accounts.delete(empty.id).deleted is True
    with pytest.raises(stripe.StripeError):
        client.v1.accounts.retrieve(empty.id)
