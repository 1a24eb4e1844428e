"""A verifier's pages: what waits, one certificate, a decision."""

import html
import json
import re
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import ME, PROOF, CannedApi, page_of, problem

DESK = "/review/org_andes"
QUEUE = "/v1/organisations/org_andes/verification-queue"
LINE: dict[str, Any] = {
    "id": "crt_fair",
    "number": "990552",
    "state": "verified",
    "scheme": {"code": "fairtrade", "name": "Fairtrade"},
    "holder": {"id": "org_montero", "slug": "tres-quebradas", "name": "Tres Quebradas", "country": "PE"},
    "valid_from": "2026-04-01",
    "valid_to": "2026-12-10",
    "submitted_at": "2026-11-20T10:00:00Z",
    "documents": 1,
    "due_on": "2026-12-01",
    "renewal_id": "crt_next",
}


@pytest.fixture(autouse=True)
def lucia(shop: TestClient, api: CannedApi) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_lucia")
    andes = {"id": "org_andes", "slug": "andes", "name": "Red Andina", "kind": "federation", "role": "verifier"}
    api.answers["GET /v1/me"] = {**ME, "organisations": [andes]}
    api.answers[f"GET {QUEUE}"] = page_of(LINE)
    api.answers["GET /v1/organisations/org_andes/proposals"] = {"data": []}
    api.answers[f"GET {QUEUE}/summary"] = {
        "counts": {"waiting": 1, "renewals": 0, "ending": 12, "recheck": 3},
        "schemes": [{"code": "fairtrade", "name": "Fairtrade"}],
        "countries": ["GH", "PE"],
        "reasons": {"ask": [{"code": "scope_unclear", "text": "It is not clear what it covers."}]},
    }


def test_the_queue_says_how_much_there_is_and_what_has_to_be_done_when(shop: TestClient, api: CannedApi) -> None:
    text = shop.get(f"{DESK}?view=recheck&within=30&scheme=fairtrade&country=PE").text
    asked = api.asked("GET", QUEUE)[0].url.params
    assert dict(asked) == {"view": "recheck", "within": "30", "scheme": "fairtrade", "country": "PE", "limit": "50"}
    assert 'Run out soon <span class="count">12</span>' in text
    assert "to be checked again by" in text and f'href="{DESK}/crt_next"' in text
    # Another view keeps what the list was narrowed to.
    assert f'href="{DESK}?view=ending&amp;within=30&amp;scheme=fairtrade&amp;country=PE"' in text


def test_what_a_colleague_proposed_is_found_from_the_first_page(shop: TestClient, api: CannedApi) -> None:
    proposal = {
        "certificate_id": "crt_gone",
        "decision": "withdraw",
        "reason": "The scheme <ended> it.",
        "lapses_at": "2026-12-09T10:00:00Z",
        "number": "990553",
        "scheme_name": "Fairtrade",
        "holder": "Coop",
    }
    api.answers["GET /v1/organisations/org_andes/proposals"] = {"data": [proposal]}
    text = shop.get(DESK).text
    assert f'href="{DESK}/crt_gone"' in text and "The scheme &lt;ended&gt; it." in text


def test_a_queue_that_nobody_can_ask_for_is_the_first_one(shop: TestClient, api: CannedApi) -> None:
    assert shop.get(f"{DESK}?view=all&within=9999&country=<b>").status_code == 200
    assert dict(api.asked("GET", QUEUE)[0].url.params) == {"view": "waiting", "within": "90", "limit": "50"}


def test_more_of_the_queue_is_more_of_the_same_view(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {QUEUE}"] = {"data": [LINE], "has_more": True, "next_cursor": "a+b"}
    assert f'href="{DESK}?view=ending&amp;within=7&amp;cursor=a%2Bb"' in shop.get(f"{DESK}?view=ending&within=7").text


REVIEW = {
    **PROOF,
    "state": "submitted",
    "is_shown": None,
    "scheme": {**PROOF["scheme"], "checklist": [{"code": "listed", "text": "Is it <listed>?"}]},
    "possible": ["verify", "reject", "ask"],
    "decisions": [],
    "proposals": [],
    "has_conflict": False,
    "is_history_intact": True,
}
DECIDE = "/v1/certificates/crt_fair/verifications"


def test_what_the_scheme_wants_looked_at_stands_beside_the_document_and_is_sent_along(
    shop: TestClient, api: CannedApi
) -> None:
    api.answers["GET /v1/certificates/crt_fair/review"] = REVIEW
    assert "Is it &lt;listed&gt;?" in shop.get(f"{DESK}/crt_fair").text
    api.answers[f"POST {DECIDE}"] = problem(409, "answered_no")
    form = {"decision": "verify", "method": "document", "reason": "Read it all.", "answer-listed": "no"}
    answer = shop.post(f"{DESK}/crt_fair", data=form)
    assert answer.status_code == 409 and "nothing is verified: ask the holder" in answer.text
    # What was answered stays answered.
    assert 'form="decide" name="answer-listed" value="no" checked' in answer.text
    assert json.loads(api.asked("POST", DECIDE)[0].content)["answers"] == {"listed": "no"}


BULK = "/v1/organisations/org_andes/bulk-reviews"


def test_several_of_one_scheme_are_ticked_and_the_page_tells_what_became_of_each(
    shop: TestClient, api: CannedApi
) -> None:
    api.answers["GET /v1/schemes"] = page_of(REVIEW["scheme"])
    assert "<textarea" not in shop.get(DESK).text
    text = shop.get(f"{DESK}?scheme=fairtrade").text
    assert 'form="decide" name="certificate" value="crt_fair"' in text and "Is it &lt;listed&gt;?" in text
    key = text.split('name="key" value="')[1].split('"')[0]
    api.answers[f"POST {BULK}"] = {
        "decided": 1,
        "refused": 1,
        "data": [
            {"certificate_id": "crt_a", "number": "1", "holder": "<Coop>", "state": "verified", "refused": None},
            {
                "certificate_id": "crt_b",
                "number": None,
                "holder": None,
                "state": None,
                "refused": {"code": "conflict_of_interest", "title": "No.", "facts": {}},
            },
        ],
    }
    form = {
        "key": key,
        "certificate": ["crt_a", "crt_b"],
        "decision": "verify",
        "method": "document",
        "reason": "Read them all.",
        "answer-listed": "yes",
    }
    told = shop.post(f"{DESK}/several?scheme=fairtrade", data=form)
    assert told.status_code == 200
    assert "1 was decided. 1 stayed what it was." in told.text
    assert "&lt;Coop&gt;" in told.text and "You are tied to whom it is about" in told.text
    (asked,) = api.asked("POST", BULK)
    assert asked.headers["idempotency-key"] == key
    assert json.loads(asked.content) == {
        "certificate_ids": ["crt_a", "crt_b"],
        "decision": "verify",
        "method": "document",
        "reason": "Read them all.",
        "answers": {"listed": "yes"},
    }


def test_a_refused_decision_about_several_loses_nothing(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/schemes"] = page_of(REVIEW["scheme"])
    api.answers[f"POST {BULK}"] = problem(422, "reason_code_needed")
    form = {"key": "k1", "certificate": "crt_fair", "decision": "ask", "reason": "Which <lots>?"}
    answer = shop.post(f"{DESK}/several?scheme=fairtrade&view=renewals", data=form)
    assert answer.status_code == 422 and "Please choose why, from the list." in answer.text
    assert ">Which &lt;lots&gt;?</textarea>" in answer.text and 'name="key" value="k1"' in answer.text
    assert 'value="crt_fair"' in answer.text.split(" checked>")[0]
    assert api.asked("GET", QUEUE)[-1].url.params["view"] == "renewals"


def test_a_refused_decision_is_told_in_the_visitors_language_down_to_its_fields(
    shop: TestClient, api: CannedApi
) -> None:
    missing = {"pointer": "/body/method", "code": "missing", "detail": "Field required"}
    day = {"pointer": "/body/effective_on", "code": "not_written_out", "detail": "Write it out"}
    api.answers["POST /v1/certificates/crt_fair/verifications"] = problem(
        422, "invalid_request", errors=[missing, {**missing, "pointer": "/body/reason"}, day]
    )
    answer = shop.post(f"{DESK}/crt_fair", data={"decision": "ask"}, headers={"Accept-Language": "es"})
    assert answer.status_code == 422
    assert "Mira lo que está marcado abajo. Falta algo necesario. Escriba un día así: 2026-11-25." in answer.text


SUSPENSION = {
    "decision": "suspend",
    "method": "document",
    "reason_code": "complaint",
    "reason": "A neighbour <complained>.",
}
EFFECT = {
    "decision": "suspend",
    "listings_lose": 27,
    "listings_keep_scheme": 1,
    "listings_left_bare": 26,
    "listings_gain": 0,
    "open_carts": 3,
    "orders": 9,
    "buyers_told": 14,
    "sentence": "",
}


def test_what_a_suspension_changes_is_seen_before_it_counts(shop: TestClient, api: CannedApi) -> None:
    complaint = {"code": "complaint", "text": "A complaint is being looked into."}
    api.answers["GET /v1/certificates/crt_fair/review"] = REVIEW | {"reasons": {"suspend": [complaint]}}
    api.answers["GET /v1/certificates/crt_fair/preview"] = EFFECT
    told = shop.post(f"{DESK}/crt_fair", data=SUSPENSION).text
    assert "27 listings lose the claim. 1 of them keeps the scheme by another certificate." in told
    assert "14 buyers are told." in told and "A complaint is being looked into. A neighbour &lt;complained&gt;." in told
    assert api.asked("POST", DECIDE) == []
    # The button of that page sends what was typed before.
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', told))
    api.answers[f"POST {DECIDE}"] = {"id": "crt_fair"}
    answer = shop.post(f"{DESK}/crt_fair", data={name: html.unescape(value) for name, value in fields.items()})
    assert answer.headers["location"] == f"{DESK}?said=decided"
    sent = json.loads(api.asked("POST", DECIDE)[0].content)
    assert sent == {**SUSPENSION, "federation_id": "org_andes", "answers": {}}


def test_a_second_verifier_sees_the_reason_the_answers_and_what_would_change(shop: TestClient, api: CannedApi) -> None:
    proposal = {
        "id": "prp_1",
        "decision": "withdraw",
        "reason_code": "not_genuine",
        "reason": "The seal is <painted>.",
        "proposed_at": "2026-11-20T10:00:00Z",
        "lapses_at": "2026-12-04T10:00:00Z",
        "answers": {"listed": "no"},
    }
    decided = {
        "decision": "verify",
        "method": "document",
        "reason": "Read it all.",
        "reason_text": None,
        "at": "2026-06-01T10:00:00Z",
        "by": {"id": "org_andes", "name": "Red Andina"},
        "answers": {"listed": "yes", "gone": "yes"},
    }
    reasons = {"withdraw": [{"code": "not_genuine", "text": "The certificate is not genuine."}]}
    api.answers["GET /v1/certificates/crt_fair/review"] = REVIEW | {
        "state": "verified",
        "proposals": [proposal],
        "decisions": [decided],
        "reasons": reasons,
    }
    api.answers["GET /v1/certificates/crt_fair/preview"] = EFFECT
    text = shop.get(f"{DESK}/crt_fair").text
    waiting, earlier = text.split("Waits for a second verifier")[1].split("What federations decided")
    assert "The certificate is not genuine. The seal is &lt;painted&gt;." in waiting
    assert "<dt>Is it &lt;listed&gt;?</dt><dd>No</dd>" in waiting and "27 listings lose the claim." in waiting
    # A question that the scheme no longer asks keeps its code.
    assert "<dd>Yes</dd>" in earlier and "<dt>gone</dt>" in earlier


def test_what_is_said_to_the_holder_decides_nothing(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/certificates/crt_fair/review"] = REVIEW
    api.answers["GET /v1/certificates/crt_fair/messages"] = {
        "data": [{"id": "msg_1", "federation_id": None, "body": "Lot <7>.", "sent_at": "2026-11-20T10:00:00Z"}]
    }
    assert "Lot &lt;7&gt;." in shop.get(f"{DESK}/crt_fair").text
    api.answers["POST /v1/certificates/crt_fair/messages"] = {}
    answer = shop.post(f"{DESK}/crt_fair/messages", data={"words": "Thank you."})
    assert answer.headers["location"] == f"{DESK}/crt_fair?said=said-to-holder#notice"
    (asked,) = api.asked("POST", "/v1/certificates/crt_fair/messages")
    assert json.loads(asked.content) == {"federation_id": "org_andes", "body": "Thank you."}


ABOUT = {"certificate_id": "crt_fair", "number": "990552", "scheme_name": "Fairtrade", "holder": "Tres Quebradas"}
APPEAL = {**ABOUT, "id": "apl_1", "reason": "It was <another> farm.", "filed_at": "2026-11-20T10:00:00Z"}
ALERT = {**ABOUT, "id": "pal_1", "body": "They <buy> it in.", "raised_at": "2026-11-20T10:00:00Z", "outcome": None}
DISPUTE = {**ALERT, "id": "pal_2", "outcome": "accepted", "public_note": "Under review."}


@pytest.mark.parametrize(
    ("act", "form", "path", "body", "said"),
    [
        (
            "appeal",
            {"appeal": "apl_1", "outcome": "upheld", "answer": "You are right."},
            "/v1/appeals/apl_1/decide",
            {"outcome": "upheld", "answer": "You are right."},
            "appeal-decided",
        ),
        (
            "alert",
            {"alert": "pal_1", "outcome": "accepted", "note": "We look into it."},
            "/v1/public-alerts/pal_1/moderate",
            {"outcome": "accepted", "note": "We look into it."},
            "alert-answered",
        ),
        (
            "settle",
            {"alert": "pal_2", "settlement": "Nothing was found."},
            "/v1/public-alerts/pal_2/settle",
            {"settlement": "Nothing was found."},
            "dispute-settled",
        ),
    ],
)
def test_objections_are_answered_in_the_federations_name(
    shop: TestClient, api: CannedApi, act: str, form: dict[str, str], path: str, body: dict[str, str], said: str
) -> None:
    api.answers["GET /v1/organisations/org_andes/appeals"] = {"data": [APPEAL]}
    api.answers["GET /v1/organisations/org_andes/public-alerts"] = {"data": [ALERT, DISPUTE]}
    text = shop.get(f"{DESK}/objections").text
    assert "It was &lt;another&gt; farm." in text and "They &lt;buy&gt; it in." in text and "Under review." in text
    api.answers[f"POST {path}"] = {}
    answer = shop.post(f"{DESK}/objections/{act}", data=form)
    assert answer.headers["location"] == f"{DESK}/objections?said={said}#notice"
    assert json.loads(api.asked("POST", path)[0].content) == {**body, "federation_id": "org_andes"}
    api.answers[f"POST {path}"] = problem(409, "busy")
    refused = shop.post(f"{DESK}/objections/{act}", data=form)
    words = next(value for name, value in form.items() if name in {"answer", "note", "settlement"})
    # What was typed stays, with the reason beside it.
    assert refused.status_code == 409 and f">{words}</textarea>" in refused.text


def test_the_year_is_read_and_taken_along(shop: TestClient, api: CannedApi) -> None:
    report = "/v1/organisations/org_andes/verification-report"
    line = {"scheme": "fairtrade", "scheme_name": "Fairtrade", "decision": "verify", "decisions": 1200}
    line |= {"certificates": 1100, "median_days": 4, "longest_days": None}
    api.answers[f"GET {report}"] = {"federation_id": "org_andes", "year": 2025, "data": [line]}
    text = shop.get(f"{DESK}/year?year=2025").text
    assert "1,200" in text and f'href="{DESK}/year?year=2024"' in text and f'href="{DESK}/year.csv?year=2025"' in text
    api.answers[f"GET {report}"] = httpx2.Response(200, content=b"scheme\n", headers={"content-type": "text/csv"})
    file = shop.get(f"{DESK}/year.csv?year=2025")
    assert file.content == b"scheme\n" and file.headers["content-disposition"].startswith("attachment")
    assert dict(api.asked("GET", report)[-1].url.params) == {"year": "2025", "format": "csv"}
    shop.get(f"{DESK}/year.csv?year=9999")
    assert api.asked("GET", report)[-1].url.params["year"] != "9999"


NETWORKS = f"{DESK}/networks"
MEMBER = {
    "id": "nmb_1",
    "network_id": "org_andes",
    "network_name": "Red Andina",
    "member_id": "org_selva",
    "member_name": "Red <Selva>",
    "is_invitation": True,
    "created_at": "2026-01-01T00:00:00Z",
    "accepted_at": "2026-01-02T00:00:00Z",
    "ended_at": None,
}
APPLICANT = {**MEMBER, "id": "nmb_2", "member_name": "Red Costa", "is_invitation": False, "accepted_at": None}
MANDATE = {
    "id": "man_1",
    "federation_id": "org_andes",
    "scheme_id": "std_1",
    "countries": ["PE"],
    "categories": [],
    "delegated_from": None,
    "granted_at": "2026-01-01T00:00:00Z",
    "withdrawn_at": None,
}


@pytest.fixture
def networked(api: CannedApi) -> CannedApi:
    api.answers["GET /v1/organisations/org_andes/network-memberships"] = {"data": [MEMBER, APPLICANT]}
    api.answers["GET /v1/organisations/org_andes/mandates"] = {"data": [MANDATE]}
    given = {**MANDATE, "id": "man_2", "federation_id": "org_selva", "delegated_from": "man_1"}
    elsewhere = {**given, "id": "man_3", "delegated_from": "man_9"}
    api.answers["GET /v1/organisations/org_selva/mandates"] = {"data": [given, elsewhere]}
    api.answers["GET /v1/schemes"] = page_of({"id": "std_1", "code": "fairtrade", "name": "Fairtrade"})
    return api


def test_a_network_reads_its_members_its_mandates_and_what_it_handed_on(shop: TestClient, networked: CannedApi) -> None:
    text = shop.get(NETWORKS).text
    assert "Red &lt;Selva&gt; in your network" in text and "Red Costa in your network" in text
    assert text.count('value="accept"') == 1 and "Peru · everything" in text
    assert "Red &lt;Selva&gt;: Fairtrade" in text and "man_2" in text and "man_3" not in text


@pytest.mark.parametrize(
    ("act", "form", "path", "body"),
    [
        (
            "propose",
            {"organisation": "org_x", "as": "network"},
            "/v1/network-memberships",
            {"network_id": "org_andes", "member_id": "org_x"},
        ),
        (
            "propose",
            {"organisation": "org_x", "as": "member"},
            "/v1/network-memberships",
            {"network_id": "org_x", "member_id": "org_andes"},
        ),
        ("membership", {"membership": "nmb_2", "act": "accept"}, "/v1/network-memberships/nmb_2/accept", None),
        ("membership", {"membership": "nmb_1", "act": "end"}, "/v1/network-memberships/nmb_1/end", None),
        (
            "delegate",
            {"mandate": "man_1", "member": "org_selva", "countries": "pe bo", "categories": ""},
            "/v1/mandates/man_1/delegations",
            {"federation_id": "org_selva", "countries": ["PE", "BO"], "categories": []},
        ),
        ("take-back", {"mandate": "man_2"}, "/v1/mandates/man_2/withdraw", None),
    ],
)
def test_memberships_and_mandates_move(
    shop: TestClient, networked: CannedApi, act: str, form: dict[str, str], path: str, body: object
) -> None:
    networked.answers[f"POST {path}"] = {}
    answer = shop.post(f"{NETWORKS}/{act}", data=form)
    assert answer.status_code == 303 and answer.headers["location"].startswith(f"{NETWORKS}?said=m")
    (asked,) = networked.asked("POST", path)
    assert (json.loads(asked.content) if asked.content else None) == body
    networked.answers[f"POST {path}"] = problem(409, "network_circle")
    assert "A network cannot belong to its own members." in shop.post(f"{NETWORKS}/{act}", data=form).text


def test_the_market_grants_and_ends_mandates(shop: TestClient, networked: CannedApi) -> None:
    assert shop.get("/operator/mandates").status_code == 404
    networked.answers["GET /v1/me"] = {**ME, "is_operator": True}
    assert "Grant a mandate" not in shop.get("/operator/mandates").text
    path = "/operator/mandates?organisation=org_andes"
    text = shop.get(path).text
    assert "Fairtrade<br>" in text and "Peru · everything" in text
    key = text.split('name="key" value="')[1].split('"')[0]
    networked.answers["POST /v1/mandates"] = MANDATE
    form = {"key": key, "scheme": "fairtrade", "countries": "gh ci", "categories": "coffee"}
    assert shop.post(path, data=form).headers["location"] == f"{path}&said=mandate-granted#notice"
    (asked,) = networked.asked("POST", "/v1/mandates")
    assert asked.headers["idempotency-key"] == key
    assert json.loads(asked.content) == {
        "federation_id": "org_andes",
        "scheme": "fairtrade",
        "countries": ["GH", "CI"],
        "categories": ["coffee"],
    }
    networked.answers["POST /v1/mandates/man_1/withdraw"] = problem(403, "fresh_sign_in_needed")
    refused = shop.post("/operator/mandates/withdraw?organisation=org_andes", data={"mandate": "man_1"})
    assert refused.status_code == 403 and "/sign-in?next=/operator/mandates%3Forganisation%3Dorg_andes" in refused.text


def test_before_the_certificate_a_scheme_may_let_its_goods_be_sold(shop: TestClient, api: CannedApi) -> None:
    scheme = {**PROOF["scheme"], "checklist": [], "provisional": {"name": "Permission to Trade", "months": 9}}
    path = "/v1/certificates/crt_fair"
    api.answers[f"GET {path}/messages"] = {"data": []}
    api.answers[f"GET {path}/review"] = waiting = {**REVIEW, "state": "submitted", "scheme": scheme, "proposals": []}
    text = shop.get(f"{DESK}/crt_fair").text
    assert "<h2>Permission to Trade</h2>" in text and "9 months at most" in text

    api.answers[f"POST {path}/permissions"] = {}
    given = {"permit_reason": "The audit found nothing.", "last_day": "2027-05-31"}
    answer = shop.post(f"{DESK}/crt_fair/permissions", data=given)
    assert answer.headers["location"] == f"{DESK}/crt_fair?said=permitted#notice"
    shop.post(f"{DESK}/crt_fair/permissions", data={**given, "last_day": ""})
    assert [json.loads(one.content)["last_day"] for one in api.asked("POST", f"{path}/permissions")] == [
        "2027-05-31",
        None,
    ]

    api.answers[f"POST {path}/permissions"] = problem(422, "bad_permission_end")
    refused = shop.post(f"{DESK}/crt_fair/permissions", data=given)
    assert refused.status_code == 422
    assert "later than the scheme lets it last" in refused.text and "The audit found nothing." in refused.text

    granted = {"name": "Permission to Trade", "last_day": "2027-05-31", "may_sell": True}
    api.answers[f"GET {path}/review"] = {**waiting, "permission": granted}
    assert "Until 31 May 2027 the holder may sell under this scheme" in shop.get(f"{DESK}/crt_fair").text
    api.answers[f"GET {path}/review"] = {**waiting, "state": "verified", "permission": {**granted, "may_sell": False}}
    text = shop.get(f"{DESK}/crt_fair").text
    assert "It counts no longer." in text and "permit_reason" not in text
    api.answers[f"GET {path}/review"] = {**waiting, "scheme": {**scheme, "provisional": None}}
    assert "Permission to Trade" not in shop.get(f"{DESK}/crt_fair").text
