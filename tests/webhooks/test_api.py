"""Webhooks as their owners keep them, over HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.clock import utc_now
from kit.ids import new_id
from market.webhooks.forget_deliveries import forget_deliveries
from tests.api.people import Somebody
from tests.webhooks.asking import URL, Json, Post
from tests.webhooks.receiver import Receiver


def test_a_webhook_is_opened_tested_and_read(post: Post, receiver: Receiver) -> None:
    rosa = post.people.producer
    webhook_id, secret = post.open(rosa)
    post.point_at(webhook_id, receiver)
    asked = post.ask("POST", f"/webhooks/{webhook_id}/test", rosa, status=202)
    assert (asked["kind"], asked["state"], asked["attempts"]) == ("webhook.test", "waiting", 0)
    assert post.send(webhook_id) == 1
    [got] = receiver.received
    assert got.is_signed_with(secret)
    assert got.document["data"] == {"id": webhook_id, "object": "webhook"}
    read = post.ask("GET", f"/webhook-deliveries/{asked['id']}", rosa)
    assert (read["state"], read["event_id"], read["last_status"]) == ("delivered", got.id, 204)
    [attempt] = read["tried"]
    assert (attempt["outcome"], attempt["status"], attempt["refused_address"]) == ("accepted", 204, None)
    shown = post.ask("GET", f"/webhooks/{webhook_id}", rosa)
    assert "secret" not in shown
    assert (shown["state"], shown["waiting"], shown["failed"]) == ("active", 0, 0)
    assert [each["id"] for each in post.ask("GET", "/webhooks", rosa)["data"]] == [webhook_id]


def test_the_secret_is_nowhere_in_the_database(post: Post) -> None:
    _, secret = post.open(post.people.producer)
    with post.tools.database.reading() as session:
        row = session.execute(text("select to_jsonb(e)::text from webhook_endpoint e")).scalar_one()
        records = session.execute(
            text("select count(*) from idempotency_record where body like '%whsec%'")
        ).scalar_one()
    assert secret not in row
    assert "whsec" not in row
    assert records == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://norandino.example/hook",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest",
        "https://user:secret@norandino.example/",
        "https://norandino.example:22/",
        "ftp://norandino.example/",
        "not an address",
    ],
)
def test_an_address_that_must_not_be_reached_is_refused(post: Post, url: str) -> None:
    rosa = post.people.producer
    body: Json = {"organisation_id": rosa.organisation_id, "url": url, "kinds": ["order.paid"]}
    assert post.ask("POST", "/webhooks", rosa, body, status=422)["code"] == "webhook_address_refused"
    webhook_id, _ = post.open(rosa)
    changed = post.ask("PATCH", f"/webhooks/{webhook_id}", rosa, {"url": url}, status=422)
    assert changed["code"] == "webhook_address_refused"


@pytest.mark.parametrize(
    "wrong",
    [{"kinds": []}, {"kinds": ["webhook.test"]}, {"kinds": ["order.lost"]}, {"url": ""}, {"secret": "x"}],
    ids=str,
)
def test_what_cannot_be_subscribed_to_is_refused(post: Post, wrong: Json) -> None:
    rosa = post.people.producer
    body: Json = {"organisation_id": rosa.organisation_id, "url": URL, "kinds": ["order.paid"], **wrong}
    post.ask("POST", "/webhooks", rosa, body, status=422)


def test_somebody_elses_webhook_answers_like_a_missing_one(post: Post) -> None:
    rosa, akosua = post.people.producer, post.people.other_producer
    webhook_id, _ = post.open(akosua)
    delivery = post.ask("POST", f"/webhooks/{webhook_id}/test", akosua, status=202)["id"]
    period = {"since": "2026-01-01T00:00:00Z", "until": "2026-02-01T00:00:00Z"}
    calls: list[tuple[str, str, Json | None]] = [
        ("GET", "/webhooks/{id}", None),
        ("PATCH", "/webhooks/{id}", {"description": "mine"}),
        ("DELETE", "/webhooks/{id}", None),
        ("POST", "/webhooks/{id}/disable", None),
        ("POST", "/webhooks/{id}/enable", None),
        ("POST", "/webhooks/{id}/secrets", {}),
        ("POST", "/webhooks/{id}/test", None),
        ("POST", "/webhooks/{id}/replay", dict(period)),
        ("GET", "/webhooks/{id}/deliveries", None),
    ]
    for method, path, body in calls:
        for wanted in (webhook_id, new_id("whe")):
            refused = post.ask(method, path.format(id=wanted), rosa, body, status=404)
            assert refused["code"] == "no_such_webhook"
    for wanted in (delivery, new_id("whd")):
        for method, path in (("GET", "/webhook-deliveries/{id}"), ("POST", "/webhook-deliveries/{id}/replay")):
            assert post.ask(method, path.format(id=wanted), rosa, status=404)["code"] == "no_such_webhook_delivery"
    for owner in (akosua.organisation_id, new_id("org"), None):
        body = {"organisation_id": owner, "url": URL, "kinds": ["order.paid"]}
        assert post.ask("POST", "/webhooks", rosa, body, status=404)["code"] == "no_such_organisation"
    assert post.ask("GET", "/webhooks", rosa)["data"] == []


def test_operators_have_the_markets_own_and_see_all_but_no_ones_secret(post: Post) -> None:
    rosa, operator = post.people.producer, post.people.operator
    theirs, _ = post.open(rosa)
    own, _ = post.open(operator)
    listed = post.ask("GET", "/webhooks", operator)["data"]
    assert [each["id"] for each in listed] == [own, theirs]
    assert post.ask("GET", f"/webhooks/{own}", operator)["organisation_id"] == post.people.shop.world.market_id
    post.ask("POST", f"/webhooks/{theirs}/secrets", operator, {}, status=404)
    post.ask("PATCH", f"/webhooks/{theirs}", operator, {"url": "https://evil.example/"}, status=404)
    post.ask("DELETE", f"/webhooks/{theirs}", operator, status=404)
    stopped = post.ask("POST", f"/webhooks/{theirs}/disable", operator)
    assert (stopped["state"], stopped["disabled_reason"]) == ("disabled", "operator")
    refused = post.ask("POST", f"/webhooks/{theirs}/enable", rosa, status=409)
    assert refused["code"] == "webhook_stopped_by_operator"
    assert post.ask("POST", f"/webhooks/{theirs}/enable", operator)["state"] == "active"


def test_a_verifier_who_is_no_steward_has_none(post: Post) -> None:
    lucia = post.people.verifier
    body: Json = {"organisation_id": lucia.organisation_id, "url": URL, "kinds": ["order.paid"]}
    assert post.ask("POST", "/webhooks", lucia, body, status=404)["code"] == "no_such_organisation"


def test_two_secrets_sign_while_one_is_replaced_by_another(post: Post, receiver: Receiver) -> None:
    rosa = post.people.producer
    webhook_id, first = post.open(rosa)
    post.point_at(webhook_id, receiver)
    rotated = post.ask("POST", f"/webhooks/{webhook_id}/secrets", rosa, {"overlap_hours": 2}, status=201)
    second = str(rotated["secret"])
    post.ask("POST", f"/webhooks/{webhook_id}/test", rosa, status=202)
    assert post.send(webhook_id) == 1
    assert [receiver.received[-1].is_signed_with(secret) for secret in (first, second)] == [True, True]
    post.ask("POST", f"/webhooks/{webhook_id}/test", rosa, status=202)
    assert post.send(webhook_id, after=timedelta(hours=3)) == 1
    assert [receiver.received[-1].is_signed_with(secret) for secret in (first, second)] == [False, True]
    third = str(post.ask("POST", f"/webhooks/{webhook_id}/secrets", rosa, {"overlap_hours": 0}, status=201)["secret"])
    post.ask("POST", f"/webhooks/{webhook_id}/test", rosa, status=202)
    assert post.send(webhook_id, after=timedelta(hours=3)) == 1
    assert [receiver.received[-1].is_signed_with(secret) for secret in (first, second, third)] == [False, False, True]


def test_one_delivery_and_a_period_are_told_again_as_the_same_messages(post: Post, receiver: Receiver) -> None:
    rosa = post.people.producer
    webhook_id, _ = post.open(rosa)
    post.point_at(webhook_id, receiver)
    for _ in range(3):
        post.ask("POST", f"/webhooks/{webhook_id}/test", rosa, status=202)
    assert post.send(webhook_id) == 3
    listed = post.ask("GET", f"/webhooks/{webhook_id}/deliveries?state=delivered&limit=2", rosa)
    assert (len(listed["data"]), listed["has_more"]) == (2, True)
    one = listed["data"][0]
    again = post.ask("POST", f"/webhook-deliveries/{one['id']}/replay", rosa, status=202)
    assert (again["state"], again["attempts"]) == ("waiting", 1)
    assert post.send(webhook_id) == 1
    assert receiver.received[-1].id == one["event_id"]
    day = {"since": "2026-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
    assert post.ask("POST", f"/webhooks/{webhook_id}/replay", rosa, dict(day), status=202) == {"count": 0}
    everything: Json = {**day, "states": ["delivered", "failed"]}
    assert post.ask("POST", f"/webhooks/{webhook_id}/replay", rosa, everything, status=202) == {"count": 3}
    assert post.send(webhook_id) == 3
    assert len({each.id for each in receiver.received}) == 3
    assert len(receiver.received) == 7
    backwards: Json = {"since": day["until"], "until": day["since"]}
    refused = post.ask("POST", f"/webhooks/{webhook_id}/replay", rosa, backwards, status=422)
    assert refused["code"] == "webhook_period_not_sensible"


def test_a_disabled_webhook_gets_what_it_missed_when_it_is_enabled(post: Post, receiver: Receiver) -> None:
    rosa, shop = post.people.producer, post.people.shop
    webhook_id, _ = post.open(rosa)
    post.point_at(webhook_id, receiver)
    post.ask("POST", f"/webhooks/{webhook_id}/disable", rosa)
    placed = shop.place({shop.coffee: 1})
    shop.settle(placed.order_id)
    assert post.send(webhook_id) == 0
    for path in (f"/webhooks/{webhook_id}/test",):
        assert post.ask("POST", path, rosa, status=409)["code"] == "webhook_disabled"
    assert post.ask("GET", f"/webhooks/{webhook_id}", rosa)["waiting"] == 1
    post.ask("POST", f"/webhooks/{webhook_id}/enable", rosa)
    assert post.send(webhook_id) == 1
    assert receiver.documents[0]["type"] == "order.paid"


def test_a_removed_webhook_is_told_nothing(post: Post, receiver: Receiver) -> None:
    rosa, shop = post.people.producer, post.people.shop
    webhook_id, _ = post.open(rosa)
    post.point_at(webhook_id, receiver)
    post.ask("POST", f"/webhooks/{webhook_id}/test", rosa, status=202)
    post.ask("DELETE", f"/webhooks/{webhook_id}", rosa, status=204)
    placed = shop.place({shop.coffee: 1})
    shop.settle(placed.order_id)
    assert post.send(webhook_id) == 0
    post.ask("GET", f"/webhooks/{webhook_id}", rosa, status=404)
    assert post.ask("GET", "/webhooks", rosa)["data"] == []


def test_an_organisation_has_only_so_many(post: Post) -> None:
    rosa = post.people.producer
    for _ in range(20):
        post.open(rosa)
    body: Json = {"organisation_id": rosa.organisation_id, "url": URL, "kinds": ["order.paid"]}
    refused = post.ask("POST", "/webhooks", rosa, body, status=409)
    assert refused["code"] == "too_many_webhooks"


def test_what_a_name_led_to_is_told_to_operators_alone(post: Post) -> None:
    rosa = post.people.producer
    webhook_id, _ = post.open(rosa)
    delivery = post.ask("POST", f"/webhooks/{webhook_id}/test", rosa, status=202)["id"]
    with post.tools.database.transaction() as session:
        session.execute(text("update webhook_delivery set attempts = 1, tries = 1"))
        session.execute(
            text(
                "insert into webhook_attempt (delivery_id, number, started_at, outcome, answer, refused_address)"
                " values (:id, 1, now(), 'not_allowed', '', '10.0.0.7')"
            ),
            {"id": delivery},
        )
    path = f"/webhook-deliveries/{delivery}"
    told = [post.ask("GET", path, somebody)["tried"][0] for somebody in (rosa, post.people.operator)]
    assert [each["refused_address"] for each in told] == [None, "10.0.0.7"]


def test_after_thirty_days_it_is_forgotten(post: Post, receiver: Receiver) -> None:
    rosa = post.people.producer
    webhook_id, _ = post.open(rosa)
    post.point_at(webhook_id, receiver)
    delivery = post.ask("POST", f"/webhooks/{webhook_id}/test", rosa, status=202)["id"]
    post.send(webhook_id)
    now = utc_now()
    with post.tools.database.transaction() as session:
        assert forget_deliveries(session, now=now + timedelta(days=29)) == 0
        assert forget_deliveries(session, now=now + timedelta(days=31)) == 1
        assert session.execute(text("select count(*) from webhook_attempt")).scalar_one() == 0
    post.ask("GET", f"/webhook-deliveries/{delivery}", rosa, status=404)


def test_a_key_needs_the_scope(post: Post) -> None:
    rosa = post.people.producer
    body: Json = {"label": "shop", "scopes": ["webhook:read"], "expires_in_days": 10}
    key = post.ask("POST", "/api-keys", rosa, body, status=201)["secret"]
    machine = Somebody(str(key), rosa.person_id, "", rosa.organisation_id)
    assert post.ask("GET", "/webhooks", machine)["data"] == []
    opening: Json = {"organisation_id": rosa.organisation_id, "url": URL, "kinds": ["order.paid"]}
    assert post.ask("POST", "/webhooks", machine, opening, status=403)["code"] == "scope_missing"
