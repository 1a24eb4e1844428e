"""What a bank did with a payout, over HTTP: it left, it came back, it was stopped."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import IsoWeek, utc_now
from market.payouts.run_payouts import run_payouts
from models.enums import PayoutAccountState, PayoutRail
from models.payouts import PayoutAccount
from tests.api.people import People


@pytest.fixture
def payout_id(people: People) -> str:
    """A bank transfer to the first producer that waits to be made."""
    later = utc_now() + timedelta(days=60)
    with people.shop.database.transaction() as session:
        session.add(
            PayoutAccount(
                organisation_id=people.producer.organisation_id,
                rail=PayoutRail.MANUAL_BANK,
                currency="EUR",
                country="PE",
                state=PayoutAccountState.ACTIVE,
            )
        )
        session.flush()
        run_payouts(session, period=IsoWeek.of(later), now=later, triggered_by="test")
        return str(session.execute(text("select id from payout where purpose = 'goods' limit 1")).scalar_one())


def post(client: TestClient, people: People, path: str, body: dict[str, str]):
    return client.post(f"/v1/payouts/{path}", json=body, headers=people.operator.headers)


def test_a_transfer_leaves_and_comes_back(client: TestClient, people: People, payout_id: str) -> None:
    assert post(client, people, f"{payout_id}/return", {"because": "AC04"}).json()["code"] == "payout_not_paid"
    for _ in range(2):
        confirmed = post(client, people, f"{payout_id}/confirm", {"bank_reference": "SEPA 7"})
        assert (confirmed.status_code, confirmed.json()["state"]) == (200, "paid")
    assert post(client, people, f"{payout_id}/confirm", {"bank_reference": "SEPA 8"}).status_code == 409
    assert post(client, people, f"{payout_id}/cancel", {"because": "late"}).status_code == 409
    for _ in range(2):
        returned = post(client, people, f"{payout_id}/return", {"because": "AC04: account closed"})
        assert (returned.json()["state"], returned.json()["failure"]) == ("returned", "AC04: account closed")


def test_a_payout_that_nobody_sent_is_stopped(client: TestClient, people: People, payout_id: str) -> None:
    for _ in range(2):
        cancelled = post(client, people, f"{payout_id}/cancel", {"because": "wrong account"})
        assert cancelled.json()["state"] == "cancelled"
    assert post(client, people, f"{payout_id}/confirm", {"bank_reference": "SEPA 7"}).status_code == 409


def test_a_payout_that_is_not_there_or_without_a_word_is_refused(
    client: TestClient, people: People, payout_id: str
) -> None:
    for act, body in (("confirm", "bank_reference"), ("return", "because"), ("cancel", "because")):
        assert post(client, people, f"pyt_unknown/{act}", {body: "x"}).status_code == 404
        assert post(client, people, f"{payout_id}/{act}", {body: "  "}).status_code == 422
