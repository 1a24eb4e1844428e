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
    # Only sooner than the end that was decided: until that comes the certificate carries the claim.
    (_S.SUPERSEDED, Step.SUSPEND): _S.SUSPENDED,
    (_S.SUPERSEDED, Step.WITHDRAW): _S.WITHDRAWN,
    (_S.SUSPENDED, Step.SUSPEND): _S.SUSPENDED,
    (_S.WITHDRAWN, Step.WITHDRAW): _S.WITHDRAWN,
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


_SOONER = frozenset(
    {
        (_S.SUPERSEDED, Step.SUSPEND),
        (_S.SUPERSEDED, Step.WITHDRAW),
        (_S.SUSPENDED, Step.SUSPEND),
        (_S.WITHDRAWN, Step.WITHDRAW),
    }
)


def refuse_later_end(state: CertificateState, step: Step, claim_until: datetime | None, effective_at: datetime) -> None:
    """An end that was decided can only come sooner. Raises IllegalStep."""
    if (state, step) in _SOONER and (claim_until is None or claim_until <= effective_at):
        raise IllegalStep(state, step)


def decisions_in(state: CertificateState, *, is_announced: bool = False) -> list[VerificationDecision]:
    """What a federation can decide in this state; more while its end is announced and has not come."""
    return [
        decision
        for decision in VerificationDecision
        if (state, Step(decision)) in STEPS and (is_announced or (state, Step(decision)) not in _SOONER)
    ]
