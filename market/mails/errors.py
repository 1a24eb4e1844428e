"""Refusals about mails."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, NotFound


class NoSuchMail(NotFound):
    """There is no such mail."""

    code: ClassVar[str] = "no_such_mail"


@dataclass(eq=False)
class MailIsNotToBeRetried(Conflict):
    """A mail that was sent, or still waits, is not tried again, nor is one that is too late or held a secret."""

    code: ClassVar[str] = "mail_is_not_to_be_retried"
    state: str
