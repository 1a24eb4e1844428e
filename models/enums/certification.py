"""The words of certificates and of whoever checks them."""

from enum import StrEnum


class AssuranceClass(StrEnum):
    """Who vouches, in kind."""

    PUBLIC_AUTHORITY = "public_authority"
    THIRD_PARTY = "third_party"
    MIXED_PEER_AUDIT = "mixed_peer_audit"
    SECOND_PARTY = "second_party"
    PARTICIPATORY = "participatory"
    SELF_DECLARED = "self_declared"


class SellThrough(StrEnum):
    """Whether goods made before a certificate ended may still carry the claim."""

    NONE = "none"
    BY_PRODUCTION_DATE = "by_production_date"
    UNTIL_DATE = "until_date"


class CertificateState(StrEnum):
    """What the platform's record of a certificate is. `expired` is never stored: the date alone says it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_INFO = "needs_info"
    VERIFIED = "verified"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    SURRENDERED = "surrendered"
    SUPERSEDED = "superseded"


class SubjectKind(StrEnum):
    """What a certificate covers. AND between kinds, OR within one (GS1 `certificationSubject`)."""

    ORGANISATION = "organisation"
    PRODUCT = "product"
    CATEGORY = "category"
    SITE = "site"
    INGREDIENT = "ingredient"
    HARVEST = "harvest"


class Traceability(StrEnum):
    """How certified goods travel: kept apart from others, or mixed with them and balanced by mass."""

    PHYSICAL = "physical"
    MASS_BALANCE = "mass_balance"


class VerificationMethod(StrEnum):
    REGISTER_LOOKUP = "register_lookup"
    DOCUMENT = "document"
    CALL = "call"
    VISIT = "visit"
    PEER = "peer"


class VerificationDecision(StrEnum):
    VERIFY = "verify"
    REJECT = "reject"
    ASK = "ask"
    SUSPEND = "suspend"
    LIFT = "lift"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"


class ChecklistAnswer(StrEnum):
    """What a verifier found when they looked at what a scheme asks."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class ReasonCode(StrEnum):
    """Why a federation asks, refuses, suspends or withdraws. Which goes with which: certification.reasons.rules."""

    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_UNREADABLE = "document_unreadable"
    DETAILS_DIFFER = "details_differ"
    NOT_IN_REGISTER = "not_in_register"
    SCOPE_UNCLEAR = "scope_unclear"
    OUT_OF_SCOPE = "out_of_scope"
    NO_ANSWER = "no_answer"
    NOT_GENUINE = "not_genuine"
    SUSPENDED_BY_SCHEME = "suspended_by_scheme"
    WITHDRAWN_BY_SCHEME = "withdrawn_by_scheme"
    NON_CONFORMITY = "non_conformity"
    COMPLAINT = "complaint"
    VERIFIED_IN_ERROR = "verified_in_error"
    OTHER = "other"


class ProposalOutcome(StrEnum):
    """How a proposed decision ended: `withdrawn` by who proposed it, `declined` by a colleague, `lapsed` unanswered."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class AppealOutcome(StrEnum):
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class PublicAlertOutcome(StrEnum):
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class RegisterOutcome(StrEnum):
    """What a register said: the entry as on the certificate, an entry that differs, or none."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_FOUND = "not_found"


class StatusPurpose(StrEnum):
    """What a bit in a status list says: `revocation` is for good, `suspension` may be lifted (W3C)."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"
