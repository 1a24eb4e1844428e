"""The letter of a mail, by the writer of its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kit.catalogues import spoken
from market.accounts.queries import find_market_name
from market.mails.letter import Letter
from market.mails.render import as_html, as_text
from market.mails.writing.certificate_ends import write_certificate_ends
from market.mails.writing.desk import Desk
from market.mails.writing.label_withdrawn import write_label_withdrawn
from market.mails.writing.paid_out import write_paid_out
from market.mails.writing.passkey import write_passkey
from market.mails.writing.receipt import write_receipt
from market.mails.writing.shipped import write_shipped
from market.mails.writing.webhook_disabled import write_webhook_disabled
from models.enums import MailKind
from models.mail import Mail

WRITERS: Mapping[MailKind, Callable[[Session, Mail, Desk], Letter]] = {
    MailKind.RECEIPT: write_receipt,
    MailKind.SHIPPED: write_shipped,
    MailKind.PAID_OUT: write_paid_out,
    MailKind.CERTIFICATE_ENDS: write_certificate_ends,
    MailKind.LABEL_WITHDRAWN: write_label_withdrawn,
    MailKind.WEBHOOK_DISABLED: write_webhook_disabled,
    MailKind.PASSKEY_ADDED: write_passkey,
    MailKind.PASSKEY_REMOVED: write_passkey,
}


@dataclass(frozen=True)
class Written:
    """A mail as it is read."""

    subject: str
    text: str
    html: str


def write_letter(session: Session, mail: Mail, *, storefront_url: str, now: datetime) -> Written:
    """What the mail says, from rows as they stand, in its language or else in English."""
    lang = spoken(mail.language)
    desk = Desk(lang, find_market_name(session), storefront_url, now)
    return put_on_paper(WRITERS[MailKind(mail.kind)](session, mail, desk), lang)


def put_on_paper(letter: Letter, lang: str) -> Written:
    return Written(letter.subject, as_text(letter), as_html(letter, lang))
