"""Who belongs to whom, agreed by both; no circles; mandates that are handed on end with what they hang from."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from certification.audit.record_audit import record_audit
from certification.errors import MandateExists, NoSuchCategory, NoSuchFederation, NoSuchMandate
from certification.networks import queries
from certification.networks.accept_membership import accept_membership
from certification.networks.delegate_mandate import delegate_mandate
from certification.networks.end_membership import end_membership
from certification.networks.errors import (
    NetworkCircle,
    NetworkMembershipAnswered,
    NetworkMembershipExists,
    NoSuchNetwork,
    NoSuchNetworkMembership,
    NotAMember,
    WiderMandate,
)
from certification.networks.propose_membership import propose_membership
from certification.networks.take_mandate_back import take_mandate_back
from certification.withdraw_mandate import withdraw_mandate
from kit.database import Session
from kit.errors import DomainError
from models.accounts import Person
from models.enums import MemberRole, OrganisationKind, SubjectKind, VerificationDecision
from models.organisations import Organisation
from tests.certification.at_once import meanwhile
from tests.certification.registry import NOW, Registry
from tests.certification.test_verbs import DAY


@pytest.fixture
def net(registry: Registry) -> Registry:
    """A network `union` with a steward; stewards of andes and baobab too."""
    with registry.database.transaction() as session:
        union = Organisation(slug="union", kind=OrganisationKind.NETWORK, name="Union", country="FR")
        session.add(union)
        registry.ids["union"] = union.id
        for name in ("una", "ana", "bao"):
            person = Person(email=f"{name}@example.org", full_name=name)
            session.add(person)
            registry.ids[name] = person.id
        session.flush()
        for somebody, organisation in (("una", "union"), ("ana", "andes"), ("bao", "baobab")):
            registry.join(session, somebody, organisation, MemberRole.STEWARD)
    return registry


def propose(net: Registry, network: str, member: str, person: str) -> str:
    with net.database.transaction() as session:
        return propose_membership(
            session, network_id=net[network], member_id=net[member], person_id=net[person], now=NOW
        ).id


def accept(net: Registry, membership_id: str, person: str) -> None:
    with net.database.transaction() as session:
        accept_membership(session, membership_id=membership_id, person_id=net[person], now=NOW)


def end(net: Registry, membership_id: str, person: str) -> None:
    with net.database.transaction() as session:
        end_in(session, net, membership_id, person)


def end_in(session: Session, net: Registry, membership_id: str, person: str) -> None:
    end_membership(session, membership_id=membership_id, person_id=net[person], now=NOW + DAY)


def delegate(net: Registry, mandate: str, to: str, person: str, countries=(), categories=()) -> str:
    with net.database.transaction() as session:
        return delegate_in(session, net, mandate, to, person, countries, categories)


def delegate_in(
    session: Session, net: Registry, mandate: str, to: str, person: str, countries=(), categories=()
) -> str:
    return delegate_mandate(
        session,
        mandate_id=net.ids.get(mandate, mandate),
        federation_id=net[to],
        countries=countries,
        categories=categories,
        person_id=net[person],
        now=NOW,
    ).id


def test_an_invitation_holds_when_the_member_accepts_and_either_side_ends_it(net: Registry) -> None:
    membership_id = propose(net, "union", "andes", "una")
    with pytest.raises(NetworkMembershipAnswered):
        accept(net, membership_id, "una")
    with pytest.raises(NoSuchNetworkMembership):
        accept(net, membership_id, "bao")
    with pytest.raises(NetworkMembershipExists):
        propose(net, "union", "andes", "ana")
    accept(net, membership_id, "ana")
    with pytest.raises(NetworkMembershipAnswered):
        accept(net, membership_id, "ana")
    with net.database.reading() as session:
        (fact,) = queries.list_memberships(session, net["andes"])
    assert (fact.network_name, fact.is_invitation, fact.accepted_at) == ("Union", True, NOW)
    with pytest.raises(NoSuchNetworkMembership):
        end(net, membership_id, "bao")
    end(net, membership_id, "ana")
    with pytest.raises(NetworkMembershipAnswered):
        end(net, membership_id, "una")
    propose(net, "union", "andes", "una")


def test_an_application_is_the_networks_to_accept(net: Registry) -> None:
    membership_id = propose(net, "union", "andes", "ana")
    with pytest.raises(NetworkMembershipAnswered):
        accept(net, membership_id, "ana")
    accept(net, membership_id, "una")


def test_nobody_joins_others_together(net: Registry) -> None:
    for person in ("bao", "lucia", "farmer"):
        with pytest.raises(NoSuchNetwork):
            propose(net, "union", "andes", person)


def test_no_circle_however_long(net: Registry) -> None:
    accept(net, propose(net, "union", "andes", "una"), "ana")
    accept(net, propose(net, "andes", "baobab", "ana"), "bao")
    with pytest.raises(NetworkCircle):
        propose(net, "baobab", "union", "bao")
    with pytest.raises(NetworkCircle):
        propose(net, "andes", "andes", "ana")


def test_two_halves_of_a_circle_are_not_accepted_at_once(net: Registry) -> None:
    halves = [(propose(net, "andes", "baobab", "ana"), "bao"), (propose(net, "baobab", "andes", "bao"), "ana")]
    start, outcomes = Barrier(2), []

    def run(membership_id: str, person: str) -> None:
        start.wait()
        try:
            accept(net, membership_id, person)
            outcomes.append("accepted")
        except DomainError as refusal:
            outcomes.append(refusal.code)

    threads = [Thread(target=run, args=half) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "network_circle"]


@pytest.fixture
def member(net: Registry) -> str:
    """baobab belongs to andes; its own mandates are gone; andes verifies fairtrade food of Peru and Ghana."""
    membership_id = propose(net, "andes", "baobab", "ana")
    accept(net, membership_id, "bao")
    with net.database.transaction() as session:
        withdraw_mandate(session, mandate_id=net["baobab:fairtrade"], now=NOW)
        mandate = queries.lock_mandate(session, net["andes:fairtrade"])
        assert mandate is not None
        mandate.countries, mandate.categories = ["GH", "PE"], ["food"]
    return membership_id


def test_a_mandate_is_handed_on_narrower_or_equal(net: Registry, member: str) -> None:
    for countries, categories in ((["FR"], []), ([], ["home"]), ([], ["nothing"]), (["GH", "DE"], ["coffee"])):
        with pytest.raises(WiderMandate):
            delegate(net, "andes:fairtrade", "baobab", "ana", countries, categories)
    with pytest.raises(NoSuchMandate):
        delegate(net, "andes:fairtrade", "baobab", "bao")
    with pytest.raises(NotAMember):
        delegate(net, "andes:fairtrade", "union", "ana")
    with pytest.raises(NoSuchFederation):
        delegate(net, "andes:fairtrade", "coop", "ana")
    delegate(net, "andes:fairtrade", "baobab", "ana", ["PE"], ["coffee"])
    with pytest.raises(MandateExists):
        delegate(net, "andes:fairtrade", "baobab", "ana")
    certificate_id = net.submitted(subjects=[(SubjectKind.PRODUCT, "espresso")])
    net.decide(certificate_id, VerificationDecision.VERIFY, verifier="kwame", federation="baobab")
    assert net.claims("espresso") != {}


def test_a_mandate_for_all_is_not_handed_on_for_what_is_not_there(net: Registry, member: str) -> None:
    with net.database.transaction() as session:
        session.execute(text("update mandate set categories = '{}'"))
    with pytest.raises(NoSuchCategory):
        delegate(net, "andes:fairtrade", "baobab", "ana", (), ["cofee"])


def test_what_is_left_out_is_not_more_than_there_is(net: Registry, member: str) -> None:
    mandate_id = delegate(net, "andes:fairtrade", "baobab", "ana")
    assert net.one("select countries || categories from mandate where id = :id", id=mandate_id) == ["GH", "PE", "food"]


@pytest.mark.parametrize("how", ["mandate", "membership"])
def test_what_was_handed_on_ends_with_what_it_hangs_from(net: Registry, member: str, how: str) -> None:
    delegate(net, "andes:fairtrade", "baobab", "ana", ["PE"], ["coffee"])
    certificate_id = net.submitted(subjects=[(SubjectKind.PRODUCT, "espresso")])
    net.decide(certificate_id, VerificationDecision.VERIFY, verifier="kwame", federation="baobab")
    if how == "mandate":
        with net.database.transaction() as session:
            withdraw_mandate(session, mandate_id=net["andes:fairtrade"], now=NOW + DAY)
    else:
        end(net, member, "ana")
    assert net.claims("espresso", NOW) != {}
    assert net.claims("espresso", NOW + DAY) == {}


def withdraw(session: Session, net: Registry) -> None:
    withdraw_mandate(session, mandate_id=net["andes:fairtrade"], now=NOW + DAY)


def open_mandates_of_baobab(net: Registry) -> int:
    of_baobab = (
        "select count(*) from mandate where federation_id = :id and scheme_id = :scheme and withdrawn_at is null"
    )
    return int(str(net.one(of_baobab, id=net["baobab"], scheme=net["fairtrade"])))


@pytest.mark.parametrize("how", ["mandate", "membership"])
def test_what_is_being_handed_on_ends_with_what_it_hangs_from(net: Registry, member: str, how: str) -> None:
    def undo() -> None:
        with net.database.transaction() as session:
            if how == "mandate":
                withdraw(session, net)
            else:
                end_in(session, net, member, "ana")

    def hand_on(session: Session) -> None:
        delegate_in(session, net, "andes:fairtrade", "baobab", "ana")

    assert meanwhile(net.database, hand_on, undo) == "done"
    assert open_mandates_of_baobab(net) == 0


@pytest.mark.parametrize(("how", "refusal"), [("mandate", "NoSuchMandate"), ("membership", "NotAMember")])
def test_nothing_is_handed_on_while_what_it_hangs_from_ends(net: Registry, member: str, how: str, refusal: str) -> None:
    def undo(session: Session) -> None:
        if how == "mandate":
            withdraw(session, net)
        else:
            end_in(session, net, member, "ana")

    assert meanwhile(net.database, undo, lambda: delegate(net, "andes:fairtrade", "baobab", "ana")) == refusal
    assert open_mandates_of_baobab(net) == 0


def test_who_ends_a_membership_keeps_nobody_from_the_log_while_it_waits_for_a_row(net: Registry, member: str) -> None:
    with net.database.transaction() as session:
        withdraw_mandate(session, mandate_id=net["baobab:organic"], now=NOW)
    delegate(net, "andes:fairtrade", "baobab", "ana")
    second = delegate(net, "andes:organic", "baobab", "ana")

    def write(session: Session) -> None:
        record_audit(session, action="test", actor_id=None, object_id=second, detail={}, now=NOW)

    def leave() -> None:
        end(net, member, "bao")

    assert meanwhile(net.database, lambda session: queries.lock_mandate(session, second), leave, last=write) == "done"
    assert open_mandates_of_baobab(net) == 0


def test_who_takes_back_and_who_ends_the_membership_take_turns(net: Registry, member: str) -> None:
    handed_on = delegate(net, "andes:fairtrade", "baobab", "ana")

    def take_back() -> None:
        with net.database.transaction() as session:
            take_mandate_back(session, mandate_id=handed_on, person_id=net["ana"], now=NOW + DAY)

    def leave(session: Session) -> None:
        end_in(session, net, member, "bao")

    assert meanwhile(net.database, queries.lock_graph, take_back, last=leave) == "NoSuchMandate"
    assert open_mandates_of_baobab(net) == 0
