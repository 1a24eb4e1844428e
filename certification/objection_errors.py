"""Refusals about appeals, alerts of the public and what is said about a certificate."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NothingToAppeal(Conflict):
    """Only a rejection, a suspension or a withdrawal that counts now can be appealed."""

    code: ClassVar[str] = "nothing_to_appeal"


class AppealExists(Conflict):
    """This decision was appealed."""

    code: ClassVar[str] = "appeal_exists"


class NoSuchAppeal(NotFound):
    """There is no such appeal, or it is not yours to see."""

    code: ClassVar[str] = "no_such_appeal"


class AppealDecided(Conflict):
    """This appeal was decided."""

    code: ClassVar[str] = "appeal_decided"


class OwnDecision(NotAllowed):
    """Whoever took part in a decision does not decide on the appeal against it."""

    code: ClassVar[str] = "own_decision"


class NoSuchPublicAlert(NotFound):
    """There is no such alert, or it is not yours to see."""

    code: ClassVar[str] = "no_such_public_alert"


class OwnCertificate(NotAllowed):
    """Alerts are for others: who belongs to a certificate's holder writes to the federation, or appeals."""

    code: ClassVar[str] = "own_certificate"


class PublicAlertAnswered(Conflict):
    """This alert was answered, or was not accepted."""

    code: ClassVar[str] = "public_alert_answered"


@dataclass(eq=False)
class SaysTooLittle(Invalid):
    """This says too little to be looked into."""

    code: ClassVar[str] = "says_too_little"
    shortest: int
