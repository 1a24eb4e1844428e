"""One true sentence for every project, and the document that says the same in names and exact numbers."""

import json
from dataclasses import replace
from fractions import Fraction
from string import Formatter

import pytest

from market.fund.tally.count_votes import count_votes
from market.fund.tally.fingerprint import fingerprint
from market.fund.tally.result_document import result_document
from market.fund.tally.rules.election import Election, VoteType
from market.fund.tally.rules.method import Completion, EqualShares, Greedy, Misfit
from market.fund.tally.rules.result import Decision, Reason, Result, Why
from market.fund.tally.sentence.rules import amount, part, why
from market.fund.tally.sentence.words import LANGUAGES
from tests.fund.tally.ballots import election

TOWN = election(
    1000,
    {"park": 600, "pool": 500, "bench": 300, "tree": 5, "gift": 0, "palace": 2000, "none": 1, "few": 1},
    ["park pool bench gift", "park pool bench gift", "park pool gift palace", "park tree palace", "tree few palace"],
    threshold=2,
)


def sentences(town: Election, method) -> dict[str, str]:
    result = count_votes(town, method)
    return {decision.project.id: why(town, decision, "en") for decision in result.decisions}


def test_a_greedy_count_is_told():
    assert sentences(TOWN, Greedy()) == {
        "park": "Won as no. 2: it has 4 voters, and its cost of 600 fitted in the 1,000 that was left.",
        "pool": "Lost: it has 3 voters, and of its cost of 500 only 400 was left when its turn came.",
        "bench": "Won as no. 4: it has 2 voters, and its cost of 300 fitted in the 395 that was left.",
        "tree": "Won as no. 3: it has 2 voters, and its cost of 5 fitted in the 400 that was left.",
        "gift": "Won as no. 1: it costs nothing and has 3 voters.",
        "palace": "Lost: its cost of 2,000 is more than the whole budget of 1,000.",
        "none": "Lost: nobody voted for it.",
        "few": "Lost: it has one voter, and fewer than the 2 that a project needs.",
    }
    stopped = sentences(TOWN, Greedy(misfit=Misfit.STOP))
    assert stopped["bench"] == "Lost: it has 2 voters, and the count ended before its turn, at pool, which did not fit."


def test_equal_shares_are_told():
    town = replace(TOWN, currency="EUR", decimals=2)
    told = {
        key: text.replace("\u00a0", " ")
        for key, text in sentences(town, EqualShares(completion=Completion.NONE)).items()
    }
    assert told["park"] == "Won as no. 2: its cost of 6.00 EUR is paid by 4 voters, at most 1.50 EUR by each."
    assert told["pool"] == "Lost: it has 3 voters, who had only 1.50 EUR left for its cost of 5.00 EUR."
    filled = sentences(TOWN, EqualShares(completion=Completion.ADD1U_EXHAUSTIVE))
    assert filled["pool"].startswith("Lost: it has 3 voters, who had only ")
    assert filled["pool"].endswith(" left for its cost of 500; and at its turn only 95 of the budget was left over.")
    poor = election(10, {"a": 9, "b": 9}, ["a"] * 5 + ["b"] * 5)
    assert sentences(poor, EqualShares(completion=Completion.ADD1U))["a"] == (
        "Won as no. 1 out of what was left over, 10: it has 5 voters, who had 5.00 for its cost of 9."
    )


def test_one_voter_is_one_voter():
    told = sentences(election(10, {"a": 5, "b": 6}, ["a", "b"]), EqualShares(completion=Completion.NONE))
    assert told == {
        "a": "Won as no. 1: its cost of 5 is paid by one voter, at most 5.00 by each.",
        "b": "Lost: it has one voter, who had only 5.00 left for its cost of 6.",
    }


def test_points_are_named_where_there_are_points():
    town = election(1000, {"a": 10, "b": 10}, [{"a": 1000, "b": 5}, {"a": 300}], VoteType.CUMULATIVE)
    told = sentences(town, Greedy())
    assert "it has 2 voters with 1,300 points," in told["a"]
    assert "it has one voter with 5 points," in told["b"]


def test_what_is_paid_is_rounded_up_and_what_is_there_down():
    town = election(100, {"a": 10}, ["a"] * 3)
    assert "at most 3.34 by each." in sentences(town, EqualShares())["a"]
    assert part(town, Fraction(29999, 3000)) == "9.99"
    assert part(town, Fraction(2, 3), is_up=True) == "0.67"
    assert amount(replace(town, decimals=1), 12345) == "1,234.5"


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_every_reason_has_a_sentence(words):
    known = {
        "turn", "backers", "cost", "budget", "left", "threshold", "stopped_at", "most_paid", "backers_have",
    }  # fmt: skip
    assert set(words.sentences) == set(Why)
    for sentence in words.sentences.values():
        assert {name for _, name, _, _ in Formatter().parse(sentence) if name} <= known


def test_the_same_is_told_in_every_language():
    town = replace(TOWN, currency="EUR", decimals=2)
    result = count_votes(town, EqualShares(completion=Completion.NONE))
    told = {lang: why(town, result.decisions[0], lang).replace("\u00a0", " ") for lang in LANGUAGES}
    assert told == {
        "en": "Won as no. 2: its cost of 6.00 EUR is paid by 4 voters, at most 1.50 EUR by each.",
        "es": "Ganó como n.º 2: su costo de 6,00 EUR sale de 4 votantes, a lo sumo 1,50 EUR de cada cual.",
        "fr": "Retenue en n° 2 : son coût de 6,00 EUR est payé par 4 votants, au plus 1,50 EUR par chacun.",
        "pt": "Ganhou como n.º 2: o seu custo de 6,00 EUR é pago por 4 votantes, no máximo 1,50 EUR por cada um.",
    }


def test_the_document_says_all_that_a_recount_needs():
    town = replace(TOWN, currency="EUR", decimals=2)
    result = count_votes(town, EqualShares())
    document = json.loads(json.dumps(result_document(result)))
    assert document["election"] == {
        "sha256": fingerprint(town),
        "budget": "10.00",
        "currency": "EUR",
        "vote_type": "approval",
        "voters": 5,
        "threshold": 2,
    }
    assert document["method"] == {
        "rule": "equalshares/add1",
        "utility": "cost",
        "completion": "add1",
        "tie_break": "lower_cost,more_votes",
    }
    assert document["shares"] == {
        "first": "2", "final": "3", "raises": 1, "ended": "would_overspend", "next_spent": "11.05",
    }  # fmt: skip
    park, pool = document["projects"][:2]
    assert park["reason"] == {"id": "bought", "turn": 2, "most_paid": "1.50"}
    assert pool["reason"] == {"id": "backers_out_of_money", "backers_have": "1.50"}
    assert document["winners"] == ["gift", "park", "tree", "bench"]
    assert (document["spent"], document["left"]) == ("9.05", "0.95")


def test_fractions_of_any_length_are_told():
    """After many purchases what is left may be a fraction of more digits than Python writes out."""
    town = election(10, {"a": 5}, ["a"])
    reason = Reason(Why.BACKERS_OUT_OF_MONEY, backers_have=Fraction(10**9000 - 1, 2 * 10**9000))
    decision = Decision(town.projects[0], town.support["a"], reason)
    result = Result(town, EqualShares(), (decision,), ())
    told = json.loads(json.dumps(result_document(result)))["projects"][0]
    assert told["reason"] == {"id": "backers_out_of_money", "backers_have": "0.49"}
    assert told["sentence"] == "Lost: it has one voter, who had only 0.49 left for its cost of 5."
