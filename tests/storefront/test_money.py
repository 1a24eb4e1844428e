"""An organisation's money: what is held and owed back, files of its account, and where the money goes."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.testclient import TestClient

from storefront.transport import ApiUnavailable, Transport, open_http
from tests.storefront.canned import ME, CannedApi, account, accounts, payout, problem
from tests.storefront.canned import MONEY as MONEY_FACTS

MONEY = "/desk/org_montero/money"
ACCOUNTS = "/v1/organisations/org_montero/payout-accounts"
FILE = "/v1/organisations/org_montero/account"
BANK = {
    "currency": "eur",
    "rail": "manual_bank",
    "holder_name": "Cooperativa Tres Quebradas",
    "iban": "",
    "account_number": "00219300123456789012",
    "bank_name": "Banco de Crédito",
    "bic": "BCPLPEPL",
    "key": "key-of-the-form",
}


@pytest.fixture(autouse=True)
def rosa(shop: TestClient) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")


def test_what_is_held_owed_back_and_netted_is_shown(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/organisations/org_montero/payouts"] = {"data": [payout("paid")], "has_more": False}
    text = " ".join(shop.get(MONEY).text.split())
    assert "<strong>€5.00</strong> held while a question is settled" in text
    assert "<strong>€8.90</strong> to give back for refunds" in text
    assert "€412.30<br><small>after €8.90 for refunds" in text
    assert "2026112700012345" in text
    assert "account ending in 9012" in text
    assert "October 2026" in text and "TRES-QUEBRADAS-2026-10" in text


def test_what_the_bank_refused_is_said_where_the_day_of_payment_is(shop: TestClient, api: CannedApi) -> None:
    refused = {"amount": MONEY_FACTS["paid_total"], "sentence": "Your bank refused 1,200.00 EUR."}
    api.answers["GET /v1/organisations/org_montero/money"] = {**MONEY_FACTS, "refused_by_bank": refused}
    for page in (MONEY, "/desk/org_montero"):
        assert '<p class="notice wrong">Your bank refused 1,200.00 EUR.</p>' in shop.get(page).text
    api.answers["GET /v1/organisations/org_montero/money"] = MONEY_FACTS
    assert "refused" not in shop.get(MONEY).text


def file(content: bytes, name: str = "solifair-2026-11.csv") -> httpx2.Response:
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Solifair-Content-SHA256": "ab" * 32,
    }
    return httpx2.Response(200, content=content, headers=headers)


@pytest.mark.parametrize("written_as", ["csv", "xlsx", "pdf", "json"])
def test_the_account_of_any_days_is_a_file_to_keep(shop: TestClient, api: CannedApi, written_as: str) -> None:
    api.answers[f"GET {FILE}"] = file(b"day;what\n")
    answer = shop.get(f"{MONEY}/statement?from=2026-11-01&to=2026-11-30&format={written_as}")
    assert answer.content == b"day;what\n"
    assert answer.headers["content-disposition"] == 'attachment; filename="solifair-2026-11.csv"'
    assert answer.headers["solifair-content-sha256"] == "ab" * 32
    assert answer.headers["cache-control"] == "private, no-store"
    params = api.asked("GET", FILE)[0].url.params
    assert dict(params) == {"from": "2026-11-01", "to": "2026-12-01", "format": written_as}


@pytest.mark.parametrize(
    "query", ["", "from=2026-11-01&to=2026-11-30&format=exe", "from=x&to=2026-11-30&format=csv", "from=1&to=9999-12-31"]
)
def test_days_that_are_none_are_not_asked_for(shop: TestClient, api: CannedApi, query: str) -> None:
    answer = shop.get(f"{MONEY}/statement?{query}")
    assert answer.status_code == 422
    assert "Please choose the first and the last day." in answer.text.split('id="statement"')[1].split("</section>")[0]
    assert api.asked("GET", FILE) == []


def test_days_that_the_api_refuses_stay_in_their_fields(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {FILE}"] = problem(422, "bad_statement_period")
    answer = shop.get(f"{MONEY}/statement?from=2026-11-30&to=2026-11-01&format=csv")
    section = answer.text.split('id="statement"')[1].split("</section>")[0]
    assert "The first day comes before the last" in section
    assert 'value="2026-11-30"' in section and 'value="2026-11-01"' in section


def test_an_invoice_is_a_file_to_keep(shop: TestClient, api: CannedApi) -> None:
    path = "/v1/organisations/org_montero/commission-invoices/2026-10"
    api.answers[f"GET {path}"] = file(b"%PDF-", "solifair-commission.pdf")
    answer = shop.get(f"{MONEY}/invoices/2026-10?format=pdf")
    assert answer.content == b"%PDF-"
    assert api.asked("GET", path)[0].url.params["format"] == "pdf"
    api.answers[f"GET {path}"] = problem(409, "invoice_differs_from_ledger")
    answer = shop.get(f"{MONEY}/invoices/2026-10?format=pdf")
    assert "This is not what the books say" in answer.text.split('id="invoices"')[1]


def test_a_file_is_passed_on_before_it_is_whole_and_closed_when_nobody_reads_on() -> None:
    sent: list[int] = []

    class Endless(httpx2.AsyncByteStream):
        is_closed = False

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in range(1000):
                sent.append(piece)
                yield b"x" * 1024

        async def aclose(self) -> None:
            self.is_closed = True

    stream = Endless()

    async def read_a_little() -> None:
        def answer(request: httpx2.Request) -> httpx2.Response:
            return httpx2.Response(200, stream=stream)

        async with open_http("http://api.test", httpx2.MockTransport(answer)) as http:
            download = await Transport(http, "en").download("/v1/file")
            pieces = download.pieces()
            assert await anext(pieces) == b"x" * 1024
            await pieces.aclose()  # type: ignore[attr-defined]
            await download.close()

    asyncio.run(read_a_little())
    assert len(sent) == 1 and stream.is_closed


def test_a_file_that_is_not_to_be_had_is_refused_before_its_first_byte() -> None:
    async def ask() -> None:
        transport = httpx2.MockTransport(lambda request: httpx2.Response(503, content=b"{}"))
        async with open_http("http://api.test", transport) as http:
            await Transport(http, "en").download("/v1/file")

    with pytest.raises(ApiUnavailable):
        asyncio.run(ask())


def test_where_money_goes_and_why_is_said_and_no_number_shown(shop: TestClient, api: CannedApi) -> None:
    text = shop.get(f"{MONEY}/account").text
    assert "Money to your country goes by bank transfer, to the account that you name." in text
    assert 'lang="en">cross-border payouts: for platforms in the US only</span>' in text
    assert "This is not confirmed yet." not in text
    assert "account ending in 9012" in text
    api.answers[f"GET {ACCOUNTS}"] = accounts(rail="stripe_connect", is_confirmed=False)
    text = shop.get(f"{MONEY}/account").text
    assert "Money to your country goes through Stripe" in text and "This is not confirmed yet." in text
    assert 'name="account_number"' not in text


def test_a_bank_account_is_opened(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {ACCOUNTS}"] = accounts()
    assert 'name="currency" required maxlength="3"' in shop.get(f"{MONEY}/account").text
    api.answers[f"POST {ACCOUNTS}"] = account()
    answer = shop.post(f"{MONEY}/account", data=BANK)
    assert answer.headers["location"] == f"{MONEY}/account?said=account-opened#notice"
    asked = api.asked("POST", ACCOUNTS)[0]
    assert asked.headers["idempotency-key"] == "key-of-the-form"
    assert json.loads(asked.content) == {
        "currency": "EUR",
        "bank": {
            "holder_name": "Cooperativa Tres Quebradas",
            "account_number": "00219300123456789012",
            "bic": "BCPLPEPL",
            "bank_name": "Banco de Crédito",
        },
    }


def test_what_cannot_be_a_bank_account_is_marked_at_its_field(shop: TestClient, api: CannedApi) -> None:
    facts = {"field": "bic", "reason": "invalid length"}
    api.answers[f"POST {ACCOUNTS}"] = problem(422, "bad_bank_details", facts=facts)
    answer = shop.post(f"{MONEY}/account", data=BANK)
    assert answer.status_code == 422
    form = answer.text.split('id="open" open')[1]
    assert "This cannot be a bank account as a bank would write it." in form
    assert 'value="BCPLPEPL" aria-invalid="true"' in form and "invalid length" in form
    assert 'value="00219300123456789012"' in form


def test_whoever_signed_in_too_long_ago_signs_in_again_and_loses_nothing(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"POST {ACCOUNTS}"] = problem(403, "sign_in_again")
    answer = shop.post(f"{MONEY}/account", data=BANK)
    assert answer.status_code == 403
    assert f'href="/sign-in?next={MONEY}/account" target="_blank"' in answer.text
    assert 'value="Cooperativa Tres Quebradas"' in answer.text


def test_an_account_at_stripe_leads_to_its_page(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"POST {ACCOUNTS}"] = account("stripe_connect", "pending")
    link = f"POST {ACCOUNTS}/pac_one/onboarding-link"
    api.answers[link] = {"url": "http://connect.test/onboarding/abc"}
    answer = shop.post(f"{MONEY}/account", data={"currency": "EUR", "rail": "stripe_connect", "key": "k"})
    assert answer.headers["location"] == "http://connect.test/onboarding/abc"
    assert json.loads(api.asked("POST", ACCOUNTS)[0].content) == {"currency": "EUR"}
    api.answers[link] = {"url": "https://evil.test/onboarding"}
    answer = shop.post(f"{MONEY}/account/onboarding", data={"account": "pac_one"})
    assert answer.status_code == 503 and "evil.test" not in answer.text


def test_what_stripe_still_asks_is_said_in_words(shop: TestClient, api: CannedApi) -> None:
    asks = ["external_account", "person_1.verification.document", "person_1.first_name", "something.new"]
    api.answers[f"GET {ACCOUNTS}"] = accounts(account("stripe_connect", "pending", requirements=asks))
    text = shop.get(f"{MONEY}/account").text
    for words in ("your bank account", "an identity document", "details of the people behind it", "more details"):
        assert f"<li>{words}</li>" in text
    assert "something.new" not in text
    api.answers[f"POST {ACCOUNTS}/pac_one/refresh"] = account("stripe_connect")
    answer = shop.post(f"{MONEY}/account/refresh", data={"account": "pac_one"})
    assert answer.headers["location"] == f"{MONEY}/account?said=account-refreshed#notice"


def test_a_link_that_has_expired_leads_to_where_a_new_one_is_asked_for(shop: TestClient) -> None:
    answer = shop.get(f"{MONEY}?onboarding=again")
    assert answer.headers["location"] == f"{MONEY}/account?said=onboarding-again"
    assert "Ask for a new one here." in shop.get(answer.headers["location"]).text


def test_an_account_is_closed(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"DELETE {ACCOUNTS}/pac_one"] = account(closed_at="2026-11-25T10:00:00Z")
    answer = shop.post(f"{MONEY}/account/close", data={"account": "pac_one"})
    assert answer.headers["location"] == f"{MONEY}/account?said=account-closed#notice"
    api.answers[f"DELETE {ACCOUNTS}/pac_one"] = problem(403, "sign_in_again")
    answer = shop.post(f"{MONEY}/account/close", data={"account": "pac_one"})
    assert "Sign in again in a new window" in answer.text.split('id="account-pac_one"')[1].split("</section>")[0]


def test_members_who_are_no_stewards_see_the_account_and_change_nothing(shop: TestClient, api: CannedApi) -> None:
    member = {**ME["organisations"][0], "role": "member"}  # type: ignore[index]
    api.answers["GET /v1/me"] = {**ME, "organisations": [member]}
    text = shop.get(f"{MONEY}/account").text
    assert "account ending in 9012" in text
    assert "Only a steward of your organisation opens or closes accounts." in text
    assert "/money/account/close" not in text and 'name="currency"' not in text


def test_a_federation_sees_its_money_and_no_parcels(shop: TestClient, api: CannedApi) -> None:
    federation = {**ME["organisations"][0], "kind": "federation"}  # type: ignore[index]
    api.answers["GET /v1/me"] = {**ME, "organisations": [federation]}
    text = shop.get(MONEY).text
    assert "Where it goes" in text
    assert "/desk/org_montero/returns" not in text and "yours for goods" not in text
    assert f'href="{MONEY}"' in shop.get("/account").text
