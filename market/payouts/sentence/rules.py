"""When a producer's next money comes, by which road, and why not yet: facts in, one sentence out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.currencies import currency_facts
from kit.money import Money
from market.payouts.sentence.words import LANGUAGES, Asked, Words
from models.enums import HoldReason, PayoutRail

_DEFAULT_LANGUAGE = "en"
_NO_BREAK = "\u00a0"


class Obstacle(StrEnum):
    """What stands between an organisation and its next money."""

    NO_ACCOUNT = "no_account"
    ACCOUNT_PENDING = "account_pending"
    ACCOUNT_RESTRICTED = "account_restricted"
    WAITING_FOR_FUNDS = "waiting_for_funds"
    HELD = "held"
    BELOW_MINIMUM = "below_minimum"


@dataclass(frozen=True)
class Outlook:
    """What is known of an organisation's next money.

    `money` is what would travel, `netted` what is kept of it for refunds, `repaid` what repays prefinance;
    `expected_on` is the day it is promised for and `latest_on` the day from which an amount below `minimum` is paid all
    the same. `account_digits` are the last digits of the bank account, `requirements` Stripe's words for what it still
    asks. Raises ValueError for an amount below a minimum that is not said.
    """

    money: Money
    rail: PayoutRail | None = None
    expected_on: date | None = None
    obstacle: Obstacle | None = None
    account_digits: str = ""
    requirements: tuple[str, ...] = ()
    hold_reason: HoldReason | None = None
    minimum: Money | None = None
    latest_on: date | None = None
    netted: Money | None = None
    repaid: Money | None = None

    def __post_init__(self) -> None:
        if self.obstacle is Obstacle.BELOW_MINIMUM and self.minimum is None:
            raise ValueError("below how much?")


def why_and_when(outlook: Outlook, lang: str) -> str:
    """The sentence in one of our languages, in English for any other."""
    words = LANGUAGES.get(lang, LANGUAGES[_DEFAULT_LANGUAGE])
    if outlook.obstacle is None:
        return _comes(outlook, words)
    return _template(outlook, words).format(
        money=amount(outlook.money, words),
        minimum=amount(outlook.minimum, words) if outlook.minimum else "",
        day=_day(outlook.latest_on, words) if outlook.latest_on else "",
        things=_listed([words.asked[thing] for thing in asked_for(outlook.requirements)], words),
        reason=words.hold_reasons[outlook.hold_reason] if outlook.hold_reason else "",
    )


def refused_by_bank(money: Money, lang: str) -> str:
    """What to do about money that arrived at Stripe and that the bank did not take."""
    words = LANGUAGES.get(lang, LANGUAGES[_DEFAULT_LANGUAGE])
    return words.refused_by_bank.format(money=amount(money, words))


def _comes(outlook: Outlook, words: Words) -> str:
    kept = _kept(words.netted, outlook.netted, words) + _kept(words.repaid, outlook.repaid, words)
    return (words.comes_on if outlook.expected_on else words.comes_next).format(
        day=_day(outlook.expected_on, words) if outlook.expected_on else "",
        money=amount(outlook.money, words),
        road=_road(outlook, words),
        netted=kept,
    )


def _kept(template: str, money: Money | None, words: Words) -> str:
    return template.format(netted=amount(money, words)) if money is not None and money.minor > 0 else ""


def _template(outlook: Outlook, words: Words) -> str:
    match outlook.obstacle:
        case Obstacle.ACCOUNT_PENDING if not outlook.requirements:
            return words.account_checked
        case Obstacle.ACCOUNT_RESTRICTED if not outlook.requirements:
            return words.account_stopped
        case Obstacle.ACCOUNT_PENDING | Obstacle.ACCOUNT_RESTRICTED:
            return words.account_asks
        case Obstacle.WAITING_FOR_FUNDS:
            return words.waiting_for_funds
        case Obstacle.HELD:
            return words.held_because if outlook.hold_reason else words.held
        case Obstacle.BELOW_MINIMUM:
            return words.below_minimum_until if outlook.latest_on else words.below_minimum
        case _:
            return words.no_account


def _road(outlook: Outlook, words: Words) -> str:
    rail = outlook.rail or PayoutRail.MANUAL_BANK
    if rail is PayoutRail.MANUAL_BANK and outlook.account_digits:
        return words.road_to_account.format(digits=outlook.account_digits)
    return words.roads[rail]


def asked_for(requirements: Sequence[str]) -> list[Asked]:
    """What Stripe's own names for its questions mean, each kind once, in the order of the kinds."""
    found = {_kind_of(requirement) for requirement in requirements}
    return [kind for kind in Asked if kind in found]


def _kind_of(requirement: str) -> Asked:
    head = requirement.partition(".")[0]
    if head == "external_account":
        return Asked.BANK_ACCOUNT
    if head == "tos_acceptance":
        return Asked.TERMS
    if "verification" in requirement or "proof_of_liveness" in requirement:
        return Asked.IDENTITY
    if head in {"business_profile", "business_type", "company", "documents", "settings"}:
        return Asked.ORGANISATION
    if head in {"individual", "representative", "owners", "directors", "executives"} or head.startswith("person_"):
        return Asked.PEOPLE
    return Asked.MORE


def amount(money: Money, words: Words) -> str:
    """`1,284.20 EUR` as the language writes it, held together by spaces that do not break."""
    exponent = currency_facts(money.currency).exponent
    digits = f"{abs(money.minor):0{exponent + 1}d}"
    whole, rest = (digits[:-exponent], digits[-exponent:]) if exponent else (digits, "")
    grouped = f"{int(whole):,}".replace(",", words.thousands_mark)
    sign = "-" if money.minor < 0 else ""
    return f"{sign}{grouped}{words.decimal_mark if rest else ''}{rest}{_NO_BREAK}{money.currency}"


def _day(day: date, words: Words) -> str:
    return words.day.format(
        weekday=words.weekdays[day.weekday()],
        day=words.first_of_month if day.day == 1 else str(day.day),
        month=words.months[day.month - 1],
    )


def _listed(things: list[str], words: Words) -> str:
    first, last = things[:-1], "".join(things[-1:])
    return f"{', '.join(first)}{words.last_and}{last}" if first else last
