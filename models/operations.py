"""What keeps the service honest: the outbox, idempotency records, the audit trail, heartbeats."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, text
from sqlmodel import Field

from models.base import (
    ID,
    Table,
    check,
    json_object,
    made_at,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    words,
)
from models.enums import ActorKind, AlertKind, TaskName


class Outbox(Table, table=True):
    """Later work, written in the transaction that made it necessary; the relay sends it to the broker."""

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("task", TaskName),
        Index(
            "ix_outbox_waiting",
            "available_at",
            "id",
            postgresql_where=text("sent_at is null"),
        ),
        Index(
            "uq_outbox_waiting_key",
            "dedupe_key",
            unique=True,
            postgresql_where=text("sent_at is null"),
        ),
    )

    id: int | None = Field(
        default=None,
        sa_type=BigInteger,
        primary_key=True,
        sa_column_args=[Identity(always=True)],
    )
    task: TaskName = words()
    arguments: dict[str, str] = json_object()
    dedupe_key: str = words()
    created_at: datetime = made_at()
    available_at: datetime = moment()
    sent_at: datetime | None = moment(default=None, nullable=True)


class IdempotencyRecord(Table, table=True):
    """The answer to a request, kept in the same transaction as its effect, replayed to the same key and body."""

    __tablename__ = "idempotency_record"
    __table_args__ = (Index("ix_idempotency_record_age", "created_at"),)

    scope: str = words(primary_key=True)
    key: str = words(primary_key=True)
    request_hash: bytes = Field(sa_type=LargeBinary)
    status: int | None = None
    body: str | None = words(default=None, nullable=True)
    headers: dict[str, str] = json_object(default_factory=dict)
    created_at: datetime = made_at()


class AuditEvent(Table, table=True):
    """A privileged act or a refused attempt at one. Append-only, chained by hash: no two rows follow the same one."""

    __tablename__ = "audit_event"
    __table_args__ = (
        one_of("actor_kind", ActorKind),
        Index("ix_audit_event_object", "object_id"),
    )

    id: str = own_id("aud")
    sequence: int | None = Field(
        default=None,
        sa_type=BigInteger,
        unique=True,
        nullable=False,
        sa_column_args=[Identity(always=True)],
    )
    actor_kind: ActorKind = words()
    actor_id: str | None = maybe_ref("person.id")
    action: str = words()
    object_id: str | None = Field(default=None, sa_type=ID)
    detail: dict[str, object] = json_object(default_factory=dict)
    request_id: str | None = words(default=None, nullable=True)
    occurred_at: datetime = moment()
    previous_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    hash: bytes = Field(sa_type=LargeBinary)


class RefusalCount(Table, table=True):
    """How often a person was refused one kind of act in an hour (UTC). The audit log holds a row for the first ones."""

    __tablename__ = "refusal_count"
    __table_args__ = (check("times_positive", "times > 0"),)

    person_id: str = ref("person.id", primary_key=True)
    action: str = words(primary_key=True)
    hour_at: datetime = moment(primary_key=True)
    times: int = Field(default=1)


class TaskTally(Table, table=True):
    """How often a task ran on a day (UTC), how often in vain, and when last. Tasks that are no more keep their rows."""

    __tablename__ = "task_tally"
    __table_args__ = (check("counts_sane", "runs > 0 and failures between 0 and runs and longest_ms >= 0"),)

    task: str = words(primary_key=True)
    on_date: date = Field(primary_key=True)
    runs: int = Field(sa_type=BigInteger)
    failures: int = Field(sa_type=BigInteger)
    longest_ms: int = Field(sa_type=BigInteger)
    last_started_at: datetime = moment()
    last_finished_at: datetime = moment()
    last_failed_at: datetime | None = moment(default=None, nullable=True)


class TaskFailure(Table, table=True):
    """A task with these arguments ended in a fault. One row while it is open, however often; the next success of the
    same closes it."""

    __tablename__ = "task_failure"
    __table_args__ = (
        check("times_positive", "times > 0"),
        Index("uq_task_failure_open", "key", unique=True, postgresql_where=text("settled_at is null")),
    )

    id: str = own_id("tfl")
    task: str = words()
    arguments: dict[str, str] = json_object()
    key: str = words()
    error: str = words()
    times: int = Field(default=1)
    first_at: datetime = moment()
    last_at: datetime = moment()
    asked_again_at: datetime | None = moment(default=None, nullable=True)
    settled_at: datetime | None = moment(default=None, nullable=True)


class Heartbeat(Table, table=True):
    """When a process of the service last said that it lives."""

    __tablename__ = "heartbeat"

    process: str = words(primary_key=True)
    at: datetime = moment()
    detail: dict[str, object] = json_object(default_factory=dict)


class Alert(Table, table=True):
    """Something that a person has to look at. Raised once while it is open, however often it is noticed."""

    __tablename__ = "alert"
    __table_args__ = (
        one_of("kind", AlertKind),
        Index("uq_alert_open", "key", unique=True, postgresql_where=text("resolved_at is null")),
    )

    id: str = own_id("alt")
    kind: AlertKind = words()
    key: str = words()
    subject_id: str | None = words(default=None, nullable=True)
    sentence: str = words()
    times: int = Field(default=1)
    raised_at: datetime = moment()
    last_raised_at: datetime = moment()
    resolved_at: datetime | None = moment(default=None, nullable=True)
    resolved_by: str | None = maybe_ref("person.id")
    resolution: str = words(default="")
