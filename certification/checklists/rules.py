"""Whether a scheme's questions are answered as a decision needs it. No clock, no session."""

from collections.abc import Mapping, Sequence

from certification.checklists.errors import AnsweredNo, QuestionsOpen, UnknownQuestion
from models.enums import ChecklistAnswer, VerificationDecision

Answers = Mapping[str, ChecklistAnswer]
NO_ANSWERS: Answers = {}


def check_answers(answers: Answers, *, questions: Sequence[str], decision: VerificationDecision) -> None:
    """Raises UnknownQuestion; for a verification also QuestionsOpen and AnsweredNo.

    Other decisions keep the answers that were given, which may be some or none.
    """
    unknown = sorted(answers.keys() - set(questions))
    if unknown:
        raise UnknownQuestion(unknown)
    if decision is not VerificationDecision.VERIFY:
        return
    still_open = [question for question in questions if question not in answers]
    if still_open:
        raise QuestionsOpen(still_open)
    denied = [question for question in questions if answers[question] is ChecklistAnswer.NO]
    if denied:
        raise AnsweredNo(denied)
