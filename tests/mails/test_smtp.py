"""The door itself, before servers that speak SMTP."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.mail import Message, SmtpPost, open_post
from kit.settings import Settings
from tests.mails.smtp_server import HANG_UP, SmtpServer

Servers = Callable[..., SmtpServer]

MESSAGE = Message(
    id="mail_01",
    address="camille@example.org",
    language="fr",
    subject="Votre commande de 48,55 EUR : qui reçoit quoi",
    text="Bonjour Camille,\n\n. seul\n" + "é" * 2000 + "\n",
    html="<p>Bonjour</p>",
    at=datetime(2026, 11, 24, 12, tzinfo=UTC),
)


def settings(port: int, **more: object) -> Settings:
    given: dict[str, object] = {
        "mode": "test",
        "database_url": "postgresql://x/x",
        "redis_url": "redis://x",
        "secret_key": "x" * 40,
        "stripe_api_key": "sk_test_x",
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "mail_from": "Marché solidaire <no-reply@market.example>",
        **more,
    }
    return Settings(**given)  # type: ignore[arg-type]


def post(server: SmtpServer, **more: object) -> SmtpPost:
    return SmtpPost(settings(server.port, **more))


def test_a_mail_arrives_whole(smtp: Servers) -> None:
    server = smtp()
    post(server).send(MESSAGE)
    (taken,) = server.taken
    assert taken.recipients == ("camille@example.org",)
    mail = taken.mail
    assert str(mail["From"]) == "Marché solidaire <no-reply@market.example>"
    assert str(mail["To"]) == "camille@example.org"
    assert str(mail["Subject"]) == MESSAGE.subject
    assert str(mail["Message-ID"]) == "<mail_01@market.example>"
    assert str(mail["Auto-Submitted"]) == "auto-generated"
    assert str(mail["Content-Language"]) == "fr"
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and plain.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert rich is not None and rich.get_content().strip() == MESSAGE.html
    assert max(len(line) for line in taken.raw.splitlines()) < 1000


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"CONNECT": "554 go away"}, "answered_554"),
        ({"CONNECT": "421 busy"}, "answered_421"),
        ({"MAIL": "530 authentication required"}, "answered_530"),
        ({"RCPT": "450 greylisted"}, "answered_450"),
        ({"END": "452 disk full"}, "answered_452"),
        ({"END": HANG_UP}, "SMTPServerDisconnected"),
        ({"EHLO": HANG_UP}, "SMTPServerDisconnected"),
    ],
    ids=["turned away", "busy", "not us", "greylisted", "full", "gone after the mail", "gone before"],
)
def test_what_another_try_may_mend(smtp: Servers, answers: dict[str, str], reason: str) -> None:
    with pytest.raises(GatewayUnavailable) as failure:
        post(smtp(**answers)).send(MESSAGE)
    assert failure.value.reason == reason


@pytest.mark.parametrize(
    "answers",
    [{"RCPT": "550 no such\tmailbox"}, {"END": "554 looks like spam"}],
    ids=["unknown", "refused"],
)
def test_what_is_refused_for_good(smtp: Servers, answers: dict[str, str]) -> None:
    server = smtp(**answers)
    with pytest.raises(GatewayRefused) as refusal:
        post(server).send(MESSAGE)
    assert refusal.value.reason in {"550", "554"}
    assert server.taken == []


@pytest.mark.parametrize("answer", ["500 what?", HANG_UP], ids=["rude", "gone"])
def test_a_server_that_leaves_without_goodbye_has_the_mail(smtp: Servers, answer: str) -> None:
    """Otherwise the same mail would go out twice."""
    server = smtp(QUIT=answer)
    post(server).send(MESSAGE)
    assert len(server.taken) == 1


def test_nobody_there(smtp: Servers) -> None:
    server = smtp()
    port = server.port
    server._server.server_close()
    with pytest.raises(GatewayUnavailable):
        SmtpPost(settings(port)).send(MESSAGE)


def test_a_server_without_tls_gets_nothing(smtp: Servers) -> None:
    """Neither the mail nor the password, whoever stands in between and says that there is no TLS."""
    server = smtp()
    with pytest.raises(GatewayUnavailable) as failure:
        post(server, smtp_security="starttls", smtp_username="u", smtp_password="p").send(MESSAGE)
    assert failure.value.reason == "no_starttls"
    assert server.taken == []
    assert not any(told.startswith(("AUTH", "MAIL")) for told in server.heard)


def test_a_password_that_is_not_taken_is_not_the_mails_fault(smtp: Servers) -> None:
    server = smtp(EHLO="250-test\r\n250 AUTH PLAIN", AUTH="535 no")
    with pytest.raises(GatewayUnavailable) as failure:
        post(server, smtp_username="u", smtp_password="p").send(MESSAGE)
    assert (failure.value.reason, failure.value.is_credential_refused) == ("login_535", True)


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Receipt\r\nBcc: all@example.org"},
        {"subject": "Receipt\nBcc: all@example.org"},
        {"language": "fr\r\nBcc: all@example.org"},
        {"address": "camille@example.org\r\nRCPT TO:<all@example.org>"},
        {"address": "camille@example.org, all@example.org"},
        {"address": "<camille@example.org>"},
        {"address": "camille"},
        {"address": "camille@" + "x" * 70 + ".org"},
        {"address": ""},
    ],
    ids=["subject", "bare newline", "language", "command", "two", "brackets", "no domain", "long label", "empty"],
)
def test_no_header_can_be_smuggled_in(smtp: Servers, change: dict[str, str]) -> None:
    server = smtp()
    with pytest.raises(GatewayRefused) as refusal:
        post(server).send(replace(MESSAGE, **change))  # type: ignore[arg-type]
    assert refusal.value.reason == "unfit_header"
    assert server.heard == []


def test_an_address_in_other_letters(smtp: Servers) -> None:
    server = smtp()
    post(server).send(replace(MESSAGE, address="rosa@café.example"))
    post(server).send(replace(MESSAGE, address="rósa@example.org"))
    assert [taken.recipients for taken in server.taken] == [("rosa@xn--caf-dma.example",), ("rósa@example.org",)]
    strict = smtp(EHLO="250 test")
    with pytest.raises(GatewayRefused):
        post(strict).send(replace(MESSAGE, address="rósa@example.org"))


def test_no_server_no_post() -> None:
    assert open_post(settings(25, smtp_host="")) is None


@pytest.mark.parametrize("sender", ["nobody", "a@b.example, c@d.example", "A <a@b.example>\r\nBcc: x@y.example", ""])
def test_from_whom_has_to_be_one_address(sender: str) -> None:
    with pytest.raises(ValueError, match="mail_from"):
        settings(25, mail_from=sender)
