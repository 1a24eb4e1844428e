"""An operator has put right what kept a mail from leaving."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_task
from market.mails import queries
from market.mails.errors import MailIsNotToBeRetried, NoSuchMail
from market.mails.rules import MAIL_STEPS, WITH_A_SECRET, is_over
from models.enums import MailState, TaskName
from models.mail import Mail


def retry_mail(session: Session, *, mail_id: str, now: datetime) -> Mail:
    """Try again, from the first try on, a mail that was given up, or kept for want of a server.

    Raises NoSuchMail, MailIsNotToBeRetried.
    """
    mail = queries.lock_mail(session, mail_id)
    if mail is None:
        raise NoSuchMail()
    may_wait = MailState.WAITING in MAIL_STEPS[MailState(mail.state)]
    is_for_nobody = not mail.address
    if not may_wait or is_for_nobody or mail.kind in WITH_A_SECRET or is_over(mail.useless_at, now=now):
        raise MailIsNotToBeRetried(mail.state)
    mail.state, mail.given_up_at, mail.tries, mail.next_try_at, mail.answer = MailState.WAITING, None, 0, now, ""
    queries.save(session, mail)
    request_task(session, TaskName.SEND_MAIL, key=mail.id, now=now, mail_id=mail.id)
    return mail
