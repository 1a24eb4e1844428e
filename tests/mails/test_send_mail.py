"""A mail is handed over once; what the server says decides what becomes of it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.mail import Message
from market.mails.errors import MailIsNotToBeRetried, NoSuchMail
from market.mails.retry_mail import retry_mail
from market.mails.rules import LEASE, MOST_TRIES, next_try, one_line
from market.mails.send_mail import NO_SERVER, send_mail
from market.mails.sweep_mails import sweep_mails
from market.requests.alerts import list_alerts
from tests.mails.conftest import TERMS, PostRoom
from tests.shop import NOW

NOT_NOW = GatewayUnavailable("mail", "answered_451")


def alerts(room: PostRoom) -> list[str]:
    with room.database.reading() as session:
        return [alert.sentence for alert in list_alerts(session)]


def test_a_server_that_is_busy_is_asked_again_later(room: PostRoom) -> None:
    room.buy()
    mail_id = room.mail().id
    room.post.failures = [NOT_NOW, NOT_NOW]
    assert room.send(mail_id) == "waiting"
    assert room.send(mail_id) is None, "not before its time"
    later = NOW + timedelta(minutes=1)
    assert room.send(mail_id, now=later) == "waiting"
    assert room.send(mail_id, now=later + timedelta(minutes=5)) == "sent"
    mail = room.mail()
    assert (mail.tries, mail.answer, mail.sent_at) == (3, "taken", later + timedelta(minutes=5))
    assert len(room.post.taken) == 1
    assert alerts(room) == []


def test_the_words_stay_those_of_the_first_try(room: PostRoom) -> None:
    room.buy()
    mail_id = room.mail().id
    room.post.failures = [NOT_NOW]
    room.send(mail_id)
    before = room.mail()
    room.send(mail_id, now=NOW + timedelta(days=1))
    after = room.mail()
    assert (before.text, before.html, before.written_at) == (after.text, after.html, after.written_at)


def test_after_two_days_it_is_given_up_and_somebody_is_told(room: PostRoom) -> None:
    room.buy()
    mail_id, now = room.mail().id, NOW
    room.post.failures = [NOT_NOW] * MOST_TRIES
    for number in range(1, MOST_TRIES):
        assert room.send(mail_id, now=now) == "waiting", number
        again_at = next_try(number, now=now)
        assert again_at is not None
        now = again_at
    assert room.send(mail_id, now=now) == "given_up"
    assert room.mail().given_up_at == now
    assert now - NOW > timedelta(days=1)
    (sentence,) = alerts(room)
    assert "receipt" in sentence and "answered_451" in sentence


def test_an_address_that_is_refused_for_good_is_not_tried_again(room: PostRoom) -> None:
    room.buy()
    mail_id = room.mail().id
    room.post.failures = [GatewayRefused("mail", "550", "no such mailbox")]
    assert room.send(mail_id) == "given_up"
    assert room.mail().answer == "550: no such mailbox"
    assert room.send(mail_id, now=NOW + timedelta(days=3)) is None
    assert len(alerts(room)) == 1
    assert room.post.taken == []


def test_without_a_server_it_is_written_and_kept(room: PostRoom) -> None:
    room.buy()
    mail_id = room.mail().id
    assert send_mail(room.database, None, mail_id=mail_id, terms=TERMS, now=NOW) == "kept"
    mail = room.mail()
    assert (mail.answer, mail.sent_at) == (NO_SERVER, None)
    assert mail.text and mail.html and mail.subject


def test_a_worker_that_died_while_it_sent_is_followed_by_another(room: PostRoom) -> None:
    """The row says that somebody tries. Whoever died then has sent it, or has not: it is sent under the same id."""

    class Died(BaseException):
        pass

    class DyingPost:
        def send(self, message: Message) -> str:
            room.post.taken.append(message)
            raise Died

    room.buy()
    mail_id = room.mail().id
    with pytest.raises(Died):
        send_mail(room.database, DyingPost(), mail_id=mail_id, terms=TERMS, now=NOW)
    assert room.send(mail_id, now=NOW + LEASE - timedelta(seconds=1)) is None, "it may still be trying"
    with room.database.transaction() as session:
        assert sweep_mails(session, now=NOW + LEASE) == 1
    assert room.send(mail_id, now=NOW + LEASE) == "sent"
    assert [message.id for message in room.post.taken] == [mail_id, mail_id]


def test_what_cannot_be_written_does_not_wait_for_ever(room: PostRoom) -> None:
    room.buy()
    mail_id = room.mail().id
    room.change(about="ord_00000000000000000000000000")
    now = NOW
    for _ in range(MOST_TRIES):
        with pytest.raises(Exception, match="no such order"):
            room.send(mail_id, now=now)
        now += LEASE
    assert room.send(mail_id, now=now) == "given_up"
    assert len(alerts(room)) == 1


def test_what_is_of_no_use_any_more_is_not_sent(room: PostRoom) -> None:
    room.buy()
    room.change(useless_at=NOW)
    assert room.send(room.mail().id) == "given_up"
    assert room.post.taken == []


def test_an_operator_tries_again(room: PostRoom) -> None:
    room.buy()
    mail_id = room.mail().id
    with room.database.transaction() as session, pytest.raises(MailIsNotToBeRetried):
        retry_mail(session, mail_id=mail_id, now=NOW)
    room.post.failures = [GatewayRefused("mail", "550", "no such mailbox")]
    room.send(mail_id)
    with room.database.transaction() as session:
        assert retry_mail(session, mail_id=mail_id, now=NOW).state == "waiting"
    assert room.send(mail_id) == "sent"
    with room.database.transaction() as session, pytest.raises(MailIsNotToBeRetried):
        retry_mail(session, mail_id=mail_id, now=NOW)
    with room.database.transaction() as session, pytest.raises(NoSuchMail):
        retry_mail(session, mail_id="mail_00000000000000000000000000", now=NOW)


def test_what_was_typed_is_one_line_and_no_markup(room: PostRoom) -> None:
    """Names and goods may hold line breaks, tags, templates and marks that turn the text round."""
    hostile = "Eve\r\nBcc: all@example.org\u2028<script>{{7*7}}</script>{total}\u202egnp"
    order_id = room.buy()
    with room.database.transaction() as session:
        session.execute(
            text("update customer_order set full_name = :name where id = :id"), {"name": hostile, "id": order_id}
        )
        session.execute(
            text("update order_line set name = :name where order_id = :id"), {"name": hostile, "id": order_id}
        )
        session.execute(text("update organisation set name = :name where kind = 'market'"), {"name": hostile})
    assert room.send(room.mail().id) == "sent"
    (message,) = room.post.taken
    seen = "Eve Bcc: all@example.org <script>{{7*7}}</script>{total}gnp"
    assert f"Hello {seen}," in message.text
    assert f"2 × {seen}, 250 g" in message.text
    assert "<script>" not in message.html
    assert "&lt;script&gt;{{7*7}}&lt;/script&gt;{total}gnp" in message.html
    assert "\n" not in message.subject and "\r" not in message.subject


def test_one_line() -> None:
    assert one_line(" a\tb\r\n\x00c\x1b[31m ") == "a b c [31m"
    assert one_line("x" * 300, 10) == "xxxxxxxxx…"
