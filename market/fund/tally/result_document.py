"""A result as JSON: everything that is needed to count again and to tell people why."""

from fractions import Fraction

from market.fund.tally.fingerprint import fingerprint
from market.fund.tally.pabulib.document import amount_text
from market.fund.tally.pabulib.methods import words_of
from market.fund.tally.rules.election import Election
from market.fund.tally.rules.result import Decision, Reason, Result, Shares
from market.fund.tally.sentence.rules import rounded, why

FORMAT = "solifair-tally/1"

Json = dict[str, object]


def result_document(result: Result, *, lang: str = "en") -> Json:
    """Amounts are decimal strings in units of the currency; shares are exact, as `numerator/denominator`.

    `election.sha256` is the fingerprint of what was counted. A reason has an `id` and what its sentence says, by name,
    rounded as there: the exact fractions may have thousands of digits.
    """
    election = result.election
    return {
        "format": FORMAT,
        "election": {
            "sha256": fingerprint(election),
            "budget": amount_text(election.budget, election.decimals),
            "currency": election.currency,
            "vote_type": election.vote_type,
            "voters": len(election.ballots),
            "threshold": election.threshold,
        },
        "method": dict(words_of(result.method)),
        "spent": amount_text(result.spent, election.decimals),
        "left": amount_text(result.left, election.decimals),
        "winners": [decision.project.id for decision in result.winners],
        "shares": _shares(election, result.shares) if result.shares else None,
        "ties": [
            {"projects": list(tie.projects), "first": tie.first, "decided_by": tie.decided_by} for tie in result.ties
        ],
        "projects": [_project(election, decision, lang) for decision in result.decisions],
    }


def _shares(election: Election, shares: Shares) -> Json:
    following = shares.next_spent
    return {
        "first": _exact(election, shares.first),
        "final": _exact(election, shares.final),
        "raises": shares.raises,
        "ended": shares.ended,
        "next_spent": None if following is None else amount_text(following, election.decimals),
    }


def _project(election: Election, decision: Decision, lang: str) -> Json:
    return {
        "id": decision.project.id,
        "title": decision.project.title,
        "cost": amount_text(decision.project.cost, election.decimals),
        "voters": decision.support.voters,
        "score": decision.support.score,
        "won": decision.is_won,
        "reason": _reason(election, decision.reason),
        "sentence": why(election, decision, lang),
    }


def _reason(election: Election, reason: Reason) -> Json:
    said: Json = {
        "turn": reason.turn,
        "left": None if reason.left is None else amount_text(reason.left, election.decimals),
        "stopped_at": reason.stopped_at,
        "most_paid": None if reason.most_paid is None else _rounded(election, reason.most_paid, is_up=True),
        "backers_have": None if reason.backers_have is None else _rounded(election, reason.backers_have, is_up=False),
    }
    return {"id": reason.why, **{name: value for name, value in said.items() if value is not None}}


def _exact(election: Election, minor: Fraction) -> str:
    return str(minor / election.unit)


def _rounded(election: Election, minor: Fraction, *, is_up: bool) -> str:
    return amount_text(*rounded(election, minor, is_up=is_up))
