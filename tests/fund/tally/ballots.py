"""Elections that are short to write down."""

from collections.abc import Mapping, Sequence

from market.fund.tally.rules.election import Ballot, Election, Project, VoteType


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


def _ballot(voter_id: str, written: str | Mapping[str, int]) -> Ballot:
    if isinstance(written, str):
        return Ballot(voter_id, tuple(written.split()), (1,) * len(written.split()))
    return Ballot(voter_id, tuple(written), tuple(written.values()))
