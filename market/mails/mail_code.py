"""Mail the digits of a code. They stand in the mail alone, and there only until it has left."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.mail import Ready, ask_ready
from kit.catalogues import spoken
from market.accounts.codes.make_code import MadeCode, make_code
from market.accounts.queries import find_market_name
from market.mails.language import N_
from market.mails.letter import Code, Letter, Note, Say
from market.mails.write_letter import put_on_paper
from market.mails.writing.desk import Desk
from models.enums import MailKind

_SUBJECT = N_("Your code to sign in")
_TYPE = N_("Type these digits where you asked for them. They work once, until {time} UTC, in that browser alone.")
_NOT_YOU = N_(
    "If you did not ask for a code, somebody typed your address. Without the digits they cannot get in: tell them to "
    "nobody, whoever asks."
)
_FOOT = N_("{market}, {place}. You get this because a code for your address was asked for there.")


def mail_code(session: Session, *, code_id: str, secret_key: str, storefront_url: str, now: datetime) -> bool:
    """Make the code and its mail, in one transaction; whether there is anybody to get it. Safe to repeat."""
    made = make_code(session, code_id=code_id, secret_key=secret_key, now=now)
    if made is None:
        return False
    desk = Desk(spoken(made.person.locale), find_market_name(session), storefront_url, now)
    written = put_on_paper(_letter(made, desk), desk.lang)
    ready = Ready(
        key=f"{MailKind.SIGN_IN_CODE}:{made.code.id}",
        about=made.code.id,
        person_id=made.person.id,
        address=made.person.email,
        language=made.person.locale,
        subject=written.subject,
        text=written.text,
        html=written.html,
        useless_at=made.code.expires_at,
    )
    ask_ready(session, MailKind.SIGN_IN_CODE, ready, now=now)
    return True


def _letter(made: MadeCode, desk: Desk) -> Letter:
    """No name stands in it: whoever opened the account may have typed anything there."""
    return Letter(
        subject=desk.say(_SUBJECT),
        greeting="",
        blocks=(
            Say(desk.say(_TYPE, time=f"{made.code.expires_at:%H:%M}")),
            Code(made.digits),
            Note(desk.say(_NOT_YOU)),
        ),
        foot=desk.say(_FOOT, market=desk.market, place=desk.storefront_url),
    )
