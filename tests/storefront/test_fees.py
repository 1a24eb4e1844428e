"""Fees in daylight, as everybody reads them and as operators change them."""

import json
import re

import pytest
from starlette.testclient import TestClient

from storefront.language import ENDONYMS
from storefront.shapes.fees import percent_text
from tests.storefront.canned import ME, OPERATOR, CannedApi, problem
from tests.storefront.overseen import ANSWERS, PREVIEW, TOTAL, TRIED, fee_change

FORM = {
    "key": "a-key",
    "market_fee": "9,55",
    "dues": "1",
    "solidarity": "0.5",
    "valid_from": "2027-01-01",
    "reason": "Our payment service charges more.",
}
ONE = "/operator/fees/fch_one"


@pytest.fixture(autouse=True)
def operator(shop: TestClient, api: CannedApi) -> None:
    api.answers.update(ANSWERS)
    api.answers["GET /v1/me"] = OPERATOR
    shop.cookies.set("__Host-solifair", "sol_ses_operator")


@pytest.mark.parametrize("language", ENDONYMS)
@pytest.mark.parametrize("path", ["/prices", "/operator/fees", ONE])
def test_a_page_is_there_in_every_language(shop: TestClient, path: str, language: str) -> None:
    answer = shop.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert " style=" not in answer.text and not re.search(r"<[^>]+ on[a-z]+=", answer.text)


def test_everybody_reads_what_was_is_and_will_be(shop: TestClient) -> None:
    shop.cookies.clear()
    answer = shop.get("/prices")
    assert answer.headers["cache-control"] == "public, no-cache"
    text = answer.text
    today, announced, before = text.index("<h2>Today"), text.index("<h2>Announced"), text.index("<h2>Before")
    assert today < text.index("8 %") < announced < text.index("From 1 January 2027 on") < before
    assert "Costs went up." in text and "at least 30 days before" in text
    assert "5.5 %" in text and "from 1 Jul 2027" in text


@pytest.mark.parametrize("path", ["/operator/fees", ONE])
def test_for_others_no_page_is_there(shop: TestClient, api: CannedApi, path: str) -> None:
    api.answers["GET /v1/me"] = {**OPERATOR, "is_operator": False}
    assert shop.get(path).status_code == 404
    assert shop.post("/operator/fees", data=FORM).status_code == 404
    assert {one.url.path for one in api.requests} == {"/v1/me"}


def test_a_proposal_is_sent_in_basis_points_and_shown(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/fee-changes"] = fee_change()
    answer = shop.post("/operator/fees", data=FORM)
    assert answer.headers["location"] == f"{ONE}?said=fees-proposed#notice"
    (asked,) = api.asked("POST", "/v1/fee-changes")
    assert asked.headers["idempotency-key"] == "a-key"
    assert json.loads(asked.content) == {
        "market_fee_bps": 955,
        "dues_bps": 100,
        "solidarity_bps": 50,
        "valid_from": "2027-01-01",
        "reason": FORM["reason"],
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"market_fee": "much"}, "Write shares as per cent"),
        ({"dues": ""}, "Write shares as per cent"),
        ({"dues": "1.234"}, "Write shares as per cent"),
        ({"solidarity": "-1"}, "Write shares as per cent"),
        ({"valid_from": ""}, "Say from which day on."),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(
    shop: TestClient, api: CannedApi, wrong: dict[str, str], said: str
) -> None:
    answer = shop.post("/operator/fees", data={**FORM, **wrong})
    assert answer.status_code == 422 and said in answer.text
    assert f'value="{FORM["reason"]}"' in answer.text
    assert api.asked("POST", "/v1/fee-changes") == []


def test_what_the_api_refuses_is_said_in_our_words(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/fee-changes"] = problem(422, "notice_too_short")
    answer = shop.post("/operator/fees", data=FORM)
    assert "producers must be told ahead" in answer.text and 'value="9,55"' in answer.text


def test_the_preview_names_who_would_have_less(shop: TestClient, api: CannedApi) -> None:
    text = shop.get(f"{ONE}?month=2026-10").text
    assert "More for 0 producers, less for 1, the same for 0." in text
    assert "Tres Quebradas" in text and "-€0.15" in text
    assert f'href="{ONE}?month=2026-10&amp;cursor=next"' in text
    assert api.asked("GET", "/v1/fee-changes/fch_one/preview")[0].url.params["month"] == "2026-10"


def test_lines_left_out_are_told(shop: TestClient, api: CannedApi) -> None:
    total = {**TOTAL, "together": {**TRIED, "left_out": 7}}
    api.answers["GET /v1/fee-changes/fch_one/preview"] = {**PREVIEW, "totals": [total]}
    assert "7 lines are in no figure" in shop.get(ONE).text


def test_a_month_that_is_none_leaves_the_page(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/fee-changes/fch_one/preview"] = problem(422, "no_such_month")
    answer = shop.get(f"{ONE}?month=2999-01")
    assert answer.status_code == 422
    assert "Choose a month that is over." in answer.text and 'value="2999-01"' in answer.text


@pytest.mark.parametrize(("act", "said"), [("announce", "fees-announced"), ("withdraw", "fees-withdrawn")])
def test_a_change_is_announced_and_taken_back(shop: TestClient, api: CannedApi, act: str, said: str) -> None:
    api.answers[f"POST /v1/fee-changes/fch_one/{act}"] = fee_change("announced")
    assert shop.post(f"{ONE}/{act}").headers["location"] == f"{ONE}?said={said}#notice"
    api.answers[f"POST /v1/fee-changes/fch_one/{act}"] = problem(403, "fresh_sign_in_needed", within_minutes=15)
    text = shop.post(f"{ONE}/{act}").text
    assert "/sign-in?next=%2Foperator%2Ffees%2Ffch_one" in text or "/sign-in?next=/operator/fees/fch_one" in text


def test_what_is_decided_has_no_buttons(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/fee-changes/fch_one"] = fee_change("in_force")
    text = shop.get(ONE).text
    assert f"{ONE}/announce" not in text and f"{ONE}/withdraw" not in text


def test_a_share_is_shown_to_its_last_hundredth() -> None:
    assert [percent_text(one) for one in (0, 5, 950, 955, 5000)] == ["0.00", "0.05", "9.50", "9.55", "50.00"]


OWN = {
    "month": "2026-10",
    "coming": {
        "id": "fee_next",
        "version": 3,
        "shares": {"market_fee_bps": 950, "dues_bps": 100, "solidarity_bps": 50},
        "valid_from": "2027-01-01",
        "valid_to": None,
        "is_in_force": False,
        "reason": "Our payment service charges more.",
        "announced_at": "2026-11-20T10:00:00Z",
    },
    "tried": [{"orders": 3, "tried": {**TRIED, "left_out": 2}}],
}


@pytest.mark.parametrize("language", ENDONYMS)
def test_a_producer_reads_beside_its_money_what_announced_fees_would_have_meant(
    shop: TestClient, api: CannedApi, language: str
) -> None:
    api.answers |= {"GET /v1/me": ME, "GET /v1/organisations/org_montero/fee-preview": OWN}
    text = shop.get("/desk/org_montero/money", headers={"Accept-Language": language}).text
    section = text[text.index('id="fees"') : text.index("</section>", text.index('id="fees"'))]
    assert "Our payment service charges more." in section and 'href="/prices"' in section
    assert section.count("<tr>") == 7
    if language == "en":
        assert "Fees from 1 January 2027 on" in section and "Running this market 9.5 %" in section
        assert "your own orders of October 2026, goods of €10.00:" in section and "<strong>-€0.15</strong>" in section
        assert "2 lines are in no figure" in section


def test_a_producer_without_orders_or_news_is_told_so_or_nothing(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/me"] = ME
    answer = shop.get("/desk/org_montero/money")
    assert answer.status_code == 200 and 'id="fees"' not in answer.text
    api.answers["GET /v1/organisations/org_montero/fee-preview"] = {**OWN, "tried": []}
    assert "No order of yours was paid in October 2026" in shop.get("/desk/org_montero/money").text
