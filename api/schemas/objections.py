"""Appeals, alerts of the public, messages, and what registers said."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.schemas.base import In, Out, Text
from models.decisions import Appeal, CertificateMessage, PublicAlert, RegisterCheck
from models.enums import AppealOutcome, PublicAlertOutcome, RegisterOutcome

Id = Annotated[Text, StringConstraints(max_length=64)]
Words = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=4000)]


class AppealIn(In):
    """Why the decision is wrong."""

    reason: Words


class AppealAnswerIn(In):
    """What becomes of an appeal, in a federation's name; the holder reads the answer."""

    federation_id: Id
    outcome: Annotated[AppealOutcome, Field(strict=False)]
    answer: Words


class AppealOut(Out):
    """An objection to one decision. `outcome` is null while nobody has decided."""

    id: str
    certificate_id: str
    verification_id: str
    reason: str
    filed_at: datetime
    outcome: AppealOutcome | None
    federation_id: str | None
    decided_at: datetime | None
    answer: str

    @classmethod
    def of(cls, appeal: Appeal) -> Self:
        return cls.model_validate(appeal, strict=False)


class WaitingAppealOut(AppealOut):
    """An appeal that a federation has to decide, with what people call its certificate."""

    number: str
    scheme_name: str
    holder: str


class WaitingAppealsOut(Out):
    data: list[WaitingAppealOut]


class AppealsOut(Out):
    data: list[AppealOut]


class PublicAlertIn(In):
    """What is wrong, in at least twenty characters. Only the federations in charge read it."""

    body: Words


class PublicAlertTakenOut(Out):
    """It was taken; nothing has changed yet."""

    id: str


class ModerationIn(In):
    """What a federation makes of an alert. An accepted alert's note is public, on the proof."""

    federation_id: Id
    outcome: Annotated[PublicAlertOutcome, Field(strict=False)]
    note: Words


class SettlementIn(In):
    """How the dispute of an accepted alert ended."""

    federation_id: Id
    settlement: Words


class PublicAlertOut(Out):
    """An alert as a federation in charge reads it."""

    id: str
    certificate_id: str
    body: str
    raised_at: datetime
    outcome: PublicAlertOutcome | None
    public_note: str
    moderated_at: datetime | None
    settled_at: datetime | None
    settlement: str

    @classmethod
    def of(cls, alert: PublicAlert) -> Self:
        return cls.model_validate(alert, strict=False)


class WaitingPublicAlertOut(PublicAlertOut):
    """An alert that a federation has to answer or settle, with what people call its certificate."""

    number: str
    scheme_name: str
    holder: str


class PublicAlertsOut(Out):
    data: list[WaitingPublicAlertOut]


class MessageIn(In):
    """What is said. A federation's verifier names the federation, the holder none."""

    federation_id: Id | None = None
    body: Words


class MessageOut(Out):
    """One thing said; without a federation the holder speaks."""

    id: str
    certificate_id: str
    federation_id: str | None
    author_id: str
    body: str
    sent_at: datetime

    @classmethod
    def of(cls, message: CertificateMessage) -> Self:
        return cls.model_validate(message)


class MessagesOut(Out):
    data: list[MessageOut]


class RegisterCheckIn(In):
    """In which federation's name the register is asked."""

    federation_id: Id


class RegisterCheckOut(Out):
    """What the register said. `differences` holds its word for each fact that is not as on the certificate."""

    id: str
    certificate_id: str
    outcome: RegisterOutcome
    entry: dict[str, str]
    differences: dict[str, str]
    evidence_id: str | None
    checked_at: datetime

    @classmethod
    def of(cls, check: RegisterCheck) -> Self:
        return cls.model_validate(check, strict=False)
