"""Refusals about the questions of a scheme."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid


@dataclass(eq=False)
class UnknownQuestion(Invalid):
    """The scheme does not ask this."""

    code: ClassVar[str] = "unknown_question"
    questions: list[str]


@dataclass(eq=False)
class QuestionsOpen(Conflict):
    """The scheme's questions have to be answered before its certificate is verified."""

    code: ClassVar[str] = "questions_open"
    questions: list[str]


@dataclass(eq=False)
class AnsweredNo(Conflict):
    """A question of the scheme was answered with no: ask the holder, or do not accept the certificate."""

    code: ClassVar[str] = "answered_no"
    questions: list[str]
