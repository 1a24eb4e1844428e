"""A lending fund of the market over the API's small market, its stewards, and an operator's week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import IsoWeek, utc_now
from kit.ids import new_id
from kit.money import Money
from market.accounts.sign_in import start_session
from market.ledger.accounts import OWN_BANK, fund
from market.ledger.entry import Entry, credit, debit
from market.ledger.invariants import verify_ledger
from market.ledger.post import post
from models.accounts import Person
from models.enums import FundKind, FundUse, JournalKind, MemberRole, PayoutAccountState, PayoutRail
from models.fund import Fund
from models.organisations import Membership
from models.payouts import PayoutAccount
from tests.api.people import People, Somebody

Json = dict[str, Any]


@dataclass
class Desk:
    """Two stewards of the market (`ana`, `bo`), a fund of 1,000 euros, and the producer paid by bank."""

    client: TestClient
    people: People
    fund_id: str = field(default_factory=lambda: new_id("fnd"))

    def __post_init__(self) -> None:
        shop = self.people.shop
        with shop.database.transaction() as session:
            session.add(
                Fund(
                    id=self.fund_id,
                    kind=FundKind.SOLIDARITY,
                    owner_id=shop.world.market_id,
                    name="Harvest fund",
                    currency="EUR",
                    account_code=f"fund:{self.fund_id}",
                    uses=[FundUse.INVESTMENT],
                )
            )
            session.add(
                PayoutAccount(
                    organisation_id=self.people.producer.organisation_id,
                    rail=PayoutRail.MANUAL_BANK,
                    currency="EUR",
                    country="PE",
                    state=PayoutAccountState.ACTIVE,
                )
            )
            session.flush()
            money = Money(100_000, "EUR")
            legs = (debit(OWN_BANK, money), credit(fund(f"fund:{self.fund_id}"), money))
            post(session, Entry(JournalKind.FUND_PAID_IN, f"gift:{self.fund_id}", utc_now(), legs), now=utc_now())
        self.ana, self.bo = self.steward("ana", shop.world.market_id), self.steward("bo", shop.world.market_id)

    def steward(self, name: str, organisation_id: str) -> Somebody:
        with self.people.shop.database.transaction() as session:
            person = Person(email=f"{name}@example.org", full_name=name.title())
            session.add(person)
            session.flush()
            session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=MemberRole.STEWARD))
            session.flush()
            started = start_session(session, person_id=person.id, agent="tests", now=utc_now())
            return Somebody(started.token, person.id, started.session.id, organisation_id)

    def call(
        self,
        method: str,
        path: str,
        by: Somebody | None = None,
        body: Mapping[str, object] | None = None,
        *,
        status: int = 200,
    ) -> Json:
        headers = {"Idempotency-Key": new_id("key"), **(by.headers if by else {})}
        answer = self.client.request(method, f"/v1{path}", headers=headers, json=body)
        assert answer.status_code == status, answer.text
        found: Json = answer.json()
        return found

    def set_terms(self, share_cap_bps: int = 6_000, interest_cap_bps: int = 600) -> None:
        body = {"share_cap_bps": share_cap_bps, "interest_cap_bps": interest_cap_bps}
        self.call("PUT", f"/funds/{self.fund_id}/prefinance-terms", self.ana, body)

    def pay_out(self) -> Json:
        """Everything falls due, is claimed, and the bank has sent it; the run's answer."""
        with self.people.shop.database.transaction() as session:
            session.execute(text("update payable_item set eligible_at = clock_timestamp() - interval '1 hour'"))
        body = {"period": str(IsoWeek.of(utc_now()))}
        ran = self.call("POST", "/payout-runs", self.people.operator, body, status=201)
        for payout in ran["payouts"]:
            if payout["state"] == "in_transit":
                reference = {"bank_reference": f"TRX {payout['id']}"}
                self.call("POST", f"/payouts/{payout['id']}/confirm", self.people.operator, reference)
        return ran

    def assert_in_order(self) -> None:
        with self.people.shop.database.reading() as session:
            assert verify_ledger(session) == []
