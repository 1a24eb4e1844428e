"""Texts to check, and what the coach finds in them."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from api.schemas.base import In, Out, Text
from certification.coach.rules import Finding, Rule, TextToCheck

_MOST_LETTERS = 20_000
Body = Annotated[Text, Field(max_length=_MOST_LETTERS)]
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
    """Texts that nothing is done with: a draft is warned, not refused. At most 20 000 letters in all."""

    texts: Annotated[list[TextToCheckIn], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _refuse_a_book(self) -> Self:
        if sum(len(text.body) for text in self.texts) > _MOST_LETTERS:
            raise ValueError(f"more than {_MOST_LETTERS} letters in all")
        return self


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
    """What the coach found, 200 findings at most. `refused`: these words keep the product off the shelf."""

    refused: bool
    findings: list[ClaimFindingOut]

    @classmethod
    def of(cls, findings: list[Finding], *, refused: bool) -> "ClaimsReviewOut":
        return cls(refused=refused, findings=[ClaimFindingOut.model_validate(finding) for finding in findings])
