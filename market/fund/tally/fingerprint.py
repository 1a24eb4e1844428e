"""A short proof that two people counted the same votes."""

import hashlib
import json

from market.fund.tally.rules.election import Election


def fingerprint(election: Election) -> str:
    """SHA-256, as hex, of the budget, the projects and how many voters wrote each ballot.

    Neither the order of projects, ballots and approvals matters, nor the voters' ids. One line each, in UTF-8:
    `budget <amount> <decimals> <threshold>`, `project <id> <cost>` by id, and by ballot `votes <voters>` with
    ` <id>=<points>` by id; amounts in the election's smallest units. Ids stand as JSON would write them.
    """
    lines = [f"budget {election.budget} {election.decimals} {election.threshold}"]
    lines += sorted(f"project {json.dumps(project.id)} {project.cost}" for project in election.projects)
    lines += sorted(
        " ".join(
            [f"votes {group.voters}", *(f"{json.dumps(project_id)}={points}" for project_id, points in group.points)]
        )
        for group in election.groups
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
