"""A labour investment fund with units of 10.00, which Norandino and Kuapa Kokoo may hold."""

import pytest
from starlette.testclient import TestClient

from kit.ids import new_id
from models.enums import FundKind, FundUse, MemberRole
from models.fund import Fund
from models.organisations import Membership
from tests.api.conftest import client as client
from tests.api.conftest import gathered as gathered
from tests.api.conftest import people as people
from tests.api.conftest import shop as shop
from tests.api.conftest import template as template
from tests.api.conftest import tools as tools
from tests.api.people import People
from tests.fund.units.members import Members


@pytest.fixture
def members(client: TestClient, people: People) -> Members:
    fund_id = new_id("fnd")
    with people.shop.database.transaction() as session:
        session.add(
            Fund(
                id=fund_id,
                kind=FundKind.LABOUR_INVESTMENT,
                owner_id=people.shop.world.federation_id,
                sponsor_id=people.shop.world.federation_id,
                name="Harvest fund",
                currency="EUR",
                account_code=f"fund:{fund_id}",
                uses=[FundUse.INVESTMENT, FundUse.ADMIN],
                bound_share_bps=8_000,
                admin_cap_bps=1_000,
                notice_days=90,
                unit_minor=1_000,
            )
        )
        # Whoever verifies for the federation is its steward too.
        session.add(
            Membership(
                person_id=people.verifier.person_id,
                organisation_id=people.shop.world.federation_id,
                role=MemberRole.STEWARD,
            )
        )
    return Members(client, people, fund_id)
