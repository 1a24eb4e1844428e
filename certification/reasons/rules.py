"""Which reason goes with which decision. No clock, no session."""

from collections.abc import Mapping

from certification.reasons.errors import ReasonCodeNeeded, WrongReasonCode
from models.enums import ReasonCode, VerificationDecision

_R = ReasonCode

# In the order in which they are offered.
REASONS: Mapping[VerificationDecision, tuple[ReasonCode, ...]] = {
    VerificationDecision.ASK: (
        _R.DOCUMENT_MISSING,
        _R.DOCUMENT_UNREADABLE,
        _R.DETAILS_DIFFER,
        _R.NOT_IN_REGISTER,
        _R.SCOPE_UNCLEAR,
        _R.OTHER,
    ),
    VerificationDecision.REJECT: (
        _R.DOCUMENT_MISSING,
        _R.DOCUMENT_UNREADABLE,
        _R.DETAILS_DIFFER,
        _R.NOT_IN_REGISTER,
        _R.OUT_OF_SCOPE,
        _R.NO_ANSWER,
        _R.NOT_GENUINE,
        _R.OTHER,
    ),
    VerificationDecision.SUSPEND: (
        _R.SUSPENDED_BY_SCHEME,
        _R.NON_CONFORMITY,
        _R.COMPLAINT,
        _R.NOT_IN_REGISTER,
        _R.OUT_OF_SCOPE,
        _R.NO_ANSWER,
        _R.VERIFIED_IN_ERROR,
        _R.OTHER,
    ),
    VerificationDecision.WITHDRAW: (
        _R.WITHDRAWN_BY_SCHEME,
        _R.NON_CONFORMITY,
        _R.NOT_IN_REGISTER,
        _R.NOT_GENUINE,
        _R.VERIFIED_IN_ERROR,
        _R.OTHER,
    ),
}


def check_reason_code(decision: VerificationDecision, reason_code: ReasonCode | None) -> None:
    """Raises ReasonCodeNeeded or WrongReasonCode; a decision in the holder's favour has none."""
    allowed = REASONS.get(decision, ())
    if reason_code is None:
        if allowed:
            raise ReasonCodeNeeded(decision, list(allowed))
    elif reason_code not in allowed:
        raise WrongReasonCode(decision, list(allowed))
