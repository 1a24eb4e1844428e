"""Write down what we are going to ask of Stripe, with its key, before we ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.payments.errors import OperationKeyReused
from market.payments.operations import queries
from market.payments.operations.rules import Operation
from models.enums import StripeOperationKind


@dataclass(frozen=True)
class Intent:
    """One thing to ask. The business key says which fact it is; the parameters are what will be sent, frozen."""

    kind: StripeOperationKind
    business_key: str
    parameters: dict[str, object]
    subject_id: str


def intend(
    session: Session,
    *,
    kind: StripeOperationKind,
    business_key: str,
    parameters: dict[str, object],
    subject_id: str,
    now: datetime,
) -> Operation:
    """Intend one thing, once per business key. Raises OperationKeyReused when it was intended otherwise before."""
    return intend_many(session, [Intent(kind, business_key, parameters, subject_id)], now=now)[0]


def intend_many(session: Session, intents: Sequence[Intent], *, now: datetime) -> list[Operation]:
    """Intend many things with two statements; the operations in the order of `intents`. Raises OperationKeyReused."""
    if not intents:
        return []
    queries.insert_operations(
        session,
        [(intent.kind, intent.business_key, intent.parameters, intent.subject_id) for intent in intents],
        now=now,
    )
    found = queries.list_operations_by_key(session, [intent.business_key for intent in intents])
    for intent in intents:
        operation = found[intent.business_key]
        said = (operation.kind, operation.parameters, operation.subject_id)
        if said != (intent.kind, intent.parameters, intent.subject_id):
            raise OperationKeyReused(intent.business_key)
    return [found[intent.business_key] for intent in intents]
