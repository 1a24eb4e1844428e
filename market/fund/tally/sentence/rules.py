"""Why a project won or lost: a decision in, one sentence out. Pure."""

from fractions import Fraction

from kit.money import ceiling
from market.fund.tally.rules.election import Election, VoteType
from market.fund.tally.rules.result import Decision
from market.fund.tally.sentence.words import LANGUAGES, Words

_DEFAULT_LANGUAGE = "en"
_NO_BREAK = "\u00a0"
_LEAST_DECIMALS = 2


def why(election: Election, decision: Decision, lang: str) -> str:
    """The sentence in one of our languages, in English for any other.

    What a voter paid is rounded up and what voters have down, so that the sentence stays true.
    """
    words = LANGUAGES.get(lang, LANGUAGES[_DEFAULT_LANGUAGE])
    reason = decision.reason
    return words.sentences[reason.why].format(
        turn=reason.turn,
        backers=_backers(election, decision, words),
        cost=amount(election, decision.project.cost, words),
        budget=amount(election, election.budget, words),
        left=amount(election, reason.left or 0, words),
        threshold=_grouped(election.threshold, words),
        stopped_at=reason.stopped_at,
        most_paid=part(election, reason.most_paid or Fraction(0), words, is_up=True),
        backers_have=part(election, reason.backers_have or Fraction(0), words, is_up=False),
    )


def amount(election: Election, minor: int, words: Words = LANGUAGES[_DEFAULT_LANGUAGE]) -> str:
    """`1,234.50 PLN`, with as many decimals as the election has."""
    return _written(election, minor, election.decimals, words)


def part(
    election: Election, minor: Fraction, words: Words = LANGUAGES[_DEFAULT_LANGUAGE], *, is_up: bool = False
) -> str:
    """An amount that is no whole one, rounded."""
    return _written(election, *rounded(election, minor, is_up=is_up), words)


def rounded(election: Election, minor: Fraction, *, is_up: bool) -> tuple[int, int]:
    """An amount up or down to as many decimals as the election has, to two at least: digits, and how many decimals."""
    decimals = max(_LEAST_DECIMALS, election.decimals)
    exact = minor / election.unit * int("1" + "0" * decimals)
    return (ceiling(exact) if is_up else int(exact // 1)), decimals


def _backers(election: Election, decision: Decision, words: Words) -> str:
    is_approval = election.vote_type in {VoteType.APPROVAL, VoteType.CHOOSE_ONE}
    one, many = words.backers if is_approval else words.backers_with_points
    voters, points = decision.support.voters, _grouped(decision.support.score, words)
    return (one if voters == 1 else many).format(voters=_grouped(voters, words), points=points)


def _written(election: Election, number: int, decimals: int, words: Words) -> str:
    digits = f"{number:0{decimals + 1}d}"
    whole, rest = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    text = f"{_grouped(int(whole), words)}{words.decimal_mark if rest else ''}{rest}"
    return f"{text}{_NO_BREAK}{election.currency}" if election.currency else text


def _grouped(number: int, words: Words) -> str:
    return f"{number:,}".replace(",", words.thousands_mark)
