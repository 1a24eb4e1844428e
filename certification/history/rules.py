"""Replay a certificate's events. No clock, no session."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from certification.chain import EventFacts
from certification.rules import ClaimTimes, Standing, times_after
from certification.states import STEPS, Step
from models.enums import CertificateState

_STEP_OF: Mapping[tuple[CertificateState, CertificateState], Step] = {
    (before, after): step for (before, step), after in STEPS.items()
}


@dataclass(frozen=True)
class Voucher:
    """A verification: since when it is known, and until when it vouches. Empty ends are open."""

    checked_at: datetime
    recheck_until: datetime | None
    mandate_withdrawn_at: datetime | None


def replay(
    events: Iterable[EventFacts], at: datetime, *, known_at: datetime
) -> tuple[CertificateState, ClaimTimes] | None:
    """The state that counted at `at` and when decisions let the claim begin and end, as far as was known at `known_at`.

    None before the certificate was submitted, or before anybody knew of that.
    """
    state, times = CertificateState.DRAFT, ClaimTimes(None, None)
    for event in sorted(events, key=lambda each: each.sequence):
        if event.effective_at > at or event.recorded_at > known_at or event.from_state is None:
            continue
        step = _STEP_OF.get((event.from_state, event.to_state))
        if step is not None:
            times = times_after(step, times, effective_at=event.effective_at)
        state = event.to_state
    return None if state is CertificateState.DRAFT else (state, times)


def standing_then(
    *,
    state: CertificateState,
    times: ClaimTimes,
    valid_at: datetime,
    expires_at: datetime,
    suspended_until: datetime | None,
    vouchers: Sequence[Voucher],
    known_at: datetime,
) -> Standing | None:
    """What let the claim be shown, of what was known; None while nobody had verified."""
    known = [voucher for voucher in vouchers if voucher.checked_at <= known_at]
    if times.starts_at is None or not known:
        return None
    mandates = [_known(voucher.mandate_withdrawn_at, known_at) for voucher in known]
    vouched = [_earliest(voucher.recheck_until, _known(voucher.mandate_withdrawn_at, known_at)) for voucher in known]
    return Standing(
        state,
        valid_at,
        expires_at,
        times.starts_at,
        times.ends_at,
        _latest(mandates),
        _latest(vouched),
        suspended_until,
    )


def _known(moment: datetime | None, known_at: datetime) -> datetime | None:
    return moment if moment is not None and moment <= known_at else None


def _earliest(*ends: datetime | None) -> datetime | None:
    return min((end for end in ends if end is not None), default=None)


def _latest(ends: Sequence[datetime | None]) -> datetime | None:
    """The last of these ends; none if one of them is open."""
    closed = [end for end in ends if end is not None]
    return max(closed) if len(closed) == len(ends) else None
