"""Twenty elections that were held: their winners, and those that others computed by other programs.

They lie beside the project (`../shared/data/pabulib/`), from pabulib.org by way of COMSOC-Community/pabutools.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from market.fund.tally.count_votes import count_votes
from market.fund.tally.pabulib.compare_with_record import compare_with_record
from market.fund.tally.pabulib.document import Document
from market.fund.tally.pabulib.methods import method_of
from market.fund.tally.pabulib.read_pabulib import read_pabulib
from market.fund.tally.pabulib.write_pabulib import write_pabulib
from market.fund.tally.rules.method import Completion, EqualShares, Greedy, Method, Order, Utility
from market.fund.tally.rules.result import Ended, Result

REAL = Path(__file__).parents[4] / "shared" / "data" / "pabulib"
WIELICZKA = "poland_wieliczka_2023_green-budget.pb"
# What the recorded rule alone does not give: here the cities had rules of their own, which the files do not tell.
LOCAL: dict[str, tuple[str, ...]] = {
    "poland_gdynia_2020_babie-doly-small.pb": ("5", "3"),
    "poland_katowice_2020_zarzecze.pb": ("L20/10/VII",),
    "poland_lodz_2020_nr-33.pb": ("W068NR",),
    "poland_warszawa_2018_brodno-podgrodzie.pb": ("812",),
}
THRESHOLDS = {"poland_katowice_2020_zarzecze.pb": 50, "poland_lodz_2020_nr-33.pb": 50}
NO_TIE_BREAK = ()

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data/pabulib is not there")
FILES = sorted(path.name for path in REAL.glob("*.pb"))


def real(name: str) -> Document:
    with (REAL / name).open("rb") as file:
        return read_pabulib(file)


def golden(name: str) -> dict[str, dict]:
    found: dict[str, dict] = json.loads((REAL / name).read_text())
    return found


def ids(result: Result) -> set[str]:
    return {decision.project.id for decision in result.winners}


@pytest.mark.parametrize("name", FILES)
def test_the_recorded_rule_gives_the_recorded_winners(name: str) -> None:
    document = real(name)
    found = compare_with_record(document, count_votes(document.election, method_of(document.facts)))
    assert found.counted_otherwise == ()
    assert found.only_recorded == ()
    assert found.only_counted == LOCAL.get(name, ())


def test_most_files_record_winners() -> None:
    assert sum(1 for name in FILES if real(name).column("selected")) == 15


@pytest.mark.parametrize("name", THRESHOLDS)
def test_a_threshold_explains_two_of_the_local_rules(name: str) -> None:
    document = real(name)
    election = replace(document.election, threshold=THRESHOLDS[name])
    assert compare_with_record(document, count_votes(election, Greedy())).is_same


@pytest.mark.parametrize("name", FILES)
def test_a_file_goes_out_as_it_came_in(name: str) -> None:
    document = real(name)
    assert read_pabulib(io.BytesIO(b"".join(write_pabulib(document)))) == document


def test_wieliczka_counts_as_wieliczka_counted() -> None:
    """The first municipal vote by Equal Shares: thirty winners, 2,080,104 PLN of virtual budget."""
    document = real(WIELICZKA)
    result = count_votes(document.election, method_of(document.facts))
    assert compare_with_record(document, result).is_same
    assert (len(result.winners), result.spent) == (30, 995_079)
    assert result.shares is not None
    assert result.shares.final == Fraction(2_080_104, 6_586)
    assert (result.shares.raises, result.shares.ended) == (164, Ended.WOULD_OVERSPEND)
    first = count_votes(document.election, EqualShares(completion=Completion.ADD1_EXHAUSTIVE))
    assert ids(first) - ids(result) == {"66", "67"}
    assert ids(result) - ids(first) == {"46"}


PABUTOOLS: Sequence[tuple[str, Method]] = (
    ("greedy_cost", Greedy(tie_break=NO_TIE_BREAK)),
    ("greedy_card", Greedy(Order.VOTES_PER_COST, tie_break=NO_TIE_BREAK)),
    ("mes_cost", EqualShares(Utility.COST, Completion.NONE, NO_TIE_BREAK)),
    ("mes_card", EqualShares(Utility.CARDINALITY, Completion.NONE, NO_TIE_BREAK)),
    ("mes_cost_add1", EqualShares(Utility.COST, Completion.ADD1_EXHAUSTIVE, NO_TIE_BREAK)),
    ("mes_cost_add1u", EqualShares(Utility.COST, Completion.ADD1U_EXHAUSTIVE, NO_TIE_BREAK)),
)
INDEPENDENT: Sequence[tuple[str, Method]] = (
    ("mes_cost", EqualShares(Utility.COST, Completion.NONE, NO_TIE_BREAK)),
    ("mes_cost_add1_stop_before_overspend", EqualShares(Utility.COST, Completion.ADD1, NO_TIE_BREAK)),
    ("mes_cost_add1_first_exhaustive", EqualShares(Utility.COST, Completion.ADD1_EXHAUSTIVE, NO_TIE_BREAK)),
    ("mes_cost_add1u", EqualShares(Utility.COST, Completion.ADD1U, NO_TIE_BREAK)),
)


@pytest.mark.parametrize(("rule", "method"), PABUTOOLS, ids=[rule for rule, _ in PABUTOOLS])
def test_pabutools_finds_the_same(rule: str, method: Method) -> None:
    for name, computed in golden("golden_pabutools_1.2.3.json").items():
        assert ids(count_votes(real(name).election, method)) == set(computed[rule]), name


@pytest.mark.parametrize(("rule", "method"), INDEPENDENT, ids=[rule for rule, _ in INDEPENDENT])
def test_a_count_in_fractions_finds_the_same(rule: str, method: Method) -> None:
    for name, computed in golden("golden_independent_fraction_mes.json").items():
        result = count_votes(real(name).election, method)
        assert result.shares is not None
        if computed[rule] is None:
            assert result.shares.ended is Ended.WOULD_OVERSPEND, name
        else:
            assert ids(result) == set(computed[rule]), name
        if rule == "mes_cost_add1_stop_before_overspend" and result.shares.ended is Ended.WOULD_OVERSPEND:
            assert result.shares.final == Fraction(computed["final_per_voter"]), name
