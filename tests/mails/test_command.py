"""`solifair mail`: seen, read, tried again, from the shell."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from cli.main import build
from kit.settings import read_settings
from market.mails.send_mail import send_mail
from tests.mails.conftest import TERMS, PostRoom
from tests.mails.smtp_server import SmtpServer
from tests.shop import NOW

Run = Callable[..., Result]


@pytest.fixture
def run(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line before the test's own database."""
    monkeypatch.setenv("SOLIFAIR_MODE", "test")
    monkeypatch.setenv("SOLIFAIR_DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SOLIFAIR_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("SOLIFAIR_SECRET_KEY", "a secret key for tests, long enough")
    monkeypatch.setenv("SOLIFAIR_STRIPE_API_KEY", "sk_test_x")

    def call(*words: str, **environment: str) -> Result:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(build(["mail"]), ["mail", *words])

    return call


def test_what_was_kept_is_read_and_tried_again(room: PostRoom, run: Run) -> None:
    assert "There is no such mail." in run("list").output
    room.buy()
    mail_id = room.mail().id
    send_mail(room.database, None, mail_id=mail_id, terms=TERMS, now=NOW)
    assert mail_id in run("list", "--state", "kept").output
    assert mail_id not in run("list", "--state", "sent").output
    shown = run("show", mail_id).output
    assert "Hello Camille Roux," in shown and "receipt, kept, 1 tries" in shown
    assert "waits to be sent" in run("retry", mail_id).output
    assert room.mail().state == "waiting"
    assert run("show", "mail_none").exit_code == 1
    assert run("retry", mail_id).exit_code == 1


def test_a_secret_is_not_shown_in_production(room: PostRoom, run: Run) -> None:
    room.buy()
    mail_id = room.mail().id
    send_mail(room.database, None, mail_id=mail_id, terms=TERMS, now=NOW)
    room.change(kind="sign_in_code")
    assert "Hello" in run("show", mail_id).output
    production = {
        "SOLIFAIR_MODE": "production",
        "SOLIFAIR_STRIPE_WEBHOOK_SECRETS": "whsec_x",
        "SOLIFAIR_API_URL": "https://api.example",
        "SOLIFAIR_STOREFRONT_URL": "https://shop.example",
        "SOLIFAIR_REDIS_URL": "redis://:password@127.0.0.1:1/0",
    }
    read_settings.cache_clear()
    shown = run("show", mail_id, **production)
    assert shown.exit_code == 0, shown.output
    assert "sign_in_code, kept" in shown.output and "Hello" not in shown.output


def test_the_server_is_tried(run: Run, room: PostRoom, smtp: Callable[..., SmtpServer]) -> None:
    assert run("try", "me@example.org").exit_code == 1
    server = smtp()
    there = {
        "SOLIFAIR_SMTP_HOST": "127.0.0.1",
        "SOLIFAIR_SMTP_PORT": str(server.port),
        "SOLIFAIR_SMTP_SECURITY": "none",
    }
    read_settings.cache_clear()
    assert "me@example.org: taken" in run("try", "me@example.org", **there).output
    assert len(server.taken) == 1
    server.answers["RCPT"] = "550 unknown"
    refused = run("try", "me@example.org")
    assert refused.exit_code == 1
