"""An election with everything that its file says about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from market.fund.tally.pabulib.methods import words_of
from market.fund.tally.rules.election import Election, VoteType
from market.fund.tally.rules.method import Method
from market.fund.tally.rules.result import Result

ORDER_POINTS = "max_length"
"""In a ballot that ranks, the first project gets as many points as this key of META says, each next one less."""


@dataclass(frozen=True)
class Document:
    """`meta` and the cells of the projects stand as they were written, spaces apart.

    Of the voters there is what they voted and an id: nobody's age or sex is needed for a count.
    """

    election: Election
    meta: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def facts(self) -> Mapping[str, str]:
        """META by key."""
        return dict(self.meta)

    def column(self, name: str) -> Mapping[str, str] | None:
        """What stands in a column, by project id; None where there is no such column."""
        if name not in self.columns:
            return None
        place = self.columns.index(name)
        ids = (project.id for project in self.election.projects)
        return {project_id: cells[place] for project_id, cells in zip(ids, self.rows, strict=True)}


@dataclass(frozen=True)
class Occasion:
    """What Pabulib wants to know of a vote beside the votes. `unit` is who holds it, `instance` which of theirs."""

    description: str
    country: str
    unit: str
    instance: str
    begins_on: date
    ends_on: date


def document_of(election: Election, occasion: Occasion, method: Method, result: Result | None = None) -> Document:
    """The election as a file that says by which method it is counted and, where it was, who won."""
    has_score = election.vote_type.has_points or election.vote_type is VoteType.ORDINAL
    columns = ("project_id", "cost", "votes", *(["score"] if has_score else []), "name")
    won = {decision.project.id for decision in result.winners} if result else set()
    rows = [
        (
            project.id,
            amount_text(project.cost, election.decimals),
            str(election.support[project.id].voters),
            *([str(election.support[project.id].score)] if has_score else []),
            " ".join(project.title.split()),
            *([str(int(project.id in won))] if result else []),
        )
        for project in election.projects
    ]
    return Document(
        election, tuple(_meta(election, occasion, method)), (*columns, *(["selected"] if result else [])), tuple(rows)
    )


def amount_text(amount: int, decimals: int) -> str:
    """`1234.50`, in units of the currency, with all decimals."""
    digits = f"{amount:0{decimals + 1}d}"
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def _meta(election: Election, occasion: Occasion, method: Method) -> list[tuple[str, str]]:
    ranks = [ballot.points[0] for ballot in election.ballots if ballot.points]
    pairs = [
        ("description", " ".join(occasion.description.split())),
        ("country", occasion.country),
        ("unit", occasion.unit),
        ("instance", occasion.instance),
        ("num_projects", str(len(election.projects))),
        ("num_votes", str(len(election.ballots))),
        ("budget", amount_text(election.budget, election.decimals)),
        ("vote_type", election.vote_type.value),
        *words_of(method),
        ("date_begin", occasion.begins_on.strftime("%d.%m.%Y")),
        ("date_end", occasion.ends_on.strftime("%d.%m.%Y")),
    ]
    if election.currency:
        pairs.append(("currency", election.currency))
    if election.threshold:
        pairs.append(("min_project_score_threshold", str(election.threshold)))
    if election.vote_type is VoteType.ORDINAL and ranks:
        pairs.append((ORDER_POINTS, str(max(ranks))))
    return pairs
