"""A certificate's last day comes near: told to the stewards of whoever holds it."""

from sqlalchemy.orm import Session

from market.mails.fact_queries import EndingCertificate, get_ending, get_person_name
from market.mails.language import N_
from market.mails.letter import Facts, Letter, Link, Say
from market.mails.rules import one_line
from market.mails.writing.desk import Desk
from models.mail import Mail

_SUBJECT = N_("{scheme}: the certificate of {holder} ends on {day}")
_DAYS = N_("{count} days are left: the last day of your certificate is {day}.")
_ONE_DAY = N_("One day is left: the last day of your certificate is {day}.")
_TODAY = N_("Today is the last day of your certificate.")
_OVER = N_("The last day of your certificate was {day}.")
_SCHEME = N_("Scheme")
_NUMBER = N_("Number")
_HOLDER = N_("Holder")
_THEN = N_(
    "After that day its label stands beside none of your goods. Hand in the next certificate before, and no day lies "
    "between."
)
_RENEW = N_("Renew it")
_PAGE = N_("The certificate")


def write_certificate_ends(session: Session, mail: Mail, desk: Desk) -> Letter:
    certificate = get_ending(session, mail.about, now=desk.now)
    own = f"/desk/{certificate.holder_id}/certificates"
    pairs = (
        (desk.say(_SCHEME), one_line(certificate.scheme)),
        (desk.say(_NUMBER), one_line(certificate.number)),
        (desk.say(_HOLDER), one_line(certificate.holder)),
    )
    day = desk.day(certificate.valid_to)
    return Letter(
        subject=desk.say(_SUBJECT, scheme=certificate.scheme, holder=certificate.holder, day=day),
        greeting=desk.hello(get_person_name(session, mail.person_id)) if mail.person_id else "",
        blocks=(
            Say(desk.say(_countdown(certificate), count=str(certificate.days_left), day=day)),
            Facts(pairs),
            Say(desk.say(_THEN)),
            Link(desk.say(_RENEW), desk.url(f"{own}?renews={certificate.id}#add")),
            Link(desk.say(_PAGE), desk.url(f"{own}/{certificate.id}")),
        ),
        foot=desk.foot_of_member(certificate.holder),
    )


def _countdown(certificate: EndingCertificate) -> str:
    match certificate.days_left:
        case 0:
            return _TODAY
        case 1:
            return _ONE_DAY
        case left:
            return _DAYS if left > 1 else _OVER
