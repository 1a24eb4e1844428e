"""Members of a fund, over HTTP."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from kit.money import Money
from market.fund.money.disburse import disburse
from market.fund.money.queries import find_fund
from market.fund.units.redeem_units import redeem_units
from market.ledger.invariants import verify_ledger
from models.enums import FundUse
from models.fund import Fund
from models.fund_units import UnitNotice
from tests.api.people import People, Somebody


@dataclass(frozen=True)
class Members:
    """A fund and who may hold its units."""

    client: TestClient
    people: People
    fund_id: str

    def post(self, path: str, body: dict[str, object], by: Somebody, status: int = 201) -> dict:
        answer = self.client.post(f"/v1/{path}", json=body, headers=by.headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def issue(self, units: int, *, holder: str = "", reference: str = "b1", status: int = 201) -> dict:
        """By an operator; to Norandino where nobody is named."""
        body = {"reference": reference, "holder": holder or self.people.producer.organisation_id, "units": units}
        return self.post(f"funds/{self.fund_id}/units", body, self.people.operator, status)

    def notice(self, units: int, *, by: Somebody | None = None, holder: str = "", status: int = 201) -> dict:
        """By Norandino's steward, of Norandino's units, where nobody else is named."""
        who = by or self.people.producer
        body = {"holder": holder or who.organisation_id, "units": units}
        return self.post(f"funds/{self.fund_id}/unit-notices", body, who, status)

    def redeem(self, notice_id: str, *, after: timedelta = timedelta(days=91)) -> UnitNotice:
        with self.people.shop.database.transaction() as session:
            return redeem_units(session, notice_id=notice_id, by=None, now=utc_now() + after)

    def invest(self, minor: int, *, now: datetime | None = None) -> None:
        """In Kuapa Kokoo."""
        fund = self.fund()
        with self.people.shop.database.transaction() as session:
            disburse(
                session,
                fund,
                amount=Money(minor, "EUR"),
                to=self.people.shop.world.kuapa_id,
                subject_id=f"invested:{minor}",
                use=FundUse.INVESTMENT,
                now=now or utc_now(),
            )

    def fund(self) -> Fund:
        with self.people.shop.database.reading() as session:
            found = find_fund(session, self.fund_id)
            assert found is not None
            return found

    def read(self) -> dict:
        return self.client.get(f"/v1/funds/{self.fund_id}/units").json()

    def held(self) -> dict[str, tuple[int, int]]:
        """By name of the member: its units, and those it gave notice of."""
        return {one["slug"]: (one["units"], one["noticed"]) for one in self.read()["holders"]}

    def owed(self) -> int:
        """What Norandino is owed by funds."""
        with self.people.shop.database.reading() as session:
            owed = text(
                "select coalesce(sum(amount_minor), 0) from payable_item where source = 'fund' and beneficiary_id = :id"
            )
            return int(session.execute(owed, {"id": self.people.producer.organisation_id}).scalar_one())

    def is_in_order(self) -> bool:
        with self.people.shop.database.reading() as session:
            return verify_ledger(session) == []
