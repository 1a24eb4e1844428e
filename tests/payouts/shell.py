"""The commands' environment in a test."""

import pytest
import typer
from typer.testing import CliRunner, Result

from kit.settings import read_settings


def set_environment(monkeypatch: pytest.MonkeyPatch, database_url: str, **settings: str) -> None:
    """This test's database, and a Stripe that does not answer."""
    for name, value in {
        "MODE": "test",
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a secret key for tests, long enough",
        "STRIPE_API_KEY": "sk_test_x",
        "STRIPE_API_BASE": "http://127.0.0.1:1",
        **settings,
    }.items():
        monkeypatch.setenv(f"SOLIFAIR_{name}", value)
    # A test may set it twice.
    read_settings.cache_clear()


def call(app: typer.Typer, *words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})
