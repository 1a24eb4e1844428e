"""Shapes that every resource uses."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from kit.languages import is_language
from kit.money import Money
from kit.text import is_storable, is_visible


def _storable(text: str) -> str:
    if not is_storable(text):
        raise ValueError("text must not hold NUL characters or lone surrogates")
    return text


def _visible(text: str) -> str:
    if not is_visible(text):
        raise ValueError("text must hold something that can be seen")
    return text


def _language(code: str) -> str:
    if not is_language(code):
        raise ValueError("no language has this code")
    return code


def _written_out(given: object) -> object:
    # A bare number would be taken for seconds, or milliseconds, since 1970: 20261125 is meant for a day.
    if not isinstance(given, str) or "-" not in given[1:]:
        raise PydanticCustomError("not_written_out", "Write it out, as 2026-11-25 or 2026-11-25T12:00:00Z")
    return given


def _in_utc(moment: datetime) -> datetime:
    # In the first and the last hours of the calendar another zone's moment has no day in UTC, and cannot be read back.
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no calendar has this moment") from None


STORABLE = AfterValidator(_storable)
Text = Annotated[str, STORABLE]
WRITTEN_OUT = BeforeValidator(_written_out)
Moment = Annotated[AwareDatetime, WRITTEN_OUT, AfterValidator(_in_utc)]
# The constraints stand before the validator: after it, the length would be that of the text with its blanks.
ShortText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_storable),
    AfterValidator(_visible),
]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000), AfterValidator(_storable)]
LanguageCode = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$"), AfterValidator(_language)]
CountryCode = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
PositiveCount = Annotated[int, Field(strict=True, ge=1, le=999)]


class In(BaseModel):
    """A request body: unknown fields are refused, numbers are not guessed from text."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Out(BaseModel):
    """An answer: only what is named here leaves the house."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class MoneyOut(Out):
    """Integer minor units: 1200 EUR is twelve euros."""

    amount: int = Field(examples=[1200])
    currency: str = Field(examples=["EUR"])

    @classmethod
    def of(cls, money: Money) -> "MoneyOut":
        return cls(amount=money.minor, currency=money.currency)


def money_out(minor: int, currency: str) -> MoneyOut:
    return MoneyOut(amount=minor, currency=currency)
