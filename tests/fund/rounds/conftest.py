"""A hall for each test, and what a worker has at a moment."""

from collections.abc import Callable
from datetime import datetime

import pytest

from gateways.fakes import FakeStripe
from gateways.files import FilesInMemory
from kit.database import Database
from kit.settings import read_settings
from tests.fund.rounds.hall import Hall
from workers.tools import Tools


@pytest.fixture
def hall(clean_database: Database) -> Hall:
    return Hall.open(clean_database)


@pytest.fixture
def tools_at(hall: Hall, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], Tools]:
    for name, value in {
        "MODE": "test",
        "DATABASE_URL": fresh_database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a secret key for tests, long enough",
        "STRIPE_API_KEY": "sk_test_x",
    }.items():
        monkeypatch.setenv(f"SOLIFAIR_{name}", value)
    return lambda now: Tools(read_settings(), hall.database, FakeStripe(), FilesInMemory(), now=lambda: now)
