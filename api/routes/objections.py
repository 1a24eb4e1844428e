"""Objections and conversation: appeals of holders, alerts of the public, messages, and look-ups in registers."""

from collections.abc import Sequence

from fastapi import Request

from api.access import Caller
from api.deps import (
    CallerDep,
    DatabaseDep,
    FilesDep,
    IdPath,
    LimiterDep,
    Now,
    RegistersDep,
    SettingsDep,
    client_network,
    expect_id,
)
from api.limits import Zone
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.objections import (
    AppealAnswerIn,
    AppealIn,
    AppealOut,
    AppealsOut,
    MessageIn,
    MessageOut,
    MessagesOut,
    ModerationIn,
    PublicAlertIn,
    PublicAlertOut,
    PublicAlertsOut,
    PublicAlertTakenOut,
    RegisterCheckIn,
    RegisterCheckOut,
    SettlementIn,
    WaitingAppealOut,
    WaitingAppealsOut,
    WaitingPublicAlertOut,
)
from certification import queries as certificates
from certification.appeals import queries as appeals
from certification.appeals.decide_appeal import decide_appeal
from certification.appeals.file_appeal import file_appeal
from certification.conversation.queries import list_messages
from certification.conversation.say import say_as_federation, say_as_holder
from certification.errors import NoSuchCertificate, NoSuchFederation
from certification.pages.in_charge import federations_in_charge, list_inside
from certification.pages.queries import list_names
from certification.public_alerts import queries as alerts
from certification.public_alerts.moderate_alert import moderate_alert, settle_alert
from certification.public_alerts.raise_public_alert import raise_public_alert
from certification.public_alerts.rules import sender_mark
from certification.registers.check_register import check_register
from kit.database import Session
from models.decisions import Appeal, PublicAlert

routes = Routes(prefix="/v1", tags=["certification"])


@routes.post("/certificates/{certificate_id}/appeals", policy=(Resource.APPEAL, Action.CREATE), status_code=201)
def appeal(certificate_id: IdPath, body: AppealIn, caller: CallerDep, database: DatabaseDep, now: Now) -> AppealOut:
    """Object to the rejection, suspension or withdrawal of your certificate, once; it counts until that is decided."""
    assert caller.person_id is not None
    wanted = expect_id("crt", certificate_id)
    with database.transaction() as session:
        filed = file_appeal(session, certificate_id=wanted, person_id=caller.person_id, reason=body.reason, now=now)
        return AppealOut.of(filed)


@routes.get("/certificates/{certificate_id}/appeals", policy=(Resource.APPEAL, Action.READ))
def read_appeals(certificate_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> AppealsOut:
    """The appeals about a certificate, for its holder and for the federations in charge; newest first."""
    wanted = expect_id("crt", certificate_id)
    with database.reading() as session:
        _refuse_outsider(session, caller, wanted, now)
        return AppealsOut(data=[AppealOut.of(each) for each in appeals.list_of_certificate(session, wanted)])


@routes.get("/organisations/{federation_id}/appeals", policy=(Resource.APPEAL, Action.REVIEW))
def list_appeals(federation_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> WaitingAppealsOut:
    """What nobody has decided inside a federation's mandates, oldest first."""
    wanted = _own_federation(caller, federation_id)
    with database.reading() as session:
        found = list_inside(session, appeals.list_open, federation_id=wanted, now=now)
        named = _named(session, found)
        return WaitingAppealsOut(
            data=[
                WaitingAppealOut.model_validate(AppealOut.of(each).model_dump() | named[each.certificate_id])
                for each in found
            ]
        )


@routes.post("/appeals/{appeal_id}/decide", policy=(Resource.APPEAL, Action.DECIDE))
def answer_appeal(
    appeal_id: IdPath, body: AppealAnswerIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> AppealOut:
    """Uphold or dismiss an appeal, as somebody who had no part in the decision.

    Upheld against a withdrawal, it proposes the reinstatement: a colleague confirms.
    """
    assert caller.person_id is not None
    with database.transaction() as session:
        decided = decide_appeal(
            session,
            appeal_id=expect_id("apl", appeal_id),
            federation_id=body.federation_id,
            verifier_id=caller.person_id,
            outcome=body.outcome,
            answer=body.answer,
            now=now,
        )
        return AppealOut.of(decided)


@routes.post("/certificates/{certificate_id}/alerts", policy=(Resource.PUBLIC_ALERT, Action.CREATE), status_code=202)
def raise_alert(
    certificate_id: IdPath,
    body: PublicAlertIn,
    request: Request,
    caller: CallerDep,
    database: DatabaseDep,
    limiter: LimiterDep,
    settings: SettingsDep,
    now: Now,
) -> PublicAlertTakenOut:
    """Say that something about a certified organisation is wrong. A federation in charge reads it and answers."""
    network = client_network(request)
    limiter.count(Zone.SIGN_UP, f"alert:{network}")
    wanted = expect_id("crt", certificate_id)
    with database.transaction() as session:
        alert = raise_public_alert(
            session,
            certificate_id=wanted,
            body=body.body,
            person_id=caller.person_id,
            sender=sender_mark(network, certificate_id=wanted, secret=settings.secret_key),
            now=now,
        )
        return PublicAlertTakenOut(id=alert.id)


@routes.get("/organisations/{federation_id}/public-alerts", policy=(Resource.PUBLIC_ALERT, Action.REVIEW))
def list_alerts(federation_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> PublicAlertsOut:
    """What waits for an answer or a settlement inside a federation's mandates, oldest first."""
    wanted = _own_federation(caller, federation_id)
    with database.reading() as session:
        found = list_inside(session, alerts.list_waiting, federation_id=wanted, now=now)
        named = _named(session, found)
        return PublicAlertsOut(
            data=[
                WaitingPublicAlertOut.model_validate(PublicAlertOut.of(each).model_dump() | named[each.certificate_id])
                for each in found
            ]
        )


@routes.post("/public-alerts/{alert_id}/moderate", policy=(Resource.PUBLIC_ALERT, Action.DECIDE))
def moderate(
    alert_id: IdPath, body: ModerationIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> PublicAlertOut:
    """Accept or dismiss an alert. Accepted, the proof says that the certificate is disputed."""
    assert caller.person_id is not None
    with database.transaction() as session:
        alert = moderate_alert(
            session,
            alert_id=expect_id("pal", alert_id),
            federation_id=body.federation_id,
            verifier_id=caller.person_id,
            outcome=body.outcome,
            note=body.note,
            now=now,
        )
        return PublicAlertOut.of(alert)


@routes.post("/public-alerts/{alert_id}/settle", policy=(Resource.PUBLIC_ALERT, Action.DECIDE))
def settle(alert_id: IdPath, body: SettlementIn, caller: CallerDep, database: DatabaseDep, now: Now) -> PublicAlertOut:
    """End the dispute of an accepted alert."""
    assert caller.person_id is not None
    with database.transaction() as session:
        alert = settle_alert(
            session,
            alert_id=expect_id("pal", alert_id),
            federation_id=body.federation_id,
            verifier_id=caller.person_id,
            settlement=body.settlement,
            now=now,
        )
        return PublicAlertOut.of(alert)


@routes.get("/certificates/{certificate_id}/messages", policy=(Resource.MESSAGE, Action.READ))
def read_messages(certificate_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> MessagesOut:
    """What the holder and the federations in charge said about a certificate, oldest first."""
    wanted = expect_id("crt", certificate_id)
    with database.reading() as session:
        _refuse_outsider(session, caller, wanted, now)
        return MessagesOut(data=[MessageOut.of(each) for each in list_messages(session, wanted)])


@routes.post("/certificates/{certificate_id}/messages", policy=(Resource.MESSAGE, Action.CREATE), status_code=201)
def say(certificate_id: IdPath, body: MessageIn, caller: CallerDep, database: DatabaseDep, now: Now) -> MessageOut:
    """Say something to the other side; it stays as it was said."""
    assert caller.person_id is not None
    wanted = expect_id("crt", certificate_id)
    with database.transaction() as session:
        if body.federation_id is None:
            said = say_as_holder(session, certificate_id=wanted, person_id=caller.person_id, body=body.body, now=now)
        else:
            said = say_as_federation(
                session,
                certificate_id=wanted,
                federation_id=body.federation_id,
                verifier_id=caller.person_id,
                body=body.body,
                now=now,
            )
        return MessageOut.of(said)


@routes.post(
    "/certificates/{certificate_id}/register-checks", policy=(Resource.REGISTER_CHECK, Action.CREATE), status_code=201
)
def look_up(
    certificate_id: IdPath,
    body: RegisterCheckIn,
    caller: CallerDep,
    database: DatabaseDep,
    files: FilesDep,
    registers: RegistersDep,
    limiter: LimiterDep,
    now: Now,
) -> RegisterCheckOut:
    """Ask the scheme's register for the certificate's number; the answer becomes a document behind the certificate."""
    assert caller.person_id is not None
    limiter.count(Zone.UPLOAD, caller.person_id)
    check = check_register(
        database,
        registers,
        files,
        certificate_id=expect_id("crt", certificate_id),
        federation_id=body.federation_id,
        verifier_id=caller.person_id,
        now=now,
    )
    return RegisterCheckOut.of(check)


def _own_federation(caller: Caller, federation_id: str) -> str:
    """Raises NoSuchFederation unless the caller verifies for it."""
    wanted = expect_id("org", federation_id)
    if wanted not in caller.verifies_for:
        raise NoSuchFederation()
    return wanted


def _refuse_outsider(session: Session, caller: Caller, certificate_id: str, now: Now) -> None:
    """Raises NoSuchCertificate unless the caller is of the holder, or verifies for a federation in charge."""
    holder_id = certificates.find_holder(session, certificate_id)
    if holder_id is not None and caller.is_member_of(holder_id):
        return
    in_charge = federations_in_charge(
        session, certificate_ids=[certificate_id], federation_ids=caller.verifies_for, now=now
    )
    if not in_charge:
        raise NoSuchCertificate()


def _named(session: Session, found: Sequence[Appeal | PublicAlert]) -> dict[str, dict[str, str]]:
    """What people call the certificates that these are about."""
    names = list_names(session, [each.certificate_id for each in found])
    return {
        certificate_id: {"number": name.number, "scheme_name": name.scheme, "holder": name.holder}
        for certificate_id, name in names.items()
    }
