"""A status list looks closely at few certificates, and says of all of them what a look at each would say."""

from datetime import date, datetime

import pytest
from sqlalchemy import text

from certification.credentials import queries
from certification.credentials.bits import has_bit
from certification.credentials.read import read_status_list
from certification.credentials.rules import status_at
from certification.surrender_certificate import surrender_certificate
from certification.withdraw_mandate import withdraw_mandate
from models.enums import VerificationDecision
from tests.certification.credentials.test_credentials import ADDRESSES, Desk
from tests.certification.registry import NOW, REASON, Registry
from tests.certification.test_verbs import DAY

SUSPEND, LIFT, WITHDRAW = VerificationDecision.SUSPEND, VerificationDecision.LIFT, VerificationDecision.WITHDRAW
REINSTATE = VerificationDecision.REINSTATE


@pytest.fixture
def desk(registry: Registry) -> Desk:
    """A desk that has given a credential of every kind of certificate."""
    desk = Desk(registry)
    kinds = {
        "good": registry.verified(),
        "rechecked": registry.verified(recheck_due_on=date(2027, 6, 1)),
        "overdue soon": registry.verified(recheck_due_on=date(2026, 11, 26)),
        "over soon": registry.verified(valid_to=date(2026, 11, 26)),
        "not begun": registry.verified(valid_from=date(2026, 11, 26)),
        "suspended": registry.verified(),
        "lifted": registry.verified(),
        "announced": registry.verified(),
        "called off": registry.verified(),
        "withdrawn": registry.verified(),
        "reinstated": registry.verified(),
        "given back": registry.verified(),
        "unmandated": registry.verified("organic"),
        "by another": registry.submitted(),
    }
    registry.decide(kinds["by another"], VerificationDecision.VERIFY, verifier="kwame", federation="baobab")
    for certificate_id in kinds.values():
        desk.credential(certificate_id)
    for name in ("suspended", "lifted"):
        registry.decide(kinds[name], SUSPEND, now=NOW)
    registry.decide(kinds["lifted"], LIFT, now=NOW + DAY)
    for name in ("announced", "called off"):
        registry.decide(kinds[name], SUSPEND, effective_at=NOW + 2 * DAY)
    registry.decide(kinds["called off"], LIFT, now=NOW + DAY)
    for name in ("withdrawn", "reinstated"):
        registry.decide(kinds[name], WITHDRAW)
    registry.decide(kinds["reinstated"], REINSTATE, now=NOW + DAY)
    desk.credential(kinds["reinstated"], NOW + DAY)
    with registry.database.transaction() as session:
        surrender_certificate(
            session, certificate_id=kinds["given back"], person_id=registry["farmer"], reason=REASON, now=NOW + DAY
        )
        withdraw_mandate(session, mandate_id=registry["andes:organic"], now=NOW + DAY)
    return desk


def each_looked_at(registry: Registry, status_list_id: str, at: datetime) -> set[int]:
    """The positions that are marked, by judging every certificate in the list."""
    with registry.database.reading() as session:
        status_list = queries.find_list(session, status_list_id)
        assert status_list is not None
        every = [
            row.certificate_id
            for row in session.execute(
                text("select certificate_id from status_entry where status_list_id = :id"), {"id": status_list_id}
            )
        ]
        standings = queries.list_standings_by(session, every, issuer_id=status_list.issuer_id)
        return {
            entry.position
            for entry in queries.list_entries(session, status_list_id, every, at=at)
            if status_at(standings[entry.certificate_id], at, has_ended=entry.has_ended) is status_list.purpose
        }


def test_who_is_not_looked_at_closely_is_not_marked(desk: Desk, registry: Registry) -> None:
    with registry.database.reading() as session:
        lists = session.execute(text("select id from status_list")).scalars().all()
    assert len(lists) == 4
    for days in (-1, 0, 1, 2, 3, 10, 400):
        at, marked = NOW + days * DAY, 0
        for status_list_id in lists:
            unsigned = read_status_list(registry.database, status_list_id=status_list_id, addresses=ADDRESSES, now=at)
            encoded = unsigned.document["credentialSubject"]["encodedList"]
            found = {position for position in _taken(registry, status_list_id) if has_bit(encoded, position)}
            assert found == each_looked_at(registry, status_list_id, at), (days, status_list_id)
            marked += len(found)
        assert marked, days


def test_what_stands_is_not_looked_at(desk: Desk, registry: Registry) -> None:
    good = registry.verified()
    desk.credential(good)
    with registry.database.reading() as session:
        for status_list_id in session.execute(text("select id from status_list")).scalars().all():
            status_list = queries.find_list(session, status_list_id)
            assert status_list is not None
            assert good not in queries.list_doubtful(session, status_list, at=NOW)


def _taken(registry: Registry, status_list_id: str) -> list[int]:
    with registry.database.reading() as session:
        rows = session.execute(
            text("select position from status_entry where status_list_id = :id"), {"id": status_list_id}
        )
        return [row.position for row in rows]
