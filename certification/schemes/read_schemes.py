"""Read schemes from TOML: one file each, or a folder of them. Nothing is guessed: an unknown fact refuses the file."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, StringConstraints, TypeAdapter, ValidationError

from certification.display import Display, by_country
from certification.schemes.errors import SchemeFileRefused
from certification.schemes.rules import Fact, FactValue, SchemeOnFile
from models.enums import AssuranceClass, PremiumUseWord, SellThrough, SubjectKind

BUILT_IN = Path(__file__).parent / "data"
_CLOSED = ConfigDict(extra="forbid")
_LARGEST_FILE = 200_000


def _pattern(text: str) -> str:
    re.compile(text)
    return text


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{text!r} is no timezone") from error
    return text


def _among(words: type[StrEnum]) -> AfterValidator:
    def check(text: str) -> str:
        return words(text).value

    return AfterValidator(check)


Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,2000}$")]
Code = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{1,39}$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]{3,400}$")]
Place = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Months = Annotated[int, Field(ge=1, le=120)]


@dataclass(frozen=True)
class Provisional:
    """A state before the certificate: goods may be sold under the scheme, but nothing may be claimed."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    name: Line
    may_sell: StrictBool
    may_claim: Literal[False]
    months: Months | None = None


Bps = Annotated[int, Field(ge=0, le=10_000)]


@dataclass(frozen=True)
class PremiumEarmark:
    """What the part of a premium is for that the price table binds; `bps` is what is bound where that says nothing."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    use: Annotated[str, _among(PremiumUseWord)]
    bps: Bps | None = None


@dataclass(frozen=True)
class PremiumCashCap:
    """How much of a premium may be paid out in cash; by whom, as codes of ESSGlobal, where not by everybody."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    bps: Bps
    structures: (
        Annotated[list[Annotated[str, StringConstraints(pattern=r"^OS\d{2,3}$")]], Field(min_length=1)] | None
    ) = None


def _asked_once(questions: "list[_Question]") -> "list[_Question]":
    codes = [question.code for question in questions]
    if len(set(codes)) < len(codes):
        raise ValueError("a question is asked twice")
    return questions


@dataclass(frozen=True)
class _Question:
    """What a verifier looks at; said in English at least."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    code: Code
    en: Line
    es: Line | None = None
    fr: Line | None = None
    pt: Line | None = None


def _limits(written: dict[str, str]) -> dict[str, str]:
    return {country: limit.value for country, limit in by_country({k: Display(v) for k, v in written.items()}).items()}


_KINDS: dict[str, TypeAdapter[Any]] = {
    "name": TypeAdapter(Line),
    "owner": TypeAdapter(Line),
    "assurance_class": TypeAdapter(Annotated[str, _among(AssuranceClass)]),
    "certified": TypeAdapter(list[Literal["producer", "product", "trader", "enterprise"]]),
    "certifies": TypeAdapter(list[Annotated[str, _among(SubjectKind)]]),
    "number_pattern": TypeAdapter(Annotated[str, Field(max_length=300), AfterValidator(_pattern)]),
    "timezone": TypeAdapter(Annotated[str, AfterValidator(_timezone)]),
    "register_url": TypeAdapter(Address),
    "sell_through": TypeAdapter(Annotated[str, _among(SellThrough)]),
    "grace_days": TypeAdapter(Annotated[int, Field(ge=0, le=366)]),
    "validity_months": TypeAdapter(Months),
    "suspension_months": TypeAdapter(Months),
    "is_open_to_all": TypeAdapter(bool),
    "has_expert_requirements": TypeAdapter(bool),
    "has_withdrawal_procedure": TypeAdapter(bool),
    "has_independent_monitoring": TypeAdapter(bool),
    "proves": TypeAdapter(list[Code]),
    "spoken_names": TypeAdapter(list[Line]),
    # Only downwards: a file cannot make a label of what the rules let be words.
    "display": TypeAdapter(Annotated[dict[Place, Literal["text", "none"]], AfterValidator(_limits)]),
    "gs1": TypeAdapter(Annotated[str, StringConstraints(pattern="^[A-Z0-9_]{2,80}$")]),
    "dfc": TypeAdapter(Annotated[str, StringConstraints(pattern="^[A-Za-z-]{2,80}$")]),
    "off": TypeAdapter(Annotated[str, StringConstraints(pattern="^[a-z]{2}:[a-z0-9-]{2,80}$")]),
    "schema_org": TypeAdapter(Annotated[str, StringConstraints(pattern="^[A-Za-z]{2,80}$")]),
}
_CHECKLIST: TypeAdapter[list[_Question]] = TypeAdapter(
    Annotated[list[_Question], Field(min_length=1, max_length=30), AfterValidator(_asked_once)]
)
_TABLES: dict[str, TypeAdapter[Provisional] | TypeAdapter[PremiumEarmark] | TypeAdapter[PremiumCashCap]] = {
    "provisional": TypeAdapter(Provisional),
    "premium_earmark": TypeAdapter(PremiumEarmark),
    "premium_cash_cap": TypeAdapter(PremiumCashCap),
}
_REQUIRED = ("name", "owner", "assurance_class", "certifies")


@dataclass(frozen=True)
class _FactOnFile:
    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    value: object
    source: str
    confirmed: StrictBool


@dataclass(frozen=True)
class _File:
    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    code: Code
    sources: dict[str, Address]
    facts: dict[str, _FactOnFile]
    note: Annotated[str, Field(max_length=5000)] = ""


_FILE: TypeAdapter[_File] = TypeAdapter(_File)


def read_schemes(place: Path = BUILT_IN) -> dict[str, SchemeOnFile]:
    """The schemes of a file or of every `.toml` of a folder, by code. Raises SchemeFileRefused."""
    files = sorted(place.glob("*.toml")) if place.is_dir() else [place]
    schemes: dict[str, SchemeOnFile] = {}
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise SchemeFileRefused(file.name, error.strerror or "cannot be read") from error
        scheme = read_scheme(file.name, data)
        if scheme.code in schemes:
            raise SchemeFileRefused(file.name, f"{scheme.code} is in another file of the folder too")
        schemes[scheme.code] = scheme
    if not schemes:
        raise SchemeFileRefused(place.name, "holds no .toml file")
    return schemes


def read_scheme(name: str, data: bytes) -> SchemeOnFile:
    """One scheme out of the bytes of a file called `name`. Raises SchemeFileRefused, naming the fact."""
    if len(data) > _LARGEST_FILE:
        raise SchemeFileRefused(name, f"larger than {_LARGEST_FILE} bytes")
    try:
        table = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SchemeFileRefused(name, str(error)) from error
    try:
        file = _FILE.validate_python(table)
    except ValidationError as error:
        raise SchemeFileRefused(name, _first(error)) from error
    missing = [fact for fact in _REQUIRED if fact not in file.facts]
    if missing:
        raise SchemeFileRefused(name, f"lacks {', '.join(missing)}")
    facts = {fact: _fact(name, file, fact, given) for fact, given in file.facts.items()}
    return SchemeOnFile(file.code, file.note, facts)


def _fact(name: str, file: _File, fact: str, given: _FactOnFile) -> Fact:
    source = file.sources.get(given.source)
    if source is None:
        raise SchemeFileRefused(name, f"{fact}: there is no source {given.source!r}")
    try:
        if fact in _TABLES:
            value: FactValue = dict(vars(_TABLES[fact].validate_python(given.value)))
        elif fact == "checklist":
            asked = _CHECKLIST.validate_python(given.value)
            value = [{name: said for name, said in vars(question).items() if said} for question in asked]
        else:
            value = _KINDS[fact].validate_python(given.value, strict=True)
    except KeyError:
        raise SchemeFileRefused(name, f"{fact}: there is no such fact") from None
    except (ValidationError, re.error) as error:
        raise SchemeFileRefused(name, f"{fact}: {_first(error)}") from error
    return Fact(value, source, given.confirmed)


def _first(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]
