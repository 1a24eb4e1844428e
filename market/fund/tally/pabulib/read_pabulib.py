"""Read an election from a file in Pabulib's format."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

from market.fund.tally.errors import PabulibRefused
from market.fund.tally.pabulib.document import ORDER_POINTS, Document
from market.fund.tally.pabulib.records import (
    LONGEST_ID,
    SECTIONS,
    Amount,
    Record,
    amount,
    listed,
    read_records,
    shown,
    whole,
)
from market.fund.tally.rules.election import Ballot, Election, Project, VoteType

MOST_KEYS = 500
MOST_PROJECTS = 5_000
MOST_BALLOTS = 1_000_000
MOST_CHOICES = 5_000_000
_CURRENCY = re.compile(r"[A-Z]{3}")


class _Parts:
    """The sections of a file, one after another, record by record. `line` is that of the last record."""

    def __init__(self, file: BinaryIO):
        """Raises PabulibRefused where the file does not begin with META."""
        self._records = read_records(file)
        self.line = 1
        if next(self._records, Record(1, ())).cells != (SECTIONS[0],):
            raise PabulibRefused(1, f"a file begins with {SECTIONS[0]}")

    def records(self, name: str, most: int) -> Iterator[Record]:
        """What stands in this section, up to the next one's title. Raises PabulibRefused."""
        following = dict(pairwise(SECTIONS)).get(name)
        for count, record in enumerate(self._records, start=1):
            self.line = record.line
            if len(record.cells) == 1 and record.cells[0] in SECTIONS:
                if record.cells[0] == following:
                    return
                raise PabulibRefused(record.line, f"{record.cells[0]} is not in its place: {', '.join(SECTIONS)}")
            if count > most:
                raise PabulibRefused(record.line, f"more than {most} lines in {name}")
            yield record
        if following:
            raise PabulibRefused(self.line, f"there is no {following}")


@dataclass(frozen=True)
class _Meta:
    """META's lines by key, and what of them a count needs."""

    lines: Mapping[str, int]
    facts: Mapping[str, str]
    budget: Amount
    vote_type: VoteType
    threshold: int

    def whole(self, key: str) -> int | None:
        """A number that may be missing. Raises PabulibRefused."""
        return whole(self.lines[key], key, self.facts[key]) if key in self.facts else None


@dataclass(frozen=True)
class _Columns:
    """Where the columns of a section are."""

    line: int
    names: tuple[str, ...]

    def of(self, name: str) -> int:
        """Raises PabulibRefused."""
        if name not in self.names:
            raise PabulibRefused(self.line, f"there is no column {name}")
        return self.names.index(name)


def read_pabulib(file: BinaryIO) -> Document:
    """The election in a file, with all that is said in its first two sections.

    Raises PabulibRefused with the line, for everything that cannot be counted with certainty: unknown or repeated
    projects in a ballot, a voter twice, fewer votes than META says, points that are no whole numbers.
    """
    parts = _Parts(file)
    meta = _read_meta(parts)
    projects = parts.records("PROJECTS", MOST_PROJECTS + 1)
    columns = _columns(parts, projects)
    rows = list(_rows(columns, projects))
    costs = _costs(columns, rows)
    _require_count(meta, "num_projects", len(rows))
    votes = parts.records("VOTES", MOST_BALLOTS + 1)
    ballots = tuple(_ballots(meta, _columns(parts, votes), votes, {project_id: project_id for project_id in costs}))
    if not ballots:
        raise PabulibRefused(parts.line, "nobody voted")
    _require_count(meta, "num_votes", len(ballots))
    decimals = max(meta.budget.decimals, *(cost.decimals for cost in costs.values()))
    titles = columns.names.index("name") if "name" in columns.names else None
    election = Election(
        budget=meta.budget.scaled(decimals),
        projects=tuple(
            Project(project_id, cost.scaled(decimals), "" if titles is None else row.cells[titles])
            for (project_id, cost), row in zip(costs.items(), rows, strict=True)
        ),
        ballots=ballots,
        vote_type=meta.vote_type,
        decimals=decimals,
        currency=code if _CURRENCY.fullmatch(code := meta.facts.get("currency", "")) else None,
        threshold=meta.threshold,
    )
    return Document(election, tuple(meta.facts.items()), columns.names, tuple(row.cells for row in rows))


def _read_meta(parts: _Parts) -> _Meta:
    """Raises PabulibRefused."""
    lines: dict[str, int] = {}
    facts: dict[str, str] = {}
    for line, cells in parts.records("META", MOST_KEYS):
        if len(cells) != 2:
            raise PabulibRefused(line, "a line of META is a key and a value; a value with ; is in quotation marks")
        key, value = cells
        if cells == ("key", "value"):
            continue
        if not key or key in facts:
            raise PabulibRefused(line, f"key {shown(key)} is there twice" if key else "a value without a key")
        lines[key], facts[key] = line, value
    for key in ("budget", "vote_type"):
        if key not in facts:
            raise PabulibRefused(parts.line, f"META has no {key}")
    budget = amount(lines["budget"], "budget", facts["budget"])
    if budget.digits == 0:
        raise PabulibRefused(lines["budget"], "the budget is nothing")
    try:
        vote_type = VoteType(facts["vote_type"])
    except ValueError:
        raise PabulibRefused(lines["vote_type"], f"vote_type {shown(facts['vote_type'])} is unknown") from None
    for key, only in (("default_score", "0"), ("scoring_fn", "Borda")):
        if facts.get(key, only).lower() != only.lower():
            raise PabulibRefused(lines[key], f"{key} is counted as {only} alone")
    threshold = "min_project_score_threshold"
    least = whole(lines[threshold], threshold, facts[threshold]) if threshold in facts else 0
    return _Meta(lines, facts, budget, vote_type, least)


def _columns(parts: _Parts, records: Iterator[Record]) -> _Columns:
    """The header of a section. Raises PabulibRefused."""
    header = next(records, None)
    if header is None:
        raise PabulibRefused(parts.line, "a section names its columns")
    if len(set(header.cells)) != len(header.cells):
        raise PabulibRefused(header.line, "a column is there twice")
    return _Columns(header.line, header.cells)


def _rows(columns: _Columns, records: Iterator[Record]) -> Iterator[Record]:
    """What stands below the header, as wide as it. Raises PabulibRefused."""
    for row in records:
        if len(row.cells) != len(columns.names):
            raise PabulibRefused(row.line, f"{len(row.cells)} cells under {len(columns.names)} columns")
        yield row


def _costs(columns: _Columns, rows: Sequence[Record]) -> dict[str, Amount]:
    """What each project costs, by id. Raises PabulibRefused."""
    of_id, of_cost = columns.of("project_id"), columns.of("cost")
    costs: dict[str, Amount] = {}
    for line, cells in rows:
        project_id = cells[of_id]
        if not project_id or len(project_id) > LONGEST_ID or "," in project_id:
            raise PabulibRefused(line, f"project_id {shown(project_id)} is empty, too long or has a comma")
        if project_id in costs:
            raise PabulibRefused(line, f"project {shown(project_id)} is there twice")
        costs[project_id] = amount(line, "cost", cells[of_cost])
    if not costs:
        raise PabulibRefused(columns.line, "there is no project")
    return costs


def _ballots(meta: _Meta, columns: _Columns, records: Iterator[Record], ids: Mapping[str, str]) -> Iterator[Ballot]:
    """Every ballot. `ids` gives each id the one text that all ballots share. Raises PabulibRefused."""
    of_voter, of_vote = columns.of("voter_id"), columns.of("vote")
    of_points = columns.of("points") if meta.vote_type.has_points else None
    first_points = meta.whole(ORDER_POINTS) or len(ids)
    voters: set[str] = set()
    choices = 0
    for line, cells in _rows(columns, records):
        voter_id = cells[of_voter]
        if not voter_id or len(voter_id) > LONGEST_ID or voter_id in voters:
            raise PabulibRefused(line, f"voter {shown(voter_id)} is empty, too long or there twice")
        voters.add(voter_id)
        chosen = _chosen(line, cells[of_vote], ids)
        choices += len(chosen)
        if choices > MOST_CHOICES:
            raise PabulibRefused(line, f"more than {MOST_CHOICES} choices in all ballots")
        if of_points is not None:
            points = tuple(whole(line, "points", text) for text in listed(cells[of_points]))
        elif meta.vote_type is VoteType.ORDINAL:
            points = tuple(range(first_points, first_points - len(chosen), -1))
        else:
            points = (1,) * len(chosen)
        if len(points) != len(chosen):
            raise PabulibRefused(line, f"{len(points)} points for {len(chosen)} projects")
        if meta.vote_type is VoteType.CHOOSE_ONE and len(chosen) > 1:
            raise PabulibRefused(line, f"{len(chosen)} projects where a voter chooses one")
        if meta.vote_type is VoteType.ORDINAL and len(chosen) > first_points:
            raise PabulibRefused(line, f"{len(chosen)} projects in an order of at most {first_points}")
        yield Ballot(voter_id, chosen, points)


def _chosen(line: int, vote: str, ids: Mapping[str, str]) -> tuple[str, ...]:
    """Raises PabulibRefused."""
    texts = listed(vote)
    unknown = next((text for text in texts if text not in ids), None)
    if unknown is not None:
        raise PabulibRefused(line, f"a vote for {shown(unknown)}, which is no project")
    if len(set(texts)) != len(texts):
        twice = next(one for one, other in pairwise(sorted(texts)) if one == other)
        raise PabulibRefused(line, f"project {shown(twice)} is there twice in a vote")
    return tuple(ids[text] for text in texts)


def _require_count(meta: _Meta, key: str, found: int) -> None:
    """Raises PabulibRefused where META has counted otherwise."""
    said = meta.whole(key)
    if said is not None and said != found:
        raise PabulibRefused(meta.lines[key], f"{key} is {said}, the file has {found}")
