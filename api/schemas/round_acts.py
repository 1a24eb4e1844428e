"""What people send in a round: what it asks, proposals, votes, objections; and what a voter alone is told."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from api.schemas.base import In, LanguageCode, LongText, Moment, Out, ShortText, Text
from kit.money import Money
from market.fund.rounds.draft_round import Asked, RoundTerms, Times
from market.fund.rounds.find_own_ballot import OwnBallot
from market.fund.rounds.read_round import Part
from market.fund.rounds.rules import BallotForm
from market.fund.tally.rules.method import (
    DEFAULT_TIE_BREAK,
    Completion,
    EqualShares,
    Greedy,
    Method,
    Misfit,
    Order,
    TieBreak,
    Utility,
)
from models.enums import BallotKind, Electorate, ObjectionOutcome, TallyRule, VotesBy

_Id = Annotated[Text, StringConstraints(max_length=64)]
_Reason = Annotated[LongText, StringConstraints(min_length=1)]


class MethodIn(In):
    """How the votes are counted (docs/tally.md): `order` and `misfit` are of a greedy count, `utility` and
    `completion` of Equal Shares; what is left out is as usual."""

    rule: TallyRule = Field(strict=False)
    order: Order | None = Field(default=None, strict=False)
    misfit: Misfit | None = Field(default=None, strict=False)
    utility: Utility | None = Field(default=None, strict=False)
    completion: Completion | None = Field(default=None, strict=False)
    tie_break: Annotated[list[Annotated[TieBreak, Field(strict=False)]], Field(max_length=4)] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        is_greedy = self.rule is TallyRule.GREEDY
        if is_greedy and (self.utility or self.completion):
            raise ValueError("a greedy count has neither utility nor completion")
        if not is_greedy and (self.order or self.misfit):
            raise ValueError("Equal Shares has neither order nor misfit")
        return self

    def to_method(self) -> Method:
        ties = DEFAULT_TIE_BREAK if self.tie_break is None else tuple(dict.fromkeys(self.tie_break))
        if self.rule is TallyRule.GREEDY:
            return Greedy(self.order or Order.VOTES, self.misfit or Misfit.SKIP, ties)
        return EqualShares(self.utility or Utility.COST, self.completion or Completion.ADD1, ties)


class BudgetIn(In):
    """In minor units of the fund's currency."""

    amount: Annotated[int, Field(strict=True, ge=1, le=99_999_999_999)]
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]


class RoundIn(In):
    """What a round asks. `electorate_id` is the organisation or network whose members vote. The first moments that are
    no longer in a time are `bought_until` and `closes_at`."""

    title: ShortText
    body: LongText = ""
    language: LanguageCode = "en"
    budget: BudgetIn
    ballot: BallotKind = Field(strict=False)
    max_choices: Annotated[int, Field(strict=True, ge=1, le=500)]
    max_points: Annotated[int, Field(strict=True, ge=1, le=10_000)] | None = None
    method: MethodIn
    electorate: Electorate = Field(strict=False)
    votes_by: VotesBy = Field(default=VotesBy.PERSON, strict=False)
    electorate_id: _Id | None = None
    bought_from: Moment | None = Field(default=None, strict=False)
    bought_until: Moment | None = Field(default=None, strict=False)
    quorum_count: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1
    quorum_share_bps: Annotated[int, Field(strict=True, ge=0, le=10_000)] = 0
    proposals_open_at: Moment = Field(strict=False)
    voting_opens_at: Moment = Field(strict=False)
    closes_at: Moment = Field(strict=False)
    appeal_hours: Annotated[int, Field(strict=True, ge=1, le=2160)] = 168

    def to_terms(self) -> RoundTerms:
        return RoundTerms(
            title=self.title,
            body=self.body,
            language=self.language,
            budget=Money(self.budget.amount, self.budget.currency),
            form=BallotForm(self.ballot, self.max_choices, self.max_points),
            method=self.method.to_method(),
            asked=Asked(self.electorate, self.votes_by, self.electorate_id, self.bought_from, self.bought_until),
            quorum_count=self.quorum_count,
            quorum_share_bps=self.quorum_share_bps,
            times=Times(self.proposals_open_at, self.voting_opens_at, self.closes_at, self.appeal_hours),
        )


class ProposalIn(In):
    """`cost` is in minor units of the round's currency. The money goes to `beneficiary_id`, else to who proposes.
    `names_agreed_by`: who of those named in the text agreed to be named."""

    organisation_id: _Id
    beneficiary_id: _Id | None = None
    title: ShortText
    body: LongText = ""
    language: LanguageCode = "en"
    cost: Annotated[int, Field(strict=True, ge=1, le=99_999_999_999)]
    names_agreed_by: Annotated[Text, StringConstraints(max_length=500)] = ""


_Points = Annotated[int, Field(strict=True, ge=-1, le=1_000_000)]


class VoteIn(In):
    """Ids of proposals: in order where the ballot ranks, with `points` beside them where it has points."""

    choices: Annotated[list[_Id], Field(max_length=500)]
    points: Annotated[list[_Points], Field(max_length=500, default_factory=list)]


Receipt = Annotated[
    Text,
    StringConstraints(max_length=128),
    Field(description="A secret of yours: 32 to 128 random letters, digits, - and _"),
]


class BallotIn(VoteIn):
    """A vote. `organisation_id` where organisations vote. Without a `receipt` you are given one; with one of your own
    you can send the same once more when the answer was lost."""

    organisation_id: _Id | None = None
    receipt: Receipt | None = None


class ChangedBallotIn(VoteIn):
    receipt: Receipt


class ReceiptIn(In):
    receipt: Receipt


class CastOut(Out):
    """Keep the receipt: it alone changes your ballot, and nobody can give it to you again. In the published file your
    ballot is called by its pseudonym, the first 32 hex digits of the receipt's SHA-256."""

    receipt: str
    pseudonym: str


class OwnBallotOut(Out):
    """A ballot by the numbers of its proposals; `points` is what each counts."""

    pseudonym: str
    choices: list[int]
    points: list[int]
    is_counted: bool

    @classmethod
    def of(cls, ballot: OwnBallot) -> Self:
        return cls.model_validate(ballot)


class ObjectionIn(In):
    reason: _Reason


class AnswerIn(In):
    """`proposal_id`: without which proposal the ballots are counted again, where the outcome is a recount."""

    outcome: ObjectionOutcome = Field(strict=False)
    answer: _Reason
    proposal_id: _Id | None = None


class VoiceOut(Out):
    """A vote of yours: your own (`name` is empty), or an organisation's."""

    voter_id: str
    name: str
    has_voted: bool


class ProposerOut(Out):
    id: str
    name: str


class PartOut(Out):
    """What you may do in a round. `namers`: organisations whose members you may name to vote by a link. `to_prove`:
    grants that went to an organisation whose steward you are, and of which nothing is shown yet."""

    voices: list[VoiceOut]
    proposers: list[ProposerOut]
    namers: list[ProposerOut]
    to_prove: list[str]
    leads: bool

    @classmethod
    def of(cls, part: Part) -> Self:
        return cls(
            voices=[VoiceOut.model_validate(each) for each in part.voices],
            proposers=[ProposerOut.model_validate(each) for each in part.proposers],
            namers=[ProposerOut.model_validate(each) for each in part.namers],
            to_prove=list(part.to_prove),
            leads=part.leads,
        )
