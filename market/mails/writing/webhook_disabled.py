"""A webhook was given up: told to the stewards of whoever it belongs to."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from market.mails.fact_queries import get_person_name, get_webhook_owner
from market.mails.language import N_
from market.mails.letter import Facts, Letter, Link, Say
from market.mails.rules import one_line
from market.mails.writing.desk import Desk
from models.enums import DisabledReason
from models.mail import Mail

_SUBJECT = N_("A webhook of {name} is told nothing any more")
_WHY: Mapping[str, str] = {
    DisabledReason.GONE: N_("The program at this address answered that there is nothing any more (410)."),
    DisabledReason.FAILING: N_("Ten attempts to tell the program at this address something failed, over three days."),
}
_ADDRESS = N_("Address")
_THEN = N_("What happens is kept for it, 30 days long: enabled again, it gets what it missed.")
_PAGE = N_("What was sent, and what came back")


def write_webhook_disabled(session: Session, mail: Mail, desk: Desk) -> Letter:
    """The mail is about the webhook; why it was given up is among its facts."""
    owner = get_webhook_owner(session, mail.about)
    home = "/operator" if owner.is_market else f"/desk/{owner.id}"
    return Letter(
        subject=desk.say(_SUBJECT, name=owner.name),
        greeting=desk.hello(get_person_name(session, mail.person_id)) if mail.person_id else "",
        blocks=(
            Say(desk.say(_WHY[mail.facts["reason"]])),
            Facts(((desk.say(_ADDRESS), one_line(owner.url, 500)),)),
            Say(desk.say(_THEN)),
            Link(desk.say(_PAGE), desk.url(f"{home}/webhooks/{mail.about}")),
        ),
        foot=desk.foot_of_member(owner.name),
    )
