"""Project after project by votes, while the money lasts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from market.fund.tally.rules.election import Election, Project
from market.fund.tally.rules.method import Misfit, Order, TieBreak
from market.fund.tally.rules.result import Reason, Tie, Why
from market.fund.tally.rules.ties import broken, ordered


@dataclass(frozen=True)
class Taken:
    """Reasons by project id, of every project that was asked about, and the ties among these."""

    reasons: dict[str, Reason]
    ties: tuple[Tie, ...]


def take_greedily(
    election: Election,
    candidates: Iterable[Project],
    *,
    order: Order,
    misfit: Misfit,
    tie_break: Sequence[TieBreak],
    left: int,
    turn: int,
) -> Taken:
    """Give the money that is left to the candidates with the most votes. The first winner has this turn."""
    reasons: dict[str, Reason] = {}
    ties: list[Tie] = []
    stopped_at: str | None = None
    line = sorted(
        ordered(election, tie_break, candidates), key=lambda project: _worth(election, order, project), reverse=True
    )
    for _, equals in groupby(line, key=lambda project: _worth(election, order, project)):
        tied = list(equals)
        if len(tied) > 1:
            ties.append(broken(election, tie_break, tied))
        for project in tied:
            if stopped_at is not None:
                reasons[project.id] = Reason(Why.CAME_AFTER_STOP, stopped_at=stopped_at)
            elif project.cost <= left:
                reasons[project.id] = Reason(Why.FITTED, turn=turn, left=left)
                left -= project.cost
                turn += 1
            else:
                reasons[project.id] = Reason(Why.DID_NOT_FIT, left=left)
                stopped_at = project.id if misfit is Misfit.STOP else None
    return Taken(reasons, tuple(ties))


def _worth(election: Election, order: Order, project: Project) -> Fraction:
    score = election.support[project.id].score
    return Fraction(score, project.cost if order is Order.VOTES_PER_COST else 1)
