"""A producer's way through prefinance over HTTP: asked for, granted by two, paid out, repaid out of payouts."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from kit.clock import utc_now
from tests.api.people import People, Somebody
from tests.prefinance.desk import Desk, Json

REASON = "A good harvest is coming."


@pytest.fixture
def desk(client: TestClient, people: People) -> Desk:
    made = Desk(client, people)
    made.set_terms()
    return made


def wish(desk: Desk, **changes: object) -> Json:
    return {
        "fund_id": desk.fund_id,
        "amount": 500,
        "expected": 10_000,
        "currency": "EUR",
        "what": "Coffee of the next harvest",
        "repay_bps": 2_000,
        "interest_bps": 300,
        "due_on": str((utc_now() + timedelta(days=200)).date()),
        **changes,
    }


def ask(desk: Desk, status: int = 201, **changes: object) -> Json:
    rosa = desk.people.producer
    return desk.call(
        "POST", f"/organisations/{rosa.organisation_id}/prefinance", rosa, wish(desk, **changes), status=status
    )


def decide(desk: Desk, made: Json, by: Somebody, act: str = "grant", status: int = 200) -> Json:
    body = {"act": act, "reason": REASON}
    return desk.call("POST", f"/prefinance/{made['id']}/decide", by, body, status=status)


def test_from_the_wish_to_the_last_cent(desk: Desk) -> None:
    rosa = desk.people.producer
    made = ask(desk)
    assert (made["state"], made["owed"]["amount"]) == ("requested", 0)
    assert decide(desk, made, desk.ana)["granting"] == 1
    granted = decide(desk, made, desk.bo)
    assert (granted["state"], granted["owed"]["amount"], granted["sent_on"]) == ("granted", 500, None)
    ran = desk.pay_out()
    assert 500 in [payout["amount"]["amount"] for payout in ran["payouts"] if payout["purpose"] == "fund"]
    seen = desk.call("GET", f"/prefinance/{made['id']}", rosa)
    assert seen["sent_on"] is not None
    # 200 days of 3 % on five euros, rounded down.
    assert seen["most_interest"]["amount"] in {8, 7}
    shop = desk.people.shop
    while desk.call("GET", f"/prefinance/{made['id']}", rosa)["state"] == "granted":
        shop.settle(shop.place({shop.coffee: 1}).order_id, now=utc_now())
        desk.pay_out()
    (last,) = desk.call("GET", f"/organisations/{rosa.organisation_id}/prefinance", rosa)["data"]
    assert (last["state"], last["owed"]["amount"]) == ("repaid", 0)
    assert sum(one["principal"]["amount"] for one in last["repayments"]) == 500
    assert desk.call("GET", f"/funds/{desk.fund_id}/lending")["lent"]["amount"] == 0
    desk.assert_in_order()


def test_early_and_by_bank(desk: Desk) -> None:
    rosa, operator = desk.people.producer, desk.people.operator
    made = ask(desk)
    decide(desk, made, desk.ana)
    decide(desk, made, desk.bo)
    body = {"amount": 100, "bank_reference": "TRX 77"}
    path = f"/prefinance/{made['id']}"
    for _ in range(2):
        assert desk.call("POST", f"{path}/bank-repayments", operator, body)["owed"]["amount"] == 400
    assert desk.call("POST", f"{path}/repay", rosa, {"at_most": 150})["owed"]["amount"] == 250
    refused = desk.call(
        "POST", f"{path}/bank-repayments", operator, {"amount": 251, "bank_reference": "TRX 78"}, status=409
    )
    assert (refused["code"], refused["facts"]["owed_minor"]) == ("more_than_owed", 250)
    assert desk.call("POST", f"{path}/repay", rosa, {})["state"] == "repaid"
    desk.assert_in_order()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 6_001}, "more_than_the_share"),
        ({"interest_bps": 601}, "interest_above_cap"),
        ({"due_on": "2020-01-01"}, "due_too_soon"),
        ({"due_on": "2999-01-01"}, "due_too_soon"),
        ({"currency": "USD"}, "fund_of_another_currency"),
        ({"fund_id": "fnd_00000000000000000000000000"}, "no_such_lending_fund"),
        ({"fund_id": "x"}, "no_such_lending_fund"),
        ({"buyer_id": "org_x"}, "no_such_buyer"),
        ({"amount": 0}, "invalid_request"),
        ({"amount": -5}, "invalid_request"),
        ({"amount": 10**30}, "invalid_request"),
        ({"amount": 1.5}, "invalid_request"),
        ({"repay_bps": 0}, "invalid_request"),
        ({"repay_bps": 10_001}, "invalid_request"),
        ({"what": " "}, "invalid_request"),
        ({"what": "\u0000"}, "invalid_request"),
        ({"due_on": 20270101}, "invalid_request"),
        ({"surprise": 1}, "invalid_request"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_in_words(desk: Desk, changes: Json, code: str) -> None:
    rosa = desk.people.producer
    answer = desk.client.post(
        f"/v1/organisations/{rosa.organisation_id}/prefinance", json=wish(desk, **changes), headers=rosa.headers
    )
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["code"] == code


def test_nobody_sees_or_moves_what_is_not_theirs(desk: Desk) -> None:
    made = ask(desk)
    akosua, camille = desk.people.other_producer, desk.people.consumer
    path = f"/prefinance/{made['id']}"
    missing = desk.call("GET", "/prefinance/prf_00000000000000000000000000", akosua, status=404)
    assert desk.call("GET", path, akosua, status=404)["code"] == missing["code"]
    assert decide(desk, made, akosua, status=404)["code"] == missing["code"]
    assert decide(desk, made, desk.people.producer, status=404)["code"] == missing["code"]
    assert desk.call("POST", f"{path}/withdraw", akosua, status=404)["code"] == missing["code"]
    assert desk.call("POST", f"{path}/repay", akosua, {}, status=404)["code"] == missing["code"]
    assert desk.call("GET", f"/funds/{desk.fund_id}/prefinance", akosua, status=404)["code"] == "no_fund_of_yours"
    desk.call("GET", path, camille, status=403)
    desk.call("POST", f"{path}/bank-repayments", desk.ana, {"amount": 1, "bank_reference": "x"}, status=403)
    (seen,) = desk.call("GET", f"/funds/{desk.fund_id}/prefinance", desk.ana)["data"]
    assert seen["id"] == made["id"]
    assert desk.call("POST", f"{path}/withdraw", desk.people.producer)["state"] == "withdrawn"
    assert decide(desk, made, desk.ana, status=409)["code"] == "prefinance_answered"


def test_one_persons_yes_is_not_two(desk: Desk) -> None:
    made = ask(desk)
    decide(desk, made, desk.ana)
    assert decide(desk, made, desk.ana, status=409)["code"] == "needs_another_person"
    assert decide(desk, made, desk.bo, "decline")["state"] == "declined"
    assert decide(desk, made, desk.bo, status=409)["facts"]["state"] == "declined"


def test_giving_up_needs_two_and_says_why(desk: Desk) -> None:
    made = ask(desk)
    decide(desk, made, desk.ana)
    decide(desk, made, desk.bo)
    assert decide(desk, made, desk.ana, "write_off", status=409)["code"] == "prefinance_not_sent"
    desk.pay_out()
    assert decide(desk, made, desk.ana, "write_off")["giving_up"] == 1
    assert decide(desk, made, desk.bo, "write_off")["state"] == "written_off"
    note = "select note from journal where kind = 'prefinance_written_off'"
    with desk.people.shop.database.reading() as session:
        assert session.connection().exec_driver_sql(note).scalar_one() == REASON
    desk.assert_in_order()
