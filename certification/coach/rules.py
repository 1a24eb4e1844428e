"""What a finding is, and in which language a text is. No clock, no session."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

LANGUAGES = ("en", "es", "pt", "fr", "de")


class Rule(StrEnum):
    """What a text does that it must not: Directive (EU) 2024/825, and the words reserved for organic farming."""

    GENERIC_CLAIM = "generic_claim"
    OFFSET_NEUTRALITY = "offset_neutrality"
    LABEL_WITHOUT_SCHEME = "label_without_scheme"
    FUTURE_CLAIM = "future_claim"
    LEGAL_DUTY = "legal_duty"
    SOCIAL_CLAIM = "social_claim"
    PROTECTED_ORGANIC = "protected_organic"
    SCHEME_WITHOUT_CLAIM = "scheme_without_claim"


@dataclass(frozen=True)
class TextToCheck:
    """A text as people read it, where it stands, and in which language (as far as is known) it is written."""

    field: str
    lang: str
    body: str


@dataclass(frozen=True)
class SpokenScheme:
    """A scheme of this market and the names it goes by in texts."""

    code: str
    names: tuple[str, ...]


class Covers(StrEnum):
    """What a proof is about, the nearest to a product first."""

    WHOLE_PRODUCT = "whole_product"
    INGREDIENT = "ingredient"
    ALL_PRODUCTS = "all_products"
    ENTERPRISE = "enterprise"
    SOME_PRODUCTS = "some_products"


@dataclass(frozen=True)
class Proof:
    """A claim that counts now: whose certificate, of which scheme, until when, and who verified it.

    `proves` are the subjects that the scheme's claim settles (fair_trade, organic …).
    """

    scheme: str
    scheme_name: str
    proves: frozenset[str]
    number: str
    holder: str
    valid_to: date
    covers: Covers
    verifier: str


@dataclass(frozen=True)
class Finding:
    """Words that promise what nothing proves. `body[start:end] == words`; `lang` is that of advice and suggestion.

    `suggestion` is a sentence that the producer's own certificates prove, empty when there is none.
    """

    rule: Rule
    article: str
    words: str
    field: str
    start: int
    end: int
    lang: str
    advice: str
    suggestion: str

    def as_facts(self) -> dict[str, object]:
        """The finding as JSON."""
        return {**asdict(self), "rule": self.rule.value}


def language_of(lang: str) -> str | None:
    """The coach's language for a tag such as `pt-BR`; None when it speaks another."""
    short = lang.casefold().partition("-")[0].partition("_")[0]
    return short if short in LANGUAGES else None
