"""What a status list says about a certificate, and for how long a credential claims to hold. No clock, no session."""

from datetime import datetime

from certification.rules import Standing, WhyNot, why_not_shown
from models.enums import StatusPurpose

# What its dates say already, a bit need not say.
_SAID_BY_DATES = frozenset({WhyNot.EXPIRED, WhyNot.NOT_YET_VALID})
# Steps from which no other leads away.
_FOR_GOOD = frozenset({WhyNot.WITHDRAWN, WhyNot.SURRENDERED, WhyNot.SUPERSEDED})


def status_at(standing: Standing, at: datetime) -> StatusPurpose | None:
    """Which bit is set at a moment, if any: what may come back is a suspension, whatever else hides a claim.

    The standing counts only what the credential's own issuer vouches for.
    """
    why_not = why_not_shown(standing, at)
    if why_not is None or why_not in _SAID_BY_DATES:
        return None
    return StatusPurpose.REVOCATION if why_not in _FOR_GOOD else StatusPurpose.SUSPENSION


def validity(standing: Standing) -> tuple[datetime, datetime]:
    """From when and until when a credential holds, as far as dates say: the scheme's, and a recheck that falls due."""
    starts_at = max(standing.valid_at, standing.claim_from)
    vouched_until = standing.vouched_until
    ends_at = standing.expires_at if vouched_until is None else min(standing.expires_at, vouched_until)
    # A federation that no longer vouches ended the claim by its word, which the status tells; an empty interval would
    # say that it never held.
    return starts_at, ends_at if ends_at > starts_at else standing.expires_at
