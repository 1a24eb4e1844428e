"""Webhooks on a desk and on the market's: the same pages, and a secret that is shown once."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from storefront.language import ENDONYMS
from tests.storefront.canned import ME, OPERATOR, CannedApi, page_of, problem

DESK = "/desk/org_montero/webhooks"
MARKET = "/operator/webhooks"


def webhook(**more: object) -> dict[str, Any]:
    return {
        "id": "whe_one",
        "organisation_id": "org_montero",
        "organisation_name": "Cooperativa Agraria Tres Quebradas",
        "is_markets": False,
        "url": "https://montero.example/hooks/<a>",
        "description": "Accounting",
        "kinds": ["order.paid", "payout.paid"],
        "state": "active",
        "disabled_reason": None,
        "disabled_at": None,
        "previous_secret_until": None,
        "failures": 2,
        "waiting": 1,
        "failed": 0,
        "created_at": "2026-11-20T10:00:00Z",
        **more,
    }


def delivery(**more: object) -> dict[str, Any]:
    return {
        "id": "whd_one",
        "webhook_id": "whe_one",
        "event_id": "evt_one",
        "kind": "order.paid",
        "object": "parcel",
        "object_id": "pcl_one",
        "occurred_at": "2026-11-24T10:00:00Z",
        "state": "waiting",
        "attempts": 2,
        "next_attempt_at": "2026-11-24T10:05:00Z",
        "ended_at": None,
        "last_outcome": "refused",
        "last_status": 500,
        **more,
    }


ATTEMPTS = [
    {
        "number": 1,
        "started_at": "2026-11-24T10:00:01Z",
        "outcome": None,
        "status": None,
        "duration_ms": None,
        "answer": "",
        "refused_address": None,
    },
    {
        "number": 2,
        "started_at": "2026-11-24T10:00:07Z",
        "outcome": "refused",
        "status": 500,
        "duration_ms": 31,
        "answer": "<b>out of coffee</b>",
        "refused_address": None,
    },
]


@pytest.fixture(autouse=True)
def answers(api: CannedApi, shop: TestClient) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")
    api.answers |= {
        "GET /v1/webhooks": page_of(webhook()),
        "GET /v1/webhooks/whe_one": webhook(),
        "GET /v1/webhooks/whe_one/deliveries": page_of(delivery()),
        "GET /v1/webhook-deliveries/whd_one": {**delivery(), "tried": ATTEMPTS},
    }


@pytest.fixture
def operator(api: CannedApi) -> None:
    api.answers["GET /v1/me"] = OPERATOR


@pytest.mark.parametrize("language", ENDONYMS)
@pytest.mark.parametrize("path", ["", "/whe_one", "/whe_one/whd_one"], ids=["list", "webhook", "delivery"])
def test_a_page_is_there_in_every_language(shop: TestClient, path: str, language: str) -> None:
    answer = shop.get(DESK + path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.usefixtures("operator")
@pytest.mark.parametrize("path", ["", "/whe_one", "/whe_one/whd_one"], ids=["list", "webhook", "delivery"])
def test_operators_have_the_same_pages(shop: TestClient, path: str) -> None:
    assert shop.get(MARKET + path).status_code == 200


@pytest.mark.parametrize("path", ["", "/whe_one", "/whe_one/whd_one"], ids=["list", "webhook", "delivery"])
def test_the_markets_desk_is_for_operators(shop: TestClient, path: str) -> None:
    assert shop.get(MARKET + path).status_code == 404


def test_what_others_wrote_is_text(shop: TestClient) -> None:
    assert "hooks/&lt;a&gt;" in shop.get(DESK).text
    told = shop.get(f"{DESK}/whe_one/whd_one").text
    assert "&lt;b&gt;out of coffee&lt;/b&gt;" in told
    assert "not seen to its end" in told


def test_a_webhook_is_opened_and_its_secret_shown_in_that_answer_alone(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/webhooks"] = {"secret": "whsec_abc", "webhook": webhook()}
    form = {"url": "https://montero.example/hook", "description": "Books", "kinds": ["order.paid", "webhook.test"]}
    answer = shop.post(DESK, data=form)
    assert answer.status_code == 200
    assert "whsec_abc" in answer.text
    assert "no-store" in answer.headers["cache-control"]
    [asked] = api.asked("POST", "/v1/webhooks")
    assert json.loads(asked.content) == {
        "organisation_id": "org_montero",
        "url": "https://montero.example/hook",
        "description": "Books",
        "kinds": ["order.paid"],
    }
    assert "whsec_abc" not in shop.get(f"{DESK}/whe_one").text


def test_a_refusal_stands_at_its_form_and_nothing_typed_is_lost(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/webhooks"] = problem(422, "webhook_address_refused")
    refused = shop.post(DESK, data={"url": "http://inside/", "description": "Books", "kinds": "order.paid"})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text and 'value="http://inside/"' in refused.text


def test_only_a_steward_opens_one(shop: TestClient, api: CannedApi) -> None:
    own = {"id": "org_montero", "slug": "tres-quebradas", "name": "Montero", "kind": "producer", "role": "member"}
    api.answers["GET /v1/me"] = {**ME, "organisations": [own]}
    api.answers["GET /v1/webhooks"] = page_of()
    assert "Only a steward of your organisation opens webhooks." in shop.get(DESK).text


@pytest.mark.parametrize(
    ("act", "path", "said"),
    [
        ("enable", f"{DESK}/whe_one", "webhook-enabled"),
        ("disable", f"{DESK}/whe_one", "webhook-disabled"),
        ("test", f"{DESK}/whe_one", "webhook-tested"),
        ("nonsense", f"{DESK}/whe_one", "webhook-tested"),
    ],
)
def test_each_button_does_its_act(shop: TestClient, api: CannedApi, act: str, path: str, said: str) -> None:
    wanted = "test" if act == "nonsense" else act
    api.answers[f"POST /v1/webhooks/whe_one/{wanted}"] = webhook()
    answer = shop.post(f"{DESK}/whe_one/act", data={"act": act})
    assert answer.headers["location"] == f"{path}?said={said}#notice"
    api.answers[f"POST /v1/webhooks/whe_one/{wanted}"] = problem(409, "webhook_disabled")
    refused = shop.post(f"{DESK}/whe_one/act", data={"act": act})
    assert refused.status_code == 409 and 'role="alert"' in refused.text


def test_it_is_changed_rotated_and_removed(shop: TestClient, api: CannedApi) -> None:
    api.answers["PATCH /v1/webhooks/whe_one"] = webhook()
    form = {"url": "https://montero.example/new", "description": "", "kinds": ["payout.paid", "order.paid"]}
    assert shop.post(f"{DESK}/whe_one", data=form).headers["location"].endswith("said=webhook-changed#notice")
    [asked] = api.asked("PATCH", "/v1/webhooks/whe_one")
    assert json.loads(asked.content)["kinds"] == ["order.paid", "payout.paid"]
    until = "2026-11-25T10:00:00Z"
    api.answers["POST /v1/webhooks/whe_one/secrets"] = {
        "secret": "whsec_new",
        "webhook": webhook(previous_secret_until=until),
    }
    assert "whsec_new" in shop.post(f"{DESK}/whe_one/secret", data={"overlap_hours": "72"}).text
    [asked] = api.asked("POST", "/v1/webhooks/whe_one/secrets")
    assert json.loads(asked.content) == {"overlap_hours": 72}
    api.answers["DELETE /v1/webhooks/whe_one"] = {}
    gone = shop.post(f"{DESK}/whe_one/act", data={"act": "remove"})
    assert gone.headers["location"] == f"{DESK}?said=webhook-removed#notice"


@pytest.mark.parametrize(("count", "said"), [(3, "webhook-replayed"), (0, "webhook-nothing-to-replay")])
def test_days_are_told_again_to_the_end_of_the_last(shop: TestClient, api: CannedApi, count: int, said: str) -> None:
    api.answers["POST /v1/webhooks/whe_one/replay"] = {"count": count}
    answer = shop.post(f"{DESK}/whe_one/replay", data={"since": "2026-11-01", "last": "2026-11-30"})
    assert f"said={said}" in answer.headers["location"]
    [asked] = api.asked("POST", "/v1/webhooks/whe_one/replay")
    assert json.loads(asked.content) == {
        "since": "2026-11-01T00:00:00Z",
        "until": "2026-12-01T00:00:00Z",
        "states": ["failed"],
    }
    wrong = shop.post(f"{DESK}/whe_one/replay", data={"since": "soon", "last": ""})
    assert wrong.status_code == 422 and 'value="soon"' in wrong.text


def test_one_message_is_sent_again(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/webhook-deliveries/whd_one/replay"] = delivery()
    answer = shop.post(f"{DESK}/whe_one/whd_one", data={})
    assert answer.headers["location"] == f"{DESK}/whe_one/whd_one?said=webhook-replayed#notice"


def test_a_webhook_of_another_organisation_is_not_on_this_desk(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/webhooks/whe_one"] = webhook(organisation_id="org_other")
    assert shop.get(f"{DESK}/whe_one").status_code == 404
    api.answers["GET /v1/webhook-deliveries/whd_one"] = {**delivery(webhook_id="whe_two"), "tried": []}
    assert shop.get(f"{DESK}/whe_one/whd_one").status_code == 404


@pytest.mark.usefixtures("operator")
def test_operators_change_the_markets_own_alone(shop: TestClient, api: CannedApi) -> None:
    assert "Make another secret" not in shop.get(f"{MARKET}/whe_one").text
    api.answers["GET /v1/webhooks/whe_one"] = webhook(is_markets=True)
    assert "Make another secret" in shop.get(f"{MARKET}/whe_one").text


@pytest.mark.parametrize("reason", ["owner", "operator", "gone", "failing"])
def test_a_disabled_one_says_why(shop: TestClient, api: CannedApi, reason: str) -> None:
    api.answers["GET /v1/webhooks/whe_one"] = webhook(
        state="disabled", disabled_reason=reason, disabled_at="2026-11-24T10:00:00Z"
    )
    text = shop.get(f"{DESK}/whe_one").text
    assert "Enable" in text and "Send a test" not in text and "notice wrong" in text
