"""What a fund lets its money be used for: terms, screens that a refusal names, and places that everybody sees."""

import pytest
from starlette.testclient import TestClient

from tests.api.people import People
from tests.prefinance.desk import Desk, Json
from tests.prefinance.test_api import ask, decide


@pytest.fixture
def desk(client: TestClient, people: People) -> Desk:
    return Desk(client, people)


def screen(desk: Desk, use: str, side: str, term: str, status: int = 201) -> Json:
    body = {"use": use, "side": side, "term": term, "reason": "As our members decided."}
    return desk.call("POST", f"/funds/{desk.fund_id}/screens", desk.ana, body, status=status)


def place(desk: Desk, name: str, *terms: str) -> str:
    body = {"name": name, "country": "FR", "terms": list(terms)}
    return str(desk.call("POST", "/money-places", desk.people.operator, body, status=201)["id"])


def move(desk: Desk, place_id: str, amount: int, status: int = 201, currency: str = "EUR") -> Json:
    body = {"place_id": place_id, "amount": amount, "currency": currency}
    return desk.call("POST", f"/funds/{desk.fund_id}/placements", desk.ana, body, status=status)


def test_a_fund_without_terms_lends_nothing(desk: Desk) -> None:
    assert ask(desk, status=404)["code"] == "no_such_lending_fund"
    desk.set_terms(share_cap_bps=500)
    assert ask(desk)["share_cap_bps"] == 500
    assert ask(desk, status=422, amount=501)["facts"]["most_minor"] == 500


@pytest.mark.parametrize(
    ("side", "term", "passes"),
    [
        ("exclude", "country:PE", False),
        ("exclude", "country:GH", True),
        ("exclude", "category:coffee", False),
        ("exclude", "category:food", False),
        ("include", "country:GH", False),
        ("include", "country:PE", True),
        ("exclude", "relation:agricultural_coop", False),
    ],
)
def test_a_supplier_is_screened_and_the_refusal_names_the_screen(
    desk: Desk, side: str, term: str, passes: bool
) -> None:
    desk.set_terms()
    made = screen(desk, "prefinance", side, term)
    answer = ask(desk, status=201 if passes else 409)
    if not passes:
        facts = answer["facts"]
        assert (answer["code"], facts["screen_id"], facts["term"]) == ("screened_out", made["id"], term)
        assert facts["reason"] == "As our members decided."
        desk.call("POST", f"/screens/{made['id']}/end", desk.bo)
        ask(desk)


def test_idle_money_sits_only_where_the_screens_let_it(desk: Desk) -> None:
    screen(desk, "placement", "exclude", "arms")
    screen(desk, "placement", "include", "cooperative_bank")
    good, bad = (
        place(desk, "Crédit coopératif", "cooperative_bank"),
        place(desk, "Big bank", "cooperative_bank", "arms"),
    )
    other = place(desk, "Other bank", "bank")
    assert move(desk, bad, 100, status=409)["facts"]["term"] == "arms"
    assert move(desk, other, 100, status=409)["facts"]["term"] == "cooperative_bank"
    seen = move(desk, good, 60_000)
    assert [(one["place"]["name"], one["amount"]["amount"]) for one in seen["placements"]] == [
        ("Crédit coopératif", 60_000)
    ]
    assert move(desk, good, 40_001, status=409)["facts"]["idle_minor"] == 40_000
    assert move(desk, good, -60_001, status=409)["facts"]["idle_minor"] == 60_000
    assert move(desk, good, 1, status=403, currency="USD")["code"] == "fund_of_another_currency"
    move(desk, good, -60_000)
    public = desk.call("GET", f"/funds/{desk.fund_id}/lending")
    assert public["placements"] == [] and len(public["screens"]) == 2
    desk.assert_in_order()


def test_only_its_stewards_say_and_only_once(desk: Desk) -> None:
    akosua = desk.people.other_producer
    body = {"use": "placement", "side": "exclude", "term": "arms", "reason": "No."}
    desk.call("POST", f"/funds/{desk.fund_id}/screens", akosua, body, status=404)
    desk.call(
        "PUT",
        f"/funds/{desk.fund_id}/prefinance-terms",
        akosua,
        {"share_cap_bps": 1, "interest_cap_bps": 1},
        status=404,
    )
    made = screen(desk, "placement", "exclude", "arms")
    assert screen(desk, "placement", "exclude", "arms", status=409)["code"] == "screen_is_there"
    desk.call("POST", f"/screens/{made['id']}/end", akosua, status=404)
    desk.call("POST", f"/screens/{made['id']}/end", desk.ana)
    assert desk.call("POST", f"/screens/{made['id']}/end", desk.ana, status=404)["code"] == "no_such_screen"
    place(desk, "A bank", "bank")
    again = {"name": "A bank", "country": "FR", "terms": []}
    assert desk.call("POST", "/money-places", desk.people.operator, again, status=409)["code"] == "money_place_is_there"
    desk.call("GET", "/funds/fnd_00000000000000000000000000/lending", status=404)


def test_what_sits_elsewhere_can_not_be_spent(desk: Desk) -> None:
    desk.set_terms()
    bank = place(desk, "Crédit coopératif", "cooperative_bank")
    move(desk, bank, 99_600)
    seen = desk.call("GET", f"/funds/{desk.fund_id}")
    assert (seen["balance"]["amount"], seen["placed"]["amount"]) == (400, 99_600)
    book = desk.call("GET", f"/funds/{desk.fund_id}/book")
    assert sum(one["amount"]["amount"] for one in book["totals"]) == 100_000, "it was not used"
    made = ask(desk, amount=500)
    decide(desk, made, desk.ana)
    refused = decide(desk, made, desk.bo, status=409)
    assert (refused["code"], refused["facts"]["most_minor"]) == ("fund_too_small", 400)
    assert move(desk, bank, 401, status=409)["facts"]["idle_minor"] == 400
    desk.assert_in_order()
    move(desk, bank, -100)
    assert decide(desk, made, desk.bo)["state"] == "granted"
    assert move(desk, bank, 1, status=409)["facts"]["idle_minor"] == 0
    desk.assert_in_order()
