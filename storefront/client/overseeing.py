"""What operators ask about the machinery: Stripe's events, tasks, the audit log."""

from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.oversight import (
    AuditEvent,
    AuditVerdict,
    EventStory,
    StripeEvent,
    Task,
    TaskFailure,
    WaitingTask,
)
from storefront.transport import Query


@dataclass(frozen=True)
class Overseeing(Asking):
    """Events in, tasks, and who did what."""

    async def stripe_events(self, query: Query) -> Page[StripeEvent]:
        return await self.transport.get(Page[StripeEvent], "/v1/stripe-events", query)

    async def stripe_event(self, event_id: str, account: str) -> EventStory:
        return await self.transport.get(EventStory, f"/v1/stripe-events/{safe(event_id)}", {"account": account})

    async def replay_event(self, event_id: str, account: str) -> None:
        await self.transport.act("POST", f"/v1/stripe-events/{safe(event_id)}/replay", {"account": account})

    async def tasks(self) -> Page[Task]:
        return await self.transport.get(Page[Task], "/v1/tasks")

    async def outbox(self, cursor: str | None) -> Page[WaitingTask]:
        return await self.transport.get(Page[WaitingTask], "/v1/outbox", {"cursor": cursor})

    async def task_failures(self) -> Page[TaskFailure]:
        return await self.transport.get(Page[TaskFailure], "/v1/task-failures", {"limit": 100})

    async def try_again(self, failure_id: str) -> None:
        await self.transport.act("POST", f"/v1/task-failures/{safe(failure_id)}/again")

    async def audit_log(self, query: Query) -> Page[AuditEvent]:
        return await self.transport.get(Page[AuditEvent], "/v1/audit-log", query)

    async def verify_log(self, cursor: str | None) -> AuditVerdict:
        return await self.transport.get(AuditVerdict, "/v1/audit-log/verification", {"cursor": cursor})
