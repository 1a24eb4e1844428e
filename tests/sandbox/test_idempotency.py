"""Idempotency keys, as Stripe documents them."""

import threading
from typing import Any

import pytest
import stripe

from sandbox.embedded import RunningSandbox
from tests.sandbox.conftest import PRODUCER, client_of, control, state, wait_until

ORDER: Any = {"amount": 500, "currency": "eur"}


def replayed(thing: Any) -> bool:
    return bool(thing.last_response.headers.get("Idempotent-Replayed") == "true")


def test_the_same_key_and_parameters_answer_the_same(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    first = client.v1.payment_intents.create(ORDER, {"idempotency_key": "k"})
    second = client.v1.payment_intents.create(ORDER, {"idempotency_key": "k"})
    assert first.id == second.id
    assert (replayed(first), replayed(second)) == (False, True)
    assert len(client.v1.payment_intents.list().data) == 1


def test_a_key_can_be_made_to_be_forgotten_at_once(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    first = client.v1.payment_intents.create(ORDER, {"idempotency_key": "k"})
    control(sandbox, "switches", keys_kept_seconds=0)
    second = client.v1.payment_intents.create(ORDER, {"idempotency_key": "k"})
    assert first.id != second.id and not replayed(second)


def test_other_parameters_under_the_same_key_are_an_error(client: stripe.StripeClient) -> None:
    client.v1.payment_intents.create(ORDER, {"idempotency_key": "k"})
    with pytest.raises(stripe.IdempotencyError) as caught:
        client.v1.payment_intents.create(ORDER | {"amount": 501}, {"idempotency_key": "k"})
    assert caught.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        client.v1.transfers.create(ORDER | {"destination": PRODUCER}, {"idempotency_key": "k"})


def test_refused_parameters_are_not_kept_and_refused_actions_are(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    for amount in (-1, 500):
        try:
            made = client.v1.payment_intents.create(ORDER | {"amount": amount}, {"idempotency_key": "k"})
        except stripe.InvalidRequestError as error:
            assert error.code == "parameter_invalid_integer"
    assert made.amount == 500
    for is_replay in (False, True):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            client.v1.transfers.create(ORDER | {"destination": PRODUCER}, {"idempotency_key": "t"})
        assert caught.value.code == "balance_insufficient"
        headers: Any = caught.value.headers
        assert (headers.get("Idempotent-Replayed") == "true") is is_replay


def test_keys_are_forgotten_after_a_day(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    first = client.v1.payment_intents.create(ORDER, {"idempotency_key": "k"})
    control(sandbox, "clock", advance_seconds=86_300)
    assert client.v1.payment_intents.create(ORDER, {"idempotency_key": "k"}).id == first.id
    control(sandbox, "clock", advance_seconds=101)
    assert client.v1.payment_intents.create(ORDER, {"idempotency_key": "k"}).id != first.id


def test_keys_belong_to_an_account(client: stripe.StripeClient) -> None:
    bank: Any = {"external_account": "btok_fr"}
    one = client.v1.accounts.external_accounts.create(PRODUCER, bank, {"idempotency_key": "k"})
    two = client.v1.accounts.external_accounts.create(
        PRODUCER, bank, {"idempotency_key": "k", "stripe_account": PRODUCER}
    )
    assert one.id != two.id


def test_the_same_key_at_the_same_time_is_a_conflict(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    control(sandbox, "faults", match="POST /v1/payment_intents", mode="slow", seconds=1)
    made: list[stripe.PaymentIntent] = []

    def slowly() -> None:
        made.append(client_of(sandbox).v1.payment_intents.create(ORDER, {"idempotency_key": "k"}))

    thread = threading.Thread(target=slowly)
    thread.start()
    wait_until(lambda: not sandbox.app.world.faults.all())
    with pytest.raises(stripe.APIError) as caught:
        client.v1.payment_intents.create(ORDER, {"idempotency_key": "k"})
    assert caught.value.http_status == 409
    # The SDK has no class of its own for a 409 and leaves `code` empty; the body has it.
    assert caught.value.error is not None
    assert caught.value.error.code == "idempotency_key_in_use"
    thread.join()
    assert client.v1.payment_intents.create(ORDER, {"idempotency_key": "k"}).id == made[0].id


def test_ten_clients_with_one_key_make_one_transfer(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    method = {"payment_method": "pm_card_bypassPending", "confirm": True}
    client.v1.payment_intents.create(ORDER | method | {"amount": 10_000})
    ids: list[str] = []

    def transfer() -> None:
        own = client_of(sandbox, max_network_retries=3)
        ids.append(own.v1.transfers.create(ORDER | {"destination": PRODUCER}, {"idempotency_key": "t"}).id)

    threads = [threading.Thread(target=transfer) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 10 and len(set(ids)) == 1
    assert state(sandbox)["accounts"][PRODUCER]["balance"]["eur"]["available"] == 500
