"""The command and the options that its parts share."""

from datetime import date
from typing import Annotated

import typer

from certification.checklists.rules import Answers
from models.enums import ChecklistAnswer, VerificationMethod

app = typer.Typer(help="Certificates: read them, verify them, take them back.", no_args_is_help=True)

DAY = "%Y-%m-%d"
Federation = Annotated[str, typer.Option("--federation", help="id of the federation that decides")]
Verifier = Annotated[str, typer.Option("--verifier", help="id of the person who decides for it")]
Reason = Annotated[str, typer.Option("--reason", help="why, in at least ten characters; others read it")]
Method = Annotated[VerificationMethod, typer.Option("--method", help="how it was checked")]
At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]


def day(text: str | None) -> date | None:
    """A day such as 2027-03-01, or none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day such as 2027-03-01") from None


def answers_given(given: list[str] | None) -> Answers:
    """`listed=yes` and the like, by question."""
    answers = {}
    for text in given or []:
        question, _, answer = text.partition("=")
        try:
            answers[question] = ChecklistAnswer(answer)
        except ValueError:
            raise typer.BadParameter(f"{text!r} is not an answer such as listed=yes") from None
    return answers
