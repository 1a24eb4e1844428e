"""The pages of votes on money, without JavaScript, over the real API."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from kit.clock import utc_now
from market.accounts.sign_in import start_session
from market.fund.rounds.count_round import count_round
from storefront.app import create_storefront
from storefront.settings import Settings
from tests.fund.rounds.hall import DAY
from tests.fund.rounds.test_rounds_api import Scene, announced, draft, proposed, read, scene

__all__ = ["scene"]

ORIGIN = "https://shop.test"


class Shopfront:
    """A browser for each visitor."""

    def __init__(self, scene: Scene, client: TestClient):
        self.scene, self.client = scene, client

    def sign_in(self, who: str | None) -> None:
        self.client.cookies.clear()
        if who is not None:
            with self.scene.hall.database.transaction() as session:
                started = start_session(session, person_id=who, agent="test", now=utc_now())
            self.client.cookies.set("__Host-solifair", started.token)

    def get(self, path: str, who: str | None = None, *, status: int = 200) -> str:
        self.sign_in(who)
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(
        self,
        path: str,
        who: str | None = None,
        *,
        status: int = 303,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        **form: str | list[str],
    ) -> str:
        self.sign_in(who)
        answer = self.client.post(path, data=form, files=files)
        assert answer.status_code == status, answer.text
        return answer.headers.get("location", "") or answer.text


@pytest.fixture
def front(scene: Scene) -> Iterator[Shopfront]:
    settings = Settings(
        api_url="http://api.test",
        public_api_url="https://api.test",
        storefront_url=ORIGIN,
        checkout_origins=(),
        is_demo=False,
    )
    app = create_storefront(settings, httpx2.ASGITransport(app=scene.client.app))
    with TestClient(app, base_url=ORIGIN, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False) as client:
        yield Shopfront(scene, client)


def test_a_vote_from_the_desk_to_the_minutes(front: Shopfront) -> None:
    scene, hall = front.scene, front.scene.hall
    ana, ben = hall.stewards
    desk = f"/desk/{hall.shop.world.market_id}/rounds"
    assert hall.fund_id in front.get(desk, ana)
    moments = {name: str(draft(scene)[name])[:16] for name in ("proposals_open_at", "voting_opens_at", "closes_at")}
    form: dict[str, Any] = {
        "fund": f"{hall.fund_id} EUR",
        "title": "What the co-op needs",
        "budget": "3000",
        "electorate": "organisation",
        "electorate_id": hall.shop.world.norandino_id,
        "ballot": "approval",
        "max_choices": "3",
        "rule": "equal_shares",
        "appeal_days": "2",
        **moments,
    }
    assert "2026-11-25T18:00" in front.post(desk, ana, status=422, **form | {"closes_at": "soon"})
    held = front.post(desk, ana, **form).partition("?")[0]
    round_id = held.rpartition("/")[2]
    front.get(f"/rounds/{round_id}", status=404)
    front.post(f"{held}/announce", ana)
    assert "What the co-op needs" in front.get("/rounds")
    page = f"/rounds/{round_id}"
    scene.at(hall.proposing)
    assert "Propose something" not in front.get(page, hall.members[0])
    assert "Propose something" in front.get(page, hall.secretary)
    proposal: dict[str, Any] = {"organisation": hall.shop.world.norandino_id, "title": "A well", "cost": "1200.00"}
    front.post(f"{page}/proposals", hall.secretary, **proposal)
    front.post(f"{page}/proposals", hall.secretary, **proposal | {"title": "A roof", "cost": "2500"})
    well, roof = (str(one["id"]) for one in read(scene, round_id)["proposals"])
    front.post(f"{page}/withdraw", hall.secretary, proposal=roof)
    scene.at(hall.voting)
    assert f"{page}/ballot" in front.get(page, hall.members[0])
    receipt = re.search(r'name="receipt" value="([^"]+)"', front.get(f"{page}/ballot", hall.members[0]))
    assert receipt is not None
    told = front.post(f"{page}/ballot", hall.members[0], status=200, receipt=receipt[1], choice=[well])
    assert receipt[1] in told and receipt[1] not in front.get(page, hall.members[0])
    assert "Your vote has been cast." in front.get(page, hall.members[0])
    front.post(f"{page}/ballot", hall.members[0], status=409, receipt="r" * 43, choice=[well])
    front.post(f"{page}/ballot", None, status=200, old_receipt=receipt[1], choice=[well])
    front.post(f"{page}/ballot", hall.members[1], status=200, receipt="s" * 43)
    assert "A well" in front.post(f"{page}/own-ballot", None, status=200, receipt=receipt[1])
    assert "No ballot here" in front.post(f"{page}/own-ballot", None, status=404, receipt="t" * 43)
    scene.at(hall.after)
    count_round(hall.database, round_id, now=hall.after)
    assert "Won as no. 1" in front.get(page)
    front.post(f"{page}/objections", hall.members[2], reason="Who digs it?")
    objection = str(read(scene, round_id)["objections"][0]["id"])
    assert "Who digs it?" in front.get(held, ana)
    front.post(f"{held}/answer", ana, objection=objection, outcome="dismissed", answer="We all do.")
    scene.at(hall.after + 2 * DAY)
    for steward in (ana, ben):
        front.post(f"{held}/approve", steward)
    grant = str(read(scene, round_id)["proposals"][0]["grant_id"])
    front.post(f"{held}/pay", ana, grant=grant)
    assert "What became of the money" in front.get(page, hall.secretary)
    proof: dict[str, Any] = {"grant": grant, "title": "Invoice", "note": "It gives water."}
    front.post(f"{page}/proof", hall.secretary, files={"file": ("i.txt", b"Paid", "text/plain")}, **proof)
    minutes = front.get(f"{page}/minutes")
    for words in ("It gives water.", "Won as no. 1", "We all do.", "Approved by 2 of 2 stewards.", "2 of 6 voted."):
        assert words in minutes, words
    assert front.get(f"/rounds/documents/{grant}") == "Paid"
    assert front.get(f"{page}/ballots.pb?count=1").startswith("META\n")


@pytest.mark.parametrize(
    ("changed", "numbers", "written", "wrong"),
    [
        ({"ballot": "cumulative", "max_points": 10}, ("7", "3"), ([1, 2], [7, 3]), ("9", "9")),
        ({"ballot": "ordinal"}, ("2", "1"), ([2, 1], [3, 2]), ("1", "1")),
        ({"ballot": "ordinal"}, ("", "1"), ([2], [3]), ("1", "x")),
    ],
)
def test_ballots_with_numbers(
    front: Shopfront,
    changed: dict[str, object],
    numbers: tuple[str, str],
    written: tuple[list[int], list[int]],
    wrong: tuple[str, str],
) -> None:
    scene, hall = front.scene, front.scene.hall
    round_id = announced(scene, **changed)
    ids = [proposed(scene, round_id, title, 1_000) for title in ("A well", "A roof")]
    scene.at(hall.voting)
    page, receipt = f"/rounds/{round_id}/ballot", "r" * 43

    def given(typed: tuple[str, str]) -> dict[str, Any]:
        return {f"number-{each}": number for each, number in zip(ids, typed, strict=True)}

    assert 'role="alert"' in front.post(page, hall.members[0], status=422, receipt=receipt, **given(wrong))
    front.post(page, hall.members[0], status=200, receipt=receipt, **given(numbers))
    own = scene.ask("POST", f"/v1/rounds/{round_id}/ballots/find", json={"receipt": receipt})[1]
    assert (own["choices"], own["points"]) == written
