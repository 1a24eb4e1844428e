"""SQL of what we ask of Stripe."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from kit.ids import new_id
from market.payments.operations.rules import LEASE, Operation
from models.enums import StripeOperationKind, StripeOperationState

_COLUMNS = """
    id, kind, business_key, idempotency_key, parameters, subject_id, state, attempts, first_sent_at, last_sent_at,
    next_attempt_at, must_look_up
"""
_INSERT = text(
    """
    insert into stripe_operation (id, kind, business_key, idempotency_key, parameters, subject_id, state, attempts,
                                  next_attempt_at, must_look_up)
    select id, kind, business_key, business_key || '/1', parameters::jsonb, subject_id, 'pending', 0,
           least(:now, clock_timestamp()), false
    from unnest(cast(:ids as text[]), cast(:kinds as text[]), cast(:keys as text[]), cast(:parameters as text[]),
                cast(:subjects as text[])) as intent (id, kind, business_key, parameters, subject_id)
    order by business_key
    on conflict (business_key) do nothing
    """
)
_BY_KEYS = text(f"select {_COLUMNS} from stripe_operation where business_key = any(cast(:keys as text[]))")
_GET = text(f"select {_COLUMNS} from stripe_operation where id = :id")
_LOCK = text(f"select {_COLUMNS} from stripe_operation where id = :id for update")
_LOCK_BY_KEY = text(f"select {_COLUMNS} from stripe_operation where business_key = :key for update")
_TRY_LOCK = text(f"select {_COLUMNS} from stripe_operation where id = :id for update skip locked")
_MARK_SENDING = text(
    """
    update stripe_operation
    set state = 'sending', attempts = attempts + 1, first_sent_at = coalesce(first_sent_at, :now), last_sent_at = :now
    where id = :id
    """
)
_MARK_RENEWED = text("update stripe_operation set idempotency_key = :key, must_look_up = false where id = :id")
_MARK_UNKNOWN = text(
    """
    update stripe_operation
    set state = 'unknown', next_attempt_at = :next_attempt_at, must_look_up = must_look_up or :has_stored_failure,
        error_code = :code, error_message = :message
    where id = :id
    """
)
_MARK_SUCCEEDED = text(
    """
    update stripe_operation
    set state = 'succeeded', stripe_id = :stripe_id, finished_at = :now, error_code = null, error_message = null
    where id = :id
    """
)
_MARK_FAILED = text(
    """
    update stripe_operation set state = 'failed', finished_at = :now, error_code = :code, error_message = :message
    where id = :id
    """
)
_OVERDUE = text(
    """
    select id from stripe_operation
    where state in ('pending', 'sending', 'unknown')
      and case state when 'sending' then last_sent_at <= :died_before else next_attempt_at <= :now end
    order by next_attempt_at limit 1000
    """
)


def _operation(row: RowMapping) -> Operation:
    return Operation(
        id=row["id"],
        kind=StripeOperationKind(row["kind"]),
        business_key=row["business_key"],
        idempotency_key=row["idempotency_key"],
        parameters=row["parameters"],
        subject_id=row["subject_id"],
        state=StripeOperationState(row["state"]),
        attempts=row["attempts"],
        first_sent_at=row["first_sent_at"],
        last_sent_at=row["last_sent_at"],
        next_attempt_at=row["next_attempt_at"],
        has_stored_failure=row["must_look_up"],
    )


def insert_operations(
    session: Session, intents: Sequence[tuple[StripeOperationKind, str, dict[str, object], str]], *, now: datetime
) -> None:
    """Write intentions (kind, business key, parameters, subject); one whose business key exists is left as it is."""
    session.execute(
        _INSERT,
        {
            "ids": [new_id("sop") for _ in intents],
            "kinds": [kind for kind, _, _, _ in intents],
            "keys": [key for _, key, _, _ in intents],
            "parameters": [json.dumps(parameters) for _, _, parameters, _ in intents],
            "subjects": [subject_id for _, _, _, subject_id in intents],
            "now": now,
        },
    )


def list_operations_by_key(session: Session, keys: Sequence[str]) -> dict[str, Operation]:
    rows = session.execute(_BY_KEYS, {"keys": list(keys)}).mappings()
    return {row["business_key"]: _operation(row) for row in rows}


def find_operation(session: Session, operation_id: str) -> Operation | None:
    row = session.execute(_GET, {"id": operation_id}).mappings().one_or_none()
    return _operation(row) if row else None


def try_find_and_lock(session: Session, operation_id: str) -> Operation | None:
    """The operation, locked; None when there is none."""
    row = session.execute(_LOCK, {"id": operation_id}).mappings().one_or_none()
    return _operation(row) if row else None


def lock_operation_by_key(session: Session, business_key: str) -> Operation:
    return _operation(session.execute(_LOCK_BY_KEY, {"key": business_key}).mappings().one())


def lock_operation(session: Session, operation_id: str) -> Operation:
    return _operation(session.execute(_LOCK, {"id": operation_id}).mappings().one())


def try_lock_operation(session: Session, operation_id: str) -> Operation | None:
    """The operation, locked; None when somebody else holds it, or there is none."""
    row = session.execute(_TRY_LOCK, {"id": operation_id}).mappings().one_or_none()
    return _operation(row) if row else None


def mark_sending(session: Session, operation_id: str, *, now: datetime) -> None:
    session.execute(_MARK_SENDING, {"id": operation_id, "now": now})


def mark_renewed(session: Session, operation_id: str, *, key: str) -> None:
    session.execute(_MARK_RENEWED, {"id": operation_id, "key": key})


def mark_unknown(
    session: Session,
    operation_id: str,
    *,
    next_attempt_at: datetime,
    has_stored_failure: bool,
    code: str,
    message: str,
) -> None:
    session.execute(
        _MARK_UNKNOWN,
        {
            "id": operation_id,
            "next_attempt_at": next_attempt_at,
            "has_stored_failure": has_stored_failure,
            "code": code,
            "message": message,
        },
    )


def mark_succeeded(session: Session, operation_id: str, *, stripe_id: str, now: datetime) -> None:
    session.execute(_MARK_SUCCEEDED, {"id": operation_id, "stripe_id": stripe_id, "now": now})


def mark_failed(session: Session, operation_id: str, *, code: str, message: str, now: datetime) -> None:
    session.execute(_MARK_FAILED, {"id": operation_id, "code": code, "message": message, "now": now})


def list_overdue(session: Session, now: datetime) -> list[str]:
    """Operations that nobody has finished although it is time."""
    rows = session.execute(_OVERDUE, {"now": now, "died_before": now - LEASE})
    return [row.id for row in rows]
