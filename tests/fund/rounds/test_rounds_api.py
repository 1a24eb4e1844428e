"""A round through HTTP: held by stewards, proposed in and voted on by members, counted by the task, approved by two."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api import deps
from api.app import create_app
from cli import fund as fund_command
from kit.clock import utc_now
from kit.ids import new_id
from kit.money import Money
from market.accounts.sign_in import start_session
from market.fund.money.queries import get_sums
from market.fund.rounds.count_round import count_round
from market.fund.rounds.receipt import pseudonym_of
from market.fund.tally.pabulib.read_pabulib import read_pabulib
from market.ledger.invariants import verify_ledger
from models.fund import Fund
from tests.api.conftest import open_tools
from tests.fund.rounds.hall import DAY, Hall

Json = dict[str, Any]
PAST = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")


@dataclass(frozen=True)
class Form:
    """A form with files, each with its name, its bytes and what they are."""

    words: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes, str]]


@dataclass
class Scene:
    """The API at a moment that the test sets."""

    hall: Hall
    client: TestClient
    clock: list[datetime]

    def at(self, moment: datetime) -> None:
        self.clock[0] = moment

    def ask(
        self,
        method: str,
        path: str,
        who: str | None = None,
        *,
        json: Json | None = None,
        headers: Mapping[str, str] | None = None,
        form: Form | None = None,
    ) -> tuple[int, Json]:
        sent = dict(headers or {})
        if who is not None:
            with self.hall.database.transaction() as session:
                started = start_session(session, person_id=who, agent="test", now=utc_now())
            sent["Authorization"] = f"Bearer {started.token}"
        words, files = (form.words, form.files) if form else (None, None)
        answer = self.client.request(method, path, headers=sent, json=json, data=words, files=files)
        return answer.status_code, answer.json() if answer.content else {}

    @property
    def now(self) -> datetime:
        return self.clock[0]


@pytest.fixture
def scene(hall: Hall, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    app = create_app(open_tools(fresh_database_url, hall.shop))
    clock = [hall.begins]
    monkeypatch.setattr(deps, "utc_now", lambda: clock[0])
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Scene(hall, client, clock)


def draft(scene: Scene, **changed: object) -> Json:
    hall = scene.hall
    return {
        "title": "What the co-op needs",
        "budget": {"amount": 300_000, "currency": "EUR"},
        "ballot": "approval",
        "max_choices": 3,
        "method": {"rule": "equal_shares", "completion": "add1u"},
        "electorate": "organisation",
        "electorate_id": hall.shop.world.norandino_id,
        "quorum_count": 3,
        "proposals_open_at": (hall.begins + DAY).isoformat(),
        "voting_opens_at": (hall.begins + 2 * DAY).isoformat(),
        "closes_at": hall.after.isoformat(),
        "appeal_hours": 48,
    } | changed


def announced(scene: Scene, **changed: object) -> str:
    ana = scene.hall.stewards[0]
    path, key = f"/v1/funds/{scene.hall.fund_id}/rounds", {"Idempotency-Key": new_id("key")}
    status, made = scene.ask("POST", path, ana, json=draft(scene, **changed), headers=key)
    assert status == 201, made
    status, read = scene.ask("POST", f"/v1/rounds/{made['id']}/announce", ana)
    assert (status, read["state"]) == (200, "announced"), read
    return str(made["id"])


def proposed(scene: Scene, round_id: str, title: str, cost: int) -> str:
    scene.at(scene.hall.proposing)
    body = {"organisation_id": scene.hall.shop.world.norandino_id, "title": title, "cost": cost}
    path, key = f"/v1/rounds/{round_id}/proposals", {"Idempotency-Key": new_id("key")}
    status, made = scene.ask("POST", path, scene.hall.secretary, json=body, headers=key)
    assert status == 201, made
    return str(made["id"])


def voted(scene: Scene, round_id: str, who: str, *choices: str) -> Json:
    scene.at(scene.hall.voting)
    status, cast = scene.ask("POST", f"/v1/rounds/{round_id}/ballots", who, json={"choices": list(choices)})
    assert status == 201, cast
    return cast


def read(scene: Scene, round_id: str, who: str | None = None) -> Json:
    status, found = scene.ask("GET", f"/v1/rounds/{round_id}", who)
    assert status == 200, found
    return found


def fund_balance(hall: Hall) -> Money:
    with hall.database.reading() as session:
        return get_sums(session, session.get_one(Fund, hall.fund_id)).balance


def test_a_round_from_its_draft_to_its_approval(scene: Scene, tmp_path: Path) -> None:
    hall = scene.hall
    round_id = announced(scene)
    well, roof = proposed(scene, round_id, "A well", 120_000), proposed(scene, round_id, "A roof", 100_000)
    proposed(scene, round_id, "A castle", 9_000_000)
    first = voted(scene, round_id, hall.members[0], well, roof)
    for who in hall.members[1:4]:
        voted(scene, round_id, who, well)
    assert read(scene, round_id)["voted"] is None
    status, refused = scene.ask("GET", f"/v1/rounds/{round_id}/ballots.pb")
    assert (status, refused["code"]) == (409, "votes_not_out")
    scene.at(hall.after)
    assert read(scene, round_id)["state"] == "counting"
    count_round(hall.database, round_id, now=hall.after)
    found = read(scene, round_id)
    assert (found["state"], found["eligible"], found["voted"], found["needed"]) == ("appeal", 6, 4, 3)
    assert found["spent"] == {"amount": 220_000, "currency": "EUR"}
    assert found["left"] == {"amount": 80_000, "currency": "EUR"}
    assert [one["exclusion"] for one in found["proposals"]] == [None, None, "dearer_than_budget"]
    (count,) = found["counts"]
    assert sorted(count["winners"]) == [1, 2]
    assert all(one["sentence"].startswith("Won") for one in count["projects"])
    file = tmp_path / "votes.pb"
    file.write_bytes(scene.client.get(f"/v1/rounds/{round_id}/ballots.pb").content)
    assert sha256(file.read_bytes()).hexdigest() == count["sha256"]
    told = CliRunner().invoke(fund_command.app, ["tally", str(file), "--json"])
    again = json.loads(told.output)
    assert [int(each) for each in again["winners"]] == count["winners"]
    assert again["election"]["sha256"] == count["fingerprint"]
    assert f"{first['pseudonym']};" in file.read_text()
    status, own = scene.ask("POST", f"/v1/rounds/{round_id}/ballots/find", json={"receipt": first["receipt"]})
    assert (status, own["choices"], own["is_counted"]) == (200, [1, 2], True)
    ana, ben = hall.stewards
    status, refused = scene.ask("POST", f"/v1/rounds/{round_id}/approvals", ana)
    assert (status, refused["code"]) == (409, "round_elsewhere")
    scene.at(hall.after + 2 * DAY)
    assert read(scene, round_id)["state"] == "tallied"
    assert scene.ask("POST", f"/v1/rounds/{round_id}/approvals", ana)[1]["approvals"] == 1
    assert scene.ask("POST", f"/v1/rounds/{round_id}/approvals", ana)[1]["code"] == "already_approved"
    status, approved = scene.ask("POST", f"/v1/rounds/{round_id}/approvals", ben)
    assert (status, approved["state"], approved["approvals"]) == (200, "approved", 2)
    first_grant, second_grant = (str(one["grant_id"]) for one in approved["proposals"] if one["grant_id"])
    pay = f"/v1/round-grants/{first_grant}/payment"
    proof = Form(
        {"title": "Invoice", "note": "The well gives water."},
        {"file": ("invoice.txt", b"Paid: 1 200", "text/plain")},
    )
    prove = f"/v1/round-grants/{first_grant}/proof"
    assert scene.ask("POST", prove, hall.secretary, form=proof)[1]["code"] == "grant_not_paid"
    assert scene.ask("POST", pay, hall.secretary)[1]["code"] == "no_such_grant"
    assert scene.ask("POST", pay, ana)[0] == 204
    assert scene.ask("POST", pay, ben)[1]["code"] == "grant_paid"
    assert read(scene, round_id)["state"] == "disbursing"
    assert scene.ask("POST", f"/v1/round-grants/{second_grant}/payment", ana)[0] == 204
    assert fund_balance(hall) == Money(500_000 - 220_000, "EUR")
    assert scene.ask("POST", prove, ana, form=proof)[1]["code"] == "no_such_grant"
    for grant_id in (first_grant, second_grant):
        assert read(scene, round_id)["state"] == "disbursing"
        assert scene.ask("POST", f"/v1/round-grants/{grant_id}/proof", hall.secretary, form=proof)[0] == 201
    done = read(scene, round_id)
    assert (done["state"], done["proposals"][0]["note"]) == ("completed", "The well gives water.")
    document = scene.client.get(f"/v1/round-grants/{first_grant}/document")
    assert document.content == b"Paid: 1 200"
    assert document.headers["content-security-policy"].startswith("sandbox")
    with hall.database.reading() as session:
        assert verify_ledger(session) == []


def test_drafts_are_for_stewards_and_rounds_for_everybody(scene: Scene) -> None:
    hall, (ana, _) = scene.hall, scene.hall.stewards
    path, key = f"/v1/funds/{hall.fund_id}/rounds", {"Idempotency-Key": "once"}
    made = scene.ask("POST", path, ana, json=draft(scene), headers=key)[1]
    assert scene.ask("POST", path, ana, json=draft(scene), headers=key)[1] == made
    for who in (None, hall.secretary, hall.members[0]):
        assert scene.ask("GET", f"/v1/rounds/{made['id']}", who)[1]["code"] == "no_such_round"
    assert scene.ask("POST", f"/v1/rounds/{made['id']}/announce", hall.secretary)[1]["code"] == "no_such_round"
    assert scene.ask("POST", path, hall.secretary, json=draft(scene), headers={"Idempotency-Key": "x"})[0] == 404
    assert scene.ask("GET", "/v1/rounds")[1]["data"] == []
    scene.ask("POST", f"/v1/rounds/{made['id']}/announce", ana)
    assert [one["id"] for one in scene.ask("GET", "/v1/rounds")[1]["data"]] == [made["id"]]
    own = scene.ask("GET", f"/v1/organisations/{hall.shop.world.market_id}/rounds", ana)[1]
    assert [one["id"] for one in own["funds"]] == [hall.fund_id]
    assert scene.ask("GET", f"/v1/organisations/{hall.shop.world.market_id}/rounds", hall.secretary)[0] == 404


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"budget": {"amount": 1, "currency": "USD"}}, "other_currency_than_the_fund"),
        ({"closes_at": "2026-01-01T00:00:00Z"}, "times_not_in_order"),
        ({"ballot": "cumulative"}, "points_where_none_are_given"),
        ({"max_points": 5}, "points_where_none_are_given"),
        ({"electorate": "buyers"}, "nobody_named_to_vote"),
        ({"electorate": "buyers", "electorate_id": None}, "buying_period"),
        ({"electorate_id": "org_nobody"}, "no_such_electorate"),
        ({"votes_by": "organisation"}, "people_vote_here"),
        (
            {"proposals_open_at": "2020-01-01T00:00:00Z", "voting_opens_at": "2020-01-02T00:00:00Z"},
            "voting_begins_in_the_past",
        ),
        ({"closes_at": (utc_now() + 400 * DAY).isoformat()}, "voting_too_long"),
    ],
)
def test_a_round_that_cannot_be_held_is_refused(scene: Scene, changed: Json, problem: str) -> None:
    path, key = f"/v1/funds/{scene.hall.fund_id}/rounds", {"Idempotency-Key": "once"}
    status, refused = scene.ask("POST", path, scene.hall.stewards[0], json=draft(scene, **changed), headers=key)
    assert (status, refused["facts"]["problem"]) == (422, problem)


@pytest.mark.parametrize(
    "changed",
    [
        {"proposals_open_at": "0001-01-01T00:00:00+14:00"},
        {"closes_at": "9999-12-31T23:59:59-14:00"},
        {"electorate": "buyers", "electorate_id": None, "bought_from": "0001-01-01T00:00:00+14:00"},
        {"closes_at": "infinity"},
    ],
)
def test_a_moment_that_no_calendar_has_is_refused(scene: Scene, changed: Json) -> None:
    path, key = f"/v1/funds/{scene.hall.fund_id}/rounds", {"Idempotency-Key": "once"}
    status, refused = scene.ask("POST", path, scene.hall.stewards[0], json=draft(scene, **changed), headers=key)
    assert (status, refused["code"]) == (422, "invalid_request"), refused


def test_a_method_names_only_what_it_has(scene: Scene) -> None:
    path, key = f"/v1/funds/{scene.hall.fund_id}/rounds", {"Idempotency-Key": "once"}
    for method in ({"rule": "greedy", "utility": "cost"}, {"rule": "equal_shares", "order": "votes"}, {"rule": "lots"}):
        body = draft(scene, method=method)
        status, refused = scene.ask("POST", path, scene.hall.stewards[0], json=body, headers=key)
        assert (status, refused["code"]) == (422, "invalid_request"), refused


def test_a_ballot_is_changed_by_its_receipt_alone(scene: Scene) -> None:
    hall, round_id = scene.hall, announced(scene)
    well, roof = proposed(scene, round_id, "A well", 120_000), proposed(scene, round_id, "A roof", 100_000)
    cast = voted(scene, round_id, hall.members[0], well)
    path = f"/v1/rounds/{round_id}/ballots"
    status, refused = scene.ask("POST", path, hall.members[0], json={"choices": [roof]})
    assert (status, refused["code"]) == (409, "already_voted")
    again = {"choices": [roof], "receipt": cast["receipt"]}
    assert scene.ask("PUT", path, json=again) == (200, cast)
    assert scene.ask("POST", path, hall.members[0], json=again) == (201, cast)
    assert scene.ask("POST", f"{path}/find", json={"receipt": cast["receipt"]})[1]["choices"] == [2]
    assert scene.ask("PUT", path, json=again | {"receipt": "x" * 40})[1]["code"] == "no_such_ballot"
    assert scene.ask("POST", path, hall.members[1], json=again)[1]["code"] == "receipt_in_use"
    assert scene.ask("GET", f"/v1/rounds/{round_id}/part", hall.members[1])[1]["voices"][0]["has_voted"] is False
    scene.at(hall.after)
    assert scene.ask("PUT", path, json=again)[1]["code"] == "round_elsewhere"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"choices": ["a", "a"]}, "project_twice"),
        ({"choices": ["prp_nothing"]}, "unknown_project"),
        ({"choices": ["castle"]}, "unknown_project"),
        ({"choices": [], "points": [1]}, "points_not_asked"),
        ({"choices": [], "receipt": "short"}, "receipt"),
        ({"choices": ["a", "b", "c", "d"]}, "too_many_projects"),
    ],
)
def test_a_ballot_that_cannot_be_counted_is_refused(scene: Scene, body: Json, problem: str) -> None:
    hall, round_id = scene.hall, announced(scene)
    made = {name: proposed(scene, round_id, name, 1_000) for name in ("a", "b", "c", "d")}
    made["castle"] = proposed(scene, round_id, "castle", 9_000_000)
    scene.at(hall.voting)
    body = body | {"choices": [made.get(each, each) for each in body["choices"]]}
    status, refused = scene.ask("POST", f"/v1/rounds/{round_id}/ballots", hall.members[0], json=body)
    assert (status, refused["code"], refused["facts"]["problem"]) == (422, "ballot_refused", problem)
    with hall.database.reading() as session:
        assert session.execute(text("select count(*) from round_voter")).scalar_one() == 0


def test_who_is_not_asked_neither_votes_nor_proposes_nor_objects(scene: Scene) -> None:
    hall, round_id = scene.hall, announced(scene)
    proposed(scene, round_id, "A well", 120_000)
    ana = hall.stewards[0]
    body = {"organisation_id": hall.shop.world.norandino_id, "title": "Mine", "cost": 5}
    path, key = f"/v1/rounds/{round_id}/proposals", {"Idempotency-Key": "k"}
    assert scene.ask("POST", path, ana, json=body, headers=key)[1]["code"] == "not_eligible"
    scene.at(hall.voting)
    assert scene.ask("POST", f"/v1/rounds/{round_id}/ballots", ana, json={"choices": []})[1]["code"] == "not_eligible"
    late = {"choices": [], "organisation_id": hall.shop.world.norandino_id}
    assert scene.ask("POST", f"/v1/rounds/{round_id}/ballots", hall.secretary, json=late)[1]["code"] == "not_eligible"
    for who in hall.members[:3]:
        voted(scene, round_id, who)
    scene.at(hall.after)
    count_round(hall.database, round_id, now=hall.after)
    refused = scene.ask("POST", f"/v1/rounds/{round_id}/objections", ana, json={"reason": "No."})[1]
    assert refused["code"] == "not_eligible"


def test_an_objection_is_answered_by_a_recount_without_one_proposal(scene: Scene) -> None:
    hall, round_id = scene.hall, announced(scene)
    well, roof = proposed(scene, round_id, "A well", 120_000), proposed(scene, round_id, "A roof", 100_000)
    for who in hall.members:
        voted(scene, round_id, who, well, roof)
    scene.at(hall.after)
    count_round(hall.database, round_id, now=hall.after)
    path = f"/v1/rounds/{round_id}/objections"
    status, made = scene.ask("POST", path, hall.members[0], json={"reason": "The well is dug already."})
    assert status == 201 and made["outcome"] is None
    assert scene.ask("POST", path, hall.members[0], json={"reason": "Once more."})[1]["code"] == "already_objected"
    ana, ben = hall.stewards
    scene.at(hall.after + 2 * DAY)
    assert scene.ask("POST", f"/v1/rounds/{round_id}/approvals", ana)[1]["code"] == "objections_open"
    answer = f"/v1/round-objections/{made['id']}/answer"
    said = {"outcome": "recount", "answer": "So it is.", "proposal_id": well}
    assert scene.ask("POST", answer, hall.secretary, json=said)[1]["code"] == "no_such_objection"
    bare = {"outcome": "recount", "answer": "So it is."}
    assert scene.ask("POST", answer, ana, json=bare)[1]["facts"]["problem"] == "recount_without_what"
    assert scene.ask("POST", answer, ana, json=said)[0] == 200
    assert scene.ask("POST", answer, ana, json=said)[1]["code"] == "objection_answered"
    assert read(scene, round_id)["state"] == "counting"
    assert count_round(hall.database, round_id, now=scene.now)
    found = read(scene, round_id)
    assert (found["state"], [each["number"] for each in found["counts"]]) == ("appeal", [2, 1])
    assert found["counts"][0]["winners"] == [2]
    assert found["proposals"][0]["exclusion"] == "objection_upheld"
    assert found["spent"]["amount"] == 100_000
    first = scene.client.get(f"/v1/rounds/{round_id}/ballots.pb", params={"count": 1}).content
    assert read_pabulib(BytesIO(first)).election.ballots[0].projects == ("001", "002")
    scene.at(scene.now + 2 * DAY)
    for steward in (ana, ben):
        assert scene.ask("POST", f"/v1/rounds/{round_id}/approvals", steward)[0] == 200
    assert read(scene, round_id)["state"] == "approved"


def test_too_few_votes_decide_nothing_and_free_the_budget(scene: Scene) -> None:
    hall, round_id = scene.hall, announced(scene, budget={"amount": 500_000, "currency": "EUR"})
    well = proposed(scene, round_id, "A well", 120_000)
    for who in hall.members[:2]:
        voted(scene, round_id, who, well)
    scene.at(hall.after)
    assert count_round(hall.database, round_id, now=hall.after) is False
    found = read(scene, round_id)
    assert (found["state"], found["void_reason"], found["voted"], found["needed"]) == ("void", "quorum_not_met", 2, 3)
    assert found["counts"] == []
    scene.at(hall.begins)
    announced(scene, budget={"amount": 500_000, "currency": "EUR"})


def test_the_pseudonym_is_what_anybody_computes_from_the_receipt() -> None:
    receipt = "r" * 43
    assert pseudonym_of(receipt) == sha256(receipt.encode()).hexdigest()[:32]
