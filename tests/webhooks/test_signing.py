"""Signatures as the specification has them; secrets that are nowhere."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from market.webhooks.signing import body_of, headers_of, secret_of, secrets_in_force, sign
from tests.webhooks.receiver import Received

KEY = "a secret key for tests, long enough"
NOW = datetime(2026, 11, 24, 12, 0, 0, 250_000, tzinfo=UTC)


def test_the_published_vector() -> None:
    """From the test suite of Standard Webhooks' own libraries."""
    signature = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=datetime.fromtimestamp(1614265330, UTC),
        body=b'{"test": 2432232314}',
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(max_size=2_000))
def test_a_receiver_that_reads_the_specification_agrees(body: bytes) -> None:
    secret, other = (secret_of("whe_x", generation, secret_key=KEY) for generation in (1, 2))
    headers = headers_of([secret], message_id="evt_x", at=NOW, body=body)
    received = Received(
        headers["webhook-id"], int(headers["webhook-timestamp"]), headers["webhook-signature"], body, ""
    )
    assert received.is_signed_with(secret)
    assert not received.is_signed_with(other)


def test_each_endpoint_generation_and_installation_has_secrets_of_its_own() -> None:
    secrets = [
        secret_of("whe_a", 1, secret_key=KEY),
        secret_of("whe_a", 2, secret_key=KEY),
        secret_of("whe_b", 1, secret_key=KEY),
        secret_of("whe_a", 1, secret_key=KEY + "!"),
        secret_of("whe_a\x001", 1, secret_key=KEY),
    ]
    assert len(set(secrets)) == len(secrets)
    assert all(secret.startswith("whsec_") and len(secret) == 50 for secret in secrets)
    assert secret_of("whe_a", 1, secret_key=KEY) == secrets[0]


def test_the_secret_before_signs_too_until_its_time_is_over() -> None:
    newest, before = (secret_of("whe_a", generation, secret_key=KEY) for generation in (3, 2))

    def in_force(until: datetime | None) -> list[str]:
        return secrets_in_force("whe_a", 3, previous_until=until, secret_key=KEY, now=NOW)

    assert in_force(None) == [newest]
    assert in_force(NOW) == [newest]
    assert in_force(NOW + timedelta(seconds=1)) == [newest, before]


def test_the_body_says_which_thing_and_nothing_of_it() -> None:
    body = body_of("order.paid", occurred_at=NOW, object_kind="order", object_id="ord_x")
    assert body == (
        b'{"type":"order.paid","timestamp":"2026-11-24T12:00:00.250000Z","data":{"id":"ord_x","object":"order"}}'
    )
