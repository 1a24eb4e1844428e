"""A certificate's proof as text, without JavaScript: the signed document is there to take, and the address to scan."""

import json
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import PROOF, CannedApi, problem, shown


def test_the_signed_document_is_offered_and_the_check_is_told_without_javascript(shop: TestClient) -> None:
    text = shop.get("/proof/crt_fair").text
    for address in ("credential", "credential.jwt"):
        assert f'href="https://api.public.test/v1/certificates/crt_fair/{address}"' in text
    assert "<noscript><p>With JavaScript your browser checks it here." in text
    # Sentences about a result are there for the script to show, and shown by nothing else.
    assert '<ul class="checks" data-checks hidden>' in text
    assert '<span data-if="yes" hidden>It has not been revoked.</span>' in text
    assert 'aria-label="The address of this page as a QR code"' in text
    assert 'style="' not in text


def test_signed_documents_are_passed_on_as_they_are(shop: TestClient, api: CannedApi) -> None:
    for ours, theirs in (
        ("/proof/crt_fair/credential", "/v1/certificates/crt_fair/credential"),
        ("/issuers/org_andes", "/v1/organisations/org_andes/did.json"),
        ("/status-lists/stl_one", "/v1/status-lists/stl_one"),
        ("/impact/imp_one/signed", "/v1/statements/imp_one/document"),
        ("/impact/imp_one/inclusion?order=aa", "/v1/statements/imp_one/inclusion"),
        ("/issuer-of-statements", "/.well-known/did.json"),
    ):
        assert shop.get(ours).status_code == 404
        api.answers[f"GET {theirs}"] = {"id": "x", "of": ours}
        answer = shop.get(ours)
        assert json.loads(answer.content) == {"id": "x", "of": ours}
        assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("application/json", "no-cache")
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shop.get("/issuers/..%2F..%2Fme").status_code == 404


def test_a_dispute_is_told_in_the_federations_words(shop: TestClient, api: CannedApi) -> None:
    assert "It is disputed" not in shop.get("/proof/crt_fair").text
    note = "Two members say that no <premium> reached them."
    api.answers["GET /v1/certificates/crt_fair"] = {
        **PROOF,
        "disputes": [{"note": note, "since": "2026-11-20T10:00:00Z"}],
    }
    text = shop.get("/proof/crt_fair").text
    assert "It is disputed" in text and "Since 20 November 2026 a federation looks into it" in text
    assert "<blockquote>Two members say that no &lt;premium&gt; reached them.</blockquote>" in text
    assert "It holds today." in text


def test_the_quantity_is_told_where_the_certificate_names_one(shop: TestClient, api: CannedApi) -> None:
    assert "quantity-figure" not in shop.get("/proof/crt_fair").text
    quantity = {"total_grams": 12_000_000, "used_grams": 3_000_000, "left_grams": 9_000_000}
    api.answers["GET /v1/certificates/crt_fair"] = {**PROOF, "quantity": quantity}
    text = shop.get("/proof/crt_fair", headers={"Accept-Language": "es"}).text
    assert "Cubre 12.000 kg en total. Se han vendido 3.000 kg con su etiqueta, quedan 9.000 kg." in text


def test_the_states_are_told_beside_their_picture(shop: TestClient) -> None:
    text = shop.get("/proof/crt_gone").text
    assert 'class="course-withdrawn"' in text
    assert text.index('<svg class="course"') < text.index('<ol class="spans">')
    spans = text.split('<ol class="spans">')[1].split("</ol>")[0]
    assert [one.split("</strong>")[0] for one in spans.split("<strong>")[1:]] == ["Handed in", "Verified", "Withdrawn"]
    assert "from 12 March 2026 to 1 September 2026" in spans


def test_a_suspension_that_outlasted_its_limit_is_said_to_count_as_withdrawn(shop: TestClient, api: CannedApi) -> None:
    suspended = {**PROOF["history"][1], "to_state": "suspended", "at": "2026-05-01T00:00:00Z"}
    proof = {**PROOF, "state": "suspended", "is_shown": False, "history": [*PROOF["history"], suspended]}
    said = "It was suspended for longer than its scheme allows, and counts as withdrawn."
    api.answers["GET /v1/certificates/crt_fair"] = proof
    assert said not in shop.get("/proof/crt_fair").text
    api.answers["GET /v1/certificates/crt_fair"] = {**proof, "state": "withdrawn"}
    assert said in shop.get("/proof/crt_fair").text


SHOWN = "GET /v1/certificates/crt_fair/shown"


def asked_of(api: CannedApi) -> set[tuple[str, str]]:
    """The moments that were asked about, each with what was to be known."""
    asked = [one.url.params for one in api.asked("GET", "/v1/certificates/crt_fair/shown")]
    return {(one["at"][:19], one["known_at"][:19]) for one in asked}


def test_what_was_shown_on_a_day_is_asked_at_both_ends_of_it_and_of_today(shop: TestClient, api: CannedApi) -> None:
    text = shop.get("/proof/crt_fair?on=2026-05-03").text
    assert "<strong>3 May 2026</strong>: The label was shown.</p>" in text.replace("\n", "")
    assert "From what is known today" not in text
    assert 'name="on" type="date"' in text and 'value="2026-05-03"' in text
    first, last = "2026-05-03T00:00:00", "2026-05-03T23:59:59"
    asked = asked_of(api)
    assert {(first, first), (last, last)} < asked and len(asked) == 3
    assert all(known >= at for at, known in asked)


def test_what_was_not_shown_says_why(shop: TestClient, api: CannedApi) -> None:
    api.answers[SHOWN] = shown("suspended", state="suspended")
    text = shop.get("/proof/crt_fair?on=2026-05-03").text
    assert "The label was not shown. It was suspended." in text


def test_that_this_market_may_not_show_it_is_said_beside_the_past(shop: TestClient, api: CannedApi) -> None:
    said = "This market may not show it now; since when, is not on record."
    assert said not in shop.get("/proof/crt_fair?on=2026-05-03").text
    api.answers["GET /v1/certificates/crt_fair"] = {**PROOF, "is_shown": False, "why_not_shown": "hidden_here"}
    assert said in shop.get("/proof/crt_fair?on=2026-05-03").text


def test_a_day_on_which_it_changed_and_what_is_known_since_are_told(shop: TestClient, api: CannedApi) -> None:
    def told(first: dict[str, Any], last: dict[str, Any], since: dict[str, Any]) -> str:
        def answer(request: httpx2.Request) -> httpx2.Response:
            params = request.url.params
            begins = params["at"].startswith("2026-05-03T00:00:00")
            found = first if begins else last if params["known_at"] == params["at"] else since
            return httpx2.Response(200, json=found)

        api.answers[SHOWN] = answer
        return shop.get("/proof/crt_fair?on=2026-05-03").text

    begun = told(shown("not_verified"), shown(), shown())
    assert "The label was shown from some moment of that day on." in begun
    fell = told(shown(), shown("withdrawn"), shown("withdrawn"))
    assert "The label was shown when the day began, and not when it ended. It had been withdrawn." in fell
    assert "From what is known today" not in fell
    wrongly = told(shown(), shown(), shown("withdrawn"))
    assert "The label was shown." in wrongly
    assert "From what is known today, it did not hold at the end of that day. It had been withdrawn." in wrongly
    rightly = told(shown("suspended"), shown("suspended"), shown())
    assert "From what is known today, it held on that day." in rightly


@pytest.mark.parametrize("day", ["2999-01-01", "1066-10-14", "2026-02-30", "yesterday", "<script>"])
def test_no_day_that_has_begun_is_asked_for_again(shop: TestClient, api: CannedApi, day: str) -> None:
    answer = shop.get("/proof/crt_fair", params={"on": day})
    assert answer.status_code == 200
    assert 'role="alert">Please choose a day that has begun.' in answer.text and "<script>a" not in answer.text
    assert asked_of(api) == set()


ALERTS = "/v1/certificates/crt_fair/alerts"
WORDS = "The beans come from a plantation in the next valley."


def test_anybody_can_say_that_something_is_wrong(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"POST {ALERTS}"] = {"id": "pal_1"}
    answer = shop.post("/proof/crt_fair/alert", data={"body": WORDS, "website": ""})
    assert answer.headers["location"] == "/proof/crt_fair?said=alert-raised#notice"
    (asked,) = api.asked("POST", ALERTS)
    assert json.loads(asked.content) == {"body": WORDS}
    assert "Thank you. The federations" in shop.get("/proof/crt_fair?said=alert-raised").text


def test_what_fills_in_the_trap_is_thanked_and_not_passed_on(shop: TestClient, api: CannedApi) -> None:
    answer = shop.post("/proof/crt_fair/alert", data={"body": WORDS, "website": "http://cheap.example"})
    assert answer.headers["location"] == "/proof/crt_fair?said=alert-raised#notice"
    assert api.asked("POST", ALERTS) == []


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (422, "says_too_little", "That is too short to be looked into."),
        (429, "too_many_requests", "That was too often."),
        (409, "too_many", "There are as many as can be looked after."),
    ],
)
def test_an_alert_that_is_refused_keeps_its_words(
    shop: TestClient, api: CannedApi, status: int, code: str, words: str
) -> None:
    api.answers[f"POST {ALERTS}"] = problem(status, code)
    answer = shop.post("/proof/crt_fair/alert", data={"body": "Wrong <here>"})
    assert answer.status_code == status
    told = answer.text.split('id="alert"')[1].split("</section>")[0]
    assert words in told and ">Wrong &lt;here&gt;</textarea>" in told
    assert answer.headers["cache-control"] == "private, no-store"
