"""Ask again for everything that a lost message, a dead worker or a refusal that heals has left unfinished."""

from dataclasses import astuple, dataclass
from datetime import datetime

from gateways.outbox import request_task, request_tasks
from kit.database import Session
from market.catalog.importing.sweep_imports import sweep_imports
from market.catalog.pictures.sweep_pictures import sweep_pictures
from market.impact import sweep_statements as impact
from market.payments import queries as payments
from market.payments.operations import sweep_operations
from market.payments.refunds.queries import list_late_payments
from market.payments.sweep_events import sweep_events
from market.payouts import sweep_statements as payouts
from market.payouts.reversals.queries import list_unrecovered
from models.enums import TaskName


@dataclass(frozen=True)
class Swept:
    """How much of each was found waiting."""

    events: int
    operations: int
    late_payments: int
    refunds_to_recover: int
    statements: int
    pictures: int
    has_funds: bool
    imports: int

    @property
    def is_anything(self) -> bool:
        return any(astuple(self))


def sweep(session: Session, *, now: datetime) -> Swept:
    """Request a task for everything that waits and is due; what was found. A task too many is harmless."""
    late = list_late_payments(session)
    request_tasks(session, TaskName.REFUND_LATE_PAYMENT, argument="payment_id", values=late, now=now)
    unrecovered = list_unrecovered(session)
    request_tasks(session, TaskName.RECOVER_REFUND, argument="refund_id", values=unrecovered, now=now)
    has_funds = payments.has_unbooked_funds(session, now)
    if has_funds:
        request_task(session, TaskName.BOOK_USABLE_FUNDS, key="", now=now)
    return Swept(
        events=sweep_events(session, now=now),
        operations=sweep_operations(session, now=now),
        late_payments=len(late),
        refunds_to_recover=len(unrecovered),
        statements=payouts.sweep_statements(session, now=now) + impact.sweep_statements(session, now=now),
        pictures=sweep_pictures(session, now=now),
        has_funds=has_funds,
        imports=sweep_imports(session, now=now),
    )
