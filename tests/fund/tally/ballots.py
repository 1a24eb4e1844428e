"""Elections that are short to write down or drawn, and results that are short to read."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from market.fund.tally.rules.election import Ballot, Election, Project, VoteType
from market.fund.tally.rules.result import Result, Why


def election(
    budget: int,
    costs: Mapping[str, int],
    ballots: Sequence[str | Mapping[str, int]],
    vote_type: VoteType = VoteType.APPROVAL,
    threshold: int = 0,
) -> Election:
    """`ballots` as `"a b"` for approvals, or as points by project."""
    return Election(
        budget=budget,
        projects=tuple(Project(project_id, cost, f"The {project_id}") for project_id, cost in costs.items()),
        ballots=tuple(_ballot(str(number), each) for number, each in enumerate(ballots, start=1)),
        vote_type=vote_type,
        threshold=threshold,
    )


@st.composite
def elections(draw, vote_types=tuple(VoteType)):
    """Small ones with many ties, and some with sums that nothing divides."""
    count = draw(st.integers(1, 6))
    costs = draw(st.lists(st.one_of(st.integers(1, 12), st.integers(1, 400)), min_size=count, max_size=count))
    projects = tuple(Project(f"p{number}", cost) for number, cost in enumerate(costs))
    vote_type = draw(st.sampled_from(vote_types))
    ids = [project.id for project in projects]
    ballots = []
    for voter in range(draw(st.integers(1, 9))):
        chosen = draw(
            st.lists(st.sampled_from(ids), unique=True, max_size=1 if vote_type is VoteType.CHOOSE_ONE else 6)
        )
        if vote_type.has_points:
            points = tuple(draw(st.integers(0, 5)) for _ in chosen)
        elif vote_type is VoteType.ORDINAL:
            points = tuple(range(count, count - len(chosen), -1))
        else:
            points = (1,) * len(chosen)
        ballots.append(Ballot(str(voter), tuple(chosen), points))
    return Election(draw(st.integers(1, 300)), projects, tuple(ballots), vote_type)


def winners(result: Result) -> list[str]:
    return [decision.project.id for decision in result.winners]


def reasons(result: Result) -> dict[str, Why]:
    return {decision.project.id: decision.reason.why for decision in result.decisions}


def _ballot(voter_id: str, written: str | Mapping[str, int]) -> Ballot:
    if isinstance(written, str):
        return Ballot(voter_id, tuple(written.split()), (1,) * len(written.split()))
    return Ballot(voter_id, tuple(written), tuple(written.values()))
