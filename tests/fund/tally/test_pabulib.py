"""Files in Pabulib's format: what is read from them, what is refused and on which line, and the way back."""

import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.fund.tally.count_votes import count_votes
from market.fund.tally.errors import PabulibRefused
from market.fund.tally.fingerprint import fingerprint
from market.fund.tally.pabulib import read_pabulib as reading
from market.fund.tally.pabulib.compare_with_record import Comparison, compare_with_record
from market.fund.tally.pabulib.document import Document, Occasion, document_of
from market.fund.tally.pabulib.methods import UnknownMethod, method_of
from market.fund.tally.pabulib.read_pabulib import read_pabulib
from market.fund.tally.pabulib.write_pabulib import write_pabulib
from market.fund.tally.rules.election import Ballot, Election, Project, VoteType
from market.fund.tally.rules.method import Completion, EqualShares, Greedy, Misfit, Order, TieBreak, Utility
from tests.fund.tally.ballots import elections

META = "META\nkey;value\nbudget;2500.50\nvote_type;approval\nnum_votes;3\nrule;greedy\ncurrency;EUR\n"
PROJECTS = 'PROJECTS\nproject_id;cost;name;selected\nA-1;600;Trees;1\nB;2000,25;"Pool; ""deep""";0\n'
VOTES = "VOTES\nvoter_id;age;vote\n1;34;A-1,B\n2;51;B\nx;20;\n"
POINTS = META.replace("approval", "cumulative") + PROJECTS + "VOTES\nvoter_id;vote;points\n"
RANKS = META.replace("approval", "ordinal").replace("num_votes;3\n", "") + PROJECTS + "VOTES\nvoter_id;vote\n"
OCCASION = Occasion("The fund's spring", "Peru", "Tres Quebradas", "2026", date(2026, 3, 1), date(2026, 3, 31))


def read(text: str | bytes) -> Document:
    return read_pabulib(io.BytesIO(text.encode() if isinstance(text, str) else text))


def written(document: Document) -> bytes:
    return b"".join(write_pabulib(document))


def test_an_election_is_read():
    document = read(META + PROJECTS + VOTES)
    assert document.election == Election(
        budget=250050,
        projects=(Project("A-1", 60000, "Trees"), Project("B", 200025, 'Pool; "deep"')),
        ballots=(Ballot("1", ("A-1", "B"), (1, 1)), Ballot("2", ("B",), (1,)), Ballot("x", (), ())),
        vote_type=VoteType.APPROVAL,
        decimals=2,
        currency="EUR",
    )
    assert document.facts["num_votes"] == "3"
    assert document.column("selected") == {"A-1": "1", "B": "0"}
    assert document.column("target") is None


@pytest.mark.parametrize(
    "text",
    [
        (META + PROJECTS + VOTES).replace("\n", "\r\n"),
        "\ufeff" + META + PROJECTS + VOTES,
        (META + PROJECTS + VOTES).replace("key;value\n", ""),
        (META + PROJECTS + VOTES).replace(";", "; ").replace(",", " , ").replace("2000 , 25", "2000,25"),
        (META + PROJECTS + VOTES).replace("PROJECTS", "\n\nPROJECTS\n;;;"),
        (META + PROJECTS + VOTES).removesuffix("\n"),
        (META + PROJECTS + VOTES).replace("2500.50", "2500.500000").replace(";600;", ";600.000000;"),
    ],
)
def test_however_it_is_typed(text):
    assert read(text).election == read(META + PROJECTS + VOTES).election


def test_points_and_ranks():
    assert read(POINTS + "1;A-1,B;5,2\n2;B;0\n3;;\n").election.ballots[:2] == (
        Ballot("1", ("A-1", "B"), (5, 2)),
        Ballot("2", ("B",), (0,)),
    )
    assert read(RANKS + "1;B,A-1\n2;A-1\n").election.ballots == (
        Ballot("1", ("B", "A-1"), (2, 1)),
        Ballot("2", ("A-1",), (2,)),
    )
    of_three = read("META\nmax_length;3\n" + RANKS.removeprefix("META\nkey;value\n") + "1;B,A-1\n")
    assert of_three.election.ballots == (Ballot("1", ("B", "A-1"), (3, 2)),)


WHOLE = META + PROJECTS + VOTES


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "a file begins with META"),
        ("hello\n", 1, "a file begins with META"),
        ("PROJECTS\n" + WHOLE, 1, "a file begins with META"),
        (META, 7, "there is no PROJECTS"),
        (META + PROJECTS, 11, "there is no VOTES"),
        (META + VOTES, 8, "VOTES is not in its place: META, PROJECTS, VOTES"),
        (WHOLE + "META\n", 17, "META is not in its place: META, PROJECTS, VOTES"),
        (META + "PROJECTS\nVOTES\n", 9, "a section names its columns"),
        (META + PROJECTS + "VOTES\n", 12, "a section names its columns"),
        (WHOLE.replace("budget;2500.50\n", ""), 7, "META has no budget"),
        (WHOLE.replace("vote_type;approval\n", ""), 7, "META has no vote_type"),
        (WHOLE.replace("approval", "quadratic"), 4, "vote_type 'quadratic' is unknown"),
        (WHOLE.replace("2500.50", "0.00"), 3, "the budget is nothing"),
        (WHOLE.replace("2500.50", "-5"), 3, "budget '-5' is no amount such as 1234.50"),
        (WHOLE.replace("2500.50", "1e9"), 3, "budget '1e9' is no amount such as 1234.50"),
        (WHOLE.replace("2500.50", "NaN"), 3, "budget 'NaN' is no amount such as 1234.50"),
        (WHOLE.replace("2500.50", "2,500.50"), 3, "budget '2,500.50' is no amount such as 1234.50"),
        (WHOLE.replace("2500.50", "2500.00001"), 3, "budget '2500.00001' is no amount such as 1234.50"),
        (WHOLE.replace("2500.50", "٢٥٠٠"), 3, "budget '٢٥٠٠' is no amount such as 1234.50"),
        (WHOLE.replace("2500.50", "9" * 16), 3, "budget '9999999999999999' is no amount such as 1234.50"),
        (WHOLE.replace("rule;greedy", "budget;1"), 6, "key 'budget' is there twice"),
        (WHOLE.replace("rule;greedy", ";1"), 6, "a value without a key"),
        (
            WHOLE.replace("rule;greedy", "rule;greedy;very"),
            6,
            "a line of META is a key and a value; a value with ; is in quotation marks",
        ),
        (WHOLE.replace("rule;greedy", "default_score;1"), 6, "default_score is counted as 0 alone"),
        (WHOLE.replace("rule;greedy", "scoring_fn;Dowdall"), 6, "scoring_fn is counted as Borda alone"),
        (WHOLE.replace("num_votes;3", "num_votes;4"), 5, "num_votes is 4, the file has 3"),
        (WHOLE.replace("num_votes;3", "num_votes;many"), 5, "num_votes 'many' is no whole number from 0 to 999999999"),
        (WHOLE.replace("num_votes;3", "num_projects;3"), 5, "num_projects is 3, the file has 2"),
        (WHOLE.replace(";cost;", ";price;"), 9, "there is no column cost"),
        (WHOLE.replace(";selected\n", ";cost\n"), 9, "a column is there twice"),
        (WHOLE.replace("Trees;1", "Trees"), 10, "3 cells under 4 columns"),
        (WHOLE.replace("A-1;600", "B;600"), 11, "project 'B' is there twice"),
        (WHOLE.replace("A-1;600", ";600"), 10, "project_id '' is empty, too long or has a comma"),
        (WHOLE.replace("A-1;600", "A,1;600"), 10, "project_id 'A,1' is empty, too long or has a comma"),
        (WHOLE.replace(";600;", ";-600;"), 10, "cost '-600' is no amount such as 1234.50"),
        (META + "PROJECTS\nproject_id;cost\n" + VOTES, 9, "there is no project"),
        (WHOLE.replace("voter_id;", "id;"), 13, "there is no column voter_id"),
        (WHOLE.replace("2;51;B", "2;51;C"), 15, "a vote for 'C', which is no project"),
        (WHOLE.replace("2;51;B", "2;51;B,"), 15, "a vote for '', which is no project"),
        (WHOLE.replace("2;51;B", "2;51;B,A-1,B"), 15, "project 'B' is there twice in a vote"),
        (WHOLE.replace("2;51;B", "1;51;B"), 15, "voter '1' is empty, too long or there twice"),
        (WHOLE.replace("2;51;B", ";51;B"), 15, "voter '' is empty, too long or there twice"),
        (WHOLE.replace("2;51;B", "2;B"), 15, "2 cells under 3 columns"),
        (WHOLE.replace("approval", "choose-1"), 14, "2 projects where a voter chooses one"),
        (WHOLE.replace("approval", "scoring"), 13, "there is no column points"),
        (META.replace(";3", ";0") + PROJECTS + "VOTES\nvoter_id;vote\n", 13, "nobody voted"),
        (POINTS + "1;A-1,B;5\n", 14, "1 points for 2 projects"),
        (POINTS + "1;B;-5\n", 14, "points '-5' is no whole number from 0 to 999999999"),
        (POINTS + "1;B;0.5\n", 14, "points '0.5' is no whole number from 0 to 999999999"),
        (WHOLE.replace("Trees", 'a "quoted" word').replace("Pool", '"'), 11, "';' expected after '\"'"),
        (WHOLE + '9;1;"A-1\n' + "B\n" * 4, 17, "unexpected end of data"),
        (WHOLE.encode() + b"\xff\n", 17, "not UTF-8"),
        (WHOLE.replace("Trees", "Tr\0ees"), 10, "a character that no text has"),
        (WHOLE.replace("Trees", "\x1b[2JTrees"), 10, "a character that no text has"),
        (WHOLE.replace("Trees", "\u202eTrees"), 10, "a character that no text has"),
        (WHOLE.replace("Trees", "x" * 300_000), 10, "more than 262144 bytes in a line"),
        (WHOLE.replace("Trees", "x" * 140_000), 10, "field larger than field limit (131072)"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_line(text, line, reason):
    with pytest.raises(PabulibRefused) as refusal:
        read(text)
    assert (refusal.value.line, refusal.value.reason) == (line, reason)


def test_an_order_is_no_longer_than_the_file_says():
    with pytest.raises(PabulibRefused, match="2 projects in an order of at most 1"):
        read("META\nmax_length;1\n" + RANKS.removeprefix("META\nkey;value\n") + "1;B,A-1\n")


@pytest.mark.parametrize(
    ("limit", "line"), [("MOST_KEYS", 3), ("MOST_PROJECTS", 11), ("MOST_BALLOTS", 15), ("MOST_CHOICES", 14)]
)
def test_files_beyond_all_measure_are_refused(monkeypatch, limit, line):
    monkeypatch.setattr(reading, limit, 1)
    with pytest.raises(PabulibRefused, match=r"more than [12] (lines|choices) in") as refusal:
        read(WHOLE)
    assert refusal.value.line == line


def test_a_file_is_read_no_further_than_its_first_fault():
    class Endless(io.RawIOBase):
        """META, and then line after line for ever."""

        lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines += 1
            return b"META\n" if self.lines == 1 else f"k{self.lines};v\n".encode()

    file = Endless()
    with pytest.raises(PabulibRefused, match="more than 500 lines in META"):
        read_pabulib(file)  # type: ignore[arg-type]
    assert file.lines < 600


def test_what_is_written_is_read_again():
    document = read(WHOLE)
    assert read(written(document)) == document
    assert b"age" not in written(document)
    assert b"34" not in written(document)


METHODS = [
    Greedy(),
    Greedy(Order.VOTES_PER_COST, Misfit.STOP, ()),
    EqualShares(),
    EqualShares(Utility.CARDINALITY, Completion.NONE, (TieBreak.MORE_VOTES, TieBreak.HIGHER_COST)),
    EqualShares(completion=Completion.ADD1U_EXHAUSTIVE),
]


@settings(max_examples=100, deadline=None)
@given(elections(), st.sampled_from(METHODS), st.booleans())
def test_any_election_goes_out_and_comes_back_with_its_method(town, method, is_counted):
    result = count_votes(town, method) if is_counted else None
    document = document_of(town, OCCASION, method, result)
    again = read(written(document))
    assert again == document
    assert again.election == town
    assert method_of(again.facts) == method
    if result:
        assert compare_with_record(again, result) == Comparison(True, (), (), ())


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_file_does_more_than_be_refused(data):
    """A file that is right, with pieces cut out, doubled or overwritten."""
    bytes_ = bytearray(WHOLE.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(bytes_)))
        end = data.draw(st.integers(start, min(len(bytes_), start + 30)))
        new = data.draw(st.one_of(st.binary(max_size=6), st.just(bytes(bytes_[start:end]) * 2)))
        bytes_[start:end] = new
    try:
        document = read(bytes(bytes_))
    except PabulibRefused as refusal:
        assert refusal.line >= 1
        assert refusal.reason
    else:
        assert read(written(document)) == document
        count_votes(document.election, EqualShares())


@pytest.mark.parametrize(
    ("facts", "method"),
    [
        ({"rule": "greedy"}, Greedy()),
        ({"rule": "equalshares"}, EqualShares(completion=Completion.NONE)),
        ({"rule": "equalshares/add1"}, EqualShares(completion=Completion.ADD1)),
        ({"rule": "greedy", "tie_break": ""}, Greedy(tie_break=())),
    ],
)
def test_the_rules_that_pabulib_knows(facts, method):
    assert method_of(facts) == method


@pytest.mark.parametrize(
    "facts", [{}, {"rule": "unknown"}, {"rule": "greedy", "order": "age"}, {"rule": "greedy", "tie_break": "luck"}]
)
def test_a_rule_that_nobody_knows_is_not_guessed(facts):
    with pytest.raises(UnknownMethod):
        method_of(facts)


def test_a_count_is_compared_with_what_the_file_says():
    text = WHOLE.replace("name;selected", "votes;selected").replace("Trees;1", "2;1").replace('"Pool; ""deep"""', "2")
    document = read(text)
    result = count_votes(document.election, Greedy())
    assert compare_with_record(document, result) == Comparison(True, ("A-1",), ("B",), ("A-1",))
    assert compare_with_record(read(WHOLE.replace("selected", "x")), result) == Comparison(False, (), (), ())
    assert not compare_with_record(read(WHOLE.replace("selected", "x")), result).is_same


def test_the_fingerprint_is_of_the_votes_alone():
    town = read(WHOLE)
    shuffled = WHOLE.replace("1;34;A-1,B\n2;51;B\n", "7;12;B\n8;12;B,A-1\n").replace("Trees", "Bushes")
    assert fingerprint(read(shuffled).election) == fingerprint(town.election)
    assert fingerprint(replace(town.election, threshold=1)) != fingerprint(town.election)
    for other in (
        WHOLE.replace("2;51;B", "2;51;A-1"),
        WHOLE.replace(";600;", ";601;"),
        WHOLE.replace("2500.5", "2500.4"),
    ):
        assert fingerprint(read(other).election) != fingerprint(town.election)
