"""Votes on a fund's money."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront.shapes.base import Money, Named


@dataclass(frozen=True)
class RoundHead:
    """A round in a list. Moments are written out, in UTC."""

    id: str
    fund_id: str
    fund_name: str
    owner: Named
    title: str
    lang: str
    state: str
    budget: Money
    proposals_open_at: str
    voting_opens_at: str
    closes_at: str
    void_reason: str | None = None
    appeals_end_at: str | None = None
    approval_ends_at: str | None = None


@dataclass(frozen=True)
class FundName:
    id: str
    name: str
    currency: str


@dataclass(frozen=True)
class OwnRounds:
    data: tuple[RoundHead, ...] = ()
    funds: tuple[FundName, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """`grant_id` and what follows are of a winner, once the result is approved."""

    id: str
    number: int
    title: str
    body: str
    lang: str
    cost: Money
    names_agreed_by: str
    organisation: Named
    beneficiary: Named
    withdrawn_at: str | None = None
    exclusion: str | None = None
    grant_id: str | None = None
    paid_at: str | None = None
    journal_id: str | None = None
    completed_at: str | None = None
    note: str | None = None
    document_title: str | None = None
    document_sha256: str | None = None

    @property
    def is_on_ballot(self) -> bool:
        return self.withdrawn_at is None and self.exclusion is None


@dataclass(frozen=True)
class Decided:
    number: int
    voters: int
    score: int
    won: bool
    reason: str
    sentence: str


@dataclass(frozen=True)
class Tie:
    numbers: tuple[int, ...]
    first: int
    decided_by: str


@dataclass(frozen=True)
class Count:
    """What came of counting one file; `projects` is empty while it is not counted."""

    number: int
    sha256: str
    fingerprint: str
    winners: tuple[int, ...] = ()
    projects: tuple[Decided, ...] = ()
    ties: tuple[Tie, ...] = ()
    counted_at: str | None = None

    def of(self, number: int) -> Decided | None:
        return next((each for each in self.projects if each.number == number), None)

    @property
    def most(self) -> int:
        """The largest score, for the bars."""
        return max((each.score for each in self.projects), default=0) or 1


@dataclass(frozen=True)
class Objection:
    id: str
    reason: str
    created_at: str
    answer: str = ""
    answered_at: str | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Round(RoundHead):
    """All that everybody may read of a round."""

    body: str = ""
    ballot: str = "approval"
    max_choices: int = 1
    max_points: int | None = None
    method: Mapping[str, str] = field(default_factory=dict)
    electorate: str = ""
    votes_by: str = "person"
    electorate_body: Named | None = None
    bought_from: str | None = None
    bought_until: str | None = None
    announced_at: str | None = None
    counted_at: str | None = None
    approved_at: str | None = None
    completed_at: str | None = None
    eligible: int = 0
    voting_links: int = 0
    voted: int | None = None
    needed: int = 1
    spent: Money | None = None
    left: Money | None = None
    proposals: tuple[Proposal, ...] = ()
    counts: tuple[Count, ...] = ()
    objections: tuple[Objection, ...] = ()
    approvals: int = 0
    approvals_needed: int = 2

    @property
    def on_ballot(self) -> list[Proposal]:
        return [each for each in self.proposals if each.is_on_ballot]

    @property
    def count(self) -> Count | None:
        """The newest one that is counted."""
        return next((each for each in self.counts if each.counted_at), None)


@dataclass(frozen=True)
class Voice:
    """A vote of the visitor's: their own (`name` is empty), or an organisation's."""

    voter_id: str
    name: str
    has_voted: bool


@dataclass(frozen=True)
class Proposer:
    id: str
    name: str


@dataclass(frozen=True)
class Part:
    """What the visitor may do in a round."""

    voices: tuple[Voice, ...] = ()
    proposers: tuple[Proposer, ...] = ()
    namers: tuple[Proposer, ...] = ()
    to_prove: tuple[str, ...] = ()
    leads: bool = False

    @property
    def to_cast(self) -> list[Voice]:
        return [voice for voice in self.voices if not voice.has_voted]


@dataclass(frozen=True)
class Cast:
    receipt: str
    pseudonym: str


@dataclass(frozen=True)
class OwnBallot:
    pseudonym: str
    choices: tuple[int, ...] = ()
    points: tuple[int, ...] = ()
    is_counted: bool = False


@dataclass(frozen=True)
class Made:
    id: str
