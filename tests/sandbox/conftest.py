"""A running sandbox, the official SDK pointed at it, and a place where its webhooks arrive."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests
import stripe

from sandbox.config import Config, SeedAccount, WebhookTarget
from sandbox.embedded import RunningSandbox, running_sandbox

SECRET = "whsec_platform_for_tests"
CONNECT_SECRET = "whsec_connect_for_tests"
THIN_SECRET = "whsec_thin_for_tests"
PRODUCER = "acct_demo_producer"


@dataclass
class Received:
    path: str
    body: str
    signature: str


@dataclass
class Inbox:
    """What came in. `answers` are the status codes of the next answers; then 200."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def wait_for(self, count: int, seconds: float = 60.0) -> list[Received]:
        """The first `count` deliveries; fails when they do not come in time."""
        wait_until(lambda: len(self.received) >= count, seconds)
        return self.received[:count]


def wait_until(is_so: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    box = Inbox()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            box.received.append(Received(self.path, body, self.headers["Stripe-Signature"]))
            self.send_response(box.answers.pop(0) if box.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    box.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield box
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    config = Config(
        settlement_seconds=1_000,
        tick_seconds=0.02,
        seed_accounts=(SeedAccount(PRODUCER, "FR", "EUR"),),
    )
    with running_sandbox(config) as running:
        yield running


@pytest.fixture
def hooked(inbox: Inbox) -> Iterator[RunningSandbox]:
    """A sandbox whose events go to the inbox."""
    config = Config(
        settlement_seconds=1_000,
        tick_seconds=0.02,
        webhook_retry_seconds=(1, 1),
        seed_accounts=(SeedAccount(PRODUCER, "FR", "EUR"),),
        webhooks=(
            WebhookTarget(f"{inbox.url}/platform", SECRET),
            WebhookTarget(f"{inbox.url}/connect", CONNECT_SECRET, "connect"),
            WebhookTarget(f"{inbox.url}/thin", THIN_SECRET, "thin"),
        ),
    )
    with running_sandbox(config) as running:
        yield running


def client_of(running: RunningSandbox, **options: Any) -> stripe.StripeClient:
    """The official client, one connection at a time and without retries of its own."""
    return stripe.StripeClient("sk_test_sandbox", base_addresses={"api": running.url}, **options)


@pytest.fixture
def client(sandbox: RunningSandbox) -> stripe.StripeClient:
    return client_of(sandbox)


def control(running: RunningSandbox, path: str, **body: Any) -> Any:
    """Call a control of the sandbox and return its answer."""
    answer = requests.post(f"{running.url}/_sandbox/{path}", json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def state(running: RunningSandbox) -> Any:
    return requests.get(f"{running.url}/_sandbox/state", timeout=60).json()


def checkout(client: stripe.StripeClient, amount: int = 5_699, **more: Any) -> "stripe.checkout.Session":
    params: Any = {
        "mode": "payment",
        "success_url": "http://shop.test/thanks?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://shop.test/basket",
        "client_reference_id": "order-1",
        "metadata": {"order": "1"},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Coffee"}},
            }
        ],
        "payment_intent_data": {"transfer_group": "order-1", "metadata": {"order": "1"}},
    }
    return client.v1.checkout.sessions.create(params | more)


def pay(
    client: stripe.StripeClient, amount: int = 5_699, method: str = "pm_card_visa", **more: Any
) -> stripe.PaymentIntent:
    """A PaymentIntent, confirmed at once."""
    params: Any = {"amount": amount, "currency": "eur", "payment_method": method, "confirm": True}
    return client.v1.payment_intents.create(params | more)


def funded(client: stripe.StripeClient, running: RunningSandbox, amount: int = 10_000) -> stripe.PaymentIntent:
    """A payment whose money is available."""
    intent = pay(client, amount)
    control(running, "clock", advance_seconds=1_001)
    return intent


def types_of(client: stripe.StripeClient, **filters: Any) -> list[str]:
    """Types of the recorded events, oldest first."""
    params: Any = {"limit": 100, **filters}
    return [str(event.type) for event in client.v1.events.list(params).auto_paging_iter()][::-1]
