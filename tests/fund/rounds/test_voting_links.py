"""Members without an account vote by a link: named by their organisation, one vote each, as secretly as all others."""

import re

import pytest
from sqlalchemy import text

from kit.ids import new_id
from market.fund.rounds.count_round import count_round
from market.fund.rounds.draft_round import Asked
from market.fund.rounds.receipt import new_receipt
from market.fund.rounds.take_back_round import take_back_round
from market.fund.rounds.voting_links.errors import NoLinksHere
from market.fund.rounds.voting_links.name_members import name_members
from models.enums import Electorate, VotesBy
from tests.fund.rounds.hall import Hall, person
from tests.fund.rounds.test_round_pages import Shopfront, front
from tests.fund.rounds.test_rounds_api import Json, Scene, announced, proposed, read, scene, voted
from tests.fund.rounds.test_secrecy import everything

__all__ = ["front", "scene"]

TWO = ["María Quispe", "José Mamani"]
CAST = "/v1/voting-links/ballots"


def say_members(hall: Hall, count: int | None) -> None:
    with hall.database.transaction() as session:
        session.execute(
            text("update organisation set members_total = :count where id = :id"),
            {"count": count, "id": hall.shop.world.norandino_id},
        )


def name(scene: Scene, round_id: str, *names: str, by: str | None = None, of: str | None = None) -> tuple[int, Json]:
    hall = scene.hall
    body = {"organisation_id": of or hall.shop.world.norandino_id, "names": list(names)}
    return scene.ask("POST", f"/v1/rounds/{round_id}/voting-links", by or hall.secretary, json=body)


def named(scene: Scene, *names: str) -> tuple[str, list[Json]]:
    """A round that was announced, and the links of these members of an organisation of a hundred."""
    round_id = announced(scene)
    say_members(scene.hall, 100)
    status, made = name(scene, round_id, *names)
    assert status == 201, made
    return round_id, made["data"]


def outsider(hall: Hall) -> str:
    """A steward of an organisation that is not asked."""
    with hall.database.transaction() as session:
        return person(session, new_id("usr").replace("_", ""), hall.shop.world.kuapa_id)


def cast(scene: Scene, token: str, *choices: str, receipt: str | None = None) -> tuple[int, Json]:
    body = {"token": token, "choices": list(choices), "receipt": receipt or new_receipt()}
    return scene.ask("POST", CAST, json=body)


def test_members_vote_by_their_links_once_each_and_all_votes_are_counted(scene: Scene) -> None:
    hall = scene.hall
    round_id, (maria, jose) = named(scene, *TWO)
    # Five members with an account, the secretary, and two by a link.
    told = read(scene, round_id)
    assert (told["eligible"], told["voting_links"]) == (8, 2)
    well = proposed(scene, round_id, "A well", 120_000)
    assert cast(scene, maria["token"], well)[1]["code"] == "round_elsewhere", "not before voting opens"
    voted(scene, round_id, hall.members[0], well)
    opened = scene.ask("POST", "/v1/voting-links/find", json={"token": maria["token"]})
    assert opened == (200, {"round_id": round_id, "name": "María Quispe", "has_voted": False})
    receipt = new_receipt()
    for _ in range(2):
        status, first = cast(scene, maria["token"], well, receipt=receipt)
        assert (status, first["receipt"]) == (201, receipt), "the same again changes nothing"
    assert cast(scene, maria["token"], well)[1]["code"] == "already_voted"
    assert scene.ask("POST", "/v1/voting-links/find", json={"token": maria["token"]})[1]["has_voted"] is True
    assert cast(scene, jose["token"])[0] == 201
    change = {"receipt": receipt, "choices": []}
    assert scene.ask("PUT", f"/v1/rounds/{round_id}/ballots", json=change)[0] == 200
    count_round(hall.database, round_id, now=hall.after)
    scene.at(hall.after)
    told = read(scene, round_id)
    assert (told["voted"], told["eligible"], told["voting_links"], told["state"]) == (3, 8, 2, "appeal")
    assert told["counts"][0]["projects"][0]["voters"] == 1
    for token in (maria["token"], jose["token"]):
        assert cast(scene, token, well)[1]["code"] == "no_such_voting_link"
        assert scene.ask("POST", "/v1/voting-links/find", json={"token": token})[0] == 404


def test_neither_the_link_nor_the_name_leads_to_a_ballot(scene: Scene) -> None:
    hall = scene.hall
    round_id, links = named(scene, *TWO)
    well = proposed(scene, round_id, "A well", 120_000)
    scene.at(hall.voting)
    receipts = [new_receipt() for _ in links]
    for link, receipt in zip(links, receipts, strict=True):
        assert cast(scene, link["token"], well, receipt=receipt)[0] == 201
    for secret in (*(each["token"] for each in links), *receipts):
        assert not any(secret in rows for rows in everything(hall).values())
    count_round(hall.database, round_id, now=hall.after)
    lies = everything(hall)
    for link in links:
        assert not any(link["name"] in rows for rows in lies.values()), "names go with the count"
        assert {table for table, rows in lies.items() if link["id"] in rows} == {"voting_link", "round_voter"}
    with hall.database.reading() as session:
        kept = session.execute(text("select name, token_hash from voting_link")).all()
    assert kept == [(None, None)] * 2


def test_names_go_when_a_round_is_taken_back(scene: Scene) -> None:
    hall = scene.hall
    round_id, _ = named(scene, *TWO)
    with hall.database.transaction() as session:
        take_back_round(session, round_id=round_id, person_id=hall.stewards[0], now=hall.proposing)
    assert not any("Quispe" in rows for rows in everything(hall).values())


def test_a_lost_link_is_replaced_and_stays_one_vote(scene: Scene) -> None:
    hall = scene.hall
    round_id, (maria, jose) = named(scene, *TWO)
    well = proposed(scene, round_id, "A well", 120_000)
    scene.at(hall.voting)
    renewal = f"/v1/voting-links/{maria['id']}/renewal"
    status, again = scene.ask("POST", renewal, hall.secretary)
    assert (status, again["name"]) == (200, "María Quispe") and again["token"] != maria["token"]
    assert cast(scene, maria["token"], well)[1]["code"] == "no_such_voting_link"
    assert cast(scene, again["token"], well)[0] == 201
    _, third = scene.ask("POST", renewal, hall.secretary)
    assert cast(scene, third["token"], well)[1]["code"] == "already_voted"
    withdrawal = f"/v1/voting-links/{jose['id']}/withdraw"
    assert scene.ask("POST", withdrawal, hall.secretary)[1]["code"] == "round_elsewhere", "nobody takes a vote away"
    for who in (hall.stewards[0], hall.members[0], outsider(hall)):
        for path in (renewal, withdrawal):
            status, refused = scene.ask("POST", path, who)
            assert status in (403, 404), refused
    assert scene.ask("POST", f"/v1/voting-links/{new_id('vlk')}/renewal", hall.secretary)[0] == 404
    assert scene.ask("POST", renewal)[0] == 401


def test_a_name_is_taken_back_before_voting_opens(scene: Scene) -> None:
    hall = scene.hall
    round_id, (maria, _) = named(scene, *TWO)
    assert scene.ask("POST", f"/v1/voting-links/{maria['id']}/withdraw", hall.secretary)[0] == 204
    path = f"/v1/rounds/{round_id}/voting-links?organisation={hall.shop.world.norandino_id}"
    status, left = scene.ask("GET", path, hall.secretary)
    assert (status, [each["name"] for each in left["data"]]) == (200, ["José Mamani"])
    assert "token" not in left["data"][0]
    scene.at(hall.voting)
    assert cast(scene, maria["token"])[1]["code"] == "no_such_voting_link"
    assert scene.ask("GET", path, hall.stewards[0])[0] == 404


def test_never_more_votes_than_members_and_each_named_once(scene: Scene) -> None:
    hall = scene.hall
    round_id = announced(scene)
    say_members(hall, None)
    assert name(scene, round_id, "A B")[1]["code"] == "members_not_stated"
    # Six have an account.
    say_members(hall, 8)
    status, refused = name(scene, round_id, "A B", "C D", "E F")
    assert (status, refused["code"], refused["facts"]) == (409, "more_than_members", {"members": 8, "has": 6})
    assert name(scene, round_id, "A B", "a  b")[1]["code"] == "already_named"
    assert name(scene, round_id, "A B")[0] == 201
    assert name(scene, round_id, " a B ")[1]["code"] == "already_named"
    with hall.database.reading() as session:
        account = session.execute(
            text("select full_name from person where id = :id"), {"id": hall.members[0]}
        ).scalar_one()
    assert name(scene, round_id, account.upper())[1]["code"] == "already_named", "who has an account votes with it"
    assert name(scene, round_id, "C D")[0] == 201
    assert name(scene, round_id, "E F")[1]["code"] == "more_than_members"


@pytest.mark.parametrize("names", [[], [""], ["  "], ["x" * 201], ["a\u0000b"], ["ok"] * 501, "Ana", [7]])
def test_names_that_are_none_are_refused(scene: Scene, names: object) -> None:
    round_id = announced(scene)
    say_members(scene.hall, 1000)
    body = {"organisation_id": scene.hall.shop.world.norandino_id, "names": names}
    status, _ = scene.ask("POST", f"/v1/rounds/{round_id}/voting-links", scene.hall.secretary, json=body)
    assert status == 422


def test_only_a_steward_of_those_asked_names_members_and_only_before_voting(scene: Scene) -> None:
    hall = scene.hall
    round_id = announced(scene)
    say_members(hall, 100)
    for who, of in (
        (hall.stewards[0], None),
        (outsider(hall), None),
        (outsider(hall), hall.shop.world.kuapa_id),
    ):
        status, refused = name(scene, round_id, "A B", by=who, of=of)
        assert (status, refused["code"]) == (404, "no_links_here"), refused
    assert name(scene, round_id, "A B", by=hall.members[0])[0] in (403, 404)
    assert name(scene, new_id("rnd"), "A B")[1]["code"] == "no_such_round"
    scene.at(hall.voting)
    assert name(scene, round_id, "A B")[1]["code"] == "round_elsewhere"


def test_where_organisations_or_buyers_vote_nobody_is_named(hall: Hall) -> None:
    for asked in (
        Asked(Electorate.PRODUCERS, VotesBy.ORGANISATION, None),
        Asked(Electorate.BUYERS, VotesBy.PERSON, None, hall.begins, hall.after),
    ):
        round_id = hall.announce(asked=asked, budget=hall.euros(100_000))
        with hall.database.transaction() as session, pytest.raises(NoLinksHere):
            name_members(
                session,
                ["A B"],
                round_id=round_id,
                organisation_id=hall.shop.world.norandino_id,
                person_id=hall.secretary,
                now=hall.proposing,
            )


@pytest.mark.parametrize("token", ["", "x", "sol_vot_" + "0" * 49, "sol_ses_1", "é" * 40, "x" * 129])
def test_what_is_no_link_opens_nothing(scene: Scene, token: str) -> None:
    for path, body in (("/v1/voting-links/find", {}), (CAST, {"choices": [], "receipt": new_receipt()})):
        status, refused = scene.ask("POST", path, json=body | {"token": token})
        assert status in (404, 422), refused


def test_the_pages_from_names_to_the_receipt(front: Shopfront) -> None:
    scene, hall = front.scene, front.scene.hall
    round_id = announced(scene)
    say_members(hall, 100)
    links = f"/desk/{hall.shop.world.norandino_id}/rounds/{round_id}/links"
    assert links in front.get(f"/rounds/{round_id}", hall.secretary)
    assert links not in front.get(f"/rounds/{round_id}", hall.members[0])
    assert "Write at least one name." in front.post(links, hall.secretary, status=422, names=" \n ")
    sheet = front.post(links, hall.secretary, status=200, names="María Quispe\n\nJosé <b>Mamani\n")
    assert "José &lt;b&gt;Mamani" in sheet and "<svg" in sheet
    tokens = re.findall(r"https://shop\.test/vote\?token=([A-Za-z0-9_]+)</code>", sheet)
    assert len(tokens) == 2
    refused = front.post(links, hall.secretary, status=409, names="María Quispe")
    assert "Somebody of this name has a vote in this round already" in refused and tokens[0] not in refused
    link_id = re.search(r'name="link" value="(vlk_[^"]+)"', front.get(links, hall.secretary))
    assert link_id is not None
    again = front.post(f"{links}/renew", hall.secretary, status=200, link=link_id[1])
    (fresh,) = re.findall(r"token=([A-Za-z0-9_]+)</code>", again)
    well = proposed(scene, round_id, "A well", 120_000)
    assert "No vote is open" not in front.get(f"/vote?token={fresh}")
    assert 'name="choice"' not in front.get(f"/vote?token={fresh}"), "not before voting opens"
    scene.at(hall.voting)
    ballot = front.get(f"/vote?token={fresh}")
    assert "The vote of José &lt;b&gt;Mamani" in ballot and well in ballot
    receipt = re.search(r'name="receipt" value="([^"]+)"', ballot)
    assert receipt is not None
    told = front.post("/vote", None, status=200, token=fresh, receipt=receipt[1], choice=[well])
    assert receipt[1] in told and fresh not in told
    assert "This vote has been cast." in front.get(f"/vote?token={fresh}")
    front.post("/vote", None, status=409, token=fresh, receipt="r" * 43, choice=[well])
    front.post("/vote", None, status=200, token=fresh, old_receipt=receipt[1])
    # José, who comes first by name, was given another link: the one of the sheet opens nothing any more.
    for gone in ("nonsense", "", tokens[1]):
        front.get(f"/vote?token={gone}", status=404)
        assert "This link opens no ballot" in front.post("/vote", None, status=404, token=gone, choice=[well])
    assert front.post(f"{links}/withdraw", hall.secretary, status=409, link=link_id[1])
