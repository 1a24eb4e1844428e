"""Markets of real processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.market import Market, running_market
from tests.services import Services


@pytest.fixture(scope="module")
def market(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """One market for the tests of a module."""
    folder: Path = tmp_path_factory.mktemp("market")
    with (
        services.clone() as database_url,
        running_market(folder, database_url=database_url) as running,
    ):
        yield running
