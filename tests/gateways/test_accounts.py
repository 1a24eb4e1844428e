"""Accounts at Stripe: Accounts v2 first, v1 where a platform has no v2, read alike whatever made them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe import AccountFact, RealStripe
from kit.settings import Mode, Settings
from sandbox.embedded import RunningSandbox, running_sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


@dataclass
class Door:
    """A stand-in for an older or other platform: refuses what it is told to, passes the rest on to the sandbox."""

    url: str
    codes: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)


@contextmanager
def door_to(sandbox: RunningSandbox) -> Iterator[Door]:
    door = Door("")

    class Handler(BaseHTTPRequestHandler):
        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            door.seen.append(f"{self.command} {self.path}")
            if code := door.codes.get(self.path):
                self._answer(400, b'{"error": {"code": "%s", "message": "No."}}' % code.encode())
                return
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            answer = requests.request(self.command, sandbox.url + self.path, data=body, headers=headers, timeout=60)
            self._answer(answer.status_code, answer.content)

        do_GET = do_POST = _pass

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        door.url = f"http://127.0.0.1:{server.server_port}"
        yield door
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def door(sandbox: RunningSandbox) -> Iterator[Door]:
    requests.post(f"{sandbox.url}/_sandbox/reset", json={}, timeout=60).raise_for_status()
    with door_to(sandbox) as door:
        yield door


@pytest.fixture
def stripe(door: Door) -> RealStripe:
    return RealStripe(
        Settings(
            mode=Mode.TEST,
            database_url="postgresql://nobody@/none",
            redis_url="redis://localhost/0",
            secret_key="k" * 32,
            stripe_api_key="sk_test_door",
            stripe_api_base=door.url,
        )
    )


def create(stripe: RealStripe, key: str = "account/pac_1/1", country: str = "FR") -> AccountFact:
    return stripe.create_recipient_account(
        organisation_id="org_1", country=country, email="coop@example.org", name="Quai Neuf", idempotency_key=key
    )


def link(stripe: RealStripe, account_id: str) -> str:
    return stripe.create_account_link(
        account_id=account_id, refresh_url="http://shop.test/again", return_url="http://shop.test/done"
    )


def test_an_account_is_made_by_v2_and_says_what_is_asked_of_it(stripe: RealStripe, door: Door) -> None:
    account = create(stripe)
    assert "POST /v2/core/accounts" in door.seen and "POST /v1/accounts" not in door.seen
    assert (account.is_transfer_ready, account.is_payout_ready) == (False, False)
    assert "external_account" in account.requirements
    assert account.organisation_id == "org_1"
    assert create(stripe).id == account.id


def test_a_platform_without_v2_makes_its_accounts_by_v1(stripe: RealStripe, door: Door) -> None:
    door.codes["/v2/core/accounts"] = "accounts_v2_access_blocked"
    account = create(stripe)
    assert "POST /v1/accounts" in door.seen
    assert account.organisation_id == "org_1"
    assert create(stripe).id == account.id


def test_another_refusal_is_no_reason_to_try_v1(stripe: RealStripe, door: Door) -> None:
    door.codes["/v2/core/accounts"] = "unsupported_country"
    with pytest.raises(GatewayRefused) as refused:
        create(stripe)
    assert refused.value.reason == "unsupported_country"
    assert "POST /v1/accounts" not in door.seen


def test_an_answer_that_is_lost_makes_no_second_account(stripe: RealStripe, sandbox: RunningSandbox) -> None:
    fault = {"match": "POST /v2/core/accounts", "mode": "apply_then_reset", "times": 2}
    requests.post(f"{sandbox.url}/_sandbox/faults", json=fault, timeout=60).raise_for_status()
    with pytest.raises(GatewayUnavailable):
        create(stripe)
    first = create(stripe)
    assert create(stripe).id == first.id
    listed = requests.get(f"{sandbox.url}/v1/accounts", headers={"Authorization": "Bearer sk_test_x"}, timeout=60)
    assert [account["id"] for account in listed.json()["data"]] == [first.id]


@pytest.mark.parametrize("code", ["", "v1_account_instead_of_v2_account", "accounts_v2_access_blocked"])
def test_the_page_where_stripe_asks_opens_for_accounts_of_both_versions(
    stripe: RealStripe, door: Door, code: str
) -> None:
    if code:
        door.codes["/v2/core/account_links"] = code
    account = create(stripe)
    url = link(stripe, account.id)
    form = {"holder": "Quai Neuf", "iban": "FR1420041010050500013M02606", "terms": "yes"}
    answer = requests.post(url, data=form, allow_redirects=False, timeout=60)
    assert answer.headers["location"] == "http://shop.test/done"
    ready = stripe.read_account(account.id)
    assert (ready.is_transfer_ready, ready.is_payout_ready, ready.requirements) == (True, True, ())


def test_a_page_that_is_refused_for_another_reason_is_refused(stripe: RealStripe, door: Door) -> None:
    door.codes["/v2/core/account_links"] = "account_closed"
    with pytest.raises(GatewayRefused):
        link(stripe, create(stripe).id)
