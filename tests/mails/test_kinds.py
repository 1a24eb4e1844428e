"""What else is told by mail: parcels, payouts, certificates that end and labels that fell; to whom, and once."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from certification.reminders.remind_holders import remind_holders
from gateways.fakes.post import FakePost
from kit.database import Database
from market.mails.send_mail import send_mail
from market.orders.move_parcel import move_parcel
from market.orders.tell_buyers import tell_buyers
from models.accounts import Person
from models.enums import MemberRole, ParcelState
from models.mail import Mail
from models.organisations import Membership
from tests.certification.registry import Registry
from tests.certifying import certify, withdraw
from tests.mails.conftest import TERMS, PostRoom
from tests.shop import NOW

HOSTILE = "DHL\r\nBcc: all@example.org <b>1</b>"


def join(database: Database, organisation_id: str, name: str, *, locale: str = "en") -> str:
    """A new person in an organisation."""
    with database.transaction() as session:
        person = Person(email=f"{name.lower()}@example.org", full_name=name, locale=locale)
        session.add(person)
        session.flush()
        session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=MemberRole.MEMBER))
        return person.id


def send(room: PostRoom, kind: str) -> list[Mail]:
    """Send every mail of a kind; them."""
    found = [mail for mail in room.mails() if mail.kind == kind]
    for mail in found:
        assert room.send(mail.id, now=max(NOW, mail.next_try_at)) == "sent"
    return [mail for mail in room.mails() if mail.kind == kind]


def test_a_parcel_on_its_way_is_told_to_its_buyer(room: PostRoom) -> None:
    order_id = room.buy()
    rosa = join(room.database, room.shop.world.norandino_id, "Rosa")
    with room.database.transaction() as session:
        parcel_id = session.execute(
            text("select id from parcel where order_id = :order and producer_id = :producer"),
            {"order": order_id, "producer": room.shop.world.norandino_id},
        ).scalar_one()
        session.execute(text("update parcel set state = 'to_pack' where state = 'waiting'"))
    for to in (ParcelState.SHIPPED, ParcelState.DELIVERED):
        with room.database.transaction() as session:
            move_parcel(
                session,
                parcel_id=parcel_id,
                person_id=rosa,
                to=to,
                tracking=HOSTILE,
                maturity=timedelta(days=7),
                now=NOW,
            )
    (mail,) = send(room, "shipped")
    assert (mail.address, mail.about, mail.subject) == ("camille@example.org", parcel_id, "Norandino sent your parcel")
    assert "In it: 2 × Coffee of Piura, 250 g\nGoes to: Lyon\n" in mail.text
    assert "Tracking number: DHL Bcc: all@example.org <b>1</b>\n" in mail.text
    assert "&lt;b&gt;1&lt;/b&gt;" in mail.html
    assert "Your order comes in 2 parcels, each from its own producer; 1 of them have been sent." in mail.text
    assert f"https://shop.example/orders/{order_id}" in mail.text


def fallen(room: PostRoom) -> tuple[str, str]:
    """An order whose label fell a day after; it and the certificate."""
    with room.database.transaction() as session:
        certificate_id = certify(session, room.shop.world)
    order_id = room.buy()
    with room.database.transaction() as session:
        withdraw(session, certificate_id, NOW + timedelta(days=1))
        session.execute(text("update certificate set public_reason = 'Decertified.'"))
    for _ in range(2):
        with room.database.transaction() as session:
            tell_buyers(session, now=NOW + timedelta(days=2))
    return order_id, certificate_id


def test_a_label_that_fell_is_told_to_who_bought_under_it(room: PostRoom) -> None:
    order_id, certificate_id = fallen(room)
    (mail,) = send(room, "label_withdrawn")
    assert (mail.address, mail.about) == ("camille@example.org", order_id)
    assert mail.subject.startswith("A label of something you bought was withdrawn: ")
    assert "was withdrawn as of 25 November 2026. It held when you bought." in mail.text
    assert "It stood beside: 2 × Coffee of Piura, 250 g\n" in mail.text
    assert "Chocolate" not in mail.text
    assert "Reason given: Decertified." in mail.text
    assert f"https://shop.example/proof/{certificate_id}" in mail.text


def test_a_label_that_should_not_have_been_shown(room: PostRoom) -> None:
    fallen(room)
    with room.database.transaction() as session:
        session.execute(text("alter table notice disable trigger append_only"))
        session.execute(text("update notice set effective_at = :at"), {"at": NOW - timedelta(days=1)})
    (mail,) = send(room, "label_withdrawn")
    assert "It was shown when you bought, and should not have been" in mail.text


LAST = date(2027, 6, 30)


@pytest.mark.parametrize(
    ("days_left", "said"),
    [
        (7, "7 days are left: the last day of your certificate is 30 June 2027."),
        (1, "One day is left: the last day of your certificate is 30 June 2027."),
        (0, "Today is the last day of your certificate."),
        (-1, "The last day of your certificate was 30 June 2027."),
    ],
)
def test_a_certificate_that_ends_is_told_to_who_holds_it(clean_database: Database, days_left: int, said: str) -> None:
    registry = Registry(clean_database)
    certificate_id = registry.verified("guarantee", valid_to=LAST)
    at = datetime(2027, 6, 23, 12, tzinfo=NOW.tzinfo)
    for _ in range(2):
        with clean_database.transaction() as session:
            remind_holders(session, now=at)
    post = FakePost()
    with clean_database.reading() as session:
        asked = session.execute(text("select id, person_id from mail where kind = 'certificate_ends'")).all()
        members = session.execute(
            text("select distinct person_id from membership where organisation_id = :id and ended_at is null"),
            {"id": registry["coop"]},
        ).all()
    assert {row.person_id for row in asked} == {row.person_id for row in members}
    assert len(asked) == len(members) > 0
    then = datetime(2027, 6, 30, 12, tzinfo=NOW.tzinfo) - timedelta(days=days_left)
    assert send_mail(clean_database, post, mail_id=asked[0].id, terms=TERMS, now=then) == "sent"
    (message,) = post.taken
    assert said in message.text
    assert f"https://shop.example/desk/{registry['coop']}/certificates?renews={certificate_id}#add" in message.text
    assert f"/desk/{registry['coop']}/certificates?renews={certificate_id}#add" in message.html
