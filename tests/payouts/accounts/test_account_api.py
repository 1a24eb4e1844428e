"""Payout accounts over HTTP: who may open and close them, and what is never shown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from gateways.errors import GatewayUnavailable
from gateways.fakes import FakeStripe
from kit.clock import utc_now
from kit.database import Database
from kit.ids import new_id
from market.accounts.issue_api_key import issue_api_key
from market.payouts.accounts.load_rail_rules import load_rail_rules
from market.payouts.accounts.rules import RailRule
from models.enums import MemberRole, PayoutRail
from tests.catalog.world import World
from tests.payouts.desk import Asker, api_client, sign_in

NUMBER = "00219300123456789012"
BANK = {"holder_name": "Cooperativa Norandino", "account_number": NUMBER, "bic": "BCPLPEPL", "bank_name": "Banco"}


@dataclass
class Scene:
    database: Database
    stripe: FakeStripe
    client: TestClient
    bank_producer: str
    stripe_producer: str
    steward: Asker
    stripe_steward: Asker
    member: Asker

    @property
    def path(self) -> str:
        return f"/v1/organisations/{self.bank_producer}/payout-accounts"

    @property
    def stripe_path(self) -> str:
        return f"/v1/organisations/{self.stripe_producer}/payout-accounts"

    def count(self) -> int:
        with self.database.reading() as session:
            return int(session.execute(text("select count(*) from payout_account")).scalar_one())

    def do(self, sql: str) -> None:
        with self.database.transaction() as session:
            session.execute(text(sql))


@pytest.fixture
def scene(clean_database: Database, fresh_database_url: str) -> Iterator[Scene]:
    stripe = FakeStripe()
    with clean_database.transaction() as session:
        world = World(session).build()
        load_rail_rules(session, [RailRule("FR", "GH", PayoutRail.STRIPE_CONNECT, "a test", is_confirmed=False)])
        steward = sign_in(session, "rosa", organisation_id=world.norandino_id)
        stripe_steward = sign_in(session, "akosua", organisation_id=world.kuapa_id)
        member = sign_in(session, "luz", organisation_id=world.norandino_id, role=MemberRole.MEMBER)
    with api_client(fresh_database_url, clean_database, stripe) as client:
        yield Scene(clean_database, stripe, client, world.norandino_id, world.kuapa_id, steward, stripe_steward, member)


def test_a_steward_opens_an_account_at_a_bank_and_its_number_is_never_shown(scene: Scene) -> None:
    asked = {"currency": "EUR", "bank": BANK}
    made = scene.client.post(scene.path, json=asked, headers=scene.steward.headers)
    assert made.status_code == 201, made.text
    account = made.json()
    assert (account["rail"], account["state"], account["last_digits"]) == ("manual_bank", "active", "9012")
    listed = scene.client.get(scene.path, headers=scene.member.headers)
    assert listed.json() == {
        "new_account": {"rail": "manual_bank", "source": "no rule names this country", "is_confirmed": False},
        "data": [account],
    }
    again = scene.client.post(scene.path, json=asked, headers=scene.steward.headers)
    assert (again.status_code, again.json()) == (201, account)
    for answer in (made, listed, again):
        assert NUMBER not in answer.text
    closed = scene.client.delete(f"{scene.path}/{account['id']}", headers=scene.steward.headers)
    assert closed.status_code == 200 and closed.json()["closed_at"] is not None


def test_an_account_at_stripe_is_completed_on_stripes_page(scene: Scene) -> None:
    headers = scene.stripe_steward.headers
    opened = scene.client.post(scene.stripe_path, json={"currency": "EUR"}, headers=headers).json()
    assert (opened["rail"], opened["stripe_account_id"], opened["last_digits"]) == ("stripe_connect", "acct_1", "")
    link = scene.client.post(f"{scene.stripe_path}/{opened['id']}/onboarding-link", headers=headers)
    assert (link.status_code, link.json()) == (201, {"url": "http://onboarding.test/acct_1"})
    scene.stripe.accounts["acct_1"] = replace(
        scene.stripe.accounts["acct_1"], is_payout_ready=False, requirements=("external_account",)
    )
    seen = scene.client.post(f"{scene.stripe_path}/{opened['id']}/refresh", headers=headers).json()
    assert (seen["state"], seen["requirements"]) == ("restricted", ["external_account"])


def test_when_stripe_does_not_answer_the_same_call_goes_on(scene: Scene) -> None:
    scene.stripe.fail_after.append(GatewayUnavailable("create", "timeout"))
    headers = scene.stripe_steward.headers | {"Idempotency-Key": "open-1"}
    first = scene.client.post(scene.stripe_path, json={"currency": "EUR"}, headers=headers)
    assert first.status_code == 503
    second = scene.client.post(scene.stripe_path, json={"currency": "EUR"}, headers=headers)
    third = scene.client.post(scene.stripe_path, json={"currency": "EUR"}, headers=headers)
    assert (second.status_code, third.status_code) == (201, 201)
    assert second.json() == third.json()
    assert third.headers["Idempotent-Replayed"] == "true"
    assert (scene.count(), len(scene.stripe.accounts)) == (1, 1)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"currency": "EUR"}, 422, "bank_details_missing"),
        ({"currency": "XXX", "bank": BANK}, 422, "unknown_currency"),
        ({"currency": "eur", "bank": BANK}, 422, "invalid_request"),
        ({"currency": "EUR", "bank": BANK | {"bic": "NOBANK"}}, 422, "bad_bank_details"),
        ({"currency": "EUR", "bank": BANK | {"iban": "FR76"}}, 422, "bad_bank_details"),
        ({"currency": "EUR", "bank": BANK, "rail": "stripe_connect"}, 422, "invalid_request"),
        ({"currency": "EUR", "bank": BANK | {"holder_name": "\x00"}}, 422, "invalid_request"),
    ],
)
def test_what_is_no_account_changes_nothing_and_is_not_repeated(
    scene: Scene, body: dict[str, object], status: int, code: str
) -> None:
    answer = scene.client.post(scene.path, json=body, headers=scene.steward.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert NUMBER not in answer.text
    assert scene.count() == 0


def test_other_members_a_stale_session_and_an_api_key_cannot_say_where_money_goes(scene: Scene) -> None:
    body = {"currency": "EUR", "bank": BANK}

    def denied(headers: dict[str, str]) -> object:
        answer = scene.client.post(scene.path, json=body, headers=headers)
        assert answer.status_code == 403
        return answer.json()["code"]

    assert denied(scene.member.headers) == "steward_only"
    with scene.database.transaction() as session:
        key = issue_api_key(
            session,
            person_id=scene.steward.person_id,
            label="a machine",
            scopes=["payout_account:write"],
            known_scopes={"payout_account:write"},
            expires_at=utc_now() + timedelta(days=1),
            now=utc_now(),
        )
    assert denied({"Authorization": f"Bearer {key.secret}"}) == "sign_in_again"
    scene.do("update sign_in_session set authenticated_at = now() - interval '20 minutes'")
    assert denied(scene.steward.headers) == "sign_in_again"
    assert scene.count() == 0


def test_an_account_of_others_answers_like_one_of_nobody(scene: Scene) -> None:
    opened = scene.client.post(scene.path, json={"currency": "EUR", "bank": BANK}, headers=scene.steward.headers).json()
    foreign = scene.stripe_steward.headers
    for account_id in (opened["id"], new_id("pac")):
        for method, end in (("DELETE", ""), ("POST", "/onboarding-link"), ("POST", "/refresh")):
            own = scene.client.request(method, f"{scene.stripe_path}/{account_id}{end}", headers=foreign)
            assert (own.status_code, own.json()["code"]) == (404, "no_such_payout_account")
            other = scene.client.request(method, f"{scene.path}/{account_id}{end}", headers=foreign)
            assert (other.status_code, other.json()["code"]) == (404, "no_such_organisation")
    still = scene.client.get(scene.path, headers=scene.steward.headers).json()["data"]
    assert [account["closed_at"] for account in still] == [None]
