"""What an agreement says, as the one document that all sign; and what asymmetry costs. Pure.

Compensation, per delivery that has a value: the party with more means pays

    rate = base rate × (1 − smaller means / larger means)

of that value into the agreement's fund, rounded half up once. Equals pay nothing; a party with ten times the means of
the other pays nine tenths of the base rate.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from kit.money import BASIS_POINTS, half_up

_SMALLEST = Decimal("0.001")


class AgreementState(StrEnum):
    """What stands at a moment."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    ENDED = "ended"


class Nonsense(StrEnum):
    """What does not hold together in a text that is proposed."""

    TWO_DIFFERENT_PARTIES = "two_different_parties"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    SAYS_NOTHING = "says_nothing"
    COMPENSATION_NEEDS_FUND = "compensation_needs_fund"
    PRODUCT_OR_CATEGORY = "product_or_category"
    GIVER_IS_NO_PARTY = "giver_is_no_party"
    COMMITMENT_BETWEEN_PARTIES = "commitment_between_parties"
    QUANTITY = "quantity"
    DUE_OUTSIDE_AGREEMENT = "due_outside_agreement"
    ANSWERS_ANOTHER_SIDE = "answers_another_side"
    PROPOSER_IS_NO_PARTY = "proposer_is_no_party"


@dataclass(frozen=True)
class Party:
    """Who signs, and the size by which compensation is scaled."""

    organisation_id: str
    means: int


@dataclass(frozen=True)
class Good:
    """One product, or a category with all below it, and under which terms."""

    product_id: str | None
    category_code: str | None
    terms: str


@dataclass(frozen=True)
class Commitment:
    """Who gives whom how much of what by when. `answers` is the place in the list of what it is given for."""

    giver_id: str
    receiver_id: str
    what: str
    unit: str
    quantity: Decimal
    value_minor: int | None
    due_on: date
    answers: int | None


@dataclass(frozen=True)
class Package:
    """Knowledge that a party shares under a licence."""

    giver_id: str
    title: str
    licence: str
    url: str
    sha256: str


@dataclass(frozen=True)
class Content:
    """All that is signed. Amounts in minor units of `currency`, rates in basis points."""

    title: str
    body: str
    currency: str
    starts_on: date
    ends_on: date
    compensation_bps: int
    compensation_fund_id: str | None
    parties: tuple[Party, ...]
    goods: tuple[Good, ...]
    commitments: tuple[Commitment, ...]
    packages: tuple[Package, ...]

    def sha256(self) -> bytes:
        """Of the canonical JSON (RFC 8785) of all of it; quantities with three decimals, days as in ISO 8601."""
        said = json.dumps(asdict(self), default=_said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(said.encode()).digest()


def first_nonsense(content: Content) -> Nonsense | None:
    """What does not hold together in it; None if all does."""
    parties = {party.organisation_id for party in content.parties}
    if len(parties) < 2 or len(parties) != len(content.parties):
        return Nonsense.TWO_DIFFERENT_PARTIES
    if not content.starts_on < content.ends_on:
        return Nonsense.ENDS_BEFORE_IT_BEGINS
    if not content.goods and not content.commitments:
        return Nonsense.SAYS_NOTHING
    if (content.compensation_bps > 0) != (content.compensation_fund_id is not None):
        return Nonsense.COMPENSATION_NEEDS_FUND
    return _first_nonsense_of_parts(content, parties)


def _first_nonsense_of_parts(content: Content, parties: set[str]) -> Nonsense | None:
    for good in content.goods:
        if (good.product_id is None) == (good.category_code is None):
            return Nonsense.PRODUCT_OR_CATEGORY
    for package in content.packages:
        if package.giver_id not in parties:
            return Nonsense.GIVER_IS_NO_PARTY
    for place, one in enumerate(content.commitments):
        if one.giver_id == one.receiver_id or not {one.giver_id, one.receiver_id} <= parties:
            return Nonsense.COMMITMENT_BETWEEN_PARTIES
        if not 0 < one.quantity < 10**11 or one.quantity != one.quantity.quantize(_SMALLEST):
            return Nonsense.QUANTITY
        if not content.starts_on <= one.due_on <= content.ends_on:
            return Nonsense.DUE_OUTSIDE_AGREEMENT
        if one.answers is not None and not _answers(content.commitments, place, one.answers):
            return Nonsense.ANSWERS_ANOTHER_SIDE
    return None


def _answers(commitments: Sequence[Commitment], place: int, answered: int) -> bool:
    """Only what was said before can be answered, and only by its receiver to its giver."""
    if not 0 <= answered < place:
        return False
    one, other = commitments[place], commitments[answered]
    return (one.giver_id, one.receiver_id) == (other.receiver_id, other.giver_id)


def compensation_rate(base_bps: int, means: int, other_means: int) -> Fraction:
    """The rate in basis points for two parties of these sizes, exact."""
    smaller, larger = sorted((means, other_means))
    return base_bps * (1 - Fraction(smaller, larger))


def compensation_of(value_minor: int, rate_bps: Fraction) -> int:
    """What is paid into the fund for something of this value, in minor units."""
    return half_up(value_minor * rate_bps / BASIS_POINTS)


def _said(value: object) -> str:
    match value:
        case Decimal():
            return str(value.quantize(_SMALLEST))
        case date():
            return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not signed")
