"""Each fault does what it says: what the client sees, and whether the thing has happened."""

import time
from typing import Any

import pytest
import requests
import stripe

from sandbox.embedded import RunningSandbox
from tests.sandbox.conftest import PRODUCER, client_of, control

ORDER: Any = {"amount": 500, "currency": "eur", "destination": PRODUCER, "transfer_group": "g"}


@pytest.fixture
def rich(sandbox: RunningSandbox) -> RunningSandbox:
    """A sandbox whose platform has money available."""
    params: Any = {"amount": 90_000, "currency": "eur", "payment_method": "pm_card_bypassPending", "confirm": True}
    client_of(sandbox).v1.payment_intents.create(params)
    return sandbox


def impatient(running: RunningSandbox) -> stripe.StripeClient:
    """Leaves long before a sandbox that hangs would answer."""
    return client_of(running, http_client=stripe.RequestsClient(timeout=2))


@pytest.mark.parametrize(
    ("mode", "error", "status", "happens"),
    [
        ("hang_before", stripe.APIConnectionError, None, False),
        ("apply_then_hang", stripe.APIConnectionError, None, True),
        ("apply_then_500", stripe.APIError, 500, True),
        ("apply_then_reset", stripe.APIConnectionError, None, True),
        ("cut_body", stripe.APIConnectionError, None, True),
        ("error_500_before", stripe.APIError, 500, False),
        ("stored_500", stripe.APIError, 500, False),
        ("conflict_409", stripe.APIError, 409, False),
        ("rate_limit_429", stripe.RateLimitError, 429, False),
        ("unauthorized_401", stripe.AuthenticationError, 401, False),
        ("unavailable_503", stripe.APIError, 503, False),
    ],
)
def test_a_fault_strikes_once_and_the_same_key_converges(
    rich: RunningSandbox, mode: str, error: type[stripe.StripeError], status: int | None, happens: bool
) -> None:
    control(rich, "faults", match="POST /v1/transfers", mode=mode, seconds=5)
    client = client_of(rich)
    with pytest.raises(error) as caught:
        (impatient(rich) if "hang" in mode else client).v1.transfers.create(ORDER, {"idempotency_key": "t"})
    assert caught.value.http_status == status
    assert len(client.v1.transfers.list({"transfer_group": "g"}).data) == int(happens)
    if mode == "stored_500":
        with pytest.raises(stripe.APIError) as again:
            client.v1.transfers.create(ORDER, {"idempotency_key": "t"})
        headers: Any = again.value.headers
        assert headers["Idempotent-Replayed"] == "true"
        assert client.v1.transfers.create(ORDER, {"idempotency_key": "t-2"}).id
    else:
        client.v1.transfers.create(ORDER, {"idempotency_key": "t"})
    assert len(client.v1.transfers.list({"transfer_group": "g"}).data) == 1


def test_the_sdk_heals_a_lost_answer_by_itself(rich: RunningSandbox) -> None:
    for mode in ("apply_then_500", "apply_then_reset", "unavailable_503", "conflict_409"):
        control(rich, "faults", match="POST /v1/transfers", mode=mode)
        patient = client_of(rich, max_network_retries=2)
        patient.v1.transfers.create(ORDER | {"transfer_group": mode})
        assert len(patient.v1.transfers.list({"transfer_group": mode}).data) == 1


def test_slow_answers_come_late(rich: RunningSandbox) -> None:
    control(rich, "faults", match="GET /v1/balance", mode="slow", seconds=1)
    started = time.monotonic()
    client_of(rich).v1.balance.retrieve()
    assert time.monotonic() - started >= 1


def test_faults_are_listed_counted_and_cleared(rich: RunningSandbox) -> None:
    control(rich, "faults", match="GET /v1/*", mode="rate_limit_429", times=2)
    client = client_of(rich)
    for _ in range(2):
        with pytest.raises(stripe.RateLimitError):
            client.v1.balance.retrieve()
    client.v1.balance.retrieve()
    control(rich, "faults", match="* /v1/refunds*", mode="unavailable_503", times=50)
    url = f"{rich.url}/_sandbox/faults"
    assert [fault["match"] for fault in requests.get(url, timeout=60).json()["data"]] == ["* /v1/refunds*"]
    assert requests.delete(url, timeout=60).json()["data"] == []
    client.v1.refunds.list()


@pytest.mark.parametrize(
    "body", [{}, {"mode": "nonsense"}, {"mode": "slow", "times": 0}, {"other": 1}, {"events": {"duplicate": -1}}]
)
def test_a_fault_nobody_knows_is_refused(sandbox: RunningSandbox, body: dict[str, Any]) -> None:
    answer = requests.post(f"{sandbox.url}/_sandbox/faults", json=body, timeout=60)
    assert answer.status_code == 400
    assert sandbox.app.world.faults.all() == []
