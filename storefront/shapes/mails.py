"""Mails as the API shows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mail:
    """A mail without its words; `subject` is empty until it is written."""

    id: str
    kind: str
    about: str
    address: str
    language: str
    subject: str
    state: str
    tries: int
    answer: str
    created_at: str
    next_try_at: str | None = None
    sent_at: str | None = None

    @property
    def can_be_retried(self) -> bool:
        """Given up, or kept, and without a secret that is of use for minutes only."""
        return self.state in {"given_up", "kept"} and self.kind != "sign_in_code"


@dataclass(frozen=True)
class WholeMail(Mail):
    """A mail with its words, the same as text and as HTML."""

    text: str = ""
    html: str = ""
