"""What goes out by e-mail."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from models.base import ID, Table, check, json_object, made_at, maybe_ref, moment, one_of, own_id, words
from models.enums import MailKind, MailState


class Mail(Table, table=True):
    """A mail to one address, asked for in the transaction of what it tells; once for each `key`.

    `about` is the order, parcel, payout or certificate that it tells of, `facts` what else its writer needs. A worker
    writes it, in `language`, and sends it; until then the texts are empty. Those with a secret in them are blanked once
    they have left.
    """

    __tablename__ = "mail"
    __table_args__ = (
        one_of("kind", MailKind),
        one_of("state", MailState),
        check("sent_has_moment", "(state = 'sent') = (sent_at is not null)"),
        check("only_written_leaves", "state = 'waiting' or state = 'given_up' or written_at is not null"),
        check("only_given_up_has_its_moment", "given_up_at is null or state = 'given_up'"),
        check("tries_not_negative", "tries >= 0"),
        Index("ix_mail_waiting", "next_try_at", "id", postgresql_where=text("state = 'waiting'")),
        Index("ix_mail_person", "person_id", text("id desc"), postgresql_where=text("person_id is not null")),
        Index("ix_mail_about", "about"),
    )

    id: str = own_id("mail")
    kind: MailKind = words()
    key: str = Field(sa_type=ID, unique=True)
    about: str = Field(sa_type=ID)
    facts: dict[str, str] = json_object(default_factory=dict)
    person_id: str | None = maybe_ref("person.id")
    address: str = words()
    language: str = words()
    subject: str = words(default="")
    text: str = words(default="")
    html: str = words(default="")
    state: MailState = words(default=MailState.WAITING)
    tries: int = Field(default=0)
    answer: str = words(default="")
    created_at: datetime = made_at()
    next_try_at: datetime = moment()
    useless_at: datetime | None = moment(default=None, nullable=True)
    written_at: datetime | None = moment(default=None, nullable=True)
    sent_at: datetime | None = moment(default=None, nullable=True)
    given_up_at: datetime | None = moment(default=None, nullable=True)
