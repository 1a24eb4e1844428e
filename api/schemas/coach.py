"""Texts to check, and what the coach finds in them."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import In, Out, Text
from certification.coach.rules import Finding, Rule, TextToCheck

Body = Annotated[Text, Field(max_length=20_000)]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,59}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]


class TextToCheckIn(In):
    """One text, the name of the field it is meant for, and its language; every language is looked for anyway."""

    field: FieldName
    lang: Language
    body: Body

    def to_check(self) -> TextToCheck:
        return TextToCheck(self.field, self.lang, self.body)


class TextsToCheckIn(In):
    """Texts that nothing is done with: a draft is warned, not refused."""

    texts: Annotated[list[TextToCheckIn], Field(min_length=1, max_length=50)]


class ClaimFindingOut(Out):
    """Words that promise what nothing proves.

    `body[start:end]` is `words`, counted in Unicode code points. `article` is of Directive 2005/29/EC as amended by
    Directive (EU) 2024/825 unless it names another law. `suggestion` is a sentence that your own certificates prove,
    empty when they prove nothing at this moment; it and `advice` are in the language `lang`.
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


class ClaimsReviewOut(Out):
    """What the coach found. `refused`: with these words the market does not put the product on sale."""

    refused: bool
    findings: list[ClaimFindingOut]

    @classmethod
    def of(cls, findings: list[Finding], *, refused: bool) -> "ClaimsReviewOut":
        return cls(refused=refused, findings=[ClaimFindingOut.model_validate(finding) for finding in findings])
