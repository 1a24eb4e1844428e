"""The operators' pages: an order's story and what can be done about it, refunds, holds, disputes, payouts, Stripe."""

import json
import re
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from storefront.language import ENDONYMS
from storefront.places import operator_place
from tests.storefront.canned import (
    OPERATOR,
    RECONCILIATION,
    RUN,
    TRACE,
    CannedApi,
    alert,
    dispute,
    euros,
    hold,
    page_of,
    payout,
    problem,
    refund,
)

PAGES = [
    "/operator",
    "/operator/alerts",
    "/operator/alerts?all=yes",
    "/operator/mails",
    "/operator/mails?state=given_up",
    "/operator/orders",
    "/operator/orders/ord_one",
    "/operator/refunds",
    "/operator/refunds?state=returned",
    "/operator/holds",
    "/operator/disputes",
    "/operator/payouts",
    "/operator/payouts/run_one",
    "/operator/reconciliation?day=2026-11-24",
]
STORY = "/operator/orders/ord_one"


@pytest.fixture(autouse=True)
def operator(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/me"] = OPERATOR
    shop.cookies.set("__Host-solifair", "sol_ses_operator")


def body(api: CannedApi, method: str, path: str) -> Any:
    (asked,) = api.asked(method, path)
    return json.loads(asked.content)


@pytest.mark.parametrize("language", ENDONYMS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_every_language(shop: TestClient, path: str, language: str) -> None:
    answer = shop.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert " style=" not in answer.text and not re.search(r"<[^>]+ on[a-z]+=", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_for_others_no_page_is_there(shop: TestClient, api: CannedApi, path: str) -> None:
    api.answers["GET /v1/me"] = {**OPERATOR, "is_operator": False}
    assert shop.get(path).status_code == 404
    assert {one.url.path for one in api.requests} == {"/v1/me"}


@pytest.mark.parametrize("act", ["refund", "goodwill", "hold"])
def test_for_others_nothing_is_done(shop: TestClient, api: CannedApi, act: str) -> None:
    api.answers["GET /v1/me"] = {**OPERATOR, "is_operator": False}
    assert shop.post(f"{STORY}/{act}", data={"amount": "5", "reason": "x", "note": "x"}).status_code == 404
    assert {one.method for one in api.requests} == {"GET"}


@pytest.mark.parametrize(
    ("thing", "place"),
    [
        ("ord_1", "/operator/orders/ord_1"),
        ("run_1", "/operator/payouts/run_1"),
        ("ref_1", "/operator/refunds#ref_1"),
        ("hld_1", "/operator/holds#hld_1"),
        ("dsp_1", "/operator/disputes#dsp_1"),
        ("pay_1", ""),
        ("org_1", ""),
        ("", ""),
    ],
)
def test_a_thing_is_read_of_where_its_kind_is_listed(thing: str, place: str) -> None:
    assert operator_place(thing) == place


def test_an_alert_is_seen_to_in_words(shop: TestClient, api: CannedApi) -> None:
    text = shop.get("/operator/alerts").text
    assert "A refund came back" in text and 'href="/operator/refunds#ref_lines"' in text
    api.answers["POST /v1/alerts/alt_one/resolve"] = alert()
    answer = shop.post("/operator/alerts", data={"alert": "alt_one", "because": "Paid by bank."})
    assert answer.headers["location"] == "/operator/alerts?said=alert-resolved#notice"
    assert body(api, "POST", "/v1/alerts/alt_one/resolve") == {"because": "Paid by bank."}
    api.answers["POST /v1/alerts/alt_one/resolve"] = problem(409, "alert_already_resolved")
    answer = shop.post("/operator/alerts", data={"alert": "alt_one", "because": "Paid by bank."})
    place = answer.text.split('id="alert-alt_one"')[1].split("</section>")[0]
    assert "Somebody has seen to it already" in place and 'value="Paid by bank."' in place


def test_an_order_is_found_by_its_number(shop: TestClient, api: CannedApi) -> None:
    assert shop.get("/operator/orders?id=%20ord_one%20").headers["location"] == STORY
    answer = shop.get("/operator/orders/ord_none")
    assert answer.status_code == 404
    assert "There is no order with this number." in answer.text and 'value="ord_none"' in answer.text


def test_a_story_is_told_with_links_and_entries(shop: TestClient) -> None:
    text = shop.get(STORY).text
    assert '<span lang="en">Paid 24.70 EUR, charge ch_1.</span>' in text
    assert 'href="/operator/refunds#ref_lines"' in text
    assert "producer:org_montero:payable" in text and "-€24.70" in text
    assert "1 entry in the books" in text
    assert 'name="units-li_one" type="number" min="0" max="2"' in text and "1 unit has gone back" in text


def test_lines_are_given_back_by_units_by_money_or_whole(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/orders/ord_one/refunds"] = refund("lines", "pending", 890)
    form = {
        "key": "key-of-the-form",
        "units-li_one": "1",
        "amount-li_one": "4,50",
        "give-li_two": "yes",
        "units-li_two": "",
        "amount-li_two": "",
        "parcel": ["pcl_one", "pcl_foreign"],
        "liable": "producer",
        "restock": "yes",
        "reason": "The bag had burst",
    }
    answer = shop.post(f"{STORY}/refund", data=form)
    assert answer.headers["location"] == f"{STORY}?said=refund-made#notice"
    assert body(api, "POST", "/v1/orders/ord_one/refunds") == {
        "lines": [{"order_line_id": "li_one", "quantity": 1, "amount": 450}, {"order_line_id": "li_two"}],
        "parcel_ids": ["pcl_one"],
        "liable": "producer",
        "reason": "The bag had burst",
        "restock": True,
    }
    assert api.asked("POST", "/v1/orders/ord_one/refunds")[0].headers["idempotency-key"] == "key-of-the-form"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Choose what goes back."),
        ({"parcel": "pcl_foreign"}, "Choose what goes back."),
        ({"give-li_foreign": "yes"}, "Choose what goes back."),
        ({"amount-li_one": "1.234"}, "Write amounts such as 12.50 or 12,50, without a sign."),
        ({"amount-li_one": "0"}, "Write amounts such as 12.50 or 12,50, without a sign."),
        ({"give-li_one": "yes", "units-li_one": "one"}, "Write units as whole numbers."),
        ({"give-li_one": "yes", "units-li_one": "-1"}, "Write units as whole numbers."),
        ({"units-li_one": "1000"}, "Write units as whole numbers."),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_asked(
    shop: TestClient, api: CannedApi, form: dict[str, str], said: str
) -> None:
    """A mistyped number must not become "all that is left of the line"."""
    answer = shop.post(f"{STORY}/refund", data={**form, "liable": "producer", "reason": "Burst"})
    assert answer.status_code == 422
    place = answer.text.split('id="refund"')[1].split("</section>")[0]
    assert said in place and 'value="Burst"' in place
    assert 'value="producer" required checked' in place
    assert api.asked("POST", "/v1/orders/ord_one/refunds") == []


def test_a_refund_that_is_too_large_is_said_and_everything_typed_stays(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/orders/ord_one/refunds"] = problem(409, "refund_too_large", facts={"left_minor": 100})
    form = {"amount-li_one": "99,00", "parcel": "pcl_one", "liable": "platform", "restock": "yes", "reason": "Burst"}
    answer = shop.post(f"{STORY}/refund", data={**form, "key": "key-of-the-form"})
    assert answer.status_code == 409
    place = answer.text.split('id="refund"')[1].split("</section>")[0]
    assert "That is more than is left of what was paid" in place
    assert 'value="99,00"' in place and 'value="pcl_one" checked' in place
    assert 'name="restock" value="yes" checked' in place and 'value="platform" required checked' in place
    assert "key-of-the-form" not in answer.text


def test_goodwill_is_counted_in_the_orders_currency(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/orders/ord_one/trace"] = {**TRACE, "total": {"amount": 24700, "currency": "CLP"}}
    api.answers["POST /v1/orders/ord_one/goodwill"] = refund("goodwill", "pending", 1234)
    answer = shop.post(f"{STORY}/goodwill", data={"amount": "1.234", "reason": "Late", "key": "k1"})
    assert answer.headers["location"] == f"{STORY}?said=goodwill-given#notice"
    assert body(api, "POST", "/v1/orders/ord_one/goodwill") == {"amount": 1234, "reason": "Late"}
    answer = shop.post(f"{STORY}/goodwill", data={"amount": "12,50", "reason": "Late", "key": "k2"})
    assert answer.status_code == 422
    assert 'value="12,50"' in answer.text.split('id="goodwill"')[1].split("</section>")[0]


def test_an_orders_money_waits(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/holds"] = hold()
    answer = shop.post(f"{STORY}/hold", data={"note": "Mould"})
    assert answer.headers["location"] == f"{STORY}?said=hold-placed#notice"
    assert body(api, "POST", "/v1/holds") == {"order_id": "ord_one", "note": "Mould"}


@pytest.mark.parametrize(("subject", "field"), [("org_1", "organisation_id"), ("ord_1", "order_id"), ("x", "order_id")])
def test_money_is_held_by_number_and_released(shop: TestClient, api: CannedApi, subject: str, field: str) -> None:
    api.answers["POST /v1/holds"] = hold()
    shop.post("/operator/holds", data={"subject": subject, "note": "Mould"})
    assert body(api, "POST", "/v1/holds") == {field: subject, "note": "Mould"}
    api.answers["POST /v1/holds/hld_one/release"] = hold()
    answer = shop.post("/operator/holds/release", data={"hold": "hld_one", "note": "Clean"})
    assert answer.headers["location"] == "/operator/holds?said=hold-released#notice"
    assert body(api, "POST", "/v1/holds/hld_one/release") == {"note": "Clean"}


def test_a_hold_that_is_refused_keeps_what_was_typed(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/holds"] = problem(404, "no_such_order")
    answer = shop.post("/operator/holds", data={"subject": "ord_none", "note": "Mould"})
    place = answer.text.split('id="place"')[1]
    assert "There is no order with this number." in place
    assert 'value="ord_none"' in place and 'value="Mould"' in place


def test_a_refund_that_came_back_is_sent_again_or_settled(shop: TestClient, api: CannedApi) -> None:
    text = shop.get("/operator/refunds?state=returned").text
    assert api.asked("GET", "/v1/refunds")[0].url.params["state"] == "returned"
    assert text.count("Ask Stripe once more") == 1
    api.answers["POST /v1/refunds/ref_lines/retry"] = refund("lines", "pending", 890)
    answer = shop.post("/operator/refunds/retry?state=returned", data={"refund": "ref_lines"})
    assert answer.headers["location"] == "/operator/refunds?state=returned&said=refund-retried#notice"
    api.answers["POST /v1/refunds/ref_lines/settle"] = problem(409, "wrong_refund_step")
    answer = shop.post("/operator/refunds/settle", data={"refund": "ref_lines", "reference": "BANK-1"})
    place = answer.text.split('id="ref_lines"')[1].split("</section>")[0]
    assert "The refund has moved on since you saw it." in place and 'value="BANK-1"' in place
    assert body(api, "POST", "/v1/refunds/ref_lines/settle") == {"reference": "BANK-1"}


def test_who_bears_a_lost_dispute_is_said_once(shop: TestClient, api: CannedApi) -> None:
    assert "On what evidence" in shop.get("/operator/disputes").text
    api.answers["POST /v1/disputes/dsp_one/charge"] = dispute("lost", "producer")
    form = {"dispute": "dsp_one", "to": "producer", "reason": "Never sent"}
    answer = shop.post("/operator/disputes", data=form)
    assert answer.headers["location"] == "/operator/disputes?said=dispute-charged#notice"
    assert body(api, "POST", "/v1/disputes/dsp_one/charge") == {"to": "producer", "reason": "Never sent"}
    for decided in (dispute("lost", "producer"), dispute("needs_response")):
        api.answers["GET /v1/disputes"] = page_of(decided)
        assert "On what evidence" not in shop.get("/operator/disputes").text


def test_a_run_leads_to_its_payouts(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/payout-runs"] = {"period": "2026-W48", "new_run_id": "run_one", "held_back": []}
    answer = shop.post("/operator/payouts", data={"period": "2026-W48", "key": "key-of-the-form"})
    assert answer.headers["location"] == "/operator/payouts/run_one?said=run-started#notice"
    assert api.asked("POST", "/v1/payout-runs")[0].headers["idempotency-key"] == "key-of-the-form"
    api.answers["POST /v1/payout-runs"] = {"period": "2026-W48", "new_run_id": None, "held_back": []}
    answer = shop.post("/operator/payouts", data={"period": "2026-W48", "key": "k"})
    assert answer.headers["location"] == "/operator/payouts?said=run-empty#notice"


def test_what_the_books_do_not_cover_is_shown_at_once(shop: TestClient, api: CannedApi) -> None:
    short = {"organisation_id": "org_montero", "purpose": "goods", "due": euros(500), "owed": euros(400)}
    api.answers["POST /v1/payout-runs"] = {"period": "2026-W48", "new_run_id": "run_one", "held_back": [short]}
    text = shop.post("/operator/payouts", data={"period": "2026-W48", "key": "k"}).text
    assert "€5.00 due, €4.00 owed by the books" in text


def test_a_week_that_is_none_is_said_at_its_field(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/payout-runs"] = problem(422, "bad_period")
    answer = shop.post("/operator/payouts", data={"period": "48", "key": "k"})
    place = answer.text.split('id="start"')[1].split("</section>")[0]
    assert "A payout period is a week such as 2026-W48." in place and 'value="48"' in place


@pytest.mark.parametrize(
    ("act", "field", "said"),
    [
        ("confirm", "bank_reference", "payout-confirmed"),
        ("return", "because", "payout-returned"),
        ("cancel", "because", "payout-cancelled"),
    ],
)
def test_what_the_bank_did_is_written_down(shop: TestClient, api: CannedApi, act: str, field: str, said: str) -> None:
    api.answers[f"POST /v1/payouts/pyt_one/{act}"] = payout()
    answer = shop.post(f"/operator/payouts/run_one/{act}", data={"payout": "pyt_one", field: "BANK-1"})
    assert answer.headers["location"] == f"/operator/payouts/run_one?said={said}#notice"
    assert body(api, "POST", f"/v1/payouts/pyt_one/{act}") == {field: "BANK-1"}


def test_a_payout_offers_what_can_still_be_done(shop: TestClient, api: CannedApi) -> None:
    def offered(made: dict[str, Any]) -> set[str]:
        api.answers["GET /v1/payout-runs/run_one"] = {**RUN, "items": [made]}
        text = shop.get("/operator/payouts/run_one").text
        return set(re.findall(r'action="/operator/payouts/run_one/(\w+)#pyt_one"', text))

    assert offered(payout()) == {"confirm", "cancel"}
    assert offered(payout("paid")) == {"return"}
    assert offered(payout("in_transit", "stripe_connect")) == {"cancel"}
    assert offered(payout("paid", "stripe_connect")) == set()
    assert offered(payout("cancelled")) == set()


def test_a_refused_confirmation_is_said_at_its_payout(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/payouts/pyt_one/confirm"] = problem(409, "payout_confirmed_otherwise")
    answer = shop.post("/operator/payouts/run_one/confirm", data={"payout": "pyt_one", "bank_reference": "BANK-2"})
    place = answer.text.split('id="pyt_one"')[1].split("</section>")[0]
    assert "It was confirmed with another reference." in place and 'value="BANK-2"' in place
    assert "<details open>" in place


def test_the_list_for_the_bank_is_a_file(shop: TestClient, api: CannedApi) -> None:
    text = shop.get("/operator/payouts/run_one").text
    assert 'href="/operator/payouts/run_one/bank-file?currency=EUR&amp;format=pain001"' in text
    headers = {"Content-Type": "application/xml", "Content-Disposition": 'attachment; filename="solifair.xml"'}
    path = "/v1/payout-runs/run_one/bank-file"
    api.answers[f"GET {path}"] = httpx2.Response(200, content=b"<Document/>", headers=headers)
    answer = shop.get("/operator/payouts/run_one/bank-file?currency=EUR&format=pain001")
    assert answer.content == b"<Document/>"
    assert answer.headers["content-disposition"] == 'attachment; filename="solifair.xml"'
    assert dict(api.asked("GET", path)[0].url.params) == {"currency": "EUR", "format": "pain001"}
    api.answers[f"GET {path}"] = problem(409, "bank_debtor_not_set")
    answer = shop.get("/operator/payouts/run_one/bank-file?currency=EUR&format=pain001")
    facts = {"payout_id": "pyt_one"}
    api.answers[f"GET {path}"] = problem(409, "account_unknown", facts=facts)
    text = shop.get("/operator/payouts/run_one/bank-file?currency=EUR&format=csv").text
    assert '<a href="#pyt_one">Cooperativa Agraria Tres Quebradas, €412.30</a>' in text
    assert "The market’s own bank account is not set" in answer.text.split('id="bank"')[1].split("</section>")[0]


def test_a_day_beside_stripe_says_its_differences_in_words(shop: TestClient, api: CannedApi) -> None:
    text = shop.get("/operator/reconciliation?day=2026-11-24").text
    assert "Every movement has its entry" in text and "holds-not" not in text
    found = {"name": "fee_differs", "sentence": "A fee is not what the books say.", "ids": ["txn_1", "ord_one"]}
    totals = {**RECONCILIATION["totals"][0], "difference": euros(-30)}  # type: ignore[index]
    api.answers["GET /v1/reconciliations/2026-11-24"] = {
        **RECONCILIATION,
        "is_well": False,
        "differences": [found],
        "totals": [totals],
    }
    text = shop.get("/operator/reconciliation?day=2026-11-24").text
    assert 'class="verdict holds-not"' in text and "1 difference<" in text
    assert "A fee is not what the books say." in text and f'href="{STORY}"' in text
    assert '<td class="amount wrong-field">-€0.30</td>' in text


def test_a_day_that_is_none_stays_in_its_field(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/reconciliations/2030-01-01"] = problem(422, "not_a_day")
    answer = shop.get("/operator/reconciliation?day=2030-01-01")
    assert answer.status_code == 422
    assert "That is no day, or it has not begun." in answer.text and 'value="2030-01-01"' in answer.text
