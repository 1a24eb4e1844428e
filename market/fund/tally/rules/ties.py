"""Who goes first where a rule makes no difference."""

from collections.abc import Iterable, Sequence

from market.fund.tally.rules.election import Election, Project
from market.fund.tally.rules.method import TieBreak
from market.fund.tally.rules.result import Tie


def ordered(election: Election, criteria: Sequence[TieBreak], projects: Iterable[Project]) -> list[Project]:
    """The projects as their ties are broken: by each criterion in turn, at last by id."""
    every = [*criteria, TieBreak.ID]
    return sorted(projects, key=lambda project: tuple(_key(election, criterion, project) for criterion in every))


def broken(election: Election, criteria: Sequence[TieBreak], tied: Sequence[Project]) -> Tie:
    """How a tie of at least two projects was broken, and by which criterion."""
    first, second, *_ = ordered(election, criteria, tied)
    decided = next(
        criterion
        for criterion in (*criteria, TieBreak.ID)
        if _key(election, criterion, first) != _key(election, criterion, second)
    )
    return Tie(tuple(sorted(project.id for project in tied)), first.id, decided)


def _key(election: Election, criterion: TieBreak, project: Project) -> int | str:
    match criterion:
        case TieBreak.LOWER_COST:
            return project.cost
        case TieBreak.HIGHER_COST:
            return -project.cost
        case TieBreak.MORE_VOTES:
            return -election.support[project.id].score
        case TieBreak.ID:
            return project.id
