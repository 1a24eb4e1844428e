"""How long a permission to sell may last, and when it counts. No clock, no session."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from certification.permissions.errors import BadPermissionEnd
from certification.states import WAITING
from models.enums import CertificateState


@dataclass(frozen=True)
class ProvisionalState:
    """What a scheme calls its permission, how many months it lasts at most, and whether goods may be sold meanwhile."""

    name: str
    months: int
    may_sell: bool


@dataclass(frozen=True)
class Permission:
    """A permission that was granted: nothing may be claimed under it, ever.

    `ends_at` is 00:00 after `last_day` in the scheme's timezone, or when the mandate behind it was withdrawn.
    `may_sell`: it counts now, and the scheme lets goods be sold under it.
    """

    name: str
    federation_id: str
    federation_name: str
    last_day: date
    granted_at: datetime
    ends_at: datetime
    may_sell: bool


def provisional_state(told: Mapping[str, object]) -> ProvisionalState | None:
    """What the scheme's data says; None when it knows no such state, or not for how long."""
    match told:
        case {"name": str(name), "months": int(months), "may_sell": bool(may_sell)}:
            return ProvisionalState(name, months, may_sell)
        case _:
            return None


def latest_day(first_day: date, months: int) -> date:
    """The last day of a permission that began on `first_day`: nine months from 30 November end on 29 August."""
    year, month = divmod(first_day.month - 1 + months, 12)
    year, month = first_day.year + year, month + 1
    return date(year, month, min(first_day.day, monthrange(year, month)[1])) - timedelta(days=1)


def check_last_day(last_day: date, *, today: date, latest: date) -> None:
    """Raises BadPermissionEnd."""
    if not today <= last_day <= latest:
        raise BadPermissionEnd(last_day, latest)


def counts(
    state: CertificateState, *, starts_at: datetime | None, granted_at: datetime, ends_at: datetime, at: datetime
) -> bool:
    """Whether a permission counts at a moment: until its end, or until the certificate takes its place or is refused.

    `starts_at` is when its claim begins: one that is announced, or not yet valid, has not taken the place.
    """
    is_before = state in WAITING or (state is CertificateState.VERIFIED and starts_at is not None and at < starts_at)
    return is_before and granted_at <= at < ends_at
