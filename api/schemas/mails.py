"""Mails, as operators and those who got them see them."""

from datetime import datetime

from api.schemas.base import Out
from models.enums import MailKind, MailState
from models.mail import Mail


class MailOut(Out):
    """A mail without its words. `about` is the order, parcel, payout or certificate that it tells of; `answer` is what
    the server said last, or why it was given up; `subject` is empty until it is written."""

    id: str
    kind: MailKind
    about: str
    address: str
    language: str
    subject: str
    state: MailState
    tries: int
    answer: str
    created_at: datetime
    next_try_at: datetime | None
    sent_at: datetime | None

    @classmethod
    def of(cls, mail: Mail) -> "MailOut":
        return cls(
            id=mail.id,
            kind=mail.kind,
            about=mail.about,
            address=mail.address,
            language=mail.language,
            subject=mail.subject,
            state=mail.state,
            tries=mail.tries,
            answer=mail.answer,
            created_at=mail.created_at,
            next_try_at=mail.next_try_at if mail.state == MailState.WAITING else None,
            sent_at=mail.sent_at,
        )


class WholeMailOut(MailOut):
    """A mail with its words, the same as text and as HTML."""

    text: str
    html: str

    @classmethod
    def of(cls, mail: Mail) -> "WholeMailOut":
        return cls(**MailOut.of(mail).model_dump(), text=mail.text, html=mail.html)
