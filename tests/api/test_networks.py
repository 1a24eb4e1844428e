"""Whose address counts: a forwarded one only when a proxy that we trust forwards it."""

import pytest
from pydantic import ValidationError

from kit.settings import Mode, Settings


def settings(**values: object) -> Settings:
    return Settings(
        mode=Mode.TEST,
        database_url="postgresql://nobody@/none",
        redis_url="redis://localhost/0",
        secret_key="k" * 32,
        stripe_api_key="sk_test_x",
        **values,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("trusted", "peer", "expected"),
    [
        ("10.0.0.7", "10.0.0.7", True),
        ("10.0.0.7", "10.0.0.8", False),
        ("172.16.0.0/12,::1", "172.20.0.3", True),
        ("172.16.0.0/12,::1", "::1", True),
        ("", "127.0.0.1", False),
        ("127.0.0.1", "testclient", False),
    ],
)
def test_only_named_proxies_are_believed(trusted: str, peer: str, expected: bool) -> None:
    assert settings(trusted_proxies=trusted).trusts(peer) is expected


def test_a_proxy_that_is_no_address_stops_the_start() -> None:
    with pytest.raises(ValidationError):
        settings(trusted_proxies="the storefront")
