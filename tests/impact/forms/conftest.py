"""A document small enough to read, and one with the names that somebody may give themselves to do harm."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.limits import Limiter
from api.tools import Tools
from gateways.files import FilesInMemory
from kit.reads import Reads
from kit.settings import Mode, Settings
from tests.impact.conftest import Month

HOSTILE = (
    "<script>alert(1)</script>",
    '#import "x"; #panic() $x$ *bold* `raw` \\ [',
    '=HYPERLINK("http://evil.example")',
    "@SUM(A1)",
    "\u202eevitcerap\u202c שלום مرحبا",
    "日本の農家 🧑‍🌾 ქართული",
    "\ud7ff\ufffe\x01\x7f\u0301\u0301",
    "ñ" * 300,
    "a\r\nb\tc",
    "%(name)s {name} {{}} {0.__class__}",
)


def figure(id_: str, value: str | None, unit: str = "EUR", **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "name": f"Figure {id_}",
        "value": value,
        "unit": unit,
        "formula": "sum of premium",
        "numerator": None,
        "denominator": None,
        "input_count": 3,
        "evidence": "measured",
        "method": "Sums.",
        "note": "",
        "withheld": None,
        "comparators": [],
        "cells": [],
        **more,
    }


def cells(**values: str) -> list[dict[str, Any]]:
    return [{"label": label.replace("_", " "), "value": value, "orders": 7} for label, value in values.items()]


def document(name: str = "Norandino", **changed: Any) -> str:
    """A published document's text. `changed` replaces parts of it."""
    parts = cells(producers="70.00", premium="10.00", market_fee="-5.00", shipping="9.00", value_added_tax="16.00")
    shares = [{"text": "Others: one sixth.", "source": "https://example.org/study"}]
    base = {
        "header": {
            "statement": "imp_0000000000",
            "issuer": {"slug": "market", "name": "The market"},
            "subject": {"kind": "producer", "slug": "norandino", "name": name},
            "period": {"start": "2026-07-01", "end": "2026-10-01", "end_is_included": False},
            "currency": {"code": "EUR", "exponent": 2},
            "methodology": "2026-11.2",
            "generated_at": "2026-10-02T08:00:00Z",
            "as_of": {"ledger_sequence": 99},
            "supersedes": "imp_before",
        },
        "scope": {
            "orders": 12,
            "entries": 14,
            "producers": 1,
            "excluded": [{"why": "paid in another currency", "orders": 2}],
            "not_counted": "orders that were not paid, and money that fitted no order",
        },
        "figures": [
            figure("M3", "100.00", cells=parts),
            figure("I1a", "80.00", "percent", comparators=shares, numerator="80.00", denominator="100.00"),
            figure("I5a", "6", "days", coverage={"value": "80.00", "meaning": "of all shares", "least": 50}),
            figure("I2c", None, withheld="not recorded yet"),
            figure("I7a", "70.00", cells=cells(PE="50.00", GH="20.00")),
        ],
        "limits": ["Nothing here is about household income."],
        "corrections": [{"supersedes": "imp_before", "figure": "I1a", "was": "79.00", "is": "80.00"}],
        "verify": {"document": "/v1/statements/imp_0000000000/document", "how": ["Keep the document byte for byte."]},
        "inputs": {"root": "ab" * 32},
    }
    return json.dumps({**base, **changed})


@pytest.fixture
def client(month: Month, fresh_database_url: str) -> Iterator[TestClient]:
    """The API over the month."""
    settings = Settings(
        mode=Mode.TEST,
        database_url=fresh_database_url,
        redis_url="redis://localhost/0",
        secret_key="a secret key for tests, long enough",
        stripe_api_key="sk_test_x",
        stripe_webhook_secrets=("whsec_test",),
    )
    reads = Reads(fresh_database_url, pool_size=2)
    tools = Tools(settings, month.database, reads, month.shop.stripe, FilesInMemory(), Limiter(None))
    with TestClient(create_app(tools), raise_server_exceptions=False) as client:
        yield client
