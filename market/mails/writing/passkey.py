"""A passkey was added to an account, or removed from it: told to whoever has the account."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from market.mails.language import N_
from market.mails.letter import Letter, Link, Note, Say
from market.mails.writing.desk import Desk
from models.enums import MailKind
from models.mail import Mail

_SUBJECTS: Mapping[str, str] = {
    MailKind.PASSKEY_ADDED: N_("A passkey was added to your account"),
    MailKind.PASSKEY_REMOVED: N_("A passkey was removed from your account"),
}
_WHAT: Mapping[str, str] = {
    MailKind.PASSKEY_ADDED: N_(
        "On {day}, at {time} UTC, a passkey was added to your account. It signs in without a password or a code."
    ),
    MailKind.PASSKEY_REMOVED: N_(
        "On {day}, at {time} UTC, a passkey was removed from your account. It opens nothing any more."
    ),
}
_NOT_YOU = N_(
    "If that was not you, somebody else has your account open. Sign in by a code, remove passkeys that you do not "
    "know, and choose a new password: that ends every other session."
)
_ACCOUNT = N_("Your account")
_FOOT = N_("{market}, {place}. You get this because there is an account with your address.")


def write_passkey(session: Session, mail: Mail, desk: Desk) -> Letter:
    """No name stands in it, of the person or of the passkey: whoever opened the account may have typed anything there,
    under an address that is somebody else's."""
    moment = datetime.fromisoformat(mail.facts["at"])
    return Letter(
        subject=desk.say(_SUBJECTS[mail.kind]),
        greeting="",
        blocks=(
            Say(desk.say(_WHAT[mail.kind], day=desk.day(moment.date()), time=f"{moment:%H:%M}")),
            Note(desk.say(_NOT_YOU)),
            Link(desk.say(_ACCOUNT), desk.url("/account")),
        ),
        foot=desk.say(_FOOT, market=desk.market, place=desk.storefront_url),
    )
