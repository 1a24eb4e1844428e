"""What organisations put on record: by their stewards, for everybody, never rewritten."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from kit.clock import utc_now
from kit.ids import new_id
from kit.money import Money
from market.fund.money.disburse import disburse
from market.networks.record.rules import Standing, Support, standing_of
from models.fund import Fund
from tests.api.people import People, Somebody
from tests.api.test_access import action, commitment, stage, support
from tests.fund.rounds.hall import fill
from tests.shop import Shop

DUE = date(2026, 6, 30)
NEW = {"support": support, "stages": stage, "actions": action, "commitments": commitment}


def add(client: TestClient, by: Somebody, kind: str, **changes: object):
    path = f"/v1/organisations/{by.organisation_id}/record/{kind}"
    return client.post(path, json={**NEW[kind](), **changes}, headers=by.headers)


def read(client: TestClient, name: str = "norandino") -> dict:
    answer = client.get(f"/v1/organisations/{name}/record")
    assert answer.status_code == 200, answer.text
    return answer.json()


def take_back(client: TestClient, by: Somebody, organisation_id: str, record_id: str):
    path = f"/v1/organisations/{organisation_id}/record/{record_id}/take-back"
    return client.post(path, headers=by.headers)


def test_what_is_put_on_record_everybody_reads(client: TestClient, people: People) -> None:
    for kind in NEW:
        assert add(client, people.producer, kind).status_code == 201, kind
    record = read(client)
    assert record["support"][0]["amount"] == {"amount": 100_000, "currency": "EUR"}
    assert record["stages"][0]["stage"] == "converting"
    assert (record["actions"][0]["arena"], record["actions"][0]["cost"]) == ("state", None)
    assert record["commitments"][0]["standing"] == "open"
    assert read(client, "kuapa") == {"support": [], "stages": [], "actions": [], "commitments": []}
    assert "usr_" not in str(record), "who wrote it down is nobody's business"


def test_what_was_taken_back_stays_readable(client: TestClient, people: People) -> None:
    rosa = people.producer
    for kind in NEW:
        made = add(client, rosa, kind).json()["id"]
        assert take_back(client, rosa, rosa.organisation_id, made).status_code == 204
        again = take_back(client, rosa, rosa.organisation_id, made)
        assert (again.status_code, again.json()["code"]) == (409, "record_taken_back")
        assert read(client)[kind][0]["withdrawn_at"] is not None


def test_foreign_records_are_like_missing_ones(client: TestClient, people: People) -> None:
    rosa, akosua = people.producer, people.other_producer
    made = add(client, rosa, "commitments").json()["id"]
    for record_id in (made, new_id("com"), "nonsense", new_id("prod")):
        answer = take_back(client, akosua, akosua.organisation_id, record_id)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_record")
        foreign = take_back(client, akosua, rosa.organisation_id, record_id)
        assert (foreign.status_code, foreign.json()["code"]) == (404, "no_such_organisation")
    path = f"/v1/organisations/{akosua.organisation_id}/record/commitments/{made}/steps"
    step = client.post(path, json={"happened_on": "2026-01-01", "statement": "x"}, headers=akosua.headers)
    assert (step.status_code, step.json()["code"]) == (404, "no_such_record")
    assert read(client)["commitments"][0]["withdrawn_at"] is None


def test_only_a_steward_speaks(client: TestClient, people: People) -> None:
    rosa = people.producer
    with people.shop.database.transaction() as session:
        session.execute(text("update membership set role = 'member' where person_id = :id"), {"id": rosa.person_id})
    answer = add(client, rosa, "stages")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_steward")
    assert read(client)["stages"] == []


def test_a_commitment_is_fulfilled_once(client: TestClient, people: People) -> None:
    rosa = people.producer
    made = add(client, rosa, "commitments").json()["id"]
    path = f"/v1/organisations/{rosa.organisation_id}/record/commitments/{made}/steps"

    def tell(**changes: object):
        body = {"happened_on": "2026-05-01", "statement": "One hearing.", **changes}
        return client.post(path, json=body, headers=rosa.headers)

    assert tell().status_code == 201
    assert read(client)["commitments"][0]["standing"] == "open"
    to_come = str(utc_now().date() + timedelta(days=2))
    assert tell(happened_on=to_come).json()["code"] == "day_to_come"
    assert tell(fulfils=True, statement="The second.").status_code == 201
    assert tell().json()["code"] == "commitment_fulfilled"
    told = read(client)["commitments"][0]
    assert (told["standing"], [step["statement"] for step in told["steps"]]) == (
        "fulfilled",
        ["One hearing.", "The second."],
    )


def test_a_late_commitment_shows_as_late(client: TestClient, people: People) -> None:
    rosa = people.producer
    made = add(client, rosa, "commitments").json()["id"]
    with people.shop.database.transaction() as session:
        # Time passes: a commitment itself is never rewritten.
        session.execute(text("alter table commitment disable trigger kept"))
        session.execute(text("update commitment set due_on = '2026-01-31' where id = :id"), {"id": made})
        session.execute(text("alter table commitment enable trigger kept"))
    assert read(client)["commitments"][0]["standing"] == "late"
    path = f"/v1/organisations/{rosa.organisation_id}/record/commitments/{made}/steps"
    client.post(path, json={"happened_on": "2026-02-01", "statement": "Done.", "fulfils": True}, headers=rosa.headers)
    assert read(client)["commitments"][0]["standing"] == "fulfilled_late"


def give(shop: Shop, to: str, minor: int) -> tuple[str, str]:
    """A fund gives an organisation money: the fund's id, and that of the entry."""
    with shop.database.transaction() as session:
        fund = session.execute(select(Fund)).scalar_one()
        fill(session, fund.id, 200_000)
        given = disburse(
            session, fund, amount=Money(minor, "EUR"), to=to, subject_id=new_id("rgr"), now=utc_now(), note="A hearing"
        )
        return fund.id, given.id


def entries(client: TestClient, by: Somebody) -> list[dict]:
    answer = client.get(f"/v1/organisations/{by.organisation_id}/record/fund-entries", headers=by.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def euros(minor: int) -> dict[str, object]:
    return {"amount": minor, "currency": "EUR"}


def test_the_ledger_says_what_a_fund_bore(client: TestClient, people: People) -> None:
    rosa = people.producer
    fund_id, entry = give(people.shop, rosa.organisation_id, 50_000)
    first = add(client, rosa, "actions", cost=euros(30_000), fund_entry=entry)
    assert first.status_code == 201, first.text
    told = read(client)["actions"][0]
    assert (told["cost"], told["fund"]["id"], told["fund_entry"]) == (euros(30_000), fund_id, entry)
    (known,) = entries(client, rosa)
    assert (known["note"], known["amount"], known["left"]) == ("A hearing", euros(50_000), euros(20_000))
    more = add(client, rosa, "actions", cost=euros(20_001), fund_entry=entry)
    assert (more.status_code, more.json()["code"], more.json()["facts"]["left_minor"]) == (
        409,
        "cost_above_entry",
        20_000,
    )
    assert add(client, rosa, "actions", cost=euros(20_000), fund_entry=entry).status_code == 201
    # What is taken back is held against nothing any more.
    assert take_back(client, rosa, rosa.organisation_id, first.json()["id"]).status_code == 204
    assert add(client, rosa, "actions", cost=euros(30_000), fund_entry=entry).status_code == 201


def test_what_a_fund_gave_to_others_bears_none_of_ones_costs(client: TestClient, people: People) -> None:
    rosa, akosua = people.producer, people.other_producer
    _, entry = give(people.shop, rosa.organisation_id, 50_000)
    with people.shop.database.reading() as session:
        sale = session.execute(text("select id from journal where id <> :id limit 1"), {"id": entry}).scalar_one()
    for who, named, cost in (
        (akosua, entry, euros(1)),
        (rosa, sale, euros(1)),
        (rosa, new_id("jnl"), euros(1)),
        (rosa, "nonsense", euros(1)),
        (rosa, entry, {"amount": 1, "currency": "USD"}),
    ):
        answer = add(client, who, "actions", cost=cost, fund_entry=named)
        assert (answer.status_code, answer.json()["code"]) == (422, "no_such_fund_entry"), answer.text
    assert add(client, rosa, "actions", fund_entry=entry).json()["code"] == "cost_unclear"
    assert add(client, rosa, "actions", cost=euros(1), fund_id=new_id("fnd")).status_code == 422
    assert entries(client, akosua) == []
    foreign = client.get(f"/v1/organisations/{rosa.organisation_id}/record/fund-entries", headers=akosua.headers)
    assert foreign.status_code == 404


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("public_support", "amount_minor = 1"),
        ("transition_stage", "statement = 'x'"),
        ("advocacy_action", "outcome = 'x'"),
        ("commitment", "due_on = '2099-01-01'"),
    ],
)
def test_nothing_on_record_is_rewritten_or_goes(client: TestClient, people: People, table: str, change: str) -> None:
    for kind in NEW:
        assert add(client, people.producer, kind).status_code == 201
    for statement in (f"update {table} set {change}", f"delete from {table}"):
        with pytest.raises(IntegrityError), people.shop.database.transaction() as session:
            session.execute(text(statement))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("support", {"amount": {"amount": 0, "currency": "EUR"}}),
        ("support", {"amount": {"amount": 1.5, "currency": "EUR"}}),
        ("support", {"amount": {"amount": 10**16, "currency": "EUR"}}),
        ("support", {"amount": {"amount": 1, "currency": "ZZZ"}}),
        ("support", {"ends_on": "2025-12-31"}),
        ("support", {"ends_on": "2199-12-31"}),
        ("support", {"starts_on": "2100-01-01", "ends_on": "2100-01-02"}),
        ("support", {"starts_on": "9990-01-01", "ends_on": "9999-12-31"}),
        ("support", {"source": "javascript:alert(1)"}),
        ("support", {"programme": " "}),
        ("stages", {"stage": "perfect"}),
        ("stages", {"since_on": "2100-01-01"}),
        ("stages", {"evidence_url": None}),
        ("stages", {"statement": "\x00"}),
        ("actions", {"arena": "heaven"}),
        ("actions", {"happened_on": 20261125}),
        ("actions", {"position": "x" * 1001}),
        ("commitments", {"due_on": "2020-01-01"}),
        ("commitments", {"due_on": "2199-01-01"}),
        ("commitments", {"programme": "values"}),
        ("commitments", {"score": 5}),
    ],
)
def test_what_makes_no_sense_is_refused(client: TestClient, people: People, kind: str, changes: dict) -> None:
    answer = add(client, people.producer, kind, **changes)
    assert answer.status_code == 422, answer.text
    assert read(client)[kind] == []


@pytest.mark.parametrize("name", ["nobody", "solifair", "org_01m8bvvpxcfxa9yp89fsavfdy3"])
def test_the_record_of_nobody_is_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/v1/organisations/{name}/record").status_code == 404


@pytest.mark.parametrize(
    ("fulfilled_on", "is_withdrawn", "today", "standing"),
    [
        (None, False, DUE, Standing.OPEN),
        (None, False, DUE + timedelta(days=1), Standing.LATE),
        (None, True, DUE + timedelta(days=1), Standing.WITHDRAWN),
        (DUE, False, DUE, Standing.FULFILLED),
        (DUE, True, DUE, Standing.FULFILLED),
        (DUE + timedelta(days=1), False, DUE + timedelta(days=9), Standing.FULFILLED_LATE),
    ],
)
def test_how_a_commitment_stands(
    fulfilled_on: date | None, is_withdrawn: bool, today: date, standing: Standing
) -> None:
    assert standing_of(due_on=DUE, fulfilled_on=fulfilled_on, is_withdrawn=is_withdrawn, today=today) is standing


@given(
    st.integers(1, 10**12),
    st.integers(0, 900),
    st.lists(st.integers(-50, 1000), min_size=1, max_size=6),
)
def test_public_money_by_days_adds_up(amount: int, length: int, cuts: list[int]) -> None:
    start = date(2026, 1, 1)
    money = Support(amount, start, start + timedelta(days=length))
    days = [start - timedelta(days=60), *(start + timedelta(days=cut) for cut in sorted(cuts)), date(2030, 1, 1)]
    parts = [money.falling_in(first, last) for first, last in pairwise(days)]
    assert sum(parts) == amount
    assert min(parts) >= 0
