"""One market for all tests here; each finds it at rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.shaken import Shaken, shaken_market


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shaken]:
    """The processes."""
    folder: Path = tmp_path_factory.mktemp("shaken")
    with shaken_market(folder) as market:
        yield market


@pytest.fixture
def market(running: Shaken) -> Iterator[Shaken]:
    """The market, at rest before and after."""
    yield running
    running.bring_everybody_back()
