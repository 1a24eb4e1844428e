"""What the documents say of webhooks is so."""

import re
from pathlib import Path

from starlette.testclient import TestClient

from kit.clock import utc_now
from market.webhooks.rules import RETRY_AFTER
from market.webhooks.signing import body_of, headers_of
from models.enums import WebhookKind

PAGE = (Path(__file__).parents[2] / "docs/webhooks.md").read_text(encoding="utf-8")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_openapi_document_has_every_kind_of_message(client: TestClient) -> None:
    told = client.get("/openapi.json").json()["webhooks"]
    assert set(told) == set(WebhookKind)
    for kind, message in told.items():
        schema = message["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert schema["properties"]["type"] == {"const": kind}
        assert [each["name"] for each in message["post"]["parameters"]] == [
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
        ]


def test_the_page_names_every_kind_and_the_schedule() -> None:
    named = PAGE.replace("`.suspended`", "`certificate.suspended`").replace("`.withdrawn`", "`certificate.withdrawn`")
    assert [kind for kind in WebhookKind if f"`{kind}`" not in named] == []
    written = re.search(r"tried again after ([^,]+(?:, [^,]+)*) and 24 h,", PAGE)
    assert written is not None
    units = {"s": 1, "min": 60, "h": 3600}
    steps = [step.split() for step in f"{written[1]}, 24 h".split(", ")]
    assert [int(count) * units[unit] for count, unit in steps] == [int(wait.total_seconds()) for wait in RETRY_AFTER]


def test_the_pages_code_verifies_what_we_sign() -> None:
    code = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert code is not None
    written: dict[str, object] = {}
    exec(code[1], written)
    is_genuine = written["is_genuine"]
    assert callable(is_genuine)
    body = body_of("webhook.test", occurred_at=utc_now(), object_kind="webhook", object_id="whe_x")
    headers = headers_of([SECRET], message_id="evt_x", at=utc_now(), body=body)
    assert is_genuine(headers, body, SECRET)
    assert not is_genuine(headers, body + b" ", SECRET)
    assert not is_genuine(headers | {"webhook-timestamp": "1614265330"}, body, SECRET)
