"""Write down what a round will ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kit.money import Money
from market.fund.rounds import queries
from market.fund.rounds.errors import RoundNotSensible
from market.fund.rounds.method import write_method
from market.fund.rounds.rules import BallotForm
from market.fund.rounds.stewards import fund_of
from market.fund.tally.rules.method import Method
from models.enums import BallotKind, Electorate, TallyRule, VotesBy
from models.fund import Fund
from models.rounds import FundRound

_MOST_HOURS = 2160
_FARTHEST = timedelta(days=3660)
# Nobody can stop a vote that has begun, and its budget is kept for it.
_LONGEST_VOTE = timedelta(days=366)


@dataclass(frozen=True)
class Asked:
    """Who votes. `body_id`: the organisation or network whose members do; the period is for buyers, its end not
    included."""

    electorate: Electorate
    votes_by: VotesBy
    body_id: str | None = None
    bought_from: datetime | None = None
    bought_until: datetime | None = None


@dataclass(frozen=True)
class Times:
    """When proposals may come, when voting begins and ends, and for how many hours a result may be objected to."""

    proposals_open_at: datetime
    voting_opens_at: datetime
    closes_at: datetime
    appeal_hours: int


@dataclass(frozen=True)
class RoundTerms:
    """All that a round asks. Of those who may vote, `quorum_count` must, and `quorum_share_bps` ten-thousandths."""

    title: str
    body: str
    language: str
    budget: Money
    form: BallotForm
    method: Method
    asked: Asked
    quorum_count: int
    quorum_share_bps: int
    times: Times


def draft_round(session: Session, terms: RoundTerms, *, fund_id: str, person_id: str, now: datetime) -> FundRound:
    """A round that only the stewards of the fund's owner see. Raises NoFundOfYours, RoundNotSensible."""
    fund = fund_of(session, fund_id, person_id=person_id)
    _refuse_nonsense(session, terms, fund, now)
    row = FundRound(
        fund_id=fund.id,
        title=terms.title,
        body=terms.body,
        language=terms.language,
        budget_minor=terms.budget.minor,
        currency=terms.budget.currency,
        ballot_kind=terms.form.kind,
        max_choices=terms.form.max_choices,
        max_points=terms.form.max_points,
        rule=TallyRule.GREEDY,
        electorate=terms.asked.electorate,
        votes_by=terms.asked.votes_by,
        electorate_id=terms.asked.body_id,
        bought_from=terms.asked.bought_from,
        bought_until=terms.asked.bought_until,
        quorum_count=terms.quorum_count,
        quorum_share_bps=terms.quorum_share_bps,
        proposals_open_at=terms.times.proposals_open_at,
        voting_opens_at=terms.times.voting_opens_at,
        closes_at=terms.times.closes_at,
        appeal_hours=terms.times.appeal_hours,
        created_by=person_id,
        created_at=now,
    )
    write_method(row, terms.method)
    queries.insert(session, row)
    return row


def _refuse_nonsense(session: Session, terms: RoundTerms, fund: Fund, now: datetime) -> None:
    """Raises RoundNotSensible with the first problem."""
    asked, times, form = terms.asked, terms.times, terms.form
    by_body = asked.electorate in {Electorate.ORGANISATION, Electorate.NETWORK}
    has_period = asked.bought_from is not None and asked.bought_until is not None
    moments = (times.proposals_open_at, times.closes_at, asked.bought_from, asked.bought_until)
    problems = (
        ("too_far_away", any(moment is not None and abs(moment - now) > _FARTHEST for moment in moments)),
        ("other_currency_than_the_fund", terms.budget.currency != fund.currency),
        ("no_budget", terms.budget.minor <= 0),
        ("times_not_in_order", not times.proposals_open_at < times.voting_opens_at < times.closes_at),
        ("voting_begins_in_the_past", times.voting_opens_at <= now),
        ("voting_too_long", times.closes_at - times.voting_opens_at > _LONGEST_VOTE),
        ("appeal_time", not 1 <= times.appeal_hours <= _MOST_HOURS),
        ("points_where_none_are_given", (form.kind is BallotKind.CUMULATIVE) != (form.max_points is not None)),
        ("choices", not 1 <= form.max_choices <= 500),
        ("points", form.max_points is not None and not 1 <= form.max_points <= 10_000),
        ("quorum", terms.quorum_count < 1 or not 0 <= terms.quorum_share_bps <= 10_000),
        ("nobody_named_to_vote", by_body != (asked.body_id is not None)),
        ("no_such_electorate", asked.body_id is not None and not queries.is_organisation(session, asked.body_id)),
        ("buying_period", (asked.electorate is Electorate.BUYERS) != has_period),
        ("buying_period", has_period and not _is_before(asked.bought_from, asked.bought_until)),
        ("people_vote_here", not by_organisation_allowed(asked.electorate) and asked.votes_by is VotesBy.ORGANISATION),
    )
    found = next((problem for problem, holds in problems if holds), None)
    if found is not None:
        raise RoundNotSensible(found)


def by_organisation_allowed(electorate: Electorate) -> bool:
    """Whether organisations can vote as such: an organisation's own members and buyers are people."""
    return electorate not in {Electorate.ORGANISATION, Electorate.BUYERS}


def _is_before(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and first < second
