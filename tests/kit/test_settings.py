"""What production refuses to start with."""

import pytest
from pydantic import ValidationError

from kit.settings import Mode, Settings

SOUND: dict[str, object] = {
    "mode": Mode.PRODUCTION,
    "database_url": "postgresql://service@db/solifair",
    "redis_url": "rediss://:secret@valkey/0",
    "secret_key": "0123456789 a key for tests, long enough",
    "api_url": "https://api.example",
    "storefront_url": "https://shop.example",
    "stripe_api_key": "sk_test_x",
    "stripe_webhook_secrets": ("whsec_x",),
}


def test_sound_settings_are_taken() -> None:
    assert Settings(**SOUND).mode is Mode.PRODUCTION  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"fetch_from_loopback": True}, "SOLIFAIR_FETCH_FROM_LOOPBACK"),
        ({"faultpoints": "/tmp/x"}, "SOLIFAIR_FAULTPOINTS"),
        ({"api_url": "http://api.example"}, "SOLIFAIR_API_URL"),
        ({"storefront_url": "http://shop.example"}, "SOLIFAIR_STOREFRONT_URL"),
        ({"redis_url": "redis://valkey/0"}, "SOLIFAIR_REDIS_URL"),
        ({"secret_key": "a" * 40}, "SOLIFAIR_SECRET_KEY"),
        ({"stripe_api_key": "nothing"}, "SOLIFAIR_STRIPE_API_KEY"),
        ({"stripe_webhook_secrets": ()}, "SOLIFAIR_STRIPE_WEBHOOK_SECRETS"),
    ],
)
def test_what_is_unsafe_is_named(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Settings(**{**SOUND, **wrong})  # type: ignore[arg-type]
    Settings(**{**SOUND, **wrong, "mode": Mode.TEST})  # type: ignore[arg-type]
