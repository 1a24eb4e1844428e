"""Certification schemes as anybody reads them."""

from typing import Self

from pydantic import Field

from api.schemas.base import Out
from certification.display import Display, assurance_text
from certification.pages.facts import SchemePage
from models.enums import AssuranceClass, SellThrough


class SchemeFactOut(Out):
    """Where a fact was read, and whether the source says it in so many words. `value` is of facts no rule reads."""

    source: str
    confirmed: bool
    value: list[str] | None = None


class ProvisionalOut(Out):
    """A state before the certificate, such as a permission to trade: goods may be sold, nothing may be claimed."""

    name: str
    may_sell: bool
    may_claim: bool
    months: int | None = None


class QuestionOut(Out):
    """Something that a verifier looks at before a certificate of the scheme is verified."""

    code: str
    text: str


class PremiumEarmarkOut(Out):
    """What the part of a premium is for that the price table binds, and what share is bound where that says nothing."""

    use: str
    bps: int | None = None


class PremiumCashCapOut(Out):
    """How much of a premium may be paid out in cash, and by which structures, if not by all."""

    bps: int
    structures: list[str] | None = None


class SchemeOut(Out):
    """A certification scheme. The four tests are those of Directive (EU) 2024/825; null is a test nobody answered."""

    id: str
    code: str
    name: str
    owner: str
    assurance_class: AssuranceClass
    assurance_text: str
    certifies: list[str]
    number_pattern: str
    timezone: str
    register_url: str
    sell_through: SellThrough
    grace_days: int
    is_open_to_all: bool | None
    has_expert_requirements: bool | None
    has_withdrawal_procedure: bool | None
    has_independent_monitoring: bool | None
    validity_months: int | None = Field(description="How long a certificate usually lasts")
    suspension_months: int | None = Field(description="A suspension that lasts longer is a withdrawal")
    provisional: ProvisionalOut | None
    checklist: list[QuestionOut]
    premium_earmark: PremiumEarmarkOut | None
    premium_cash_cap: PremiumCashCapOut | None
    proves: list[str] = Field(description="What a text may say while a claim lives", examples=[["organic"]])
    display: dict[str, Display] = Field(
        description="By country, where less may be shown of it than the rules let: its name in text, or nothing"
    )
    codes: dict[str, str] = Field(description="By standard: gs1, dfc, off, schema_org")
    facts: dict[str, SchemeFactOut]
    is_confirmed: bool
    note: str

    @classmethod
    def of(cls, scheme: SchemePage, lang: str) -> Self:
        told = {
            **vars(scheme),
            "assurance_text": assurance_text(scheme.assurance_class, lang),
            "provisional": scheme.provisional or None,
            "premium_earmark": scheme.premium_earmark or None,
            "premium_cash_cap": scheme.premium_cash_cap or None,
            "checklist": [
                {"code": question["code"], "text": question.get(lang, question["en"])} for question in scheme.checklist
            ],
        }
        return cls.model_validate(told, strict=False)


class SchemesOut(Out):
    data: list[SchemeOut]
