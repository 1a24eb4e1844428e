"""Values in the words of networks."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import STORABLE, In, LanguageCode, Out
from api.schemas.certification import Day
from market.accounts.vocabulary.write_term import TermFacts
from models.organisations import Term

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), STORABLE]
Labels = Annotated[
    dict[LanguageCode, Label], Field(min_length=1, max_length=40, examples=[{"en": "Care for the land"}])
]
Link = Annotated[str, StringConstraints(pattern=r"^[^\s<>\"]{1,300}$"), STORABLE]
Links = Annotated[list[Link], Field(max_length=40)]


class TermIn(In):
    """A value: what it is called, what it is a part of, and what means the same, nearly the same, or more.

    Links are codes of values of this market, or addresses of concepts elsewhere (SKOS `exactMatch`, `closeMatch`,
    `broadMatch`). `adopted_on` null: in use at once.
    """

    labels: Labels
    parent: Annotated[str, StringConstraints(max_length=200), STORABLE] | None = None
    same_as: Links = Field(default_factory=list)
    close_to: Links = Field(default_factory=list)
    part_of: Links = Field(default_factory=list)
    adopted_on: Day | None = None
    deprecated_on: Day | None = None
    position: Annotated[int, Field(strict=True, ge=0, le=9999)] = 0

    @property
    def facts(self) -> TermFacts:
        return TermFacts(
            labels=self.labels,
            parent_code=self.parent,
            exact_match=self.same_as,
            close_match=self.close_to,
            broad_match=self.part_of,
            adopted_on=self.adopted_on,
            deprecated_on=self.deprecated_on,
            position=self.position,
        )


class NewTermIn(TermIn):
    """`name` becomes the end of the code, after the network's own name."""

    name: Annotated[str, StringConstraints(pattern="^[a-z0-9][a-z0-9_-]{0,59}$")]


class TermDetailOut(Out):
    """A value with its names in every language and its links."""

    code: str
    scheme: str
    uri: str | None
    parent: str | None
    labels: dict[str, str]
    same_as: list[str]
    close_to: list[str]
    part_of: list[str]
    proposed_by: str | None
    adopted_on: date | None
    deprecated_on: date | None
    version: int

    @classmethod
    def of(cls, term: Term) -> "TermDetailOut":
        return cls(
            code=term.code,
            scheme=term.scheme,
            uri=term.uri,
            parent=term.parent_code,
            labels=term.labels,
            same_as=term.exact_match,
            close_to=term.close_match,
            part_of=term.broad_match,
            proposed_by=term.proposed_by,
            adopted_on=term.adopted_on,
            deprecated_on=term.deprecated_on,
            version=term.version,
        )
