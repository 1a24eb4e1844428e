"""Every decision and every refused attempt is in the log, and a changed row is found by its name."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from certification.audit import queries
from certification.audit.chain import ChainedAudit, audit_hash, follow
from certification.audit.queries import count_refusal
from certification.audit.record_audit import record_audit, record_refusal
from certification.audit.rules import is_written
from certification.audit.verify_audit import verify_audit
from certification.errors import NoSuchFederation
from kit.database import Session
from models.enums import VerificationDecision
from tests.certification.at_once import meanwhile
from tests.certification.registry import NOW, Registry

DAY = timedelta(days=1)


def log_of(registry: Registry) -> list[ChainedAudit]:
    with registry.database.reading() as session:
        return list(queries.walk(session))


@pytest.fixture
def log(registry: Registry) -> list[ChainedAudit]:
    certificate_id = registry.verified()
    registry.decide(certificate_id, VerificationDecision.SUSPEND, now=NOW + DAY)
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, now=NOW + 2 * DAY)
    return log_of(registry)


def test_each_decision_is_in_the_log_with_who_and_what(registry: Registry, log: list[ChainedAudit]) -> None:
    told = [(row.facts.action, row.facts.actor_id) for row in log if not row.facts.action.startswith("mandate")]
    assert told == [
        ("certificate.verify", registry["lucia"]),
        ("certificate.suspend", registry["lucia"]),
        ("proposal.withdraw", registry["lucia"]),
        ("certificate.withdraw", registry["marta"]),
    ]
    assert log[-1].facts.detail["verifier"] == registry["lucia"]
    assert follow(log).altered is None and follow(log).rows == len(log)


def test_every_kind_of_change_names_the_row(log: list[ChainedAudit]) -> None:
    place = len(log) - 2
    row = log[place]
    for facts in (
        replace(row.facts, actor_id="usr_somebody"),
        replace(row.facts, action="certificate.lift"),
        replace(row.facts, object_id=None),
        replace(row.facts, detail=row.facts.detail | {"reason": "Something kinder."}),
        replace(row.facts, occurred_at=row.facts.occurred_at + timedelta(microseconds=1)),
        replace(row.facts, request_id="req_other"),
    ):
        altered = follow([*log[:place], replace(row, facts=facts), *log[place + 1 :]]).altered
        assert altered is not None and altered.id == row.facts.id
    rehashed = replace(row, facts=replace(row.facts, action="x"))
    rehashed = replace(rehashed, hash=audit_hash(rehashed.facts, rehashed.previous_hash))
    altered = follow([*log[:place], rehashed, *log[place + 1 :]]).altered
    assert altered is not None and altered.id == log[place + 1].facts.id
    altered = follow([*log[:place], *log[place + 1 :]]).altered
    assert altered is not None and altered.id == log[place + 1].facts.id


def test_the_database_rewrites_nothing_and_what_an_owner_rewrote_is_named(
    registry: Registry, log: list[ChainedAudit]
) -> None:
    victim = log[-1].facts.id
    change = text('update audit_event set detail = detail || \'{"reason": "kinder"}\' where id = :id')
    with pytest.raises(DBAPIError, match="append-only"), registry.database.transaction() as session:
        session.execute(change, {"id": victim})
    with registry.database.transaction() as session:
        session.execute(text("alter table audit_event disable trigger append_only"))
        session.execute(change, {"id": victim})
        session.execute(text("alter table audit_event enable trigger append_only"))
    with registry.database.reading() as session:
        verdict = verify_audit(session)
    assert verdict.altered is not None and verdict.altered.id == victim
    assert verdict.rows == len(log) - 1


def test_two_writers_at_once_make_one_chain(registry: Registry) -> None:
    def write(name: str) -> None:
        for number in range(10):
            with registry.database.transaction() as session:
                record_audit(session, action="test", actor_id=None, object_id=None, detail={name: str(number)}, now=NOW)

    writers = [Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    before = len(log_of(registry))
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    verdict = follow(log_of(registry))
    assert (verdict.rows - before, verdict.altered) == (30, None)


def test_what_was_rolled_back_is_not_in_the_log(registry: Registry) -> None:
    before = len(log_of(registry))
    with pytest.raises(RuntimeError), registry.database.transaction() as session:
        record_audit(session, action="test", actor_id=None, object_id=None, detail={}, now=NOW)
        raise RuntimeError
    registry.verified()
    log = log_of(registry)
    assert len(log) == before + 1 and follow(log).altered is None


def refuse(registry: Registry, times: int, *, now: datetime = NOW, action: str = "certificate.decide") -> None:
    for _ in range(times):
        with registry.database.transaction() as session:
            record_refusal(
                session,
                action=action,
                actor_id=registry["stranger"],
                object_id=None,
                detail={"decision": "withdraw"},
                refusal=NoSuchFederation(),
                now=now,
            )


def refusals(registry: Registry) -> list[str]:
    return [row.facts.detail["times_this_hour"] for row in log_of(registry) if "refused" in row.facts.detail]


def test_who_is_refused_again_and_again_fills_no_log_and_each_time_is_counted(registry: Registry) -> None:
    refuse(registry, 130)
    assert refusals(registry) == [str(number) for number in (*range(1, 21), 32, 64, 128)]
    assert registry.one("select times from refusal_count") == 130
    # Another act, and another hour, are counted apart.
    refuse(registry, 1, action="mandate.create")
    refuse(registry, 2, now=NOW + timedelta(hours=1))
    assert refusals(registry)[-3:] == ["1", "1", "2"]
    with registry.database.reading() as session:
        assert verify_audit(session).altered is None


def test_two_refusals_at_once_are_two(registry: Registry) -> None:
    with registry.database.transaction() as session:
        count_refusal(session, person_id=registry["stranger"], action="a", hour_at=NOW)

    def count(session: Session) -> None:
        count_refusal(session, person_id=registry["stranger"], action="a", hour_at=NOW)

    def again() -> None:
        with registry.database.transaction() as session:
            count(session)

    assert meanwhile(registry.database, count, again) == "done"
    assert registry.one("select times from refusal_count") == 3


def test_a_million_refusals_are_few_rows() -> None:
    written = [times for times in range(1, 1_000_001) if is_written(times)]
    assert (len(written), written[:20], written[-1]) == (35, list(range(1, 21)), 524_288)
