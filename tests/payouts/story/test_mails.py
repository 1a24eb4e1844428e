"""What an order's story says of the mails to its buyer: what, when, how far; neither words nor address."""

from datetime import datetime, timedelta

from sqlalchemy import text

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.fakes.post import FakePost
from gateways.mail import Post
from kit.clock import utc_now
from market.mails.retry_mail import retry_mail
from market.mails.send_mail import MailTerms, send_mail
from market.payouts.story.rules import Told
from market.payouts.story.tell_order import tell_order
from models.enums import MailKind
from models.mail import Mail
from tests.trade import Trade

TERMS = MailTerms("https://shop.example", keeps_secrets=False)
_MAIL = text("select id from mail where about = :about")


def mail_of(trade: Trade, about: str) -> str:
    with trade.database.reading() as session:
        return str(session.execute(_MAIL, {"about": about}).scalar_one())


def told(trade: Trade, order_id: str) -> list[Told]:
    with trade.database.reading() as session:
        return [one for one in tell_order(session, order_id).story.told if one.about.startswith("mail_")]


def sentences(trade: Trade, order_id: str) -> list[str]:
    return [one.sentence for one in told(trade, order_id)]


def send(trade: Trade, mail_id: str, post: Post | None, now: datetime) -> None:
    send_mail(trade.database, post, mail_id=mail_id, terms=TERMS, now=now)


def write(trade: Trade, kind: MailKind, about: str) -> None:
    with trade.database.transaction() as session:
        session.add(
            Mail(
                kind=kind,
                key=f"{kind}:{about}",
                about=about,
                address="secret@example.org",
                language="es",
                next_try_at=trade.now,
            )
        )


def test_a_mail_is_told_as_far_as_it_came(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees())
    mail_id, later = mail_of(trade, order_id), utc_now() + timedelta(days=1)
    assert sentences(trade, order_id) == ["A mail with the receipt was asked for, in en; it waits for its turn."]
    post = FakePost()
    post.failures = [GatewayUnavailable("mail", "answered_451"), GatewayRefused("mail", "550", "no <secret@example>")]
    send(trade, mail_id, post, later)
    assert sentences(trade, order_id) == ["A mail with the receipt was asked for, in en; it waits after 1 try."]
    send(trade, mail_id, post, later + timedelta(days=1))
    asked, given_up = told(trade, order_id)
    assert asked.sentence == "A mail with the receipt was asked for, in en."
    assert (given_up.sentence, given_up.at, given_up.about) == (
        "The mail with the receipt was given up, after 2 tries.",
        later + timedelta(days=1),
        mail_id,
    )
    with trade.database.transaction() as session:
        retry_mail(session, mail_id=mail_id, now=later + timedelta(days=2))
    assert sentences(trade, order_id) == ["A mail with the receipt was asked for, in en; it waits for its turn."]
    send(trade, mail_id, post, later + timedelta(days=2))
    _, left = told(trade, order_id)
    assert (left.sentence, left.at) == ("The mail with the receipt left, after 1 try.", later + timedelta(days=2))


def test_where_no_server_takes_mail_it_says_so(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees())
    send(trade, mail_of(trade, order_id), None, utc_now() + timedelta(days=1))
    assert sentences(trade, order_id)[1] == "The mail with the receipt was kept: no server takes mail of this market."


def test_mails_of_its_parcels_are_told_and_nobody_elses(trade: Trade) -> None:
    order_id, other_id = trade.sell(trade.coffees()), trade.sell(trade.coffees())
    write(trade, MailKind.SHIPPED, trade.parcel(order_id))
    write(trade, MailKind.SHIPPED, trade.parcel(other_id))
    found = sentences(trade, order_id)
    assert len(found) == 2
    assert "A mail that a parcel is on its way was asked for, in es; it waits for its turn." in found
    assert "secret" not in " ".join(found)


def test_a_moment_that_is_not_on_record_is_not_made_up(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees())
    trade.do("update mail set state = 'given_up', tries = 3 where about = :id", id=order_id)
    assert sentences(trade, order_id) == [
        "A mail with the receipt was asked for, in en; it was given up, after 3 tries."
    ]
