"""What somebody could send to stop a count, or to make the service stumble."""

import pytest

from kit.ids import new_id
from market.fund.rounds.count_round import count_round
from tests.fund.rounds.test_rounds_api import Json, Scene, announced, draft, read, scene, voted

__all__ = ["scene"]

TITLES = ("A\u202ewell", 'a;"b";c', "VOTES", "=cmd|' /C calc'!A0", "a\u2028b\x85c\x0bd", "\ud7ffx" * 30, "x" * 200)


def test_no_title_keeps_votes_from_being_counted(scene: Scene) -> None:
    round_id, hall = announced(scene, title="META\u202e;\n1", max_choices=10), scene.hall
    scene.at(hall.proposing)
    ids = []
    for title in TITLES:
        body = {"organisation_id": hall.shop.world.norandino_id, "title": title, "cost": 10_000}
        key = {"Idempotency-Key": new_id("key")}
        status, made = scene.ask("POST", f"/v1/rounds/{round_id}/proposals", hall.secretary, json=body, headers=key)
        assert status == 201, made
        ids.append(made["id"])
    for who in hall.members:
        voted(scene, round_id, who, *ids)
    assert count_round(hall.database, round_id, now=hall.after)
    assert len(read(scene, round_id)["counts"][0]["winners"]) == len(TITLES)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"choices": None},
        {"choices": "prp_1"},
        {"choices": [1]},
        {"choices": ["x" * 65]},
        {"choices": ["\x00"]},
        {"choices": [], "points": [10**30]},
        {"choices": [], "points": [True]},
        {"choices": [], "points": [1.5]},
        {"choices": ["x"] * 501},
        {"choices": [], "receipt": "é" * 40},
        {"choices": [], "receipt": "x" * 129},
        {"choices": [], "organisation_id": "usr_" + "0" * 26},
        {"choices": [], "voter_id": "usr_1"},
    ],
)
def test_a_ballot_of_any_shape_is_refused_clearly(scene: Scene, body: Json) -> None:
    round_id, hall = announced(scene), scene.hall
    scene.at(hall.voting)
    path = f"/v1/rounds/{round_id}/ballots"
    for method, who in (("POST", hall.members[0]), ("PUT", None)):
        status, refused = scene.ask(method, path, who, json=body)
        assert 400 <= status < 500 and refused["code"], (method, refused)


@pytest.mark.parametrize(
    "changed",
    [
        {"budget": {"amount": 0, "currency": "EUR"}},
        {"budget": {"amount": 10**15, "currency": "EUR"}},
        {"max_choices": 0},
        {"quorum_share_bps": 10_001},
        {"appeal_hours": 10**9},
        {"closes_at": "9999-12-31T23:59:59+23:59"},
        {"closes_at": "9999-12-31T23:59:59-23:59"},
        {"proposals_open_at": "0001-01-01T00:00:00+23:59"},
        {"closes_at": 20_301_231},
        {"electorate": "everybody"},
        {"method": {"rule": "greedy", "tie_break": ["id"] * 5}},
        {"method": {"rule": "equal_shares", "completion": "add2"}},
        {"language": "xx-not"},
    ],
)
def test_a_draft_of_any_shape_is_refused_clearly(scene: Scene, changed: Json) -> None:
    path, key = f"/v1/funds/{scene.hall.fund_id}/rounds", {"Idempotency-Key": "once"}
    status, refused = scene.ask("POST", path, scene.hall.stewards[0], json=draft(scene, **changed), headers=key)
    assert 400 <= status < 500 and refused["code"], refused


def test_ids_of_another_kind_and_of_nobody_are_not_found(scene: Scene) -> None:
    nobody = new_id("rnd")
    for path in (
        f"/v1/rounds/{nobody}",
        f"/v1/rounds/{new_id('org')}",
        "/v1/rounds/x'--",
        f"/v1/rounds/{nobody}/ballots.pb",
    ):
        assert scene.ask("GET", path)[0] == 404
    assert scene.ask("GET", f"/v1/round-grants/{new_id('rgr')}/document")[0] == 404
    assert scene.ask("GET", f"/v1/rounds/{nobody}/ballots.pb?count=0")[0] == 422
    found = {"receipt": "r" * 40}
    assert scene.ask("POST", f"/v1/rounds/{nobody}/ballots/find", json=found)[1]["code"] == "no_such_round"
