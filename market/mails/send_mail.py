"""Write a mail and hand it over: once, as far as anybody can know.

The try is committed before the server is asked, so that two workers do not both ask. A worker that dies after the
server took the mail, and before the row says so, is followed by another try some minutes later, under the same
Message-ID: of all outcomes the one that a reader minds least.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.mail import Message, Post
from kit.catalogues import spoken
from kit.database import Database
from kit.faultpoints import faultpoint
from market.mails import queries
from market.mails.rules import LEASE, MOST_TRIES, WITH_A_SECRET, is_over, next_try
from market.mails.write_letter import write_letter
from market.requests.alerts import raise_alert
from models.enums import AlertKind, MailState
from models.mail import Mail

NO_SERVER = "no server takes mail of this market: kept in the mailbox"
_OVER = "too late to be of use"
_TOO_OFTEN = "tried too often"
_LONGEST_ANSWER = 500


@dataclass(frozen=True)
class MailTerms:
    """Where links lead, and whether a secret stays readable once its mail has left."""

    storefront_url: str
    keeps_secrets: bool


def send_mail(
    database: Database, post: Post | None, *, mail_id: str, terms: MailTerms, now: datetime
) -> MailState | None:
    """Try one mail that is due; the state it is left in, or None when it was not due. Safe to repeat.

    Without a post it is written and kept. A refusal for good, and one try too many, give it up and tell an operator.
    """
    with database.transaction() as session:
        mail = _claim(session, mail_id, terms, now)
    if mail is None or mail.state != MailState.WAITING:
        return None if mail is None else MailState(mail.state)
    faultpoint("mail.claimed")
    with database.transaction() as session:
        mail = _write(session, mail_id, terms, now)
        if mail.state != MailState.WAITING:
            # Its reader has erased their account since.
            return MailState(mail.state)
        if post is None:
            return _end(session, mail, MailState.KEPT, NO_SERVER, terms, now)
    try:
        answer = post.send(_message(mail))
    except GatewayRefused as refusal:
        with database.transaction() as session:
            return _end(session, _lock(session, mail_id), MailState.GIVEN_UP, _said(refusal), terms, now)
    except GatewayUnavailable as failure:
        with database.transaction() as session:
            return _put_off(session, _lock(session, mail_id), failure, terms, now)
    faultpoint("mail.taken")
    with database.transaction() as session:
        return _end(session, _lock(session, mail_id), MailState.SENT, answer, terms, now)


def _claim(session: Session, mail_id: str, terms: MailTerms, now: datetime) -> Mail | None:
    """Count the try and keep others away while it lasts. What is over, or was tried in vain, is given up instead."""
    mail = queries.lock_mail(session, mail_id)
    if mail is None or mail.state != MailState.WAITING or mail.next_try_at > now:
        return None
    if is_over(mail.useless_at, now=now):
        _give_up(session, mail, _OVER, terms, now)
    elif mail.tries >= MOST_TRIES:
        _give_up(session, mail, mail.answer or _TOO_OFTEN, terms, now)
    else:
        mail.tries += 1
        mail.next_try_at = now + LEASE
    queries.save(session, mail)
    return mail


def _write(session: Session, mail_id: str, terms: MailTerms, now: datetime) -> Mail:
    """Written once: a later try sends the same words."""
    mail = _lock(session, mail_id)
    if mail.written_at is None and mail.state == MailState.WAITING:
        written = write_letter(session, mail, storefront_url=terms.storefront_url, now=now)
        mail.subject, mail.text, mail.html, mail.written_at = written.subject, written.text, written.html, now
        queries.save(session, mail)
    return mail


def _message(mail: Mail) -> Message:
    return Message(
        mail.id,
        mail.address,
        spoken(mail.language),
        mail.subject,
        mail.text,
        mail.html,
        mail.written_at or mail.created_at,
    )


def _put_off(session: Session, mail: Mail, failure: GatewayUnavailable, terms: MailTerms, now: datetime) -> MailState:
    if mail.state != MailState.WAITING:
        return MailState(mail.state)
    again_at = next_try(mail.tries, now=now)
    if again_at is None:
        return _end(session, mail, MailState.GIVEN_UP, failure.reason, terms, now)
    mail.next_try_at, mail.answer = again_at, failure.reason
    queries.save(session, mail)
    return MailState.WAITING


def _end(session: Session, mail: Mail, state: MailState, answer: str, terms: MailTerms, now: datetime) -> MailState:
    if mail.state != MailState.WAITING:
        return MailState(mail.state)
    if state is MailState.GIVEN_UP:
        _give_up(session, mail, answer, terms, now)
    else:
        mail.state, mail.answer = state, answer[:_LONGEST_ANSWER]
        mail.sent_at = now if state is MailState.SENT else None
        _hide_secret(mail, terms)
    queries.save(session, mail)
    return state


def _hide_secret(mail: Mail, terms: MailTerms) -> None:
    if mail.kind in WITH_A_SECRET and not terms.keeps_secrets:
        mail.text = mail.html = ""


def _give_up(session: Session, mail: Mail, why: str, terms: MailTerms, now: datetime) -> None:
    mail.state, mail.given_up_at, mail.answer = MailState.GIVEN_UP, now, why[:_LONGEST_ANSWER]
    _hide_secret(mail, terms)
    raise_alert(
        session,
        AlertKind.MAIL_GIVEN_UP,
        key="mail_given_up",
        subject_id=mail.id,
        sentence=f"A mail of the kind {mail.kind} could not be delivered ({why[:200]}). See the mails that were given "
        "up, put right what is wrong, and try them again.",
        now=now,
    )


def _lock(session: Session, mail_id: str) -> Mail:
    mail = queries.lock_mail(session, mail_id)
    assert mail is not None, "mails in hand are not deleted"
    return mail


def _said(refusal: GatewayRefused) -> str:
    return f"{refusal.reason}: {refusal.message}"
