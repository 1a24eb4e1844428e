"""Refusals about trade agreements."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchAgreement(NotFound):
    """There is no such agreement that you may see."""

    code: ClassVar[str] = "no_such_agreement"


@dataclass(eq=False)
class AgreementNotSensible(Invalid):
    """The agreement does not hold together."""

    code: ClassVar[str] = "agreement_not_sensible"
    problem: str


@dataclass(eq=False)
class NoSuchParty(Invalid):
    """There is no such organisation or network that could sign."""

    code: ClassVar[str] = "no_such_party"
    party: str


class NoSuchGood(Invalid):
    """There is no such product of a party, or no such category."""

    code: ClassVar[str] = "no_such_good"


class NoSuchCompensationFund(Invalid):
    """There is no such fund in the agreement's currency."""

    code: ClassVar[str] = "no_such_compensation_fund"


@dataclass(eq=False)
class AgreementAnswered(Conflict):
    """This version was signed or declined by you, or is over."""

    code: ClassVar[str] = "agreement_answered"
    state: str


class AnotherText(Conflict):
    """This is not the text that you have read."""

    code: ClassVar[str] = "another_text"


class AmendmentWaits(Conflict):
    """A later version of this agreement waits for signatures already."""

    code: ClassVar[str] = "amendment_waits"


class NoSuchCommitment(NotFound):
    """There is no such commitment of yours that is in force."""

    code: ClassVar[str] = "no_such_commitment"


class NoSuchDelivery(NotFound):
    """There is no such delivery of yours."""

    code: ClassVar[str] = "no_such_delivery"


class DeliveryAnswered(Conflict):
    """The other side answers, and only once."""

    code: ClassVar[str] = "delivery_answered"


class DeliveryNotSensible(Invalid):
    """A delivery is of more than nothing, and was made by today."""

    code: ClassVar[str] = "delivery_not_sensible"


class NoSuchCompensation(NotFound):
    """There is no such compensation."""

    code: ClassVar[str] = "no_such_compensation"


class CompensationPaid(Conflict):
    """It was paid under another bank reference."""

    code: ClassVar[str] = "compensation_paid"
