"""Refusals about certificates. What is not yours to see answers like what does not exist."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable


class NoSuchCertificate(NotFound):
    """There is no such certificate, or it is not yours to see."""

    code: ClassVar[str] = "no_such_certificate"


class NoSuchEvidence(NotFound):
    """There is no such document behind this certificate."""

    code: ClassVar[str] = "no_such_evidence"


class NoSuchFederation(NotFound):
    """There is no such federation, or you do not verify for it."""

    code: ClassVar[str] = "no_such_federation"


class NoSuchHolder(NotFound):
    """There is no such producer, or you are not in it."""

    code: ClassVar[str] = "no_such_holder"


class NoSuchMandate(NotFound):
    """There is no such mandate that is still open."""

    code: ClassVar[str] = "no_such_mandate"


class MandateExists(Conflict):
    """The federation already has a mandate for this scheme; withdraw it first."""

    code: ClassVar[str] = "mandate_exists"


@dataclass(eq=False)
class UnknownScheme(Invalid):
    """There is no scheme with this code."""

    code: ClassVar[str] = "unknown_scheme"
    scheme: str


@dataclass(eq=False)
class NoSuchCategory(Invalid):
    """There is no category with this code."""

    code: ClassVar[str] = "no_such_category"
    category: str


@dataclass(eq=False)
class BadNumber(Invalid):
    """A certificate of this scheme does not have such a number."""

    code: ClassVar[str] = "bad_certificate_number"
    number: str
    pattern: str


@dataclass(eq=False)
class BadDates(Invalid):
    """A certificate begins before it ends, lasts at most ten years, and was audited in the past."""

    code: ClassVar[str] = "bad_certificate_dates"
    valid_from: date
    valid_to: date


@dataclass(eq=False)
class SubjectNotCertified(Invalid):
    """This scheme does not certify subjects of this kind."""

    code: ClassVar[str] = "subject_not_certified"
    kind: str
    certifies: list[str]


@dataclass(eq=False)
class UnknownSubject(Invalid):
    """A subject does not exist, or is not the holder's."""

    code: ClassVar[str] = "unknown_subject"
    kind: str
    ref: str


@dataclass(eq=False)
class SubjectTooWide(Invalid):
    """A site, harvest or ingredient says what it belongs to: name products or categories beside it."""

    code: ClassVar[str] = "subject_too_wide"
    kind: str


@dataclass(eq=False)
class TooMany(Conflict):
    """There are as many as one may have."""

    code: ClassVar[str] = "too_many"
    what: str
    limit: int


@dataclass(eq=False)
class NumberTaken(Conflict):
    """You already have a certificate with this number and beginning."""

    code: ClassVar[str] = "certificate_number_taken"
    number: str


class BadDocument(Invalid):
    """Evidence is a PDF, PNG or JPEG file, or plain text in UTF-8; its content decides, not its name."""

    code: ClassVar[str] = "bad_document"


@dataclass(eq=False)
class DocumentTooLarge(Invalid):
    """This document is too large to be evidence."""

    code: ClassVar[str] = "document_too_large"
    limit_bytes: int


class EvidenceIsKept(Conflict):
    """This certificate was submitted: its evidence does not change until a federation asks for more."""

    code: ClassVar[str] = "evidence_is_kept"


class EvidenceDamaged(Unavailable):
    """The stored document is no longer what was submitted; it is not shown."""

    code: ClassVar[str] = "evidence_damaged"


class EvidenceMissing(Conflict):
    """Nothing can be verified without a document."""

    code: ClassVar[str] = "evidence_missing"


@dataclass(eq=False)
class IllegalStep(Conflict):
    """A certificate in this state cannot take this step."""

    code: ClassVar[str] = "illegal_step"
    state: str
    step: str


@dataclass(eq=False)
class CertificateOver(Conflict):
    """The last day of this certificate has passed."""

    code: ClassVar[str] = "certificate_over"
    valid_to: date


class ConflictOfInterest(NotAllowed):
    """Nobody decides about whom they, or their federation, belong to or sell for, or about what they handed in."""

    code: ClassVar[str] = "conflict_of_interest"


@dataclass(eq=False)
class ReasonTooShort(Invalid):
    """A decision needs a reason that others can understand."""

    code: ClassVar[str] = "reason_too_short"
    shortest: int


@dataclass(eq=False)
class BackDated(Invalid):
    """This decision cannot take effect so far in the past."""

    code: ClassVar[str] = "back_dated"
    effective_at: datetime


@dataclass(eq=False)
class TakesEffectAtOnce(Invalid):
    """This decision cannot be put off."""

    code: ClassVar[str] = "takes_effect_at_once"
    decision: str


@dataclass(eq=False)
class NeedsSecondPerson(Conflict):
    """Two verifiers of one federation decide this: one proposes it, another confirms."""

    code: ClassVar[str] = "needs_second_person"
    decision: str


@dataclass(eq=False)
class OnePersonDecides(Conflict):
    """This needs no second person: decide it."""

    code: ClassVar[str] = "one_person_decides"
    decision: str


class SamePerson(NotAllowed):
    """Somebody else has to confirm what you proposed."""

    code: ClassVar[str] = "same_person"


class NoSuchProposal(NotFound):
    """There is no such proposal, or your federation did not make it."""

    code: ClassVar[str] = "no_such_proposal"


class ProposalExists(Conflict):
    """Your federation has proposed something about this certificate: confirm or decline that first."""

    code: ClassVar[str] = "proposal_exists"


@dataclass(eq=False)
class ProposalOver(Conflict):
    """This proposal has ended."""

    code: ClassVar[str] = "proposal_over"
    outcome: str


@dataclass(eq=False)
class BadRecheck(Invalid):
    """A recheck belongs to a verification, and is due after its day, within ten years."""

    code: ClassVar[str] = "bad_recheck"
    recheck_due_on: date


@dataclass(eq=False)
class SuspensionOver(Conflict):
    """The suspension has lasted longer than the scheme allows, so the certificate is withdrawn; a new one is needed."""

    code: ClassVar[str] = "suspension_over"
    until: datetime
