"""The history of a certificate as a chain of hashes: what was so, when we came to know it, and that nobody rewrote it.

Each hash is SHA-256 of the hash before and the event as canonical JSON (RFC 8785). A chain proves its own order and
content; that its end is not cut off shows by the last event leading to the state on record.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import rfc8785

from models.enums import ActorKind, CertificateState

BEGINNING = bytes(32)


@dataclass(frozen=True)
class EventFacts:
    """One step of one certificate. `effective_at`: since when it was so; `recorded_at`: since when we know."""

    certificate_id: str
    sequence: int
    actor_kind: ActorKind
    actor_id: str | None
    from_state: CertificateState | None
    to_state: CertificateState
    reason: str
    effective_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class ChainedEvent:
    """An event and the hashes it was written with."""

    facts: EventFacts
    previous_hash: bytes
    hash: bytes


def event_hash(facts: EventFacts, previous_hash: bytes) -> bytes:
    """32 bytes."""
    document = rfc8785.dumps(
        {
            "actor_id": facts.actor_id,
            "actor_kind": facts.actor_kind.value,
            "certificate_id": facts.certificate_id,
            "effective_at": _moment(facts.effective_at),
            "from_state": facts.from_state.value if facts.from_state else None,
            "reason": facts.reason,
            "recorded_at": _moment(facts.recorded_at),
            "sequence": facts.sequence,
            "to_state": facts.to_state.value,
        }
    )
    return hashlib.sha256(previous_hash + document).digest()


def _moment(moment: datetime) -> str:
    """UTC with all six digits that PostgreSQL keeps."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def verify_event_chain(events: Sequence[ChainedEvent], *, state: CertificateState) -> int | None:
    """The sequence number where the history stops being what was written, or None when all of it is intact.

    `events` in order, from the first; `state` is what the certificate's row says, which the last event must lead to.
    """
    previous, before = BEGINNING, None
    for expected, event in enumerate(events, start=1):
        facts = event.facts
        is_next = facts.sequence == expected and facts.from_state == before and event.previous_hash == previous
        if not is_next or event.hash != event_hash(facts, previous):
            return expected
        previous, before = event.hash, facts.to_state
    return None if before == state else len(events) + 1


def state_at(events: Iterable[EventFacts], at: datetime, *, known_at: datetime) -> CertificateState | None:
    """What the state was at `at`, as far as we knew at `known_at`; None before there was anything.

    Of two events that were both in effect the one recorded later counts.
    """
    in_effect = [event for event in events if event.effective_at <= at and event.recorded_at <= known_at]
    return max(in_effect, key=lambda event: event.sequence).to_state if in_effect else None
