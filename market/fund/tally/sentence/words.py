"""The words of the sentences in each language. In a template, {…} is filled in; amounts come written out."""

from collections.abc import Mapping
from dataclasses import dataclass

from market.fund.tally.rules.result import Why


@dataclass(frozen=True)
class Words:
    """One language. `backers` is who voted for a project, {voters} of them, the first form for one of them alone;
    where ballots have points, {points} of these stand with them."""

    decimal_mark: str
    thousands_mark: str
    backers: tuple[str, str]
    backers_with_points: tuple[str, str]
    sentences: Mapping[Why, str]


ENGLISH = Words(
    decimal_mark=".",
    thousands_mark=",",
    backers=("one voter", "{voters} voters"),
    backers_with_points=("one voter with {points} points", "{voters} voters with {points} points"),
    sentences={
        Why.FREE: "Won as no. {turn}: it costs nothing and has {backers}.",
        Why.FITTED: "Won as no. {turn}: it has {backers}, and its cost of {cost} fitted in the {left} that was left.",
        Why.BOUGHT: "Won as no. {turn}: its cost of {cost} is paid by {backers}, at most {most_paid} by each.",
        Why.FILLED: (
            "Won as no. {turn} out of what was left over, {left}: it has {backers}, who had {backers_have} for its "
            "cost of {cost}."
        ),
        Why.NO_VOTES: "Lost: nobody voted for it.",
        Why.BELOW_THRESHOLD: "Lost: it has {backers}, and fewer than the {threshold} that a project needs.",
        Why.DEARER_THAN_BUDGET: "Lost: its cost of {cost} is more than the whole budget of {budget}.",
        Why.DID_NOT_FIT: "Lost: it has {backers}, and of its cost of {cost} only {left} was left when its turn came.",
        Why.CAME_AFTER_STOP: (
            "Lost: it has {backers}, and the count ended before its turn, at {stopped_at}, which did not fit."
        ),
        Why.BACKERS_OUT_OF_MONEY: "Lost: it has {backers}, who had only {backers_have} left for its cost of {cost}.",
        Why.BACKERS_OUT_OF_MONEY_NO_FIT: (
            "Lost: it has {backers}, who had only {backers_have} left for its cost of {cost}; and at its turn only "
            "{left} of the budget was left over."
        ),
    },
)

LANGUAGES: Mapping[str, Words] = {"en": ENGLISH}
