"""What a federation may decide, when a decision counts, and whether a claim is shown. No clock, no session."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from certification.errors import (
    BackDated,
    BadDates,
    BadNumber,
    BadRecheck,
    CertificateOver,
    EvidenceMissing,
    ReasonTooShort,
    SubjectNotCertified,
    SubjectTooWide,
    SuspensionOver,
    TakesEffectAtOnce,
)
from certification.states import Step
from models.enums import CertificateState, SubjectKind, VerificationDecision

SHORTEST_REASON = 10
_LONGEST_YEARS = 10
_AT_ONCE = frozenset(
    {
        VerificationDecision.ASK,
        VerificationDecision.REJECT,
        VerificationDecision.LIFT,
        VerificationDecision.REINSTATE,
    }
)
_BY_TWO = frozenset({VerificationDecision.WITHDRAW, VerificationDecision.REINSTATE})
_NARROWING = (SubjectKind.SITE, SubjectKind.HARVEST, SubjectKind.INGREDIENT)
_LISTING = frozenset({SubjectKind.PRODUCT, SubjectKind.CATEGORY})


@dataclass(frozen=True)
class Subject:
    """One thing that a certificate covers; `ref` is an id or code, or the words of a site, harvest or ingredient."""

    kind: SubjectKind
    ref: str


@dataclass(frozen=True)
class MandateFacts:
    """What a federation may verify; empty sets mean all. `withdrawn_at` is the first moment it may not."""

    id: str
    federation_id: str
    scheme_id: str
    countries: frozenset[str]
    categories: frozenset[str]
    granted_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Reach:
    """Whom and what a certificate touches: its organisations, their countries, and the path of each category."""

    scheme_id: str
    organisations: frozenset[str]
    countries: frozenset[str]
    category_paths: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class ClaimTimes:
    """When decisions let a claim begin and end; empty while none has."""

    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """Everything that lets a claim be shown: the dates in the scheme's timezone, decisions, mandates, rechecks.

    `suspended_until` is when a suspension has lasted as long as the scheme lets it: from then on it is a withdrawal.
    It is empty while an appeal that was filed before waits for its answer. `is_hidden_here`: this market may not show
    the scheme at all, whatever stands.
    """

    state: CertificateState
    valid_at: datetime
    expires_at: datetime
    claim_from: datetime
    claim_until: datetime | None
    mandated_until: datetime | None
    vouched_until: datetime | None
    suspended_until: datetime | None = None
    is_hidden_here: bool = False


class WhyNot(StrEnum):
    """Why a claim is not shown at a moment."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    SURRENDERED = "surrendered"
    SUPERSEDED = "superseded"
    NOT_VERIFIED = "not_verified"
    MANDATE_WITHDRAWN = "mandate_withdrawn"
    HIDDEN_HERE = "hidden_here"


def why_not_shown(standing: Standing, at: datetime) -> WhyNot | None:
    """None while the claim is shown. A decision is named before a date, a date before a missing voucher."""
    if standing.claim_until is not None and standing.claim_until <= at:
        return WhyNot(state_in_force(standing, at))
    if at < standing.valid_at:
        return WhyNot.NOT_YET_VALID
    if standing.expires_at <= at:
        return WhyNot.EXPIRED
    if standing.mandated_until is not None and standing.mandated_until <= at:
        return WhyNot.MANDATE_WITHDRAWN
    if at < standing.claim_from or (standing.vouched_until is not None and standing.vouched_until <= at):
        return WhyNot.NOT_VERIFIED
    return None


def why_not_carried(standing: Standing, at: datetime) -> WhyNot | None:
    """The same for products of this market: what stands may still be hidden here."""
    return why_not_shown(standing, at) or (WhyNot.HIDDEN_HERE if standing.is_hidden_here else None)


def state_in_force(standing: Standing, at: datetime) -> CertificateState:
    """The state that counts at a moment: an end that is only announced has not come, a suspension may be over."""
    if standing.claim_until is not None and standing.claim_until > at:
        return CertificateState.VERIFIED
    if standing.suspended_until is not None and standing.suspended_until <= at:
        return CertificateState.WITHDRAWN
    return standing.state


def refuse_lifting_what_is_over(standing: Standing | None, at: datetime) -> None:
    """Raises SuspensionOver once the scheme's limit has made a suspension an end."""
    if standing is not None and standing.suspended_until is not None and standing.suspended_until <= at:
        raise SuspensionOver(standing.suspended_until)


def is_in_force(mandate: MandateFacts, at: datetime) -> bool:
    """Whether the federation may act under this mandate at a moment."""
    return mandate.granted_at <= at and (mandate.withdrawn_at is None or mandate.withdrawn_at > at)


def covers(mandate: MandateFacts, reach: Reach) -> bool:
    """Whether everything the certificate touches lies inside the mandate.

    A mandate for some categories does not cover a certificate that names none: it could be about anything.
    """
    if mandate.scheme_id != reach.scheme_id:
        return False
    if mandate.countries and not reach.countries <= mandate.countries:
        return False
    if not mandate.categories:
        return True
    return bool(reach.category_paths) and all(path & mandate.categories for path in reach.category_paths)


def covering_mandate(mandates: Iterable[MandateFacts], reach: Reach, now: datetime) -> MandateFacts | None:
    """The mandate under which a certificate may be decided about at this moment."""
    return next((mandate for mandate in mandates if is_in_force(mandate, now) and covers(mandate, reach)), None)


def has_conflict(reach: Reach, *, federation_id: str, verifier_organisations: Collection[str]) -> bool:
    """Whether the verifier belongs to an organisation the certificate is about, or the federation is one."""
    return federation_id in reach.organisations or not reach.organisations.isdisjoint(verifier_organisations)


def reason_given(reason: str) -> str:
    """The reason, trimmed. Raises ReasonTooShort."""
    given = reason.strip()
    if seen_length(given) < SHORTEST_REASON:
        raise ReasonTooShort(SHORTEST_REASON)
    return given


def seen_length(text: str) -> int:
    """How many characters of it a reader sees, blanks between them included: zero-width ones say nothing."""
    return len("".join(filter(str.isprintable, text)).strip())


def check_moment(
    decision: VerificationDecision, *, is_first: bool, effective_at: datetime, earliest: datetime, now: datetime
) -> None:
    """Whether the decision may count from `effective_at`. Raises BackDated or TakesEffectAtOnce.

    A first verification, a suspension and a withdrawal may be announced; they may also reach into the past, to
    `earliest` at most: the first moment of the certificate.
    """
    is_at_once = decision in _AT_ONCE or (decision is VerificationDecision.VERIFY and not is_first)
    if effective_at < now and (is_at_once or effective_at < earliest):
        raise BackDated(effective_at)
    if is_at_once and effective_at > now:
        raise TakesEffectAtOnce(decision)


def needs_two(decision: VerificationDecision, *, effective_at: datetime, now: datetime) -> bool:
    """Whether a second verifier has to agree: for an end, for its undoing, and for all that reaches into the past.

    A suspension from now on is one person's: what may be wrong is hidden first and discussed then.
    """
    return decision in _BY_TWO or effective_at < now


def moment_of_day(day: date | None, *, timezone: str, now: datetime) -> datetime:
    """When a decision of that day counts: now for today or for no day, else 00:00 in the scheme's timezone."""
    if day is None or day == now.astimezone(ZoneInfo(timezone)).date():
        return now
    return start_of_day(day, timezone)


def start_of_day(day: date, timezone: str) -> datetime:
    """00:00 of that day in a timezone."""
    return datetime.combine(day, time(), ZoneInfo(timezone))


def check_verifiable(*, valid_to: date, today: date, documents: int, recheck_due_on: date | None) -> None:
    """Raises CertificateOver, EvidenceMissing or BadRecheck. `today` is in the scheme's timezone."""
    if valid_to < today:
        raise CertificateOver(valid_to)
    if documents == 0:
        raise EvidenceMissing()
    if recheck_due_on is not None and not (
        today < recheck_due_on and recheck_due_on.year - today.year <= _LONGEST_YEARS
    ):
        raise BadRecheck(recheck_due_on)


def times_after(step: Step, times: ClaimTimes, *, effective_at: datetime) -> ClaimTimes:
    """When a claim begins and ends after the step. The earliest end counts; only lifting takes it away."""
    match step:
        case Step.VERIFY:
            return ClaimTimes(times.starts_at or effective_at, times.ends_at)
        case Step.REINSTATE:
            return ClaimTimes(effective_at, None)
        case Step.LIFT:
            was_hidden = times.ends_at is not None and times.ends_at <= effective_at
            return ClaimTimes(effective_at if was_hidden else times.starts_at, None)
        case Step.SUSPEND | Step.WITHDRAW | Step.SURRENDER | Step.SUPERSEDE:
            return ClaimTimes(times.starts_at, min(times.ends_at or effective_at, effective_at))
        case _:
            return times


def check_number(number: str, pattern: str) -> None:
    """Raises BadNumber when the scheme's numbers look different; a scheme without a pattern takes any."""
    if pattern and re.fullmatch(pattern, number) is None:
        raise BadNumber(number, pattern)


def check_dates(*, valid_from: date, valid_to: date, audit_on: date | None, today: date) -> None:
    """Raises BadDates."""
    is_long = valid_to.year - valid_from.year > _LONGEST_YEARS
    if valid_to < valid_from or is_long or (audit_on is not None and audit_on > today):
        raise BadDates(valid_from, valid_to)


def check_subjects(subjects: Sequence[Subject], *, certifies: Sequence[str]) -> None:
    """Raises SubjectNotCertified, or SubjectTooWide for a site, harvest or ingredient of nothing in particular.

    An organisation can always be named; a scheme that says nothing about what it certifies takes every kind.
    """
    kinds = {subject.kind for subject in subjects}
    for kind in sorted(kinds - {SubjectKind.ORGANISATION}):
        if certifies and kind not in certifies:
            raise SubjectNotCertified(kind, list(certifies))
    for kind in _NARROWING:
        if kind in kinds and not kinds & _LISTING:
            raise SubjectTooWide(kind)
