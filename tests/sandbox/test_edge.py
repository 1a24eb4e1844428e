"""The API's edge: keys, parameters, lists, expansion, and that nothing a client sends ends in a 500."""

from typing import Any

import pytest
import requests
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stripe.params.v2.core import AccountCreateParams

from sandbox.embedded import RunningSandbox
from sandbox.errors import ApiError
from sandbox.params import decode_form
from tests.sandbox.conftest import PRODUCER, client_of, pay

AUTH = {"Authorization": "Bearer sk_test_x"}


def call(running: RunningSandbox, method: str, path: str, **options: Any) -> requests.Response:
    return requests.request(method, running.url + path, timeout=60, **({"headers": AUTH} | options))


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ({}, "did not provide an API key"),
        ({"Authorization": "Bearer sk_live_abc"}, "refuses live keys"),
        ({"Authorization": "Bearer rk_live_abc"}, "refuses live keys"),
        ({"Authorization": "Bearer pk_test_abc"}, "Invalid API Key"),
        ({"Authorization": "Bearer sk_test_"}, "Invalid API Key"),
        ({"Authorization": "Basic c2tfdGVzdF94Og=="}, "did not provide an API key"),
    ],
)
def test_only_test_keys_are_taken(sandbox: RunningSandbox, header: dict[str, str], words: str) -> None:
    answer = call(sandbox, "GET", "/v1/balance", headers=header)
    assert answer.status_code == 401
    assert words in answer.json()["error"]["message"]


def test_every_answer_names_its_request_and_version(sandbox: RunningSandbox) -> None:
    answer = call(sandbox, "GET", "/v1/balance", headers=AUTH | {"Stripe-Version": "2026-10-28.endive"})
    assert answer.headers["request-id"].startswith("req_")
    assert answer.headers["stripe-version"] == "2026-10-28.endive"
    assert answer.json()["livemode"] is False
    wrong = call(sandbox, "GET", "/v1/balance", headers=AUTH | {"Stripe-Version": "yesterday"})
    assert wrong.status_code == 400


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({}, "parameter_missing", "amount"),
        ({"amount": "5", "currency": "eur", "colour": "red"}, "parameter_unknown", "colour"),
        ({"amount": "-5", "currency": "eur"}, "parameter_invalid_integer", "amount"),
        ({"amount": "0", "currency": "eur"}, "parameter_invalid_integer", "amount"),
        ({"amount": "5.0", "currency": "eur"}, "parameter_invalid_integer", "amount"),
        ({"amount": "999999999", "currency": "eur"}, "amount_too_large", "amount"),
        ({"amount[x]": "5", "currency": "eur"}, "parameter_invalid_integer", "amount"),
        ({"amount": "5", "currency": "euro"}, None, "currency"),
        ({"amount": "5", "currency": "eur", "confirm": "yes"}, None, "confirm"),
        ({"amount": "5", "currency": "eur", "metadata": "x"}, None, "metadata"),
        ({"amount": "5", "currency": "eur", "shipping[name]": ""}, "parameter_missing", "shipping[address]"),
        ({"amount": "5", "currency": "eur", "payment_method_types[0]": "card"}, "parameter_unknown", None),
    ],
)
def test_bad_parameters_are_named(
    sandbox: RunningSandbox, params: dict[str, str], code: str | None, param: str | None
) -> None:
    answer = call(sandbox, "POST", "/v1/payment_intents", data=params)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (400, "invalid_request_error")
    assert error.get("code") == code
    assert param is None or error["param"] == param


def test_lists_turn_pages_both_ways(client: stripe.StripeClient) -> None:
    made = [client.v1.payment_intents.create({"amount": 100 + n, "currency": "eur"}).id for n in range(7)][::-1]
    first = client.v1.payment_intents.list({"limit": 3})
    assert ([one.id for one in first.data], first.has_more) == (made[:3], True)
    rest = client.v1.payment_intents.list({"limit": 100, "starting_after": made[2]})
    assert ([one.id for one in rest.data], rest.has_more) == (made[3:], False)
    back = client.v1.payment_intents.list({"limit": 2, "ending_before": made[4]})
    assert ([one.id for one in back.data], back.has_more) == (made[2:4], True)
    assert [one.id for one in client.v1.payment_intents.list({"limit": 2}).auto_paging_iter()] == made
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.list({"starting_after": "pi_none"})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.list({"limit": 101})


def test_expansion_follows_paths_and_refuses_others(client: stripe.StripeClient) -> None:
    intent = pay(client)
    wide: Any = client.v1.payment_intents.list({"expand": ["data.latest_charge.balance_transaction"]}).data[0]
    assert wide.latest_charge.balance_transaction.source == intent.latest_charge
    for path in ("nonsense", "latest_charge.nonsense", "amount", "latest_charge." * 5 + "x"):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.payment_intents.retrieve(intent.id, {"expand": [path]})


def test_what_is_not_simulated_says_so(sandbox: RunningSandbox) -> None:
    answer = call(sandbox, "POST", "/v1/subscriptions")
    assert answer.status_code == 404
    assert "does not simulate" in answer.json()["error"]["message"]


def test_platform_calls_are_refused_for_a_connected_account(sandbox: RunningSandbox) -> None:
    with pytest.raises(stripe.PermissionError):
        client_of(sandbox, stripe_account=PRODUCER).v1.payment_intents.create({"amount": 5, "currency": "eur"})


@pytest.mark.parametrize(
    ("method", "path", "typed"),
    [
        ("POST", "/v1/checkout/sessions", stripe.params.checkout.SessionCreateParams),
        ("POST", "/v1/payment_intents", stripe.params.PaymentIntentCreateParams),
        ("POST", "/v1/payment_intents/pi_x/confirm", stripe.params.PaymentIntentConfirmParams),
        ("POST", "/v1/refunds", stripe.params.RefundCreateParams),
        ("POST", "/v1/transfers", stripe.params.TransferCreateParams),
        ("GET", "/v1/transfers", stripe.params.TransferListParams),
        ("POST", "/v1/payouts", stripe.params.PayoutCreateParams),
        ("POST", "/v1/accounts", stripe.params.AccountCreateParams),
        ("POST", "/v1/account_links", stripe.params.AccountLinkCreateParams),
        ("GET", "/v1/events", stripe.params.EventListParams),
        ("GET", "/v1/balance_transactions", stripe.params.BalanceTransactionListParams),
        ("POST", "/v1/webhook_endpoints", stripe.params.WebhookEndpointCreateParams),
        ("POST", "/v2/core/accounts", AccountCreateParams),
    ],
)
def test_no_parameter_is_taken_that_stripe_does_not_know(
    sandbox: RunningSandbox, method: str, path: str, typed: Any
) -> None:
    found = sandbox.app.router.find(method, path)
    assert found is not None
    assert set(found[0].shape.fields) <= set(typed.__annotations__)


PATHS = (
    "/v1/payment_intents",
    "/v1/checkout/sessions",
    "/v1/transfers",
    "/v1/refunds",
    "/v1/accounts",
    "/v1/payouts",
    "/v1/webhook_endpoints",
    f"/v1/accounts/{PRODUCER}/external_accounts",
    f"/v2/core/accounts/{PRODUCER}",
    "/v2/core/accounts",
    "/_sandbox/clock",
    "/_sandbox/faults",
    "/_sandbox/history",
    "/_sandbox/switches",
    "/act/advance",
    "/act/fault",
    "/act/refund",
)
KEYS = (
    "amount",
    "currency",
    "line_items",
    "metadata",
    "external_account",
    "mode",
    "expand",
    "payments",
    "at",
    "seconds",
)
BRACKETS = ("", "[]", "[0]", "[a]", "[0][price_data]", "[a][b][c][d][e][f][g][h][i]", "[", "]]")
VALUES = st.one_of(st.text(max_size=12), st.sampled_from(["-1", "1e9", "eur", "9" * 30, "true", "\x00", "💶", "²"]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS),
    fields=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(BRACKETS), VALUES), max_size=4),
)
def test_no_form_ends_in_a_500(sandbox: RunningSandbox, path: str, fields: list[tuple[str, str, str]]) -> None:
    answer = call(
        sandbox, "POST", path, data=[(key + tail, value) for key, tail, value in fields], allow_redirects=False
    )
    assert answer.status_code < 500, answer.text


JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from([path for path in PATHS if not path.startswith(("/v1", "/act"))]), body=JSON)
def test_no_json_ends_in_a_500(sandbox: RunningSandbox, path: str, body: Any) -> None:
    answer = call(sandbox, "POST", path, json=body)
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("body", [b"\xff\xfe=1", b"a[b=1", b"a=%FF", b"{" * 5_000])
def test_bytes_that_are_no_form_are_refused(sandbox: RunningSandbox, body: bytes) -> None:
    for path in ("/v1/transfers", "/v2/core/accounts", "/_sandbox/faults"):
        assert call(sandbox, "POST", path, data=body).status_code == 400


def test_a_huge_body_is_refused(sandbox: RunningSandbox) -> None:
    huge = {"description": "x" * 1_100_000, "amount": "5", "currency": "eur"}
    assert call(sandbox, "POST", "/v1/payment_intents", data=huge).status_code == 413
    assert call(sandbox, "POST", "/act/advance", data={"seconds": "1" * 30_000}).status_code == 413


@given(st.text(max_size=60))
def test_forms_are_read_or_refused(text: str) -> None:
    try:
        assert isinstance(decode_form(text), dict)
    except ApiError as error:
        assert error.status == 400
