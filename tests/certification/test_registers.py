"""What a register says becomes evidence, whatever it says; and nobody has a stake by asking."""

import json
from datetime import date

import pytest

from certification.errors import ConflictOfInterest, NoSuchCertificate, NoSuchFederation
from certification.registers.check_register import check_register
from certification.registers.queries import list_checks
from gateways.errors import GatewayUnavailable
from gateways.fakes.registers import FakeRegisters
from gateways.registers import NoRegisters, RegisterEntry, Registers
from models.decisions import RegisterCheck
from tests.certification.registry import NOTHING, NOW, Registry
from tests.certification.test_verbs import VERIFY

DATES = {"valid_from": date(2026, 1, 1), "valid_to": date(2027, 6, 30)}


def check(
    registry: Registry, registers: Registers, certificate_id: str, verifier: str = "lucia", federation: str = "andes"
) -> RegisterCheck:
    return check_register(
        registry.database,
        registers,
        registry.files,
        certificate_id=certificate_id,
        federation_id=registry[federation],
        verifier_id=registry[verifier],
        now=NOW,
    )


@pytest.fixture
def registers() -> FakeRegisters:
    return FakeRegisters()


@pytest.fixture
def certificate_id(registry: Registry) -> str:
    """Handed in without a document."""
    bare = registry.draft(number="990552")
    registry.submit(bare)
    return bare


def test_an_entry_that_agrees_is_the_evidence_it_is_verified_by(
    registry: Registry, registers: FakeRegisters, certificate_id: str
) -> None:
    entry = RegisterEntry("990552", "COOP", "Certified", **DATES, source_url="https://register.example.org/990552")
    registers.put("fairtrade", entry)
    found = check(registry, registers, certificate_id)
    assert (found.outcome, found.differences, registers.asked) == ("agrees", {}, [("fairtrade", "990552")])
    path = registry.one("select path from evidence where id = :id", id=found.evidence_id)
    paper = json.loads(registry.files.get(str(path)))
    assert paper["entry"]["status"] == "Certified" and paper["outcome"] == "agrees"
    assert check(registry, registers, certificate_id).evidence_id == found.evidence_id
    registry.decide(certificate_id, VERIFY)
    assert registry.claims("espresso") != {}
    with registry.database.reading() as session:
        assert len(list_checks(session, certificate_id)) == 2


def test_what_differs_is_named_with_the_registers_word(
    registry: Registry, registers: FakeRegisters, certificate_id: str
) -> None:
    registers.put("fairtrade", RegisterEntry("990552", "Another Coop", valid_to=date(2026, 12, 31)))
    found = check(registry, registers, certificate_id)
    assert found.outcome == "differs"
    assert found.differences == {"holder": "Another Coop", "valid_to": "2026-12-31"}
    registers.put("fairtrade", RegisterEntry("990552", "coop  ", status="Decertified"))
    assert check(registry, registers, certificate_id).entry["status"] == "Decertified"


def test_no_entry_is_an_answer_and_silence_is_none(
    registry: Registry, registers: FakeRegisters, certificate_id: str
) -> None:
    assert check(registry, registers, certificate_id).outcome == "not_found"
    registers.silent.add("fairtrade")
    for silent in (registers, NoRegisters()):
        with pytest.raises(GatewayUnavailable):
            check(registry, silent, certificate_id)
    assert registry.one("select count(*) from register_check") == 1


def test_only_who_is_in_charge_without_a_stake_asks(
    registry: Registry, registers: FakeRegisters, certificate_id: str
) -> None:
    with pytest.raises(NoSuchFederation):
        check(registry, registers, certificate_id, "farmer")
    with pytest.raises(NoSuchCertificate):
        check(registry, registers, NOTHING)
    with registry.database.transaction() as session:
        registry.join(session, "lucia", "coop")
    with pytest.raises(ConflictOfInterest):
        check(registry, registers, certificate_id)
    assert registers.asked == []
