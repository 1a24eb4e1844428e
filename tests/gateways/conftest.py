"""One simulated Stripe for the tests of a file, emptied before each of them."""

from collections.abc import Iterator

import pytest

from gateways.stripe import RealStripe
from sandbox.embedded import RunningSandbox, running_sandbox
from tests.gateways.door import control, open_door


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


@pytest.fixture
def stripe(sandbox: RunningSandbox) -> RealStripe:
    control(sandbox, "reset")
    return open_door(sandbox)
