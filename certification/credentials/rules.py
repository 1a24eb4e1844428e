"""What a status list says about a certificate, and for how long a credential claims to hold. No clock, no session."""

from datetime import datetime

from certification.rules import Standing, WhyNot, state_in_force, why_not_shown
from models.enums import CertificateState, StatusPurpose

# What its dates say already, a bit need not say.
_SAID_BY_DATES = frozenset({WhyNot.EXPIRED, WhyNot.NOT_YET_VALID})
# States after which a certificate is not what was signed, even where two people bring it back.
_FOR_GOOD = frozenset({CertificateState.WITHDRAWN, CertificateState.SURRENDERED, CertificateState.SUPERSEDED})


def status_at(standing: Standing, at: datetime, *, has_ended: bool) -> StatusPurpose | None:
    """Which bit is set at a moment, if any: revocation for what has ended, suspension for whatever else hides a claim.

    `has_ended`: since the credential got its place. A revocation is never taken back: a certificate that is reinstated
    gets another place. A suspension that has lasted as long as its scheme lets it is an end. The standing counts only
    what the credential's own issuer vouches for.
    """
    if has_ended or state_in_force(standing, at) is CertificateState.WITHDRAWN:
        return StatusPurpose.REVOCATION
    why_not = why_not_shown(standing, at)
    return None if why_not is None or why_not in _SAID_BY_DATES else StatusPurpose.SUSPENSION


def needs_new_places(standing: Standing, *, has_ended: bool, at: datetime) -> bool:
    """Whether a certificate was brought back since it got its places."""
    return has_ended and state_in_force(standing, at) not in _FOR_GOOD


def validity(standing: Standing) -> tuple[datetime, datetime]:
    """From when and until when a credential holds, as far as dates say: the scheme's, and a recheck that falls due."""
    starts_at = max(standing.valid_at, standing.claim_from)
    vouched_until = standing.vouched_until
    ends_at = standing.expires_at if vouched_until is None else min(standing.expires_at, vouched_until)
    # A federation that no longer vouches ended the claim by its word, which the status tells; an empty interval would
    # say that it never held.
    return starts_at, ends_at if ends_at > starts_at else standing.expires_at
