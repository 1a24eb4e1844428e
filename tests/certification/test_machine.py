"""Random histories, by anybody: no state changes but by the table, none by somebody whom the table does not name."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from certification.appeals.decide_appeal import decide_appeal
from certification.appeals.file_appeal import file_appeal
from certification.audit.verify_audit import verify_audit
from certification.chain import verify_event_chain
from certification.history.read_history import read_history
from certification.proposals.decline_decision import decline_decision
from certification.queries import list_events
from certification.states import STEPS, WAITING
from certification.surrender_certificate import surrender_certificate
from kit.database import Database
from kit.errors import DomainError
from models.accounts import Person
from models.enums import AppealOutcome, CertificateState, MemberRole, VerificationDecision
from tests.certification.registry import NOTHING, NOW, REASON, Registry
from tests.machines import briefly

PEOPLE = ("farmer", "stranger", "lucia", "marta", "kwame", "ama", "nosy")
VERIFIERS = {"andes": {"lucia", "marta"}, "baobab": {"kwame", "ama"}}
APPEALABLE = {CertificateState.REJECTED, CertificateState.SUSPENDED, CertificateState.WITHDRAWN}
_OPEN_APPEALS = "select count(*) from appeal where certificate_id = :id and outcome is null"
# By the plain dates of Berlin, where the scheme's days begin.
_PERMITTED = """
    select last_day >= (:now at time zone 'Europe/Berlin')::date
           and last_day < (first_value(granted_at) over (order by granted_at) at time zone 'Europe/Berlin')::date
                          + interval '9 months'
    from provisional_permission where certificate_id = :id order by granted_at desc limit 1
"""
PUBLIC_BEFORE = {CertificateState.VERIFIED, CertificateState.SUSPENDED}
_TO: dict[str, list[VerificationDecision]] = {
    "draft": [],
    "submitted": [],
    "verified": [VerificationDecision.VERIFY],
    "suspended": [VerificationDecision.VERIFY, VerificationDecision.SUSPEND],
    "withdrawn": [VerificationDecision.VERIFY, VerificationDecision.WITHDRAW],
    "rejected": [VerificationDecision.REJECT],
}
people = st.sampled_from(PEOPLE)
# Mostly people who may: a history of refusals alone tells little.
speakers = st.sampled_from(
    [
        ("lucia", "andes"),
        ("marta", "andes"),
        ("kwame", "baobab"),
        ("ama", "baobab"),
        ("lucia", "baobab"),
        ("nosy", "andes"),
        ("farmer", "andes"),
    ]
)


class Anybody(RuleBasedStateMachine):
    """One certificate of the co-operative's, and everybody trying everything. `nosy` verifies for andes and is of the
    co-operative: a conflict in person."""

    registry: Registry
    reached: set[CertificateState]

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = NOW
        self.certificate_id = self.registry.draft()
        self.registry.document(self.certificate_id)
        self.state = CertificateState.DRAFT
        self.shown_then: list[tuple[datetime, bool]] = []

    @initialize(start=st.sampled_from(["draft", "submitted", "verified", "suspended", "withdrawn", "rejected"]))
    def begin(self, start: str) -> None:
        """Every state is a beginning: most histories would not come far by chance."""
        if start != "draft":
            self.registry.submit(self.certificate_id, now=self.now)
        for decision in _TO[start]:
            self.registry.decide(self.certificate_id, decision, now=self.now)
        self.state = self.read()

    def attempt(self, act: Callable[[], object], may: Callable[[CertificateState, CertificateState], bool]) -> None:
        """Try it; a refusal leaves the state, a success changes it as the table says and as this person may."""
        self.now += timedelta(hours=1)
        before = self.state
        try:
            act()
        except DomainError:
            assert self.read() is before
            return
        self.state = self.read()
        if self.state is not before:
            self.reached.add(self.state)
            assert self.state in {reached for (start, _), reached in STEPS.items() if start is before}
            assert may(before, self.state), (before, self.state)
        self.shown_then.append((self.now, bool(self.registry.claims("espresso", self.now))))

    def read(self) -> CertificateState:
        wanted = {"id": self.certificate_id}
        return CertificateState(str(self.registry.one("select state from certificate where id = :id", **wanted)))

    @rule(person=people)
    def submit(self, person: str) -> None:
        self.attempt(
            lambda: self.registry.submit(self.certificate_id, person=person, now=self.now),
            lambda *_: person in {"farmer", "nosy"},
        )

    @precondition(lambda self: self.state is CertificateState.VERIFIED)
    @rule(person=people, dice=st.integers(0, 5))
    def surrender(self, person: str, dice: int) -> None:
        if dice:  # An end without a way back: seldom.
            return

        def act() -> None:
            with self.registry.database.transaction() as session:
                surrender_certificate(
                    session,
                    certificate_id=self.certificate_id,
                    person_id=self.registry[person],
                    reason=REASON,
                    now=self.now,
                )

        self.attempt(act, lambda *_: person in {"farmer", "nosy"})

    @rule(
        speaker=speakers,
        decision=st.sampled_from(
            [each for each in VerificationDecision if each.value not in {"withdraw", "reinstate"}]
        ),
        days=st.sampled_from([0, 0, 0, 0, 2]),
    )
    def decide(self, speaker: tuple[str, str], decision: VerificationDecision, days: int) -> None:
        person, federation = speaker
        self.attempt(
            lambda: self.registry.decide(
                self.certificate_id,
                decision,
                verifier=person,
                federation=federation,
                now=self.now,
                effective_at=self.now + timedelta(days=days),
            ),
            lambda *_: person in VERIFIERS[federation],
        )

    @rule(speaker=speakers, days=st.sampled_from([None, 0, 1, 400]))
    def permit(self, speaker: tuple[str, str], days: int | None) -> None:
        person, federation = speaker
        last_day = None if days is None else self.now.date() + timedelta(days=days)
        self.attempt(
            lambda: self.registry.permit(
                self.certificate_id, last_day, verifier=person, federation=federation, now=self.now
            ),
            lambda *_: person in VERIFIERS[federation],
        )

    @rule(
        speaker=speakers,
        decision=st.sampled_from(VerificationDecision),
        back=st.sampled_from([0, 0, 3]),
    )
    def propose(self, speaker: tuple[str, str], decision: VerificationDecision, back: int) -> None:
        person, federation = speaker
        self.attempt(
            lambda: self.registry.propose(
                self.certificate_id,
                decision,
                verifier=person,
                federation=federation,
                now=self.now,
                effective_at=self.now - timedelta(hours=back) if back else None,
            ),
            lambda *_: False,
        )

    def open_proposal(self) -> tuple[str, str, str]:
        """Id, federation and proposer of the newest; nothing's id when there is none."""
        with self.registry.database.reading() as session:
            row = session.execute(
                text(
                    "select id, federation_id, proposed_by from decision_proposal where certificate_id = :id"
                    " and outcome is null order by id desc limit 1"
                ),
                {"id": self.certificate_id},
            ).one_or_none()
        return (row.id, row.federation_id, row.proposed_by) if row else (NOTHING, "", "")

    @precondition(lambda self: self.open_proposal()[0] != NOTHING)
    @rule(person=people)
    def confirm(self, person: str) -> None:
        proposal_id, federation_id, proposer = self.open_proposal()
        names = {self.registry[name]: members for name, members in VERIFIERS.items()}
        self.attempt(
            lambda: self.registry.confirm(proposal_id, verifier=person, now=self.now),
            lambda *_: person in names[federation_id] and self.registry[person] != proposer,
        )

    @precondition(lambda self: self.open_proposal()[0] != NOTHING)
    @rule(person=people)
    def decline(self, person: str) -> None:
        proposal_id, _, _ = self.open_proposal()

        def act() -> None:
            with self.registry.database.transaction() as session:
                decline_decision(
                    session,
                    proposal_id=proposal_id,
                    verifier_id=self.registry[person],
                    reason=REASON,
                    now=self.now,
                )

        self.attempt(act, lambda *_: False)

    @precondition(lambda self: self.state in APPEALABLE)
    @rule(person=people)
    def appeal(self, person: str) -> None:
        def act() -> None:
            with self.registry.database.transaction() as session:
                file_appeal(
                    session,
                    certificate_id=self.certificate_id,
                    person_id=self.registry[person],
                    reason=REASON,
                    now=self.now,
                )

        self.attempt(act, lambda *_: False)

    @precondition(lambda self: self.registry.one(_OPEN_APPEALS, id=self.certificate_id))
    @rule(speaker=speakers, outcome=st.sampled_from(AppealOutcome))
    def answer(self, speaker: tuple[str, str], outcome: AppealOutcome) -> None:
        person, federation = speaker
        with self.registry.database.reading() as session:
            row = session.execute(
                text(
                    "select a.id, v.verifier_id, v.confirmed_by from appeal a join verification v"
                    " on v.id = a.verification_id where a.certificate_id = :id order by a.id desc limit 1"
                ),
                {"id": self.certificate_id},
            ).one_or_none()

        def act() -> None:
            with self.registry.database.transaction() as session:
                decide_appeal(
                    session,
                    appeal_id=row.id if row else NOTHING,
                    federation_id=self.registry[federation],
                    verifier_id=self.registry[person],
                    outcome=outcome,
                    answer=REASON,
                    now=self.now,
                )

        self.attempt(
            act,
            lambda *_: (
                outcome is AppealOutcome.UPHELD
                and person in VERIFIERS[federation]
                and row is not None
                and self.registry[person] not in {row.verifier_id, row.confirmed_by}
            ),
        )

    @invariant()
    def the_history_leads_to_the_state(self) -> None:
        with self.registry.database.reading() as session:
            events = list_events(session, self.certificate_id)
            assert verify_event_chain(events, state=self.state) is None

    @invariant()
    def only_what_two_agreed_to_is_withdrawn(self) -> None:
        if self.state is CertificateState.WITHDRAWN:
            agreed = (
                "select count(*) from verification where certificate_id = :id and decision = 'withdraw'"
                " and confirmed_by <> verifier_id"
            )
            assert self.registry.one(agreed, id=self.certificate_id) != 0

    @invariant()
    def what_is_not_verified_is_not_shown(self) -> None:
        if self.state not in PUBLIC_BEFORE:
            assert self.registry.claims("espresso", self.now) == {} or self.state in {CertificateState.WITHDRAWN}

    @invariant()
    def who_sells_by_a_permission_claims_nothing(self) -> None:
        if self.registry.may_sell(self.certificate_id, self.now):
            assert self.state in {*WAITING, CertificateState.VERIFIED}
            assert self.registry.claims("espresso", self.now) == {}
            assert self.registry.one(_PERMITTED, id=self.certificate_id, now=self.now) is True

    def teardown(self) -> None:
        """What shoppers saw at each moment is what the history tells of it."""
        with self.registry.database.transaction() as session:
            assert verify_audit(session).altered is None
            if any(is_shown for _, is_shown in self.shown_then):
                for at, is_shown in self.shown_then:
                    told = read_history(session, certificate_id=self.certificate_id, at=at, known_at=at)
                    assert told.is_shown is is_shown, at
            # The next history begins with a product that carries nothing.
            session.execute(text("alter table certificate disable trigger certificate_is_kept"))
            session.execute(text("update certificate set state = 'superseded', claim_from = null, claim_until = null"))
            session.execute(text("alter table certificate enable trigger certificate_is_kept"))


@pytest.fixture
def nosy(database: Database) -> Registry:
    registry = Registry(database)
    registry.let_permit()
    with database.transaction() as session:
        person = Person(email="nosy@example.org", full_name="Nosy")
        session.add(person)
        registry.ids["nosy"] = person.id
        session.flush()
        registry.join(session, "nosy", "coop")
        registry.join(session, "nosy", "andes", MemberRole.VERIFIER)
    return registry


def test_random_histories(nosy: Registry) -> None:
    reached: set[CertificateState] = set()
    machine = type("AnybodyHere", (Anybody,), {"registry": nosy, "reached": reached})
    run_state_machine_as_test(
        machine,
        settings=briefly(examples=15, steps=40),
    )
    assert reached
