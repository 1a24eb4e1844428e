"""`solifair fund tally` at a shell."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.fund import app
from market.fund.tally.errors import PabulibRefused

FILE = """META
key;value
budget;100
vote_type;approval
rule;{rule}
PROJECTS
project_id;cost;name;selected
park;60;[red]Park[/red];1
pool;50;Pool;0
bench;30;Bench;0
VOTES
voter_id;vote
1;park
2;park
3;park
4;park
5;park
6;pool,bench
7;pool,bench
8;pool,bench
9;pool,bench
10;bench
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "town.pb"
    path.write_text(FILE.format(rule="equalshares/add1"))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["tally", *map(str, words)])


def test_a_file_is_counted_by_its_own_rule(file):
    answer = run(file)
    assert answer.exit_code == 0
    said = " ".join(answer.stdout.split())
    assert "2 of 3 projects won: 90 of 100, 10 left, by rule equalshares/add1, utility cost, completion add1," in said
    assert "[red]Park[/red]" in said
    assert "Each of 10 voters had 10.00; 8 times one unit more make 18.00, and one more would cost 140." in said
    assert "Tied: bench, park. bench went first, by lower cost." in said
    assert "The file records other winners; here won also bench." in said
    assert "Counted: SHA-256 " in said


def test_or_as_it_is_asked(file):
    answer = json.loads(run(file, "--rule", "greedy", "--misfit", "stop", "--tie-break", "id", "--json").stdout)
    assert answer["method"] == {"rule": "greedy", "order": "votes", "misfit": "stop", "tie_break": "id"}
    assert answer["winners"] == ["bench", "park"]
    assert answer["record"] == {
        "has_winners": True, "is_same": False, "only_recorded": [], "only_counted": ["bench"], "counted_otherwise": [],
    }  # fmt: skip
    same = json.loads(run(file, "--utility", "cardinality", "--completion", "add1_exhaustive", "--json").stdout)
    assert same["method"]["completion"] == "add1_exhaustive"
    assert same["shares"]["ended"] == "exhausted"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rule", "lottery"], "'lottery' is not one of"),
        (["--rule", "greedy", "--completion", "add1"], "has neither --utility nor --completion"),
        (["--misfit", "stop"], "has neither --order nor --misfit"),
        (["--tie-break", "luck"], "'luck' is not a valid TieBreak"),
    ],
)
def test_what_does_not_go_together_is_refused(file, words, said):
    answer = run(file, *words)
    assert answer.exit_code == 2
    assert said in " ".join(answer.output.replace("│", " ").split())


def test_a_rule_is_asked_for_where_the_file_has_none(file):
    file.write_text(FILE.format(rule="unknown"))
    answer = run(file)
    assert answer.exit_code == 2
    assert "the file's rule is 'unknown'; say which" in " ".join(answer.output.replace("│", " ").split())
    assert run(file, "--rule", "equal_shares").exit_code == 0


def test_a_file_that_is_none_is_refused_with_its_line(tmp_path):
    path = tmp_path / "no.pb"
    path.write_bytes(b"META\nbudget;1\n\xff\n")
    answer = run(path)
    assert isinstance(answer.exception, PabulibRefused)
    assert answer.exception.line == 3
    assert run(tmp_path).exit_code == 2
    assert run(tmp_path / "missing.pb").exit_code == 2
