"""The benchmark of the tally counts the same three times. Nothing is timed."""

from bench.tally import drawn, measure, recount
from market.fund.tally.count_votes import count_votes
from market.fund.tally.rules.method import EqualShares


def test_three_counts_find_the_same(capsys):
    measure(drawn(8, 60, 1_000))
    said = capsys.readouterr().out
    assert "8 projects, 60 votes" in said
    assert "the same result" in said


def test_the_recount_raises_and_ends_where_the_count_does():
    town = drawn(10, 40, 1_000)
    result = count_votes(town, EqualShares(tie_break=()))
    assert result.shares is not None
    assert result.shares.raises > 1
    for is_lazy in (True, False):
        winners, share = recount(town, is_lazy=is_lazy)
        assert list(winners) == [decision.project.id for decision in result.winners]
        assert share == result.shares.final
