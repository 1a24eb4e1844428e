"""What a verifier is told before deciding, a federation's year, and what the holder is told before an end."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from certification.reminders.remind_holders import remind_holders
from kit.clock import utc_now
from market.orders.tell_buyers import tell_buyers
from tests.api.people import People, Somebody
from tests.certifying import certify, withdraw


@pytest.fixture
def certificate_id(people: People) -> str:
    """Everything of Norandino's is certified, and one person buys two coffees in two orders, another one."""
    shop = people.shop
    with shop.database.transaction() as session:
        made = certify(session, shop.world)
    for somebody in (people.consumer, people.consumer, people.other_consumer):
        order_id = shop.place({shop.coffee: 1}, person_id=somebody.person_id).order_id
        shop.settle(order_id)
    shop.place({shop.coffee: 1}, person_id=people.operator.person_id)
    return made


def get(client: TestClient, somebody: Somebody, path: str) -> dict:
    answer = client.get(path, headers=somebody.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def preview(client: TestClient, people: People, certificate_id: str, decision: str) -> dict:
    return get(client, people.verifier, f"/v1/certificates/{certificate_id}/preview?decision={decision}")


def test_a_withdrawal_is_previewed_as_it_comes(client: TestClient, people: People, certificate_id: str) -> None:
    shop = people.shop
    with shop.database.transaction() as session:
        opened = shop.cart(session, {shop.coffee: 2})
    assert opened.cart.id
    before = preview(client, people, certificate_id, "withdraw")
    assert before == {
        "decision": "withdraw",
        "listings_lose": 1,
        "listings_keep_scheme": 0,
        "listings_left_bare": 1,
        "listings_gain": 0,
        "open_carts": 1,
        "orders": 3,
        "buyers_told": 2,
        "sentence": "1 listing loses the claim, 2 buyers are told.",
    }
    with shop.database.transaction() as session:
        withdraw(session, certificate_id, utc_now())
    with shop.database.transaction() as session:
        assert tell_buyers(session, now=utc_now()) == before["orders"]
    after = preview(client, people, certificate_id, "withdraw")
    assert (after["listings_lose"], after["open_carts"], after["buyers_told"]) == (0, 0, 2)
    gain = preview(client, people, certificate_id, "reinstate")
    assert (gain["listings_gain"], gain["sentence"]) == (1, "1 listing gains the claim.")
    mine = get(client, people.consumer, "/v1/orders?limit=2")["data"][0]["id"]
    (notice,) = get(client, people.consumer, f"/v1/orders/{mine}")["notices"]
    assert (notice["certificate_id"], notice["scheme"]) == (certificate_id, "fairtrade")


def test_a_person_reads_what_they_were_told_about_all_their_orders(
    client: TestClient, people: People, certificate_id: str
) -> None:
    assert get(client, people.consumer, "/v1/notices")["data"] == []
    with people.shop.database.transaction() as session:
        withdraw(session, certificate_id, utc_now())
    with people.shop.database.transaction() as session:
        tell_buyers(session, now=utc_now())
    told = get(client, people.consumer, "/v1/notices")["data"]
    orders = get(client, people.consumer, "/v1/orders?limit=2")["data"]
    assert {(one["order_id"], one["placed_at"]) for one in told} == {(one["id"], one["placed_at"]) for one in orders}
    for one in told:
        (same,) = get(client, people.consumer, f"/v1/orders/{one['order_id']}")["notices"]
        assert same == {name: value for name, value in one.items() if name not in {"id", "order_id", "placed_at"}}
    first = get(client, people.consumer, "/v1/notices?limit=1")
    rest = get(client, people.consumer, f"/v1/notices?limit=1&cursor={first['next_cursor']}")
    assert first["data"] + rest["data"] == told and not rest["has_more"]
    assert len(get(client, people.other_consumer, "/v1/notices")["data"]) == 1
    assert get(client, people.operator, "/v1/notices")["data"] == []


def test_a_suspension_tells_nobody_and_a_question_changes_nothing(
    client: TestClient, people: People, certificate_id: str
) -> None:
    suspended = preview(client, people, certificate_id, "suspend")
    assert (suspended["listings_lose"], suspended["orders"], suspended["buyers_told"]) == (1, 3, 0)
    asked = preview(client, people, certificate_id, "ask")
    assert asked["sentence"] == "No listing changes, and nobody is told."
    assert {value for value in asked.values() if isinstance(value, int)} == {0}


def test_another_certificate_keeps_a_listing_from_being_bare(
    client: TestClient, people: People, certificate_id: str
) -> None:
    with people.shop.database.transaction() as session:
        certify(session, people.shop.world, code="organic")
    found = preview(client, people, certificate_id, "suspend")
    assert (found["listings_lose"], found["listings_keep_scheme"], found["listings_left_bare"]) == (1, 0, 0)


def test_nothing_is_gained_where_nothing_of_the_scheme_may_be_shown(
    client: TestClient, people: People, certificate_id: str
) -> None:
    with people.shop.database.transaction() as session:
        session.execute(text("update certificate set state = 'suspended', claim_until = :now"), {"now": utc_now()})
    assert preview(client, people, certificate_id, "lift")["listings_gain"] == 1
    with people.shop.database.transaction() as session:
        session.execute(text("""update scheme set display = '{"FR": "none"}'"""))
    found = preview(client, people, certificate_id, "lift")
    assert (found["listings_gain"], found["sentence"]) == (0, "0 listings gain the claim.")


def test_a_foreign_federation_previews_nothing(client: TestClient, people: People, certificate_id: str) -> None:
    path = f"/v1/certificates/{certificate_id}/preview?decision=withdraw"
    assert client.get(path, headers=people.other_verifier.headers).json()["code"] == "no_such_certificate"


def test_a_year_is_counted_by_scheme_and_decision(client: TestClient, people: People, certificate_id: str) -> None:
    path = f"/v1/organisations/{people.verifier.organisation_id}/verification-report?year=2026"
    report = get(client, people.verifier, path)
    (line,) = [line for line in report["data"] if line["scheme"] == "fairtrade"]
    assert (line["decision"], line["decisions"], line["certificates"]) == ("verify", 1, 1)
    table = client.get(f"{path}&format=csv", headers=people.verifier.headers)
    assert table.headers["content-type"].startswith("text/csv")
    rows = table.text.splitlines()
    assert rows[0] == "scheme,scheme_name,decision,decisions,certificates,median_days,longest_days"
    assert "fairtrade,Fairtrade,verify,1,1,," in rows
    assert get(client, people.verifier, path.replace("2026", "2025"))["data"] == []


def test_a_holder_sees_what_ends_soon(client: TestClient, people: People, certificate_id: str) -> None:
    path = f"/v1/organisations/{people.producer.organisation_id}/reminders"
    assert get(client, people.producer, path) == {"data": []}
    last = utc_now().date() + timedelta(days=20)
    with people.shop.database.transaction() as session:
        session.execute(text("alter table certificate disable trigger user"))
        session.execute(
            text("update certificate set valid_to = :last where id = :id"), {"last": last, "id": certificate_id}
        )
        session.execute(text("alter table certificate enable trigger user"))
    with people.shop.database.transaction() as session:
        assert remind_holders(session, now=utc_now()) == 1
    (reminder,) = get(client, people.producer, path)["data"]
    assert (reminder["certificate_id"], reminder["days_left"]) == (certificate_id, 20)
    assert reminder["valid_to"] == str(last)
