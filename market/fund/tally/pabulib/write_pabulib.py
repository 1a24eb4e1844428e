"""Write an election as a file in Pabulib's format."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from market.fund.tally.pabulib.document import Document
from market.fund.tally.rules.election import Ballot

_AT_A_TIME = 1_000


def write_pabulib(document: Document) -> Iterator[bytes]:
    """The file in pieces, UTF-8. Of a voter it has an id and a vote; what is read from it is the same document."""
    yield _written([("META",), ("key", "value"), *document.meta])
    yield _written([("PROJECTS",), document.columns, *document.rows])
    has_points = document.election.vote_type.has_points
    yield _written([("VOTES",), ("voter_id", "vote", *(["points"] if has_points else []))])
    ballots = iter(document.election.ballots)
    while some := list(islice(ballots, _AT_A_TIME)):
        yield _written(_cells(ballot, has_points) for ballot in some)


def _cells(ballot: Ballot, has_points: bool) -> tuple[str, ...]:
    points = [",".join(map(str, ballot.points))] if has_points else []
    return (ballot.voter_id, ",".join(ballot.projects), *points)


def _written(records: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(records)
    return text.getvalue().encode()
