"""Compare a count with what the election's own file says came out."""

from dataclasses import dataclass

from market.fund.tally.pabulib.document import Document
from market.fund.tally.rules.result import Result

_WON = "1"


@dataclass(frozen=True)
class Comparison:
    """Ids in the order of the file. `counted_otherwise`: whose recorded votes or score are not what the ballots say."""

    has_winners: bool
    only_recorded: tuple[str, ...]
    only_counted: tuple[str, ...]
    counted_otherwise: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether the file records winners, and these are they."""
        return self.has_winners and not self.only_recorded and not self.only_counted


def compare_with_record(document: Document, result: Result) -> Comparison:
    """Files mark with 1 who won by the rule; another mark, explained nowhere in the file, is taken for none."""
    election = document.election
    selected = document.column("selected")
    votes, scores = document.column("votes") or {}, document.column("score") or {}
    recorded = {project_id for project_id, mark in (selected or {}).items() if mark == _WON}
    counted = {decision.project.id for decision in result.winners}
    has_score = any(points != 1 for ballot in election.ballots for points in ballot.points)
    otherwise = [
        project.id
        for project in election.projects
        if votes.get(project.id, "") not in {"", str(election.support[project.id].voters)}
        or (has_score and scores.get(project.id, "") not in {"", str(election.support[project.id].score)})
    ]
    order = [project.id for project in election.projects]
    return Comparison(
        has_winners=selected is not None,
        only_recorded=tuple(each for each in order if selected is not None and each in recorded - counted),
        only_counted=tuple(each for each in order if selected is not None and each in counted - recorded),
        counted_otherwise=tuple(otherwise),
    )
