"""A round's votes as an election, and as the file that is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from kit.currencies import currency_facts
from market.fund.rounds.method import method_of
from market.fund.rounds.urn_queries import UrnBallot
from market.fund.tally.pabulib.document import Occasion, document_of
from market.fund.tally.pabulib.read_pabulib import read_pabulib
from market.fund.tally.pabulib.write_pabulib import write_pabulib
from market.fund.tally.rules.election import Ballot, Election, Project, VoteType
from models.organisations import Organisation
from models.rounds import FundRound, RoundProposal

_DIGITS = 3


def project_id(number: int) -> str:
    """`007`: with as many digits as every other, so that letter by letter is by number."""
    return f"{number:0{_DIGITS}d}"


def number_of(project: str) -> int:
    return int(project)


@dataclass(frozen=True)
class Held:
    """A round with whoever holds it."""

    row: FundRound
    owner: Organisation


def file_of(held: Held, proposals: Sequence[RoundProposal], ballots: Sequence[UrnBallot]) -> bytes:
    """The votes in Pabulib's format, sorted by pseudonym, without a result: what anybody can count."""
    row = held.row
    election = Election(
        budget=row.budget_minor,
        projects=tuple(Project(project_id(each.number), each.cost_minor, plain(each.title)) for each in proposals),
        ballots=tuple(_ballot(row, each, {one.number for one in proposals}) for each in ballots),
        vote_type=VoteType(row.ballot_kind),
        decimals=currency_facts(row.currency).exponent,
        currency=row.currency,
    )
    return b"".join(write_pabulib(document_of(election, _occasion(held), method_of(row))))


def election_in(file: bytes) -> Election:
    """What a published file says: this alone is counted, so that everybody counts the same."""
    return read_pabulib(BytesIO(file)).election


def _occasion(held: Held) -> Occasion:
    row = held.row
    return Occasion(
        description=plain(row.title),
        country=held.owner.country,
        unit=plain(held.owner.name),
        instance=row.id,
        begins_on=row.voting_opens_at.date(),
        ends_on=row.closes_at.date(),
    )


def plain(text: str) -> str:
    """A title without the characters that steer a terminal or turn its text around."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip() or "?"


def _ballot(row: FundRound, ballot: UrnBallot, counted: set[int]) -> Ballot:
    """Without what is not counted any more. In an order, those behind it move up when the file is read."""
    kept = [(number, points) for number, points in zip(ballot.choices, ballot.points, strict=True) if number in counted]
    points = tuple(points for _, points in kept)
    return Ballot(ballot.pseudonym, tuple(project_id(number) for number, _ in kept), points)
