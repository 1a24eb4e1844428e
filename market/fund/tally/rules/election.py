"""What is voted on and how it was voted: all that a count may know."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class VoteType(StrEnum):
    """How voters say what they want, in Pabulib's words."""

    APPROVAL = "approval"
    ORDINAL = "ordinal"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    CHOOSE_ONE = "choose-1"

    @property
    def has_points(self) -> bool:
        """Whether a ballot writes its points beside its projects."""
        return self in {VoteType.CUMULATIVE, VoteType.SCORING}


@dataclass(frozen=True, slots=True)
class Project:
    """Something to pay for. `cost` counts the election's smallest units."""

    id: str
    cost: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """Whom one voter supports, as project ids in the order written, and how many points each of them gets.

    An approval is one point; so is a ballot without any project a ballot, and its voter is counted.
    """

    voter_id: str
    projects: tuple[str, ...]
    points: tuple[int, ...]


@dataclass(frozen=True)
class Support:
    """What a project got: how many voters put it on their ballots, and the sum of its points."""

    voters: int = 0
    score: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Voters who wrote the same ballot: points by project, without those that got none."""

    points: tuple[tuple[str, int], ...]
    voters: int


@dataclass(frozen=True)
class Election:
    """A budget, projects, and one ballot per voter. Amounts are in 10^-`decimals` of the currency unit.

    A project below `threshold` points cannot win. Raises ValueError for what nobody can count: ids that are there
    twice, ballots for unknown projects or twice for one, negative numbers, no budget.
    """

    budget: int
    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    vote_type: VoteType = VoteType.APPROVAL
    decimals: int = 0
    currency: str | None = None
    threshold: int = 0

    def __post_init__(self) -> None:
        known = {project.id for project in self.projects}
        if len(known) != len(self.projects):
            raise ValueError("two projects have the same id")
        if self.budget <= 0:
            raise ValueError("there is no budget")
        if self.threshold < 0 or any(project.cost < 0 for project in self.projects):
            raise ValueError("costs and thresholds are not negative")
        if len({ballot.voter_id for ballot in self.ballots}) != len(self.ballots):
            raise ValueError("a voter votes once")
        for ballot in self.ballots:
            _require_countable(ballot, known)

    @property
    def unit(self) -> int:
        """One unit of the currency: what Add1 gives to each voter at a time."""
        return int("1" + "0" * self.decimals)

    @cached_property
    def support(self) -> Mapping[str, Support]:
        """What every project got, by id."""
        voters: Counter[str] = Counter()
        score: Counter[str] = Counter()
        for ballot in self.ballots:
            voters.update(ballot.projects)
            for project_id, points in zip(ballot.projects, ballot.points, strict=True):
                score[project_id] += points
        return {project.id: Support(voters[project.id], score[project.id]) for project in self.projects}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The voters by what they wrote, in an order that does not depend on theirs."""
        written = Counter(
            tuple(sorted(pair for pair in zip(ballot.projects, ballot.points, strict=True) if pair[1]))
            for ballot in self.ballots
        )
        return tuple(Group(points, voters) for points, voters in sorted(written.items()))


def _require_countable(ballot: Ballot, known: set[str]) -> None:
    """Raises ValueError."""
    if len(ballot.projects) != len(ballot.points):
        raise ValueError("a ballot has points for each of its projects")
    if len(set(ballot.projects)) != len(ballot.projects):
        raise ValueError("a ballot names a project twice")
    if not known.issuperset(ballot.projects):
        raise ValueError("a ballot names an unknown project")
    if any(points < 0 for points in ballot.points):
        raise ValueError("points are not negative")
