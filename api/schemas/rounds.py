"""Votes on a fund's money."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from api.schemas.base import MoneyOut, Out, money_out
from api.schemas.catalog import NamedOut
from api.schemas.round_results import ResultOut
from market.fund.rounds.method import method_of
from market.fund.rounds.page_queries import FundName, ProposalFact
from market.fund.rounds.read_round import RoundHead, RoundPage
from market.fund.tally.pabulib.methods import words_of
from models.enums import BallotKind, Electorate, ObjectionOutcome, RoundState, VoidReason, VotesBy
from models.rounds import RoundObjection


class RoundHeadOut(Out):
    """A round in a list. A result that is not approved before `approval_ends_at` lapses."""

    id: str
    fund_id: str
    fund_name: str
    owner: NamedOut
    title: str
    lang: str
    state: RoundState
    void_reason: VoidReason | None
    budget: MoneyOut
    proposals_open_at: datetime
    voting_opens_at: datetime
    closes_at: datetime
    appeals_end_at: datetime | None
    approval_ends_at: datetime | None

    @classmethod
    def of(cls, head: RoundHead) -> Self:
        return cls.model_validate(_head(head))


class RoundsOut(Out):
    data: list[RoundHeadOut]


class MadeOut(Out):
    """What was made can be read under its id."""

    id: str


class FundNameOut(Out):
    id: str
    name: str
    currency: str


class OwnRoundsOut(RoundsOut):
    """An organisation's rounds, drafts too, and the funds that it can hold rounds on."""

    funds: list[FundNameOut]

    @classmethod
    def of(cls, heads: Sequence[RoundHead], funds: Sequence[FundName]) -> Self:
        return cls(
            data=[RoundHeadOut.of(head) for head in heads], funds=[FundNameOut.model_validate(each) for each in funds]
        )


class ProposalOut(Out):
    """A proposal. `exclusion` says why it is not on the ballot. What stands from `grant_id` on is of a winner: when
    the money went out, and what became of it."""

    id: str
    number: int
    title: str
    body: str
    lang: str
    cost: MoneyOut
    names_agreed_by: str
    organisation: NamedOut
    beneficiary: NamedOut
    created_at: datetime
    withdrawn_at: datetime | None
    exclusion: str | None
    grant_id: str | None
    paid_at: datetime | None
    journal_id: str | None
    completed_at: datetime | None
    note: str | None
    document_title: str | None
    document_sha256: str | None

    @classmethod
    def of(cls, fact: ProposalFact, currency: str) -> Self:
        taken = (
            *("id", "number", "title", "body", "names_agreed_by", "created_at", "withdrawn_at", "exclusion"),
            *("grant_id", "paid_at", "journal_id", "completed_at", "note", "document_title"),
        )
        return cls(
            lang=fact.language,
            cost=money_out(fact.cost_minor, currency),
            organisation=NamedOut(id=fact.organisation_id, slug=fact.organisation_slug, name=fact.organisation_name),
            beneficiary=NamedOut(id=fact.beneficiary_id, slug=fact.beneficiary_slug, name=fact.beneficiary_name),
            document_sha256=fact.document_sha256.hex() if fact.document_sha256 else None,
            **{name: getattr(fact, name) for name in taken},
        )


class ObjectionOut(Out):
    """An objection, without who made it, and its answer."""

    id: str
    count_number: int
    reason: str
    created_at: datetime
    answered_at: datetime | None
    answer: str
    outcome: ObjectionOutcome | None
    proposal_id: str | None

    @classmethod
    def of(cls, row: RoundObjection) -> Self:
        return cls.model_validate(row)


class RoundOut(RoundHeadOut):
    """A round with all that was proposed, counted, objected, paid and proved. `method` is in the words of the
    published file; `voted` is not said before voting has ended; `voting_links` of those `eligible` vote by a link that
    their organisation passed on; `approvals` of `approvals_needed` stewards."""

    body: str
    ballot: BallotKind
    max_choices: int
    max_points: int | None
    method: dict[str, str]
    electorate: Electorate
    votes_by: VotesBy
    electorate_body: NamedOut | None
    bought_from: datetime | None
    bought_until: datetime | None
    quorum_count: int
    quorum_share_bps: int
    appeal_hours: int
    announced_at: datetime | None
    counted_at: datetime | None
    approved_at: datetime | None
    completed_at: datetime | None
    eligible: int
    voting_links: int
    voted: int | None
    needed: int
    spent: MoneyOut | None
    left: MoneyOut | None
    proposals: list[ProposalOut]
    counts: list[ResultOut]
    objections: list[ObjectionOut]
    approvals: int
    approvals_needed: int

    @classmethod
    def read(cls, page: RoundPage, *, approvals_needed: int, lang: str) -> Self:
        row, names = page.head.row, page.head.names
        body = None
        if names.body_id is not None:
            body = NamedOut(id=names.body_id, slug=names.body_slug or "", name=names.body_name or "")
        taken = (
            *("body", "max_choices", "max_points", "electorate", "votes_by", "bought_from", "bought_until"),
            *("quorum_count", "quorum_share_bps", "appeal_hours", "announced_at", "counted_at", "approved_at"),
            "completed_at",
        )
        spent = row.spent_minor
        return cls.model_validate(
            {
                **_head(page.head),
                **{name: getattr(row, name) for name in taken},
                "ballot": row.ballot_kind,
                "method": dict(words_of(method_of(row))),
                "electorate_body": body,
                "eligible": page.eligible,
                "voting_links": page.voting_links,
                "voted": page.voted,
                "needed": page.needed,
                "spent": None if spent is None else money_out(spent, row.currency),
                "left": None if spent is None else money_out(row.budget_minor - spent, row.currency),
                "proposals": [ProposalOut.of(each, row.currency) for each in page.proposals],
                "counts": [ResultOut.of(each, lang) for each in page.counts],
                "objections": [ObjectionOut.of(each) for each in page.objections],
                "approvals": page.approvals,
                "approvals_needed": approvals_needed,
            }
        )


def _head(head: RoundHead) -> dict[str, object]:
    row, names = head.row, head.names
    return {
        "id": row.id,
        "fund_id": row.fund_id,
        "fund_name": names.fund_name,
        "owner": NamedOut(id=names.owner_id, slug=names.owner_slug, name=names.owner_name),
        "title": row.title,
        "lang": row.language,
        "state": head.state,
        "void_reason": head.void_reason,
        "budget": money_out(row.budget_minor, row.currency),
        "proposals_open_at": row.proposals_open_at,
        "voting_opens_at": row.voting_opens_at,
        "closes_at": row.closes_at,
        "appeals_end_at": head.appeals_end_at,
        "approval_ends_at": head.approval_ends_at,
    }
