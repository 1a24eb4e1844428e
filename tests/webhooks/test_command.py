"""`solifair webhook` at the shell, and the receiver for whoever writes one."""

import socket
import threading
from email.message import Message

import httpx2
import pytest
from typer.testing import CliRunner

from cli import webhook
from cli.listening import verdict_on
from kit.clock import utc_now
from market.webhooks.signing import headers_of
from tests.webhooks.asking import SECRET_KEY, Post
from tests.webhooks.receiver import Receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def settings_of_shell(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SOLIFAIR_MODE": "test",
        "SOLIFAIR_DATABASE_URL": fresh_database_url,
        "SOLIFAIR_REDIS_URL": "redis://127.0.0.1:1/0",
        "SOLIFAIR_SECRET_KEY": SECRET_KEY,
        "SOLIFAIR_STRIPE_API_KEY": "sk_test_x",
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)


def call(*words: str) -> str:
    answer = CliRunner().invoke(webhook.app, words, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.mark.usefixtures("settings_of_shell")
def test_webhooks_are_listed_looked_at_and_replayed(post: Post, receiver: Receiver) -> None:
    rosa = post.people.producer
    webhook_id, _ = post.open(rosa)
    post.point_at(webhook_id, receiver)
    assert webhook_id in call("list")
    delivery = str(post.ask("POST", f"/webhooks/{webhook_id}/test", rosa, status=202)["id"])
    receiver.answer, receiver.says = 410, b"moved away"
    post.send(webhook_id)
    listed = call("show", webhook_id, "--state", "failed")
    assert delivery in listed
    assert "refused 410" in listed
    assert "moved away" in call("show", delivery)
    assert "disabled: gone" in call("list")
    post.ask("POST", f"/webhooks/{webhook_id}/enable", rosa)
    receiver.answer = 200
    assert "will be told again" in call("replay", delivery)
    assert post.send(webhook_id) == 1
    assert "0 will be told again" in call("replay", webhook_id, "--since", "2026-01-01")
    assert "1 will be told again" in call("replay", webhook_id, "--since", "2026-01-01", "--all")
    assert CliRunner().invoke(webhook.app, ["replay", webhook_id]).exit_code == 2


def test_the_listener_prints_each_message_and_whether_it_is_genuine(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said: list[str] = []
    listening = threading.Thread(
        target=lambda: said.append(call("listen", "--secret", SECRET, "--port", str(port), "--count", "2"))
    )
    listening.start()
    body = b'{"type":"webhook.test"}'
    headers = headers_of([SECRET], message_id="evt_1", at=utc_now(), body=body)
    answers = [_post(port, body, headers), _post(port, b"{}", headers)]
    listening.join(20)
    assert answers == [204, 401]
    assert 'evt_1 signed: {"type":"webhook.test"}' in said[0]
    assert "evt_1 not signed with this secret: {}" in said[0]


def _post(port: int, body: bytes, headers: dict[str, str]) -> int:
    for _ in range(100):
        try:
            return httpx2.post(f"http://127.0.0.1:{port}/", content=body, headers=headers).status_code
        except httpx2.ConnectError:
            threading.Event().wait(0.05)
    raise AssertionError("nobody listens")


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "signed"),
        ({"webhook-timestamp": "1614265330"}, "not of now"),
        ({"webhook-timestamp": "soon"}, "not of now"),
        ({"webhook-signature": "v1,AAAA v1a,BBBB"}, "not signed with this secret"),
        ({"webhook-id": "evt_2"}, "not signed with this secret"),
    ],
    ids=["genuine", "old", "no time", "forged", "another id"],
)
def test_what_the_listener_thinks_of_a_message(changed: dict[str, str], verdict: str) -> None:
    message = Message()
    for name, value in (headers_of([SECRET], message_id="evt_1", at=utc_now(), body=b"{}") | changed).items():
        message[name] = value
    assert verdict_on(message, b"{}", SECRET) == verdict
