"""Appeals, alerts of the public, and what the two sides say to each other."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from certification.appeals.decide_appeal import decide_appeal
from certification.appeals.file_appeal import file_appeal
from certification.conversation.queries import list_messages
from certification.conversation.say import say_as_federation, say_as_holder
from certification.errors import ConflictOfInterest, NoSuchCertificate, NoSuchFederation, NumberTaken
from certification.objection_errors import (
    AppealDecided,
    AppealExists,
    NoSuchAppeal,
    NoSuchPublicAlert,
    NothingToAppeal,
    OwnDecision,
    PublicAlertAnswered,
    SaysTooLittle,
)
from certification.proposals.queries import list_open
from certification.public_alerts.moderate_alert import moderate_alert, settle_alert
from certification.public_alerts.queries import list_standing
from certification.public_alerts.raise_public_alert import raise_public_alert
from certification.withdraw_mandate import withdraw_mandate
from models.enums import AppealOutcome, PublicAlertOutcome
from tests.certification.registry import NOTHING, NOW, REASON, Registry
from tests.certification.test_verbs import ASK, DAY, LIFT, REJECT, SUSPEND, VERIFY, WITHDRAW, state_of

LATER = NOW + DAY
UPHELD, DISMISSED = AppealOutcome.UPHELD, AppealOutcome.DISMISSED


def appeal(registry: Registry, certificate_id: str, person: str = "farmer") -> str:
    with registry.database.transaction() as session:
        return file_appeal(
            session, certificate_id=certificate_id, person_id=registry[person], reason=REASON, now=LATER
        ).id


def answer(
    registry: Registry,
    appeal_id: str,
    outcome: AppealOutcome = UPHELD,
    *,
    verifier: str = "marta",
    federation: str = "andes",
) -> None:
    with registry.database.transaction() as session:
        decide_appeal(
            session,
            appeal_id=appeal_id,
            federation_id=registry[federation],
            verifier_id=registry[verifier],
            outcome=outcome,
            answer=REASON,
            now=LATER,
        )


def test_a_suspension_is_lifted_by_another_than_who_suspended(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, SUSPEND)
    appeal_id = appeal(registry, certificate_id)
    assert registry.claims("espresso", LATER) == {}
    with pytest.raises(OwnDecision):
        answer(registry, appeal_id, verifier="lucia")
    with pytest.raises(NoSuchFederation):
        answer(registry, appeal_id, verifier="kwame")
    answer(registry, appeal_id)
    assert registry.claims("espresso", LATER) != {}
    with pytest.raises(AppealDecided):
        answer(registry, appeal_id, DISMISSED)


def test_an_appeal_opens_again_only_the_rejection_that_it_was_against(registry: Registry) -> None:
    certificate_id = registry.submitted()
    registry.decide(certificate_id, REJECT)
    answer(registry, appeal(registry, certificate_id))
    registry.decide(certificate_id, REJECT, now=LATER)
    reopen = text("update certificate set state = 'in_review', version = version + 1 where id = :id")
    with pytest.raises(DBAPIError, match="has ended"), registry.database.transaction() as session:
        session.execute(reopen, {"id": certificate_id})


def test_a_rejection_is_reviewed_again(registry: Registry) -> None:
    certificate_id = registry.submitted()
    registry.decide(certificate_id, REJECT)
    answer(registry, appeal(registry, certificate_id), verifier="kwame", federation="baobab")
    assert state_of(registry, certificate_id) == "in_review"
    registry.decide(certificate_id, VERIFY, now=LATER)
    assert registry.claims("espresso", LATER) != {}


def test_a_rejected_number_that_was_handed_in_again_stays_rejected(registry: Registry) -> None:
    certificate_id = registry.submitted(number="4711")
    registry.decide(certificate_id, REJECT)
    appeal_id = appeal(registry, certificate_id)
    registry.submitted(number="4711")
    with pytest.raises(NumberTaken):
        answer(registry, appeal_id)
    assert state_of(registry, certificate_id) == "rejected"


def test_a_withdrawal_is_undone_by_two_who_had_no_part_in_it(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, WITHDRAW)
    appeal_id = appeal(registry, certificate_id)
    for verifier in ("lucia", "marta"):
        with pytest.raises(OwnDecision):
            answer(registry, appeal_id, verifier=verifier)
    answer(registry, appeal_id, verifier="kwame", federation="baobab")
    assert state_of(registry, certificate_id) == "withdrawn"
    with registry.database.reading() as session:
        (proposal,) = list_open(session, federation_ids=[registry["baobab"]], now=LATER)
    registry.confirm(proposal.id, verifier="ama", now=LATER)
    assert registry.claims("espresso", LATER) != {}


def test_who_was_right_is_told_so_after_the_last_day_and_nothing_is_brought_back(registry: Registry) -> None:
    certificate_id = registry.verified(valid_to=NOW.date())
    registry.decide(certificate_id, WITHDRAW)
    answer(registry, appeal(registry, certificate_id), verifier="kwame", federation="baobab")
    assert registry.one("select outcome from appeal") == "upheld"
    assert registry.one("select count(*) from decision_proposal where decision = 'reinstate'") == 0
    assert state_of(registry, certificate_id) == "withdrawn"


def test_a_later_suspension_is_not_lifted_by_an_appeal_against_the_first(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, SUSPEND)
    appeal_id = appeal(registry, certificate_id)
    registry.decide(certificate_id, LIFT, now=LATER)
    registry.decide(certificate_id, SUSPEND, verifier="kwame", federation="baobab", now=LATER)
    answer(registry, appeal_id)
    assert state_of(registry, certificate_id) == "suspended"
    assert registry.claims("espresso", LATER) == {}


def test_a_later_withdrawal_is_not_undone_by_an_appeal_against_the_suspension(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, SUSPEND)
    appeal_id = appeal(registry, certificate_id)
    registry.decide(certificate_id, WITHDRAW, verifier="kwame", federation="baobab", now=LATER)
    answer(registry, appeal_id)
    assert state_of(registry, certificate_id) == "withdrawn"
    with registry.database.reading() as session:
        assert list_open(session, federation_ids=[registry["andes"]], now=LATER) == []


def test_what_was_dismissed_stays_and_is_not_appealed_twice(registry: Registry) -> None:
    certificate_id = registry.verified()
    for nothing in (certificate_id, registry.submitted()):
        with pytest.raises(NothingToAppeal):
            appeal(registry, nothing)
    registry.decide(certificate_id, SUSPEND)
    for person in ("stranger", "lucia"):
        with pytest.raises(NoSuchCertificate):
            appeal(registry, certificate_id, person)
    appeal_id = appeal(registry, certificate_id)
    with pytest.raises(AppealExists):
        appeal(registry, certificate_id)
    answer(registry, appeal_id, DISMISSED)
    assert state_of(registry, certificate_id) == "suspended"
    with pytest.raises(AppealExists):
        appeal(registry, certificate_id)
    with pytest.raises(NoSuchAppeal):
        answer(registry, NOTHING)


def test_nobody_learns_by_asking_which_appeals_and_alerts_there_are(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, SUSPEND)
    appeal_id, alert_id = appeal(registry, certificate_id), alert(registry, certificate_id)
    for asked in (appeal_id, NOTHING):
        with pytest.raises(NoSuchFederation):
            answer(registry, asked, verifier="stranger")
    for asked in (alert_id, NOTHING):
        for asks in (moderate, settle):
            with pytest.raises(NoSuchFederation):
                asks(registry, asked, verifier="stranger")
    with registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry["andes:fairtrade"], now=NOW)
    for asked in (appeal_id, NOTHING):
        with pytest.raises(NoSuchAppeal):
            answer(registry, asked)
    for asked in (alert_id, NOTHING):
        for asks in (moderate, settle):
            with pytest.raises(NoSuchPublicAlert):
                asks(registry, asked)


def test_who_has_a_stake_decides_no_appeal(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, SUSPEND)
    appeal_id = appeal(registry, certificate_id)
    with registry.database.transaction() as session:
        registry.join(session, "marta", "coop")
    with pytest.raises(ConflictOfInterest):
        answer(registry, appeal_id)


def alert(registry: Registry, certificate_id: str, body: str = "They buy from others and mix it in.") -> str:
    with registry.database.transaction() as session:
        return raise_public_alert(
            session, certificate_id=certificate_id, body=body, person_id=None, sender=b"here", now=NOW
        ).id


def moderate(
    registry: Registry,
    alert_id: str,
    outcome: PublicAlertOutcome = PublicAlertOutcome.ACCEPTED,
    verifier: str = "lucia",
) -> None:
    with registry.database.transaction() as session:
        moderate_alert(
            session,
            alert_id=alert_id,
            federation_id=registry["andes"],
            verifier_id=registry[verifier],
            outcome=outcome,
            note=REASON,
            now=NOW,
        )


def settle(registry: Registry, alert_id: str, verifier: str = "marta") -> None:
    with registry.database.transaction() as session:
        settle_alert(
            session,
            alert_id=alert_id,
            federation_id=registry["andes"],
            verifier_id=registry[verifier],
            settlement=REASON,
            now=LATER,
        )


def disputes(registry: Registry, certificate_id: str) -> int:
    with registry.database.reading() as session:
        return len(list_standing(session, certificate_id))


def test_an_alert_disputes_when_it_is_accepted_and_until_it_is_settled(registry: Registry) -> None:
    certificate_id = registry.verified()
    with pytest.raises(SaysTooLittle):
        alert(registry, certificate_id, "   bad people     ")
    with pytest.raises(SaysTooLittle):
        alert(registry, certificate_id, "\u200b" * 30)
    first, second = alert(registry, certificate_id), alert(registry, certificate_id)
    assert disputes(registry, certificate_id) == 0
    with pytest.raises(NoSuchFederation):
        moderate(registry, first, PublicAlertOutcome.ACCEPTED, "kwame")
    moderate(registry, first, PublicAlertOutcome.ACCEPTED)
    moderate(registry, second, PublicAlertOutcome.DISMISSED)
    assert disputes(registry, certificate_id) == 1
    for answered in (lambda: moderate(registry, first, PublicAlertOutcome.DISMISSED), lambda: settle(registry, second)):
        with pytest.raises(PublicAlertAnswered):
            answered()
    settle(registry, first)
    assert disputes(registry, certificate_id) == 0
    with pytest.raises(PublicAlertAnswered):
        settle(registry, first)
    with pytest.raises(NoSuchPublicAlert):
        moderate(registry, NOTHING, PublicAlertOutcome.ACCEPTED)


def test_nothing_is_said_of_what_is_not_public(registry: Registry) -> None:
    for certificate_id in (registry.draft(), registry.submitted(), NOTHING):
        with pytest.raises(NoSuchCertificate):
            alert(registry, certificate_id)


def test_a_question_and_its_answer_are_one_conversation(registry: Registry) -> None:
    certificate_id = registry.submitted()
    registry.decide(certificate_id, ASK, reason="Which products does it cover?")

    def holder(person: str, body: str = "Coffee alone; the list is attached.") -> None:
        with registry.database.transaction() as session:
            say_as_holder(session, certificate_id=certificate_id, person_id=registry[person], body=body, now=NOW)

    def federation(verifier: str) -> None:
        with registry.database.transaction() as session:
            say_as_federation(
                session,
                certificate_id=certificate_id,
                federation_id=registry["andes"],
                verifier_id=registry[verifier],
                body="Thank you.",
                now=NOW,
            )

    holder("farmer")
    federation("marta")
    with pytest.raises(NoSuchCertificate):
        holder("stranger")
    with pytest.raises(SaysTooLittle):
        holder("farmer", "  ")
    with pytest.raises(SaysTooLittle):
        holder("farmer", "\u200b\u202e")
    with pytest.raises(NoSuchFederation):
        federation("farmer")
    with registry.database.reading() as session:
        said = [(each.federation_id is None, each.body) for each in list_messages(session, certificate_id)]
    assert said == [
        (False, "Which products does it cover?"),
        (True, "Coffee alone; the list is attached."),
        (False, "Thank you."),
    ]
