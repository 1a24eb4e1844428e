"""A producer's certificates: what ends soon, a renewal, the conversation with the federation, an objection."""

import json
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from storefront.routes.certificates import grams
from tests.storefront.canned import CannedApi, held, page_of, problem

CERTIFICATES = "/desk/org_montero/certificates"
HERE = f"{CERTIFICATES}/crt_fair"
HELD = "GET /v1/organisations/org_montero/certificates/crt_fair"
DRAWN_UP = "POST /v1/organisations/org_montero/certificates"
VALID = {"valid_from": "2026-01-01", "valid_to": "2026-12-31"}
REMINDER = {
    "certificate_id": "crt_fair",
    "scheme": {"code": "fairtrade", "name": "Fairtrade"},
    "number": "990417",
    "days_left": 28,
    "valid_to": "2027-10-20",
    "told_at": "2027-09-20T00:00:00Z",
}

PRODUCTS = [
    {"id": "prod_coffee", "slug": "coffee", "name": "Coffee", "state": "published", "version": 1, "available": 3},
    {"id": "prod_nibs", "slug": "nibs", "name": "Cocoa nibs", "state": "draft", "version": 1, "available": 0},
]


@pytest.fixture(autouse=True)
def rosa(shop: TestClient) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")


def body_of(api: CannedApi, method: str, path: str) -> Any:
    (asked,) = api.asked(method, path)
    return json.loads(asked.content)


@pytest.mark.parametrize("path", ["/desk/org_montero", CERTIFICATES])
@pytest.mark.parametrize(
    ("days", "words"),
    [
        (28, "28 days are left: its last day is 20 October 2027."),
        (1, "1 day is left: its last day is 20 October 2027."),
        (0, "Today is its last day."),
        (-3, "Its last day was 20 October 2027."),
    ],
)
def test_an_end_that_comes_near_is_told_on_the_desk(
    shop: TestClient, api: CannedApi, path: str, days: int, words: str
) -> None:
    api.answers["GET /v1/organisations/org_montero/reminders"] = {"data": [{**REMINDER, "days_left": days}]}
    text = shop.get(path).text
    assert "Labels that end soon" in text and words in text
    assert f'href="{CERTIFICATES}?renews=crt_fair#add"' in text


@pytest.mark.parametrize(
    ("language", "may_sell", "words"),
    [
        ("en", True, "Permission to Trade: until 31 May 2027 you may sell under this scheme. You may not claim it"),
        ("es", True, "Permission to Trade: hasta el 31 de mayo de 2027 puede vender"),
        ("fr", True, "Permission to Trade : jusqu’au 31 mai 2027 vous pouvez vendre"),
        ("en", False, "Permission to Trade: it counts no longer. It was granted until 31 May 2027."),
    ],
)
def test_a_permission_to_sell_is_told_with_its_last_day(
    shop: TestClient, api: CannedApi, language: str, may_sell: bool, words: str
) -> None:
    permission = {"name": "Permission to Trade", "last_day": "2027-05-31", "may_sell": may_sell}
    api.answers[HELD] = held("in_review", permission=permission)
    assert words in shop.get(HERE, headers={"Accept-Language": language}).text


def test_a_renewal_begins_where_the_running_one_ends_and_covers_the_same(shop: TestClient, api: CannedApi) -> None:
    text = shop.get(f"{CERTIFICATES}?renews=crt_fair").text
    assert 'name="valid_from" type="date" value="2027-10-21"' in text
    assert 'name="valid_to" type="date" value=""' in text
    for name in ("number", "issued_by", "statement"):
        assert f'name="{name}" type="text" value="{held()[name]}"' in text
    assert "It covers the same: Category: Coffee." in text
    api.answers[DRAWN_UP] = {"id": "crt_next"}
    assert 'name="reach" value="everything" required checked' in text
    form = {"renews": "crt_fair", "scheme": "fairtrade", "number": "990417", "quantity": "12000", "reach": "everything"}
    form |= {"valid_from": "2027-10-21", "valid_to": "2029-10-20"}
    answer = shop.post(CERTIFICATES, data=form)
    assert answer.headers["location"] == f"{CERTIFICATES}/crt_next?said=draft-kept#notice"
    assert body_of(api, "POST", "/v1/organisations/org_montero/certificates") == {
        "scheme": "fairtrade",
        "number": "990417",
        "valid_from": "2027-10-21",
        "valid_to": "2029-10-20",
        "supersedes_id": "crt_fair",
        "subjects": [{"kind": "category", "ref": "coffee"}],
        "quantity_grams": 12_000_000,
    }


def test_how_its_goods_travel_is_asked_and_told(shop: TestClient, api: CannedApi) -> None:
    api.answers[HELD] = held(traceability="mass_balance")
    assert "Mass balance: mixed with other goods, no more sold than bought" in shop.get(HERE).text
    assert '<option value="mass_balance" selected>' in shop.get(f"{CERTIFICATES}?renews=crt_fair").text
    api.answers[DRAWN_UP] = {"id": "crt_next"}
    form = {"scheme": "fairtrade", "number": "990417", "valid_from": "2027-10-21", "valid_to": "2029-10-20"}
    shop.post(CERTIFICATES, data={**form, "traceability": "physical", "reach": "everything"})
    assert body_of(api, "POST", "/v1/organisations/org_montero/certificates") == {**form, "traceability": "physical"}


def test_a_certificate_that_is_being_renewed_is_not_offered_for_renewal_again(shop: TestClient, api: CannedApi) -> None:
    assert "?renews=crt_fair" in shop.get(HERE).text
    api.answers[HELD] = held(renewed_by="crt_next")
    text = shop.get(HERE).text
    assert "?renews=crt_fair" not in text and f'href="{CERTIFICATES}/crt_next"' in text


def test_nothing_typed_is_lost_when_the_renewal_is_refused(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/organisations/org_montero/products"] = page_of(*PRODUCTS)
    api.answers[DRAWN_UP] = problem(409, "certificate_number_taken")
    form = {"renews": "crt_fair", "scheme": "fairtrade", "number": "990418", "valid_to": "2029-10-20", "reach": "some"}
    form |= {"product": "prod_coffee"}
    answer = shop.post(CERTIFICATES, data=form)
    assert answer.status_code == 409
    assert "You already have a certificate with this number and this first day." in answer.text
    assert 'name="product" value="prod_coffee" checked' in answer.text
    assert 'value="990418"' in answer.text and 'name="renews" value="crt_fair"' in answer.text


def test_what_is_past_its_last_day_is_not_called_verified(shop: TestClient, api: CannedApi) -> None:
    expired = held(is_shown=False, why_not_shown="expired")
    api.answers["GET /v1/organisations/org_montero/certificates"] = page_of(expired)
    assert '<span class="state state-expired">Expired</span>' in shop.get(CERTIFICATES).text
    api.answers[HELD] = expired
    text = shop.get(HERE).text
    assert '<span class="state state-expired">Expired</span>' in text and "?renews=crt_fair" in text
    assert '<p class="lead">Its last day has passed, and its label with it.</p>' in text


def test_products_are_named_one_by_one(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/organisations/org_montero/products"] = page_of(*PRODUCTS)
    text = shop.get(CERTIFICATES).text
    assert "<span>Cocoa nibs</span>" in text and " checked>" not in text.split('id="add"')[1]
    assert api.asked("GET", "/v1/organisations/org_montero/products")[-1].url.params["limit"] == "100"
    api.answers[DRAWN_UP] = {"id": "crt_next"}
    form: dict[str, str | list[str]] = {"scheme": "fairtrade", "number": "1", "reach": "some"}
    shop.post(CERTIFICATES, data={**form, **VALID, "product": ["prod_nibs", "prod_coffee"]})
    assert body_of(api, "POST", "/v1/organisations/org_montero/certificates")["subjects"] == [
        {"kind": "product", "ref": "prod_coffee"},
        {"kind": "product", "ref": "prod_nibs"},
    ]


def test_a_renewal_ticks_the_products_of_the_running_one_and_keeps_the_rest(shop: TestClient, api: CannedApi) -> None:
    covers = [{"kind": "product", "ref": "prod_nibs", "label": "Nibs"}, {"kind": "site", "ref": "Montero", "label": ""}]
    api.answers["GET /v1/organisations/org_montero/products"] = page_of(*PRODUCTS)
    api.answers[HELD] = held(covers=covers)
    text = shop.get(f"{CERTIFICATES}?renews=crt_fair").text
    assert 'name="product" value="prod_nibs" checked' in text and 'name="reach" value="some" required checked' in text
    assert "It covers the same: Place: Montero." in text
    api.answers[DRAWN_UP] = {"id": "crt_next"}
    form = {"renews": "crt_fair", "scheme": "fairtrade", "number": "1", "reach": "some", "product": "prod_coffee"}
    shop.post(CERTIFICATES, data={**form, **VALID})
    assert body_of(api, "POST", "/v1/organisations/org_montero/certificates")["subjects"] == [
        {"kind": "product", "ref": "prod_coffee"},
        {"kind": "site", "ref": "Montero"},
    ]


@pytest.mark.parametrize("reach", ["", "some", "all"])
def test_whoever_does_not_say_what_it_covers_is_asked_again(shop: TestClient, api: CannedApi, reach: str) -> None:
    answer = shop.post(CERTIFICATES, data={"scheme": "fairtrade", "number": "1", "reach": reach})
    assert answer.status_code == 422
    assert "Say what it covers: everything that you make, or these products." in answer.text
    assert api.asked("POST", "/v1/organisations/org_montero/certificates") == []


def test_a_holder_opens_their_own_documents(shop: TestClient, api: CannedApi) -> None:
    document = {"id": "evd_1", "title": "Audit", "media_type": "application/pdf", "size": 9, "sha256": "ab" * 32}
    api.answers[HELD] = held(evidence=[document])
    assert f'<a href="{HERE}/evidence/evd_1">Audit</a>' in shop.get(HERE).text
    api.answers["GET /v1/certificates/crt_fair/evidence/evd_1"] = httpx2.Response(
        200, content=b"%PDF-1.7", headers={"content-type": "application/pdf"}
    )
    answer = shop.get(f"{HERE}/evidence/evd_1")
    assert (answer.content, answer.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "evidence/" not in shop.get("/proof/crt_fair").text


@pytest.mark.parametrize("quantity", ["12.000", "1,5", "-3", "0", "twelve", "٣"])
def test_a_quantity_that_could_mean_two_things_is_asked_again(shop: TestClient, api: CannedApi, quantity: str) -> None:
    assert grams(quantity) is None
    answer = shop.post(CERTIFICATES, data={"scheme": "fairtrade", "number": "1", "quantity": quantity})
    assert answer.status_code == 422
    assert "Write the quantity in whole kilograms, digits only." in answer.text
    assert api.asked("POST", "/v1/organisations/org_montero/certificates") == []


def test_a_question_is_read_and_answered_with_words_and_a_document(shop: TestClient, api: CannedApi) -> None:
    question = {"id": "cms_1", "federation_id": "org_andes", "body": "Which <lots>?", "sent_at": "2026-11-20T10:00:00Z"}
    api.answers["GET /v1/organisations/org_montero/certificates"] = page_of(
        {**held("needs_info"), "question": "Which <lots>?"}
    )
    assert "<strong>A verifier asks:</strong> Which &lt;lots&gt;?" in shop.get(CERTIFICATES).text
    today = shop.get("/desk/org_montero").text.split('id="asked"')[1].split("</section>")[0]
    assert f'href="{HERE}"' in today and "Which &lt;lots&gt;?" in today
    api.answers[HELD] = held("needs_info")
    api.answers["GET /v1/certificates/crt_fair/messages"] = {"data": [question]}
    text = shop.get(HERE).text
    assert "A verifier has asked you something and waits for your answer." in text
    assert '<li class="theirs"><p class="by">The federation, <time' in text and "<p>Which &lt;lots&gt;?</p>" in text
    for act in ("evidence", "messages", "submit"):
        api.answers[f"POST /v1/certificates/crt_fair/{act}"] = {
            "title": "lots.pdf",
            "media_type": "application/pdf",
            "size": 3,
            "sha256": "ab" * 32,
        }
    answer = shop.post(
        HERE,
        data={"words": "Lots 3 and 4", "mode": "submit"},
        files={"file": ("lots.pdf", b"%PDF", "application/pdf")},
    )
    assert answer.headers["location"] == f"{HERE}?said=submitted#notice"
    assert body_of(api, "POST", "/v1/certificates/crt_fair/messages") == {"body": "Lots 3 and 4"}
    sent = [one.url.path.rpartition("/")[2] for one in api.requests if one.method == "POST"]
    assert sent == ["evidence", "messages", "submit"]


def test_a_word_alone_hands_nothing_in(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/certificates/crt_fair/messages"] = {}
    answer = shop.post(HERE, data={"words": "We look for it.", "mode": "keep"})
    assert answer.headers["location"] == f"{HERE}?said=certificate-told#notice"
    assert api.asked("POST", "/v1/certificates/crt_fair/submit") == []
    empty = shop.post(HERE, data={"words": " ", "mode": "keep"})
    assert empty.status_code == 422 and "Write something, or choose a document." in empty.text


def test_an_answer_that_is_refused_is_still_in_its_field(shop: TestClient, api: CannedApi) -> None:
    api.answers[HELD] = held("needs_info")
    api.answers["POST /v1/certificates/crt_fair/messages"] = {}
    api.answers["POST /v1/certificates/crt_fair/submit"] = problem(409, "certificate_over")
    answer = shop.post(HERE, data={"words": "Lots <3>", "mode": "submit"})
    told = answer.text.split('id="tell"')[1].split("</section>")[0]
    assert "The last day of this certificate has passed." in told and ">Lots &lt;3&gt;</textarea>" in told


def test_a_holder_objects_once_and_reads_what_became_of_it(shop: TestClient, api: CannedApi) -> None:
    assert 'id="appeal"' not in shop.get(HERE).text
    api.answers[HELD] = held("rejected", can_appeal=True)
    assert "You can object to the last decision, once." in shop.get(HERE).text
    api.answers["POST /v1/certificates/crt_fair/appeals"] = {}
    reason = "The register shows our old name."
    answer = shop.post(f"{HERE}/appeal", data={"reason": reason})
    assert answer.headers["location"] == f"{HERE}?said=appeal-filed#notice"
    assert body_of(api, "POST", "/v1/certificates/crt_fair/appeals") == {"reason": reason}
    api.answers[HELD] = held("rejected")
    appeal = {"id": "apl_1", "reason": reason, "filed_at": "2026-11-20T10:00:00Z", "outcome": None, "answer": ""}
    api.answers["GET /v1/certificates/crt_fair/appeals"] = {"data": [appeal]}
    text = shop.get(HERE).text
    assert reason in text and "Nobody has decided on it yet." in text and '<textarea id="appeal-reason"' not in text
    decided = {**appeal, "outcome": "upheld", "answer": "The new name is right.", "decided_at": "2026-11-22T10:00:00Z"}
    api.answers["GET /v1/certificates/crt_fair/appeals"] = {"data": [decided]}
    text = shop.get(HERE).text
    assert "You were right." in text and "<blockquote>The new name is right.</blockquote>" in text


def test_an_objection_that_is_refused_stays_with_its_reason(shop: TestClient, api: CannedApi) -> None:
    api.answers[HELD] = held("suspended", can_appeal=True)
    api.answers["POST /v1/certificates/crt_fair/appeals"] = problem(422, "reason_too_short")
    answer = shop.post(f"{HERE}/appeal", data={"reason": "No <no>"})
    told = answer.text.split('id="appeal"')[1].split("</section>")[0]
    assert "Please give a reason that others can understand." in told and ">No &lt;no&gt;</textarea>" in told


def test_a_certificate_is_given_back_with_a_reason(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/certificates/crt_fair/surrender"] = {}
    answer = shop.post(f"{HERE}/surrender", data={"reason": "We left the scheme."})
    assert answer.headers["location"] == f"{HERE}?said=certificate-surrendered#notice"
    assert body_of(api, "POST", "/v1/certificates/crt_fair/surrender") == {"reason": "We left the scheme."}
    api.answers[HELD] = held("surrendered")
    assert 'id="surrender"' not in shop.get(HERE).text


def test_a_quantity_is_told_with_what_is_left(shop: TestClient, api: CannedApi) -> None:
    api.answers[HELD] = held(quantity={"total_grams": 12_000_000, "used_grams": 3_000_500, "left_grams": 8_999_500})
    text = shop.get(HERE).text
    assert "It covers 12,000 kg in all. 3,000.5 kg of it were sold with its label, 8,999.5 kg are left." in text
    assert "It is used up" not in text
    api.answers[HELD] = held(quantity={"total_grams": 750, "used_grams": 750, "left_grams": 0})
    text = shop.get(HERE).text
    assert "750 g" in text and "It is used up: what is sold now carries no label of it." in text


def test_another_desks_certificate_is_nowhere(shop: TestClient) -> None:
    assert shop.get(f"{CERTIFICATES}/crt_else").status_code == 404
    assert shop.get("/desk/org_else/certificates/crt_fair").status_code == 404
    assert shop.post(CERTIFICATES, data={"renews": "crt_else", "scheme": "fairtrade"}).status_code == 404
