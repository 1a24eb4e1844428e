"""The history cannot be rewritten: the database refuses, and a chain that was changed behind its back shows it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from certification.chain import ChainedEvent, event_hash, state_at, verify_event_chain
from certification.queries import list_events
from models.enums import ActorKind, CertificateState, VerificationDecision
from tests.certification.registry import NOW, Registry

DAY = timedelta(days=1)
WITHDRAWN = CertificateState.WITHDRAWN


@pytest.fixture
def history(registry: Registry) -> list[ChainedEvent]:
    certificate_id = registry.verified()
    registry.decide(certificate_id, VerificationDecision.SUSPEND, now=NOW + DAY, effective_at=NOW + 3 * DAY)
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, now=NOW + 5 * DAY)
    with registry.database.reading() as session:
        return list_events(session, certificate_id)


def test_an_untouched_history_is_intact(history: list[ChainedEvent]) -> None:
    assert len(history) == 5
    assert verify_event_chain(history, state=WITHDRAWN) is None


def test_every_change_of_a_word_shows_where_it_was_made(history: list[ChainedEvent]) -> None:
    facts = history[2].facts
    for forged in (
        replace(facts, reason="Something kinder was said."),
        replace(facts, actor_id=None),
        replace(facts, actor_kind=ActorKind.SYSTEM),
        replace(facts, effective_at=facts.effective_at - DAY),
        replace(facts, recorded_at=facts.recorded_at + timedelta(microseconds=1)),
        replace(facts, to_state=CertificateState.REJECTED),
        replace(facts, certificate_id="crt_another"),
    ):
        changed = [*history[:2], replace(history[2], facts=forged), *history[3:]]
        assert verify_event_chain(changed, state=WITHDRAWN) == 3


def test_a_forger_who_hashes_anew_is_betrayed_by_the_next_link(history: list[ChainedEvent]) -> None:
    forged = replace(history[2].facts, reason="Something kinder was said.")
    rehashed = replace(history[2], facts=forged, hash=event_hash(forged, history[2].previous_hash))
    assert verify_event_chain([*history[:2], rehashed, *history[3:]], state=WITHDRAWN) == 4


def test_a_missing_swapped_or_cut_off_event_shows(history: list[ChainedEvent]) -> None:
    assert verify_event_chain([*history[:1], *history[2:]], state=WITHDRAWN) == 2
    assert verify_event_chain([history[1], history[0], *history[2:]], state=WITHDRAWN) == 1
    assert verify_event_chain(history[:-1], state=WITHDRAWN) == 5
    assert verify_event_chain([], state=CertificateState.VERIFIED) == 1


def test_what_was_so_and_what_we_knew_are_two_questions(history: list[ChainedEvent]) -> None:
    events = [event.facts for event in history]

    def asked(at: int, known: int) -> CertificateState | None:
        return state_at(events, NOW + at * DAY, known_at=NOW + known * DAY)

    assert asked(-1, 9) is None
    assert asked(2, 2) is CertificateState.VERIFIED
    assert asked(4, 0) is CertificateState.VERIFIED
    assert asked(4, 2) is CertificateState.SUSPENDED
    assert asked(6, 6) is WITHDRAWN


@pytest.mark.parametrize(
    "statement",
    [
        "update certification_event set reason = 'Something kinder was said.' where sequence = 3",
        "delete from certification_event",
        "truncate certification_event",
        "update verification set reason = 'Something kinder was said.'",
        "delete from verification",
        "update evidence set sha256 = '\\x00'",
        "update evidence set title = 'Another'",
        "delete from evidence",
        "update certificate set state = 'verified'",
        "update certificate set valid_to = '2099-12-31'",
        "update certificate set number = '1'",
    ],
)
def test_the_database_itself_refuses(registry: Registry, history: list[ChainedEvent], statement: str) -> None:
    with pytest.raises(DBAPIError), registry.database.transaction() as session:
        session.execute(text(statement))
    with registry.database.reading() as session:
        events = list_events(session, history[0].facts.certificate_id)
    assert events == history


def test_a_change_behind_the_triggers_is_found(registry: Registry, history: list[ChainedEvent]) -> None:
    with registry.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text("update certification_event set reason = 'Something kinder was said.' where sequence = 3"))
    with registry.database.reading() as session:
        events = list_events(session, history[0].facts.certificate_id)
    assert verify_event_chain(events, state=WITHDRAWN) == 3


def test_a_scheme_in_an_unknown_timezone_is_never_stored(registry: Registry) -> None:
    with pytest.raises(DBAPIError), registry.database.transaction() as session:
        session.execute(text("update scheme set timezone = 'Mars/Olympus' where code = 'organic'"))
