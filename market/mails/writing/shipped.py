"""A producer sent a parcel."""

from sqlalchemy.orm import Session

from market.mails.fact_queries import get_sent_parcel, list_packed
from market.mails.language import N_
from market.mails.letter import Facts, Letter, Link, Note, Say
from market.mails.rules import one_line
from market.mails.writing.desk import Desk
from models.mail import Mail

_SUBJECT = N_("{producer} sent your parcel")
_SENT = N_("{producer} sent your parcel on {day}.")
_IN_IT = N_("In it")
_TO = N_("Goes to")
_TRACKING = N_("Tracking number")
_ORDER = N_("Order")
_OF_SEVERAL = N_("Your order comes in {parcels} parcels, each from its own producer; {sent} of them have been sent.")
_PAGE = N_("Where your parcels are")
_GUEST = N_("The page opens in the browser in which you bought.")


def write_shipped(session: Session, mail: Mail, desk: Desk) -> Letter:
    parcel = get_sent_parcel(session, mail.about)
    packed = [desk.goods(one.name, one.variant_label, one.quantity) for one in list_packed(session, parcel.id)]
    pairs = [
        (desk.say(_IN_IT), "; ".join(packed)),
        (desk.say(_TO), one_line(parcel.goes_to)),
        (desk.say(_TRACKING), one_line(parcel.tracking)),
        (desk.say(_ORDER), parcel.order_id),
    ]
    several = desk.say(_OF_SEVERAL, parcels=str(parcel.parcels), sent=str(parcel.sent))
    return Letter(
        subject=desk.say(_SUBJECT, producer=parcel.producer),
        greeting=desk.hello(parcel.full_name),
        blocks=(
            Say(desk.say(_SENT, producer=parcel.producer, day=desk.day(parcel.shipped_at.date()))),
            Facts(tuple((name, value) for name, value in pairs if value)),
            *([Say(several)] if parcel.parcels > 1 else []),
            Link(desk.say(_PAGE), desk.url(f"/orders/{parcel.order_id}")),
            *([Note(desk.say(_GUEST))] if parcel.is_guests else []),
        ),
        foot=desk.foot_of_buyer(),
    )
