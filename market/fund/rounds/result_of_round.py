"""A result as it is kept: the document of the count, with its sentences in every language that there are words for."""

from market.fund.tally.result_document import Json, result_document
from market.fund.tally.rules.result import Result
from market.fund.tally.sentence.rules import why
from market.fund.tally.sentence.words import LANGUAGES


def result_of_round(result: Result) -> Json:
    """`sentences`: by language and project, why it won or lost."""
    sentences = {
        lang: {decision.project.id: why(result.election, decision, lang) for decision in result.decisions}
        for lang in LANGUAGES
    }
    return {**result_document(result), "sentences": sentences}
