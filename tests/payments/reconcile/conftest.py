"""A scene for each test, or a market at a simulated Stripe."""

from collections.abc import Iterator

import pytest

from kit.database import Database
from sandbox.embedded import RunningSandbox, running_sandbox
from tests.gateways.door import control, open_door
from tests.payments.reconcile.lost_webhooks import Market
from tests.payments.reconcile.scene import Scene
from tests.shop import Shop


@pytest.fixture
def scene(clean_database: Database) -> Scene:
    return Scene(Shop.open(clean_database, stock=100))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


@pytest.fixture
def market(clean_database: Database, sandbox: RunningSandbox) -> Market:
    control(sandbox, "reset")
    return Market(Shop.open(clean_database, stock=50), open_door(sandbox), sandbox)
