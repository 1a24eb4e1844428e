"""From the fact to the receiver: told once it is a fact, to who may read it, signed, and written down."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from gateways.posting import GuardedPoster, Posted
from market.mails.write_letter import write_letter
from market.webhooks.rules import RETRY_AFTER
from market.webhooks.send_deliveries import Sender, send_deliveries
from market.webhooks.signing import secret_of
from market.webhooks.sweep_deliveries import sweep_deliveries
from models.enums import MailKind, MemberRole, WebhookKind
from models.mail import Mail
from models.organisations import Membership
from tests.shop import NOW
from tests.webhooks.asking import SECRET_KEY
from tests.webhooks.conftest import Telling
from tests.webhooks.receiver import Receiver, receiving

PAID = WebhookKind.ORDER_PAID
LATER = timedelta(hours=30)


class Killed(BaseException):
    """As the process would be."""


@dataclass(frozen=True)
class _Dies:
    """Sends, and does not live to see what comes back."""

    poster: GuardedPoster

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Posted:
        self.poster.post(url, body, headers=headers)
        raise Killed()


def sell(telling: Telling) -> str:
    """An order with a parcel of each producer, paid; its id."""
    shop = telling.shop
    placed = shop.place({shop.coffee: 1, shop.chocolate: 1})
    shop.settle(placed.order_id)
    return placed.order_id


def test_a_producer_is_told_of_a_paid_order_by_their_own_parcel(telling: Telling, receiver: Receiver) -> None:
    norandino = telling.shop.world.norandino_id
    endpoint = telling.listens(norandino, receiver.url, PAID)
    sell(telling)
    assert telling.send(endpoint) == 1
    assert telling.send(endpoint) == 0
    [got] = receiver.received
    [(parcel,)] = telling.rows("select id from parcel where producer_id = :id", id=norandino)
    assert got.document == {
        "type": "order.paid",
        "timestamp": "2026-11-24T12:00:00.000000Z",
        "data": {"id": parcel, "object": "parcel"},
    }
    assert got.is_signed_with(secret_of(endpoint, 1, secret_key=SECRET_KEY))
    assert not got.is_signed_with(secret_of(endpoint, 2, secret_key=SECRET_KEY))
    assert (got.timestamp, got.content_type) == (int(NOW.timestamp()), "application/json")
    assert telling.rows("select number, outcome, status, answer from webhook_attempt") == [(1, "accepted", 204, "")]
    assert telling.rows("select state, tries, attempts, ended_at from webhook_delivery") == [("delivered", 1, 1, NOW)]
    assert telling.rows("select arguments ->> 'endpoint_id' from outbox where task = 'send_webhooks'") == [(endpoint,)]
    assert telling.rows("select id from webhook_event") == [(got.id,)]


def test_the_market_is_told_the_order_and_nobody_what_is_not_theirs(telling: Telling, receiver: Receiver) -> None:
    world = telling.shop.world
    market = telling.listens(world.market_id, receiver.url, PAID)
    kuapa = telling.listens(world.kuapa_id, receiver.url, PAID)
    federation = telling.listens(world.federation_id, receiver.url, PAID)
    order_id = sell(telling)
    assert [telling.send(endpoint) for endpoint in (market, kuapa, federation)] == [1, 1, 0]
    [(parcel,)] = telling.rows("select id from parcel where producer_id = :id", id=world.kuapa_id)
    told = [document["data"] for document in receiver.documents]
    assert told == [{"id": order_id, "object": "order"}, {"id": parcel, "object": "parcel"}]


def test_where_nobody_wants_to_know_nothing_is_written(telling: Telling, receiver: Receiver) -> None:
    endpoint = telling.listens(telling.shop.world.norandino_id, receiver.url, WebhookKind.PAYOUT_PAID)
    sell(telling)
    assert telling.rows("select id from webhook_event") == []
    assert telling.send(endpoint) == 0


def test_a_fact_that_was_rolled_back_was_never_told(telling: Telling, receiver: Receiver) -> None:
    telling.listens(telling.shop.world.market_id, receiver.url, PAID)
    shop = telling.shop
    placed = shop.place({shop.coffee: 1})
    with pytest.raises(RuntimeError), shop.database.transaction() as session:
        session.connection().exec_driver_sql(
            "update customer_order set state = 'paid', paid_at = now() where id = %s", (placed.order_id,)
        )
        assert session.connection().exec_driver_sql("select count(*) from webhook_event").scalar_one() == 1
        raise RuntimeError("the rest of it fails")
    assert telling.rows("select id from webhook_event") == []
    assert telling.rows("select id from outbox where task = 'send_webhooks'") == []


def test_what_failed_is_tried_again_as_the_same_message(telling: Telling, receiver: Receiver) -> None:
    receiver.answer, receiver.says = 500, b"out of coffee"
    endpoint = telling.listens(telling.shop.world.norandino_id, receiver.url, PAID)
    sell(telling)
    assert telling.send(endpoint) == 1
    assert telling.send(endpoint, after=timedelta(seconds=4)) == 0
    receiver.answer = 200
    assert telling.send(endpoint, after=timedelta(seconds=2)) == 1
    first, second = receiver.received
    assert (first.id, first.body) == (second.id, second.body)
    assert first.timestamp < second.timestamp
    assert second.is_signed_with(secret_of(endpoint, 1, secret_key=SECRET_KEY))
    assert telling.rows("select outcome, status, answer from webhook_attempt order by number") == [
        ("refused", 500, "out of coffee"),
        ("accepted", 200, "out of coffee"),
    ]
    assert telling.rows("select failures, rests_until, state from webhook_endpoint") == [(0, None, "active")]


def test_after_the_last_attempt_the_endpoint_is_disabled_and_a_person_is_told(
    telling: Telling, receiver: Receiver
) -> None:
    receiver.answer = 503
    endpoint = telling.listens(telling.shop.world.norandino_id, receiver.url, PAID)
    sell(telling)
    made = [telling.send(endpoint, after=wait) for wait in (timedelta(), *(wait * 1.1 for wait in RETRY_AFTER))]
    assert made == [1] * 10
    assert telling.rows("select state, tries from webhook_delivery") == [("failed", 10)]
    assert telling.rows("select state, disabled_reason, disabled_at from webhook_endpoint") == [
        ("disabled", "failing", telling.now)
    ]
    assert telling.rows("select kind, subject_id from alert") == [("webhook_disabled", endpoint)]
    assert len({each.id for each in receiver.received}) == 1
    sell(telling)
    assert telling.send(endpoint, after=LATER) == 0
    assert telling.rows("select count(*) from webhook_delivery where state = 'waiting'") == [(1,)]


@pytest.mark.parametrize(("whose", "page"), [("norandino", "/desk/{owner}"), ("market", "/operator")])
@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_who_owns_it_is_written_to(telling: Telling, receiver: Receiver, whose: str, page: str, language: str) -> None:
    receiver.answer = 410
    world = telling.shop.world
    owner = {"norandino": world.norandino_id, "market": world.market_id}[whose]
    with telling.shop.database.transaction() as session:
        session.add(Membership(person_id=telling.person_id, organisation_id=owner, role=MemberRole.STEWARD))
    endpoint = telling.listens(owner, receiver.url, PAID)
    sell(telling)
    telling.send(endpoint)
    with telling.shop.database.transaction() as session:
        mail = session.execute(select(Mail).where(col(Mail.kind) == MailKind.WEBHOOK_DISABLED)).scalar_one()
        mail.language = language
        written = write_letter(session, mail, storefront_url="https://shop.example", now=telling.now)
    assert (mail.person_id, mail.about) == (telling.person_id, endpoint)
    assert f"https://shop.example{page.format(owner=owner)}/webhooks/{endpoint}" in written.text
    assert receiver.url in written.text and "410" in written.text
    assert "{" not in written.text + written.subject


def test_410_disables_at_once(telling: Telling, receiver: Receiver) -> None:
    receiver.answer = 410
    endpoint = telling.listens(telling.shop.world.norandino_id, receiver.url, PAID)
    sell(telling)
    assert telling.send(endpoint) == 1
    assert telling.rows("select state, disabled_reason from webhook_endpoint") == [("disabled", "gone")]
    assert telling.rows("select state from webhook_delivery") == [("failed",)]


def test_an_inner_address_gets_nothing_and_the_log_says_where_the_name_led(telling: Telling) -> None:
    endpoint = telling.listens(telling.shop.world.norandino_id, "https://10.0.0.7/hook", PAID)
    sell(telling)
    assert telling.send(endpoint) == 1
    assert telling.rows("select outcome, status from webhook_attempt") == [("not_allowed", None)]
    assert telling.rows("select state from webhook_delivery") == [("waiting",)]


def test_a_slow_receiver_ends_its_turn_and_does_not_hold_up_another(telling: Telling, receiver: Receiver) -> None:
    world = telling.shop.world
    slow = telling.listens(world.norandino_id, receiver.url, PAID)
    telling.poster = GuardedPoster(may_reach_loopback=True, seconds=2)
    is_over = threading.Event()

    def hold(_: object) -> None:
        is_over.wait(60)

    receiver.behave = hold
    for _ in range(3):
        sell(telling)
    with receiving() as quick:
        other = telling.listens(world.kuapa_id, quick.url, PAID)
        sell(telling)
        assert telling.send(slow) == 1
        assert telling.send(slow) == 0, "it rests, whatever waits for it"
        assert not is_over.is_set()
        is_over.set()
        telling.poster = GuardedPoster(may_reach_loopback=True, seconds=60)
        assert telling.send(other) == 1
        assert len(quick.received) == 1


def test_of_two_processes_one_sends(telling: Telling, receiver: Receiver) -> None:
    endpoint = telling.listens(telling.shop.world.norandino_id, receiver.url, PAID)
    sell(telling)
    sell(telling)
    counted: list[int] = []

    def while_it_is_busy(_: object) -> None:
        counted.append(send_deliveries(telling.sender, endpoint_id=endpoint))
        raise ConnectionAbortedError

    receiver.behave = while_it_is_busy
    assert telling.send(endpoint) == 1
    assert counted == [0], "the other one leaves it alone"


def test_slow_ones_never_take_every_thread(telling: Telling, receiver: Receiver) -> None:
    world = telling.shop.world
    endpoints = [
        telling.listens(owner, receiver.url, PAID) for owner in (world.norandino_id, world.kuapa_id, world.market_id)
    ]
    sell(telling)
    with telling.shop.database.transaction() as session:
        session.connection().exec_driver_sql(
            "update webhook_endpoint set leased_until = %s where id <> %s",
            (telling.now + timedelta(seconds=60), endpoints[2]),
        )
    assert telling.send(endpoints[2]) == 0
    assert telling.send(endpoints[2], after=timedelta(seconds=61)) == 1


def test_a_turn_is_short_and_the_next_one_is_asked_for(telling: Telling, receiver: Receiver) -> None:
    endpoint = telling.listens(telling.shop.world.norandino_id, receiver.url, PAID)
    with telling.shop.database.transaction() as session:
        for number in range(25):
            session.connection().exec_driver_sql(
                "select tell('order.paid', 'parcel', %s, %s, owner => %s)",
                (f"pcl_{number}", NOW, telling.shop.world.norandino_id),
            )
    key = "select count(*) from outbox where dedupe_key = 'send_webhooks:' || :id"
    assert telling.rows(key, id=endpoint) == [(0,)]
    assert telling.send(endpoint) == 20
    assert telling.rows(key, id=endpoint) == [(1,)]
    assert telling.send(endpoint) == 5
    told = [document["data"]["id"] for document in receiver.documents]  # type: ignore[index]
    assert sorted(told) == sorted(f"pcl_{number}" for number in range(25))


def test_a_process_that_died_after_it_sent_leaves_it_to_be_sent_again(telling: Telling, receiver: Receiver) -> None:
    """What a kill between sending and writing down leaves: an attempt without an outcome, and a lease."""
    endpoint = telling.listens(telling.shop.world.norandino_id, receiver.url, PAID)
    sell(telling)

    dying = Sender(telling.shop.database, _Dies(telling.poster), SECRET_KEY, lambda: telling.now)
    with pytest.raises(Killed):
        send_deliveries(dying, endpoint_id=endpoint)
    assert telling.rows("select number, outcome from webhook_attempt") == [(1, None)]
    assert telling.send(endpoint) == 0, "somebody may still be sending"
    with telling.shop.database.transaction() as session:
        assert sweep_deliveries(session, now=telling.now) == 0
        assert sweep_deliveries(session, now=telling.now + timedelta(seconds=61)) == 1
    assert telling.send(endpoint, after=timedelta(seconds=61)) == 1
    first, second = receiver.received
    assert first.id == second.id
    assert telling.rows("select state, attempts from webhook_delivery") == [("delivered", 2)]
