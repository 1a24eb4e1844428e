"""A certificate fell after goods were sold with its label: told to whoever bought them."""

from sqlalchemy.orm import Session

from market.mails.language import N_
from market.mails.letter import Facts, Letter, Link, Say
from market.mails.rules import one_line
from market.mails.writing.desk import Desk
from market.orders.notice_queries import NoticeView
from market.orders.reach import FOR_ITS_BUYER
from market.orders.views import OrderView, read_order
from models.mail import Mail

_SUBJECT = N_("A label of something you bought was withdrawn: {scheme}")
_WITHDRAWN = N_("{scheme} {number} of {holder} was withdrawn as of {day}.")
_HELD = N_("It held when you bought.")
_HELD_NOT = N_("It was shown when you bought, and should not have been: that is known only since.")
_GOODS = N_("It stood beside")
_REASON = N_("Reason given")
_ORDER = N_("Order")
_KEPT = N_("Your order keeps what was shown. What the producers were paid for your goods does not change by this.")
_PROOF = N_("How the certificate stands today")
_PAGE = N_("Your order")


def write_label_withdrawn(session: Session, mail: Mail, desk: Desk) -> Letter:
    """The mail is about the order; which certificate is among its facts."""
    view = read_order(session, order_id=mail.about, reach=FOR_ITS_BUYER)
    notice = next(one for one in view.notices if one.certificate_id == mail.facts["certificate_id"])
    day = desk.day(notice.effective_at.date())
    told = desk.say(_WITHDRAWN, scheme=notice.scheme, number=notice.number, holder=notice.holder, day=day)
    held = desk.say(_HELD if notice.effective_at > view.order.placed_at else _HELD_NOT)
    return Letter(
        subject=desk.say(_SUBJECT, scheme=notice.scheme),
        greeting=desk.hello(view.order.full_name),
        blocks=(
            Say(f"{told} {held}"),
            Facts(_facts(view, notice, desk)),
            Say(desk.say(_KEPT)),
            Link(desk.say(_PROOF), desk.url(f"/proof/{notice.certificate_id}")),
            Link(desk.say(_PAGE), desk.url(f"/orders/{mail.about}")),
        ),
        foot=desk.foot_of_buyer(),
    )


def _facts(view: OrderView, notice: NoticeView, desk: Desk) -> tuple[tuple[str, str], ...]:
    goods = [desk.goods(line.name, line.variant_label, line.quantity) for line in view.lines if line.id in notice.lines]
    pairs = (
        (desk.say(_GOODS), "; ".join(goods)),
        (desk.say(_REASON), one_line(notice.reason, 1000)),
        (desk.say(_ORDER), view.order.id),
    )
    return tuple((name, value) for name, value in pairs if value)
