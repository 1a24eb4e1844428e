"""The storefront before a remote API of fixed answers."""

from collections.abc import Iterator

import httpx2
import pytest
from starlette.testclient import TestClient

from storefront.app import create_storefront
from storefront.settings import Settings
from tests.storefront.canned import CannedApi

ORIGIN = "https://shop.test"


@pytest.fixture
def settings() -> Settings:
    return Settings(
        api_url="http://api.test",
        public_api_url="https://api.public.test",
        storefront_url=ORIGIN,
        checkout_origins=("http://sandbox.test",),
        is_demo=True,
        onboarding_origins=("http://connect.test",),
    )


@pytest.fixture
def api() -> CannedApi:
    return CannedApi()


@pytest.fixture
def shop(settings: Settings, api: CannedApi) -> Iterator[TestClient]:
    """A browser without JavaScript at the storefront's door, sending what a same-origin form sends."""
    app = create_storefront(settings, httpx2.MockTransport(api))
    with TestClient(app, base_url=ORIGIN, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False) as client:
        yield client
