"""Answers have the shape that Stripe's own OpenAPI document gives them.

They read it beside the project (`../shared/data/stripe/`), or where STRIPE_OPENAPI says (github.com/stripe/openapi).
"""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema.exceptions
import pytest
import requests
import stripe

from sandbox.embedded import RunningSandbox
from tests.sandbox.conftest import PRODUCER, checkout, control, funded, pay

_BESIDE = Path(__file__).parents[3] / "shared" / "data" / "stripe" / "spec3.2026-05-27.dahlia.json"
_DOCUMENT = Path(os.environ.get("STRIPE_OPENAPI", _BESIDE))

pytestmark = pytest.mark.skipif(not _DOCUMENT.exists(), reason=f"Stripe's OpenAPI document is not at {_DOCUMENT}")


def as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 to JSON Schema: `nullable` becomes a choice with null."""
    if isinstance(node, list):
        return [as_json_schema(part) for part in node]
    if not isinstance(node, dict):
        return node
    converted = {
        key: as_json_schema(value) for key, value in node.items() if key not in {"nullable", "x-expansionResources"}
    }
    if node.get("nullable") is True:
        return {"anyOf": [converted, {"type": "null"}]}
    return converted


@pytest.fixture(scope="session")
def components() -> Any:
    return as_json_schema(json.loads(_DOCUMENT.read_text())["components"]["schemas"])


@pytest.fixture
def world(sandbox: RunningSandbox, client: stripe.StripeClient) -> RunningSandbox:
    """One of everything."""
    declined = client.v1.payment_intents.create({"amount": 500, "currency": "eur"})
    with pytest.raises(stripe.CardError):
        client.v1.payment_intents.confirm(declined.id, {"payment_method": "pm_card_chargeDeclined"})
    session = checkout(client)
    assert session.url is not None
    requests.post(session.url, data={"method": "pm_card_visa"}, allow_redirects=False, timeout=60)
    checkout(client)
    for method in ("pm_card_authenticationRequired", "pm_sandbox_debit_failure", "pm_card_createIssuerFraudRecord"):
        pay(client, method=method, return_url="http://shop.test/back")
    control(sandbox, "clock", advance_seconds=31)
    pay(client, method="pm_card_createDispute")
    intent = funded(client, sandbox)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 100})
    control(sandbox, "switches", fail_next_refunds=1)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 100, "metadata": {"a": "b"}})
    transfer = client.v1.transfers.create({"amount": 900, "currency": "eur", "destination": PRODUCER})
    client.v1.transfers.reversals.create(transfer.id, {"amount": 100})
    client.v1.topups.create({"amount": 1_000, "currency": "eur", "metadata": {"a": "b"}})
    client.v1.payouts.create({"amount": 500, "currency": "eur"})
    control(sandbox, "switches", settle_in={"usd": ["eur", "0.92"]})
    pay(client, currency="usd")
    client.v1.accounts.create({"country": "DE", "email": "coop@example.org", "metadata": {"a": "b"}})
    client.v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["*"], "metadata": {"a": "b"}})
    control(sandbox, "clock", advance_seconds=200_000)
    return sandbox


def get(running: RunningSandbox, path: str, account: str = "") -> Any:
    headers = {"Authorization": "Bearer sk_test_x", "Stripe-Account": account}
    answer = requests.get(running.url + path, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def check(components: Any, name: str, thing: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": components}}
    wrong = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(thing))
    assert wrong is None, f"{name} at {wrong.json_path}: {wrong.message[:300]}"
    unknown = thing.keys() - components[name]["properties"].keys()
    assert not unknown, f"{name} has no {unknown}"


def without_nulls(thing: Any) -> Any:
    """v2 answers null where the document says only that a field may be missing."""
    if isinstance(thing, dict):
        return {key: without_nulls(value) for key, value in thing.items() if value is not None}
    return [without_nulls(part) for part in thing] if isinstance(thing, list) else thing


LISTS = {
    "/v1/checkout/sessions": "checkout.session",
    "/v1/payment_intents": "payment_intent",
    "/v1/charges": "charge",
    "/v1/balance_transactions": "balance_transaction",
    "/v1/refunds": "refund",
    "/v1/disputes": "dispute",
    "/v1/radar/early_fraud_warnings": "radar.early_fraud_warning",
    "/v1/transfers": "transfer",
    "/v1/topups": "topup",
    "/v1/accounts": "account",
    "/v1/events": "event",
    "/v1/webhook_endpoints": "webhook_endpoint",
}


@pytest.mark.parametrize(("path", "name"), LISTS.items())
def test_listed_objects_fit(world: RunningSandbox, components: Any, path: str, name: str) -> None:
    listed = get(world, f"{path}?limit=100")
    assert listed["object"] == "list" and listed["data"]
    for thing in listed["data"]:
        check(components, name, thing)
        if name == "event":
            kind = thing["data"]["object"]["object"]
            check(components, {"line_item": "item"}.get(kind, kind), thing["data"]["object"])


@pytest.mark.parametrize(
    ("path", "name"),
    [("/v1/payouts", "payout"), ("/v1/charges", "charge"), ("/v1/refunds", "refund"), ("/v1/events", "event")],
)
def test_objects_of_a_connected_account_fit(world: RunningSandbox, components: Any, path: str, name: str) -> None:
    listed = get(world, f"{path}?limit=100", PRODUCER)
    assert listed["data"]
    for thing in listed["data"]:
        check(components, name, thing)


def test_nested_objects_fit(world: RunningSandbox, components: Any) -> None:
    check(components, "balance", get(world, "/v1/balance"))
    transfer = get(world, "/v1/transfers?expand[]=data.destination&expand[]=data.balance_transaction")["data"][0]
    check(components, "transfer", transfer)
    check(components, "transfer_reversal", get(world, f"/v1/transfers/{transfer['id']}/reversals")["data"][0])
    session = get(world, "/v1/checkout/sessions?expand[]=data.payment_intent&expand[]=data.line_items")["data"][0]
    check(components, "checkout.session", session)
    for line in get(world, f"/v1/checkout/sessions/{session['id']}/line_items")["data"]:
        check(components, "item", line)
    bank = get(world, f"/v1/accounts/{PRODUCER}/external_accounts")["data"][0]
    check(components, "bank_account", bank)
    check(components, "capability", get(world, f"/v1/accounts/{PRODUCER}/capabilities/transfers"))


def test_expanded_objects_fit(world: RunningSandbox, components: Any) -> None:
    query = "expand[]=data.latest_charge.balance_transaction&expand[]=data.payment_method&limit=100"
    for intent in get(world, f"/v1/payment_intents?{query}")["data"]:
        check(components, "payment_intent", intent)
        if isinstance(intent["payment_method"], dict):
            check(components, "payment_method", intent["payment_method"])
    for entry in get(world, "/v1/balance_transactions?expand[]=data.source&limit=100")["data"]:
        check(components, "balance_transaction", entry)
        assert isinstance(entry["source"], dict)


def test_answers_that_are_no_stored_object_fit(
    world: RunningSandbox, components: Any, client: stripe.StripeClient
) -> None:
    link = client.v1.account_links.create({"account": PRODUCER, "type": "account_onboarding"})
    check(components, "account_link", link.to_dict())
    include = "include[0]=configuration.recipient&include[1]=identity&include[2]=requirements&include[3]=defaults"
    body = get(world, f"/v2/core/accounts/{PRODUCER}?{include}")
    check(components, "v2.core.account", without_nulls(body))
    refusal = requests.post(f"{world.url}/v1/transfers", headers={"Authorization": "Bearer sk_test_x"}, timeout=60)
    check(components, "error", refusal.json())
    check(components, "api_errors", refusal.json()["error"])
