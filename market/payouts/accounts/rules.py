"""Which road money takes to a country, and what a connected account's standing means to us. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.enums import PayoutAccountState, PayoutRail

ANYWHERE = "*"
_RECENT = timedelta(minutes=15)
_MOST_DIGITS = 4


@dataclass(frozen=True)
class RailRule:
    """A market in `platform_country` pays organisations in `country` (or anywhere else: `*`) on this rail."""

    platform_country: str
    country: str
    rail: PayoutRail
    source: str
    is_confirmed: bool


@dataclass(frozen=True)
class RailChoice:
    """The rail, and on whose word."""

    rail: PayoutRail
    source: str
    is_confirmed: bool


def choose_rail(rules: Iterable[RailRule], *, platform_country: str, country: str) -> RailChoice:
    """The rule of the country itself, else of anywhere, else a bank: a bank reaches every country."""
    fitting = {rule.country: rule for rule in rules if rule.platform_country == platform_country}
    rule = fitting.get(country) or fitting.get(ANYWHERE)
    if rule is None:
        return RailChoice(PayoutRail.MANUAL_BANK, "no rule names this country", is_confirmed=False)
    return RailChoice(rule.rail, rule.source, rule.is_confirmed)


@dataclass(frozen=True)
class Standing:
    """Whether an account can be paid, and what Stripe still asks of its holder."""

    state: PayoutAccountState
    requirements: tuple[str, ...]


def standing_after(before: PayoutAccountState, *, is_ready: bool, requirements: Sequence[str]) -> Standing:
    """`pending` until it can be paid for the first time; after that it is active or restricted, never pending again."""
    if is_ready:
        return Standing(PayoutAccountState.ACTIVE, tuple(requirements))
    if before is PayoutAccountState.PENDING:
        return Standing(PayoutAccountState.PENDING, tuple(requirements))
    return Standing(PayoutAccountState.RESTRICTED, tuple(requirements))


def last_digits(account_number: str) -> str:
    """What may be shown of an account: four digits at most, and never more than half of it."""
    shown = min(_MOST_DIGITS, len(account_number) // 2)
    return account_number[len(account_number) - shown :]


def is_recent(signed_in_at: datetime | None, now: datetime) -> bool:
    """Whether somebody proved who they are lately enough to say where money goes (ASVS 7.5.1)."""
    return signed_in_at is not None and now - signed_in_at <= _RECENT
