"""What a remote API says to operators about fees, events, tasks, people and the log."""

from tests.storefront.canned import alert, euros, page_of

SHARES = {"market_fee_bps": 955, "dues_bps": 100, "solidarity_bps": 50}


def schedule(version: int, since: str, until: str | None, *, is_in_force: bool = False) -> dict[str, object]:
    return {
        "id": f"fee_{version}",
        "version": version,
        "shares": {**SHARES, "market_fee_bps": 600 + 100 * version},
        "valid_from": since,
        "valid_to": until,
        "is_in_force": is_in_force,
        "reason": "Costs went up." if version > 2 else None,
        "announced_at": "2026-11-01T09:00:00Z" if version > 2 else None,
    }


POLICY = {
    "today": "2026-11-24",
    "notice_days": 30,
    "schedules": [
        schedule(3, "2027-01-01", None),
        schedule(2, "2026-01-01", "2026-12-31", is_in_force=True),
        schedule(1, "2024-01-01", "2025-12-31"),
    ],
    "fee_taxes": [],
    "goods_taxes": [
        {
            "country": "FR",
            "vat_class": "food",
            "rate_bps": 550,
            "source": "",
            "valid_from": "2024-11-01",
            "valid_to": None,
        },
        {
            "country": "FR",
            "vat_class": "food",
            "rate_bps": 600,
            "source": "",
            "valid_from": "2027-07-01",
            "valid_to": None,
        },
    ],
}


def fee_change(state: str = "proposed") -> dict[str, object]:
    return {
        "id": "fch_one",
        "state": state,
        "shares": SHARES,
        "valid_from": "2027-01-01",
        "reason": "Our payment service charges more.",
        "proposed_by": "usr_ops",
        "proposed_at": "2026-11-20T09:00:00Z",
        "announced_by": None,
        "announced_at": None,
        "schedule_id": None,
        "withdrawn_by": None,
        "withdrawn_at": None,
    }


def _cut(producer: int, fee: int) -> dict[str, object]:
    return {
        "producer": euros(producer),
        "minimum_price_topup": euros(0),
        "market_fee": euros(fee),
        "fee_vat": euros(0),
        "federation_dues": euros(10),
        "solidarity": euros(5),
    }


TRIED = {
    "goods": euros(1000),
    "lines": 4,
    "left_out": 0,
    "was": _cut(905, 80),
    "would_be": _cut(890, 95),
    "change": euros(-15),
}
TOTAL = {"gaining": 0, "losing": 1, "unchanged": 0, "together": TRIED}
PREVIEW = {
    "month": "2026-10",
    "totals": [TOTAL],
    "producers": [
        {
            "producer": {"id": "org_montero", "slug": "tres-quebradas", "name": "Tres Quebradas", "country": "PE"},
            "orders": 3,
            "tried": TRIED,
        }
    ],
    "has_more": True,
    "next_cursor": "next",
}
EVENT = {
    "id": "evt_1",
    "account": "acct_1",
    "type": "refund.updated",
    "state": "failing",
    "occurred_at": "2026-11-24T10:00:00Z",
    "received_at": "2026-11-24T10:00:01Z",
    "deliveries": 2,
    "attempts": 3,
    "outcome": None,
    "last_error": "There is no such refund.",
    "handled_at": None,
}
STORY = {
    "event": EVENT,
    "subject_type": "refund",
    "subject_id": "re_1",
    "api_version": "2026-10-28",
    "next_attempt_at": "2026-11-24T11:00:00Z",
    "alerts": [alert()],
}
TASK = {
    "task": "seal_ledger",
    "waiting": 2,
    "late": 1,
    "runs": 24,
    "failures": 1,
    "longest_ms": 1200,
    "failing": 1,
    "last_started_at": "2026-11-24T10:00:00Z",
    "last_finished_at": "2026-11-24T10:00:01Z",
}
WAITING = {
    "id": 7,
    "task": "make_picture",
    "arguments": {"media_id": "med_1"},
    "created_at": "2026-11-24T10:00:00Z",
    "available_at": "2026-11-24T10:00:00Z",
    "is_late": True,
}
FAILURE = {
    "id": "tfl_1",
    "task": "make_picture",
    "arguments": {"media_id": "med_2"},
    "error": "OSError",
    "times": 3,
    "first_at": "2026-11-24T09:00:00Z",
    "last_at": "2026-11-24T10:00:00Z",
    "asked_again_at": None,
    "settled_at": None,
}
ACT = {
    "id": "aud_1",
    "sequence": 12,
    "occurred_at": "2026-11-24T10:00:00Z",
    "actor_kind": "person",
    "actor_id": "usr_ops",
    "actor_name": "Inés",
    "action": "fee_change.announce",
    "object_id": "fch_one",
    "detail": {"valid_from": "2027-01-01"},
    "request_id": None,
    "hash": "ab" * 32,
}
VERDICT = {
    "is_whole": True,
    "rows": 12,
    "head": "ab" * 32,
    "altered_id": None,
    "altered_sequence": None,
    "because": None,
    "has_more": False,
    "next_cursor": None,
}
ANSWERS: dict[str, object] = {
    "GET /v1/stripe-events": page_of(EVENT),
    "GET /v1/stripe-events/evt_1": STORY,
    "GET /v1/tasks": page_of(TASK),
    "GET /v1/outbox": page_of(WAITING),
    "GET /v1/task-failures": page_of(FAILURE),
    "GET /v1/audit-log": page_of(ACT),
    "GET /v1/audit-log/verification": VERDICT,
    "GET /v1/price-policy": POLICY,
    "GET /v1/fee-changes": page_of(fee_change()),
    "GET /v1/fee-changes/fch_one": fee_change(),
    "GET /v1/fee-changes/fch_one/preview": PREVIEW,
}
