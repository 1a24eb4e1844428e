"""Networks, records and buying for an organisation, without a script."""

import json

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CART, CannedApi, page_of, problem

SHORT = {"id": "org_a", "slug": "alianza", "name": "Alianza <b>", "kind": "federation", "country": "PE", "members": 1}
COUNTS = {"shares": [{"word": "OS90", "count": 2}], "unknown": 1}
NETWORK = {
    **SHORT,
    "members": 3,
    "producers": 3,
    "by_structure": COUNTS,
    "by_line": {"shares": [{"word": "agrarian", "count": 3}], "unknown": 0},
    "by_country": {"shares": [{"word": "PE", "count": 3}], "unknown": 0},
    "movements": [{"quarter": "2026-Q3", "joined": 2, "left": 1, "members": 3}],
}
MEMBER = {
    "id": "org_n",
    "slug": "norandino",
    "name": "Norandino",
    "kind": "producer",
    "country": "PE",
    "is_direct": False,
    "stays": [{"since": "2026-01-01", "until": "2026-03-01"}, {"since": "2026-05-01", "until": None}],
}
EUROS = {"amount": 10_000, "currency": "EUR"}
TREND = {
    "currency": "EUR",
    "data": [
        {"quarter": "2026-Q2", "is_withheld": True},
        {
            "quarter": "2026-Q3",
            "is_withheld": False,
            "orders": 6,
            "purchases": {"amount": 30_000, "currency": "EUR"},
            "from_members": EUROS,
            "share_bps": 3333,
        },
    ],
}
RECORD = {
    "support": [
        {
            "id": "psu_1",
            "programme": "Agroideas",
            "amount": EUROS,
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
            "source": "https://example.org/a?b=1&c=2",
            "withdrawn_at": "2026-11-01T10:00:00Z",
        }
    ],
    "stages": [],
    "actions": [],
    "commitments": [
        {
            "id": "com_1",
            "programme": "campaign",
            "name": "Seed law",
            "target": "Two hearings",
            "due_on": "2026-01-31",
            "standing": "late",
            "steps": [{"id": "cev_1", "happened_on": "2026-01-10", "statement": "One hearing."}],
        }
    ],
}


@pytest.fixture
def networks(api: CannedApi) -> CannedApi:
    api.answers |= {
        "GET /v1/networks": page_of(SHORT),
        "GET /v1/networks/alianza": NETWORK,
        "GET /v1/networks/alianza/members": page_of(MEMBER),
        "GET /v1/networks/alianza/purchases": TREND,
        "GET /v1/organisations/alianza/record": RECORD,
    }
    return api


def test_a_network_is_told(shop: TestClient, networks: CannedApi) -> None:
    assert "Alianza &lt;b&gt;" in shop.get("/networks").text
    found = shop.get("/networks/alianza").text
    for words in (
        "3 organisations belong today",
        "too few organisations or orders",
        "33.3",
        "not known",
        "through another network",
        "Producers’ co-operative",
        "Who came and who went",
        "Seed law",
        '<span class="state state-expired">late</span>',
        "One hearing.",
        "taken back on",
        "https://example.org/a?b=1&amp;c=2",
    ):
        assert words in found, words
    assert 'name="record"' not in found, "nobody takes back what is another's"


@pytest.mark.parametrize(("language", "words"), [("es", "con retraso"), ("fr", "en retard"), ("pt", "em atraso")])
def test_in_every_language(shop: TestClient, networks: CannedApi, language: str, words: str) -> None:
    assert words in shop.get("/networks/alianza", headers={"Accept-Language": language}).text


def test_what_is_no_network_is_not_found(shop: TestClient, networks: CannedApi) -> None:
    assert shop.get("/networks/nobody").status_code == 404


ENTRIES = {
    "data": [
        {
            "id": f"jnl_{number}",
            "fund": {"id": "fnd_1", "name": "Solidarity fund"},
            "given_on": "2026-03-01",
            "note": "A <hearing>",
            "left": {"amount": left, "currency": "EUR"},
        }
        for number, left in ((1, 20_000), (2, 0))
    ]
}


def signed_in(shop: TestClient) -> TestClient:
    shop.post("/sign-in", data={"email": "ana@example.org", "password": "a long and private phrase"})
    return shop


def desk_of(api: CannedApi) -> str:
    me = api.answers["GET /v1/me"]
    assert isinstance(me, dict)
    return str(me["organisations"][0]["id"])


def test_a_steward_puts_on_record(shop: TestClient, networks: CannedApi) -> None:
    desk = desk_of(networks)
    networks.answers |= {
        f"GET /v1/organisations/{desk}/record": RECORD,
        f"GET /v1/organisations/{desk}/record/fund-entries": ENTRIES,
        f"POST /v1/organisations/{desk}/record/support": {},
        f"POST /v1/organisations/{desk}/record/com_1/take-back": {},
        f"POST /v1/organisations/{desk}/record/commitments/com_1/steps": {},
    }
    shown = signed_in(shop).get(f"/desk/{desk}/record").text
    assert "Go on with: Seed law" in shown
    assert 'aria-label="Take back: Seed law"' in shown
    assert 'aria-label="Take back: Agroideas"' not in shown, "it has been taken back"
    form = {"programme": "Agroideas", "amount": "1000.50", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    answer = shop.post(f"/desk/{desk}/record/support", data={**form, "source": "https://example.org"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/{desk}/record?said=recorded#notice")
    (asked,) = networks.asked("POST", f"/v1/organisations/{desk}/record/support")
    assert json.loads(asked.content)["amount"] == {"amount": 100_050, "currency": "EUR"}
    assert "A &lt;hearing&gt;" in shown and "€200.00 left" in shown
    assert 'value="jnl_2"' not in shown, "nothing of it is left"
    networks.answers[f"POST /v1/organisations/{desk}/record/actions"] = {}
    action = {"campaign": "Seed law", "arena": "state", "position": "For", "outcome": "Passed"}
    cost = {"happened_on": "2026-01-01", "cost": "12.50", "fund_entry": "jnl_1"}
    shop.post(f"/desk/{desk}/record/actions", data={**action, **cost})
    (told,) = networks.asked("POST", f"/v1/organisations/{desk}/record/actions")
    assert json.loads(told.content)["fund_entry"] == "jnl_1"
    shop.post(
        f"/desk/{desk}/record/commitments/com_1",
        data={"happened_on": "2026-02-01", "statement": "Done.", "fulfils": "yes"},
    )
    (step,) = networks.asked("POST", f"/v1/organisations/{desk}/record/commitments/com_1/steps")
    assert json.loads(step.content)["fulfils"] is True
    assert shop.post(f"/desk/{desk}/record/take-back", data={"record": "com_1"}).status_code == 303
    assert shop.post(f"/desk/{desk}/record/steps", data={}).status_code == 404


def test_what_is_refused_is_said_where_it_happened(shop: TestClient, networks: CannedApi) -> None:
    desk = desk_of(networks)
    networks.answers |= {
        f"GET /v1/organisations/{desk}/record": RECORD,
        f"GET /v1/organisations/{desk}/record/fund-entries": ENTRIES,
        f"POST /v1/organisations/{desk}/record/commitments": problem(422, "due_day_gone"),
    }
    signed_in(shop)
    answer = shop.post(f"/desk/{desk}/record/commitments", data={"name": "Seed <law>", "due_on": "2020-01-01"})
    assert answer.status_code == 422
    assert "It has to be due on a day to come" in answer.text
    assert "Seed &lt;law&gt;" in answer.text
    bad = shop.post(f"/desk/{desk}/record/support", data={"programme": "A", "amount": "a lot"})
    assert (bad.status_code, networks.asked("POST", f"/v1/organisations/{desk}/record/support")) == (422, [])


def test_one_buys_for_ones_organisation(shop: TestClient, networks: CannedApi) -> None:
    desk = desk_of(networks)
    networks.answers |= {
        "PUT /v1/carts/cart_one/buyer": CART,
        "DELETE /v1/carts/cart_one/buyer": CART,
    }
    signed_in(shop).post("/cart/lines", data={"variant": "var_small", "quantity": "1", "mode": "add"})
    assert 'name="buyer"' in shop.get("/cart").text
    assert shop.post("/cart/buyer", data={"buyer": desk}).headers["location"] == "/cart?said=buyer#notice"
    (asked,) = networks.asked("PUT", "/v1/carts/cart_one/buyer")
    assert json.loads(asked.content) == {"organisation_id": desk}
    shop.post("/cart/buyer", data={"buyer": ""})
    assert len(networks.asked("DELETE", "/v1/carts/cart_one/buyer")) == 1


REPORT = {
    "quarter": "2026-Q3",
    "income_groups_source": "World Bank",
    "data": [
        {
            "code": "women_led",
            "labels": {"en": "Led by women", "fr": "Dirigée par des femmes"},
            "total": None,
            "groups": [
                {"income_group": "low", "told": {"organisations": 6, "paid": EUROS}},
                {"income_group": "high", "told": None},
            ],
        }
    ],
}


def test_whom_payouts_went_to(shop: TestClient, networks: CannedApi) -> None:
    networks.answers["GET /v1/reports/self-identified"] = REPORT
    found = shop.get("/self-identified?quarter=2026-Q3").text
    for words in ("Led by women", "6 organisations", "<td>–</td>", "rows cannot be added up", "World Bank"):
        assert words in found, words
    (asked,) = networks.asked("GET", "/v1/reports/self-identified")
    assert asked.url.params["quarter"] == "2026-Q3"
    networks.answers["GET /v1/reports/self-identified"] = problem(422, "quarter_not_over")
    refused = shop.get("/self-identified?quarter=2999-Q1")
    assert (refused.status_code, "A quarter is told a week after its end." in refused.text) == (422, True)
