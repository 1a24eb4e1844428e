"""Nothing in the database, and no statement of ours, joins a voter and a ballot."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import market
from market.fund.rounds.count_round import count_round
from tests.fund.rounds.hall import Hall

_COLUMNS = text(
    "select table_name, column_name from information_schema.columns where table_name in ('round_voter', 'round_ballot')"
)
# Everything that lies in any table, as text: whoever has a copy of the database has this.
_TABLES = text("select tablename from pg_tables where schemaname = 'public' order by 1")


def everything(hall: Hall) -> dict[str, str]:
    with hall.database.reading() as session:
        names = session.execute(_TABLES).scalars().all()
        return {name: "\n".join(session.execute(text(f"select t::text from {name} t")).scalars()) for name in names}


def test_the_two_tables_share_nothing_but_the_round(hall: Hall) -> None:
    with hall.database.reading() as session:
        columns = {(row.table_name, row.column_name) for row in session.execute(_COLUMNS)}
    assert {name for table, name in columns if table == "round_voter"} == {"round_id", "voter_id"}
    assert {name for table, name in columns if table == "round_ballot"} == {
        "round_id",
        "pseudonym",
        "choices",
        "points",
    }


def statements(path: Path) -> list[str]:
    """The texts of a file in Python, the statements of one in SQL."""
    written = path.read_text(encoding="utf-8")
    if path.suffix == ".sql":
        return written.split(";\n")
    nodes = ast.walk(ast.parse(written))
    return [each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def test_no_statement_names_both() -> None:
    home = Path(market.__file__).parent.parent
    seen = set()
    for path in [*home.glob("market/**/*.py"), *home.glob("api/**/*.py"), *home.glob("migrations/sql/*.sql")]:
        for statement in statements(path):
            names = {"round_voter", "round_ballot"} & set(re.findall(r"[a-z_]+", statement))
            seen |= names
            assert len(names) < 2, f"{path}: {statement}"
    assert len(seen) == 2


def test_neither_the_receipt_nor_a_trace_of_who_wrote_what_stays(hall: Hall) -> None:
    round_id = hall.announce()
    well, roof = hall.propose(round_id, 120_000, 100_000)
    receipts = [hall.vote(round_id, who, well if place % 2 else roof) for place, who in enumerate(hall.members)]
    count_round(hall.database, round_id, now=hall.after)
    lies = everything(hall)
    for receipt in receipts:
        assert not any(receipt in rows for rows in lies.values())
    assert lies["round_ballot"] == ""
    for voter in hall.members:
        holding = {name for name, rows in lies.items() if voter in rows}
        assert holding <= {"person", "membership", "round_voter"}
    with hall.database.reading() as session:
        written = session.execute(text("select xmin::text from round_voter")).scalars().all()
    assert len(set(written)) == 1, "all rows were written by one transaction, in the order of the voters' ids"


@pytest.mark.parametrize(
    "statement",
    [
        "insert into round_ballot (round_id, pseudonym, choices, points) values (:id, 'x', '{}', '{}')",
        "insert into round_voter (round_id, voter_id) values (:id, 'x')",
        "delete from round_voter where round_id = :id",
        "update round_count set ballots = 'x' where round_id = :id",
        "update round_count set result = '{}' where round_id = :id",
        "update fund_round set budget_minor = 1 where id = :id",
        "update fund_round set tie_break = '{id}' where id = :id",
        "update fund_round set closes_at = closes_at + interval '1 day' where id = :id",
        "update fund_round set announced_at = now() where id = :id",
        "update round_proposal set cost_minor = 1 where round_id = :id",
    ],
)
def test_what_was_voted_on_and_counted_stays(hall: Hall, statement: str) -> None:
    round_id = hall.announce()
    (well,) = hall.propose(round_id, 120_000)
    hall.vote(round_id, hall.members[0], well)
    count_round(hall.database, round_id, now=hall.after)
    with pytest.raises(IntegrityError), hall.database.transaction() as session:
        session.execute(text(statement), {"id": round_id})
