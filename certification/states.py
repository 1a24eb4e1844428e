"""What can become of the platform's record of a certificate: a closed machine, as data.

A scheme's own word (expired, decertified) is a date or the reason of a decision, never a step a producer can make.
`expired` is no state: the date alone says it.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from certification.errors import IllegalStep
from models.enums import CertificateState, VerificationDecision


class Step(StrEnum):
    """What can be done to a certificate: by its holder, by a federation, by its successor, or on appeal."""

    SUBMIT = "submit"
    SURRENDER = "surrender"
    VERIFY = "verify"
    REJECT = "reject"
    ASK = "ask"
    PERMIT = "permit"
    SUSPEND = "suspend"
    LIFT = "lift"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"
    REINSTATE = "reinstate"
    REOPEN = "reopen"


_S = CertificateState

# Verifying what is verified adds another federation's word, or a recheck, and changes no state. A permission to sell
# stands beside the review, with an end of its own: all that the state says is that somebody has begun to look.
STEPS: Mapping[tuple[CertificateState, Step], CertificateState] = {
    (_S.DRAFT, Step.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, Step.ASK): _S.NEEDS_INFO,
    (_S.SUBMITTED, Step.PERMIT): _S.IN_REVIEW,
    (_S.SUBMITTED, Step.VERIFY): _S.VERIFIED,
    (_S.SUBMITTED, Step.REJECT): _S.REJECTED,
    (_S.NEEDS_INFO, Step.SUBMIT): _S.IN_REVIEW,
    (_S.NEEDS_INFO, Step.VERIFY): _S.VERIFIED,
    (_S.NEEDS_INFO, Step.REJECT): _S.REJECTED,
    (_S.IN_REVIEW, Step.ASK): _S.NEEDS_INFO,
    (_S.IN_REVIEW, Step.PERMIT): _S.IN_REVIEW,
    (_S.IN_REVIEW, Step.VERIFY): _S.VERIFIED,
    (_S.IN_REVIEW, Step.REJECT): _S.REJECTED,
    (_S.VERIFIED, Step.VERIFY): _S.VERIFIED,
    (_S.VERIFIED, Step.SUSPEND): _S.SUSPENDED,
    (_S.VERIFIED, Step.WITHDRAW): _S.WITHDRAWN,
    (_S.VERIFIED, Step.SURRENDER): _S.SURRENDERED,
    (_S.VERIFIED, Step.SUPERSEDE): _S.SUPERSEDED,
    (_S.SUSPENDED, Step.LIFT): _S.VERIFIED,
    (_S.SUSPENDED, Step.WITHDRAW): _S.WITHDRAWN,
    # Only before a renewal begins: until then its certificate carries the claim, and may have to lose it.
    (_S.SUPERSEDED, Step.SUSPEND): _S.SUSPENDED,
    (_S.SUPERSEDED, Step.WITHDRAW): _S.WITHDRAWN,
    # The two ends that people may have been wrong about.
    (_S.WITHDRAWN, Step.REINSTATE): _S.VERIFIED,
    (_S.REJECTED, Step.REOPEN): _S.IN_REVIEW,
}

WAITING = (_S.SUBMITTED, _S.IN_REVIEW, _S.NEEDS_INFO)
OPEN_TO_EVIDENCE = frozenset({_S.DRAFT, _S.NEEDS_INFO})
# States of a certificate that has been public.
PUBLIC = (_S.VERIFIED, _S.SUSPENDED, _S.WITHDRAWN, _S.SURRENDERED, _S.SUPERSEDED)


def next_state(state: CertificateState, step: Step) -> CertificateState:
    """Where the step leads. Raises IllegalStep."""
    reached = STEPS.get((state, step))
    if reached is None:
        raise IllegalStep(state, step)
    return reached


def has_given_way(state: CertificateState, claim_until: datetime | None, at: datetime) -> bool:
    """Whether another certificate has taken this one's place by then: one that only will can still lose its claim."""
    return state is CertificateState.SUPERSEDED and (claim_until is None or claim_until <= at)


def decisions_in(state: CertificateState) -> list[VerificationDecision]:
    """What a federation can decide in this state; about a superseded certificate, only while it has not given way."""
    return [decision for decision in VerificationDecision if (state, Step(decision)) in STEPS]
