"""Mails to read, and for operators whether they left."""

import pytest
from starlette.testclient import TestClient

from storefront.language import ENDONYMS
from tests.storefront.canned import OPERATOR, CannedApi, mail, page_of, problem


@pytest.fixture
def operator(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/me"] = OPERATOR
    shop.cookies.set("__Host-solifair", "sol_ses_operator")


@pytest.mark.parametrize("language", ENDONYMS)
@pytest.mark.parametrize("path", ["/mailbox", "/mailbox/mail_kept", "/account/mails", "/account/mails/mail_sent"])
def test_a_page_is_there_in_every_language(shop: TestClient, path: str, language: str) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_camille")
    answer = shop.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


def test_the_words_stand_beside_the_frame(shop: TestClient) -> None:
    text = shop.get("/mailbox/mail_kept").text
    assert '<pre class="mail-text" lang="fr" tabindex="0">Bonjour &lt;Camille&gt;,' in text
    assert 'src="/mailbox/mail_kept/html"' in text
    assert "color:red" not in text, "its markup is in the frame alone"


def test_the_frame_can_do_nothing(shop: TestClient) -> None:
    answer = shop.get("/mailbox/mail_kept/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "sandbox allow-popups" in policy and "frame-ancestors 'self'" in policy
    assert "allow-scripts" not in policy and "allow-same-origin" not in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["cache-control"] == "private, no-store"


def test_ones_own_are_for_who_is_signed_in(shop: TestClient) -> None:
    assert shop.get("/account/mails").headers["location"] == "/sign-in?next=/account/mails"


def test_elsewhere_than_in_a_demonstration_there_is_no_mailbox(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/mailbox"] = problem(404, "no_such_mail")
    assert shop.get("/mailbox").status_code == 404


@pytest.mark.usefixtures("operator")
def test_what_was_given_up_says_why_and_is_tried_again(shop: TestClient, api: CannedApi) -> None:
    text = shop.get("/operator/mails").text
    assert "550: no such &lt;mailbox&gt;" in text
    assert text.count("Try it again") == 1
    api.answers["POST /v1/mails/mail_given_up/retry"] = mail("waiting")
    answer = shop.post("/operator/mails", data={"mail": "mail_given_up"})
    assert answer.headers["location"] == "/operator/mails?said=mail-retried#notice"
    api.answers["POST /v1/mails/mail_given_up/retry"] = problem(409, "mail_is_not_to_be_retried")
    api.answers["GET /v1/mails"] = page_of(mail("given_up"))
    refused = shop.post("/operator/mails", data={"mail": "mail_given_up"})
    assert refused.status_code == 409 and 'role="alert"' in refused.text
