"""Mail by SMTP, with TLS unless the server is this machine."""

import re
import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.mail.post import Message, Post
from kit.database import refuse_inside_transaction
from kit.settings import Settings, SmtpSecurity

_TIMEOUT_S = 20.0
_WHAT = "mail"
# Of RFC 5321 §4.2.1: five hundred and more is a no for good.
_FOR_GOOD = 500
_LONGEST_ANSWER = 300
# One address without quotes, comments or anything that ends a command.
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]{1,64}@[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]{1,253}")


def open_post(settings: Settings) -> Post | None:
    """The door to the server that the settings name; None where they name none."""
    return SmtpPost(settings) if settings.smtp_host else None


class SmtpPost:
    """One connection for each mail: a worker sends few, and a connection that is kept is one that breaks."""

    def __init__(self, settings: Settings):
        self._settings = settings

    def send(self, message: Message) -> str:
        refuse_inside_transaction("a mail was sent")
        mail = as_email(message, self._settings.mail_sender)
        try:
            server = self._connect()
            try:
                self._introduce(server)
                server.send_message(mail)
            finally:
                _leave(server)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _no(code, said) from error
        except smtplib.SMTPDataError as error:
            raise _no(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            # The address has letters that the server cannot take.
            raise GatewayRefused(_WHAT, "not_supported", str(error)[:_LONGEST_ANSWER]) from error
        except smtplib.SMTPResponseException as error:
            # It will not talk with us, or not take mail from this sender: no fault of this mail's.
            raise GatewayUnavailable(_WHAT, f"answered_{error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise GatewayUnavailable(_WHAT, type(error).__name__) from error
        return "taken"

    def _connect(self) -> smtplib.SMTP:
        host, port = self._settings.smtp_host, self._settings.smtp_port
        if self._settings.smtp_security is SmtpSecurity.TLS:
            return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_S, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=_TIMEOUT_S)

    def _introduce(self, server: smtplib.SMTP) -> None:
        if self._settings.smtp_security is SmtpSecurity.STARTTLS:
            _start_tls(server)
        if self._settings.smtp_username:
            _log_in(server, self._settings.smtp_username, self._settings.smtp_password)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye. The mail is the server's by now, whatever it answers to that."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _start_tls(server: smtplib.SMTP) -> None:
    try:
        server.starttls(context=ssl.create_default_context())
    except smtplib.SMTPNotSupportedError as error:
        # Nobody may talk us into sending without.
        raise GatewayUnavailable(_WHAT, "no_starttls") from error
    except smtplib.SMTPResponseException as error:
        raise GatewayUnavailable(_WHAT, f"starttls_{error.smtp_code}") from error


def _log_in(server: smtplib.SMTP, name: str, password: str) -> None:
    """A name that is not taken is the settings' fault, not the mail's."""
    try:
        server.login(name, password)
    except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as error:
        code = getattr(error, "smtp_code", 0)
        raise GatewayUnavailable(_WHAT, f"login_{code}", is_credential_refused=True) from error


def _no(code: int, said: bytes | str) -> GatewayRefused | GatewayUnavailable:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    if code >= _FOR_GOOD:
        return GatewayRefused(_WHAT, str(code), " ".join(words.split())[:_LONGEST_ANSWER])
    return GatewayUnavailable(_WHAT, f"answered_{code}")


def as_email(message: Message, sender: Address) -> EmailMessage:
    """The mail with its headers. A line break in any of them is refused: GatewayRefused."""
    try:
        to = _addressee(message.address)
        mail = EmailMessage(policy=SMTP if str(to).isascii() else SMTPUTF8)
        mail["From"] = sender
        mail["To"] = to
        mail["Subject"] = message.subject
        mail["Date"] = message.at
        mail["Message-ID"] = f"<{message.id}@{sender.domain}>"
        # RFC 3834: nobody's holiday notice shall answer.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text, cte="quoted-printable")
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
        # Last: until then it would be taken for the first part's own.
        mail["Content-Language"] = message.language
    except (ValueError, IndexError, LookupError) as error:
        # The standard library's headers raise each of these for some text that does not fit into them.
        raise GatewayRefused(_WHAT, "unfit_header", type(error).__name__) from error
    return mail


def _addressee(address: str) -> Address:
    """The domain as every server reads it. Raises ValueError for what is no address."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError("not one address")
    name, _, domain = address.rpartition("@")
    return Address(username=name, domain=domain.encode("idna").decode())
