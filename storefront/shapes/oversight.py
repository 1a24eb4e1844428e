"""What operators look after: Stripe's events, tasks, the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront.shapes.operating import Alert


@dataclass(frozen=True)
class StripeEvent:
    """An event as it came; `account` is empty for the market's own."""

    id: str
    account: str
    type: str
    state: str
    occurred_at: str
    received_at: str
    deliveries: int
    attempts: int
    outcome: str | None = None
    last_error: str | None = None
    handled_at: str | None = None


@dataclass(frozen=True)
class EventStory:
    event: StripeEvent
    subject_type: str
    subject_id: str
    api_version: str | None = None
    next_attempt_at: str | None = None
    alerts: tuple[Alert, ...] = ()


@dataclass(frozen=True)
class Task:
    """How a task stands; runs and failures are of today."""

    task: str
    waiting: int
    late: int
    runs: int
    failures: int
    longest_ms: int
    failing: int
    last_started_at: str | None = None
    last_finished_at: str | None = None


@dataclass(frozen=True)
class WaitingTask:
    id: int
    task: str
    created_at: str
    available_at: str
    is_late: bool
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskFailure:
    id: str
    task: str
    error: str
    times: int
    first_at: str
    last_at: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    asked_again_at: str | None = None
    settled_at: str | None = None


@dataclass(frozen=True)
class AuditEvent:
    id: str
    sequence: int
    occurred_at: str
    actor_kind: str
    action: str
    actor_id: str | None = None
    actor_name: str | None = None
    object_id: str | None = None
    request_id: str | None = None
    hash: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AuditVerdict:
    """Whether every hash of the log is right, computed again; with `has_more`, of its first `rows`."""

    is_whole: bool
    rows: int
    head: str
    altered_id: str | None = None
    because: str | None = None
    has_more: bool = False
    next_cursor: str | None = None


@dataclass(frozen=True)
class Person:
    """Somebody with an account; `disabled_at` while they are locked out."""

    id: str
    email: str
    full_name: str
    is_operator: bool
    created_at: str
    disabled_at: str | None = None


@dataclass(frozen=True)
class HeldRole:
    organisation_id: str
    organisation_name: str
    kind: str
    role: str


@dataclass(frozen=True)
class OpenSession:
    agent: str
    created_at: str
    last_seen_at: str
    expires_at: str


@dataclass(frozen=True)
class OpenKey:
    label: str
    created_at: str
    expires_at: str
    scopes: tuple[str, ...] = ()
    last_used_at: str | None = None


@dataclass(frozen=True)
class PersonDetail:
    """Somebody, what they are where, and what is open in their name."""

    person: Person
    roles: tuple[HeldRole, ...] = ()
    sessions: tuple[OpenSession, ...] = ()
    keys: tuple[OpenKey, ...] = ()


@dataclass(frozen=True)
class RoleProposal:
    """A role that waits for another operator's word."""

    id: str
    person_id: str
    person_name: str
    person_email: str
    role: str
    reason: str
    proposed_by: str
    proposer_name: str
    proposed_at: str
    organisation_id: str | None = None
    organisation_name: str | None = None


@dataclass(frozen=True)
class Finding:
    """One check. `found` and `remedy` are English."""

    check: str
    is_well: bool
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class HealthBoard:
    at: str
    is_well: bool
    findings: tuple[Finding, ...]
