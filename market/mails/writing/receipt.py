"""An order is paid: what was bought, and who gets what of it, from the books."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from kit.money import Money
from market.impact.receipts.read_receipt import read_receipt
from market.impact.receipts.rules import Receipt
from market.mails.language import N_
from market.mails.letter import Letter, Link, Note, Row, Say, Sums
from market.mails.rules import one_line
from market.mails.writing.desk import Desk
from market.orders.reach import FOR_ITS_BUYER
from market.orders.views import OrderView, read_order
from models.mail import Mail

_SUBJECT = N_("Your order over {total}: who gets what")
_THANKS = N_("Thank you. Your {total} arrived on {day}.")
_BOUGHT = N_("What you bought")
_SHIPPING = N_("Shipping")
_DISCOUNT = N_("Promotion")
_SUPPORT = N_("What you pay more as a supporter")
_RELIEF = N_("What the solidarity fund pays for you")
_CONTRIBUTION = N_("What you add for the solidarity fund")
_SPLIT = N_("Who gets what")
_TOTAL = N_("You paid")
_EXACT = N_("The parts add up to what you paid, to the cent. They are read from the market’s books.")
_PAGE = N_("Your order, and how far each part has come")
_GUEST = N_("The page opens in the browser in which you bought.")


def write_receipt(session: Session, mail: Mail, desk: Desk) -> Letter:
    view = read_order(session, order_id=mail.about, reach=FOR_ITS_BUYER)
    receipt = read_receipt(session, order_id=mail.about, reach=FOR_ITS_BUYER, lang=desk.lang)
    total = desk.money(receipt.total)
    notes = [Note(desk.say(_EXACT))] if receipt.is_exact else []
    links = [Link(desk.say(_PAGE), desk.url(f"/orders/{mail.about}"))]
    for_guest = [Note(desk.say(_GUEST))] if view.order.person_id is None else []
    return Letter(
        subject=desk.say(_SUBJECT, total=total),
        greeting=desk.hello(view.order.full_name),
        blocks=(
            Say(desk.say(_THANKS, total=total, day=desk.day(receipt.paid_at.date()))),
            Sums(desk.say(_BOUGHT), tuple(_bought(view, desk)), Row(desk.say(_TOTAL), "", total)),
            Sums(desk.say(_SPLIT), tuple(_split(receipt, desk)), Row(desk.say(_TOTAL), "", total)),
            *notes,
            *links,
            *for_guest,
        ),
        foot=desk.foot_of_buyer(),
    )


def _bought(view: OrderView, desk: Desk) -> Iterator[Row]:
    """The goods at their fair prices, then everything else that the total is made of."""
    order = view.order
    producers = {parcel.id: parcel.producer_name for parcel in view.parcels}
    for line in view.lines:
        goods = desk.goods(line.name, line.variant_label, line.quantity)
        amount = desk.money(Money(line.amount_minor, order.currency))
        yield Row(goods, one_line(producers[line.parcel_id]), amount)
    for label, minor in (
        (_SHIPPING, order.shipping_minor),
        (_DISCOUNT, -order.discount_minor),
        (_SUPPORT, order.support_minor),
        (_RELIEF, -order.relief_minor),
        (_CONTRIBUTION, order.contribution_minor),
    ):
        if minor:
            yield Row(desk.say(label), "", desk.money(Money(minor, order.currency)))


def _split(receipt: Receipt, desk: Desk) -> Iterator[Row]:
    for share in receipt.shares:
        if share.amount.minor:
            yield Row(share.label, one_line(share.party.name) if share.party else "", desk.money(share.amount))
