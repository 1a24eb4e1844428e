"""What reaches a fund by the bank, and what running it costs: over HTTP and at the shell, once, and audited."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from typer.testing import CliRunner

from cli import fund as fund_command
from kit.ids import new_id
from market.ledger.invariants import verify_ledger
from tests.api.conftest import client as client
from tests.api.conftest import gathered as gathered
from tests.api.conftest import people as people
from tests.api.conftest import shop as shop
from tests.api.conftest import template as template
from tests.api.conftest import tools as tools
from tests.api.people import People, Somebody

GIFT: dict[str, object] = {"reference": "b1", "amount": 5000, "currency": "EUR", "note": "A choir's collection"}
COST: dict[str, object] = {"reference": "2026", "amount": 100, "currency": "EUR", "note": "Bank costs"}


@pytest.fixture
def fund_id(people: People) -> str:
    """The market's solidarity fund, which may cost 5 % of what came in."""
    with people.shop.database.transaction() as session:
        session.execute(text("update fund set admin_cap_bps = 500"))
        return str(session.execute(text("select id from fund")).scalar_one())


@pytest.fixture
def settings_of_shell(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {
        "SOLIFAIR_MODE": "test",
        "SOLIFAIR_DATABASE_URL": fresh_database_url,
        "SOLIFAIR_REDIS_URL": "redis://127.0.0.1:1/0",
        "SOLIFAIR_SECRET_KEY": "a key that is only for tests, 0123456789",
        "SOLIFAIR_STRIPE_API_KEY": "sk_test_x",
        "COLUMNS": "250",
    }.items():
        monkeypatch.setenv(name, value)
    yield


def post(client: TestClient, path: str, body: dict[str, object], by: Somebody, *, status: int = 201) -> dict:
    answer = client.post(path, json=body, headers=by.headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def audited(people: People, action: str) -> list[tuple[str | None, str, str]]:
    with people.shop.database.reading() as session:
        found = text("select actor_id, object_id, detail ->> 'amount' from audit_event where action = :action")
        return [tuple(row) for row in session.execute(found, {"action": action})]


def test_a_gift_and_a_cost_are_booked_once_and_said_in_the_open_books(
    client: TestClient, people: People, fund_id: str
) -> None:
    paths, by = (f"/v1/funds/{fund_id}/payments-in", f"/v1/funds/{fund_id}/costs"), people.operator
    had = client.get(f"/v1/funds/{fund_id}").json()["balance"]["amount"]
    for _ in range(2):
        assert post(client, paths[0], GIFT, by)["balance"]["amount"] == had + 5000
    for _ in range(2):
        assert post(client, paths[1], COST, by)["balance"]["amount"] == had + 4900
    notes = [line["note"] for line in client.get(f"/v1/funds/{fund_id}/book").json()["lines"]]
    assert (notes.count("A choir's collection"), notes.count("Bank costs")) == (1, 1)
    assert audited(people, "fund.pay_in") == [(by.person_id, fund_id, "5000 EUR")]
    assert audited(people, "fund.charge_admin") == [(by.person_id, fund_id, "100 EUR")]


def test_the_same_reference_with_another_amount_is_refused(client: TestClient, people: People, fund_id: str) -> None:
    path = f"/v1/funds/{fund_id}/payments-in"
    post(client, path, GIFT, people.operator)
    post(client, path, {**GIFT, "amount": 5001}, people.operator, status=409)


def test_no_more_comes_back_than_is_out(client: TestClient, people: People, fund_id: str) -> None:
    body = {**GIFT, "is_repayment": True}
    found = post(client, f"/v1/funds/{fund_id}/payments-in", body, people.operator, status=409)
    assert (found["code"], found["facts"]["out_minor"]) == ("more_than_fund_has_out", 0)


def test_a_cost_beyond_the_mandate_is_refused(client: TestClient, people: People, fund_id: str) -> None:
    found = post(client, f"/v1/funds/{fund_id}/costs", {**COST, "amount": 10**9}, people.operator, status=409)
    assert found["code"] == "fund_too_small"


def test_a_closed_fund_takes_nothing_new_and_answers_what_it_took(
    client: TestClient, people: People, fund_id: str
) -> None:
    path = f"/v1/funds/{fund_id}/payments-in"
    post(client, path, GIFT, people.operator)
    with people.shop.database.transaction() as session:
        session.execute(text("update fund set closed_at = now()"))
    post(client, path, GIFT, people.operator)
    assert post(client, path, {**GIFT, "reference": "b2"}, people.operator, status=409)["code"] == "fund_is_closed"


def test_a_fund_is_opened_by_an_operator_and_takes_money(client: TestClient, people: People) -> None:
    world = people.shop.world
    new: dict[str, object] = {
        "kind": "labour_investment",
        "owner": world.market_id,
        "sponsor": world.federation_id,
        "name": "Harvest fund",
        "currency": "EUR",
        "mandate": "Money ahead of harvests.",
        "uses": ["investment", "admin"],
        "bound_share_bps": 8000,
        "notice_days": 90,
        "unit_amount": 1000,
    }
    made = post(client, "/v1/funds", new, people.operator)
    assert (made["kind"], made["balance"]["amount"], made["notice_days"]) == ("labour_investment", 0, 90)
    assert made["uses"] == ["admin", "investment"]
    assert post(client, f"/v1/funds/{made['id']}/payments-in", GIFT, people.operator)["balance"]["amount"] == 5000
    assert client.get(f"/v1/funds/{made['id']}/units").json()["unit"]["amount"] == 1000
    for change, status, code in (
        ({"sponsor": None}, 422, "fund_kind_misfit"),
        ({"kind": "premium"}, 422, "fund_kind_misfit"),
        ({"kind": "solidarity", "sponsor": None}, 422, "fund_kind_misfit"),
        ({"kind": "solidarity", "sponsor": None, "unit_amount": None}, 409, "solidarity_fund_is_there"),
        ({"owner": "nobody"}, 404, "no_such_organisation"),
        ({"sponsor": "nobody"}, 404, "no_such_organisation"),
        ({"currency": "XXX"}, 422, "unknown_currency"),
        ({"uses": ["redemption"]}, 422, "invalid_request"),
        ({"uses": []}, 422, "invalid_request"),
        ({"bound_share_bps": 10_001}, 422, "invalid_request"),
    ):
        assert post(client, "/v1/funds", {**new, **change}, people.operator, status=status)["code"] == code, change
    dollars = {**new, "kind": "solidarity", "sponsor": None, "unit_amount": None, "currency": "USD", "uses": ["tier"]}
    assert post(client, "/v1/funds", dollars, people.operator)["currency"] == "USD"
    post(client, "/v1/funds", new, people.verifier, status=403)
    assert client.post("/v1/funds", json=new).status_code == 401
    with people.shop.database.reading() as session:
        assert verify_ledger(session) == []


@pytest.mark.parametrize("what", ["payments-in", "costs"])
def test_only_operators_write_it_down(client: TestClient, people: People, fund_id: str, what: str) -> None:
    for who in (people.consumer, people.producer, people.verifier):
        post(client, f"/v1/funds/{fund_id}/{what}", GIFT, who, status=403)
    post(client, f"/v1/funds/{new_id('fnd')}/{what}", GIFT, people.operator, status=404)
    assert client.post(f"/v1/funds/{fund_id}/{what}", json=GIFT).status_code == 401


@pytest.mark.parametrize("what", ["payments-in", "costs"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": "5"},
        {"amount": 10**13},
        {"currency": "USD"},
        {"note": " "},
        {"reference": ""},
        {"x": 1},
    ],
)
def test_what_cannot_be_is_refused(
    client: TestClient, people: People, fund_id: str, what: str, wrong: dict[str, object]
) -> None:
    post(client, f"/v1/funds/{fund_id}/{what}", {**GIFT, **wrong}, people.operator, status=422)


@pytest.mark.usefixtures("settings_of_shell")
def test_at_the_shell(people: People, fund_id: str) -> None:
    def call(*words: str) -> str:
        answer = CliRunner().invoke(fund_command.app, words, catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        return answer.output

    words = ("pay-in", fund_id, "--minor", "5000", "--reference", "b1", "--note", "A choir's collection")
    assert re.fullmatch(r"led_\w+: 50\.00 EUR\n", call(*words))
    assert call(*words).endswith("50.00 EUR was booked before\n")
    assert "1.00 EUR" in call("charge", fund_id, "--minor", "100", "--reference", "2026", "--note", "Bank costs")
    assert audited(people, "fund.pay_in") == [(None, fund_id, "5000 EUR")]
    words = ("open", "Harvest fund", "--kind", "premium", "--owner", people.shop.world.market_id, "--currency", "EUR")
    made = call(*words, "--mandate", "What members decide on.", "--use", "grant", "--use", "admin").strip()
    assert "50.00 EUR" in call("pay-in", made, "--minor", "5000", "--reference", "b1", "--note", "A gift")
