"""The demo's votes on the solidarity fund: one that is decided and being paid, one that is open for votes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import compress

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from cli.demo.content_types import DemoContent
from cli.demo.ground import Ground
from cli.demo.rows import insert_rows
from gateways.files import Files
from kit.database import Database
from kit.money import Money
from market.fund.rounds import queries
from market.fund.rounds.announce_round import announce_round
from market.fund.rounds.approve_result import approve_result
from market.fund.rounds.cast_ballot import Vote, cast_ballot
from market.fund.rounds.count_round import count_round
from market.fund.rounds.draft_round import Asked, RoundTerms, Times, draft_round
from market.fund.rounds.free_money import free_money
from market.fund.rounds.pay_grant import pay_grant
from market.fund.rounds.propose import Proposal, propose
from market.fund.rounds.prove_grant import Proof, prove_grant
from market.fund.rounds.receipt import new_receipt
from market.fund.rounds.rules import BallotForm
from market.fund.tally.rules.method import Completion, EqualShares
from models.accounts import Person
from models.enums import BallotKind, Electorate, FundKind, MemberRole, VotesBy
from models.fund import Fund
from models.organisations import Membership

_HAS_ROUND = text("select exists (select from fund_round)")
_DAY = timedelta(days=1)
_UNIT = 100
# The board of the market, who hold the votes, and members who cast theirs. All invented.
_BOARD = (("claire.fontaine", "Claire Fontaine"), ("ousmane.diallo", "Ousmane Diallo"))
_MEMBERS_OF_ONE = 6
_MEMBERS = (
    *("Nelly Chinguel", "Segundo Huamán", "Flor Quispe", "Wilmer Guerrero", "Yolanda Neira", "Santos Peña"),
    *("Raimunda Alves", "Edilson Nogueira", "Ivone Pataxó", "Tiago Sampaio", "Cleide Barreto", "Jurandir Lima"),
    *("Fuseina Iddrisu", "Abiba Mahama", "Rahinatu Yakubu", "Sanatu Alhassan", "Zulaiha Adam", "Memunatu Issah"),
    *("Primitiva Choque", "Eulogio Flores", "Justina Mamani", "Severo Colque", "Basilia Huarachi", "Anselmo Copa"),
)


VOTERS = len(_BOARD) + len(_MEMBERS)
"""How many people the votes bring with them."""


@dataclass(frozen=True)
class _Idea:
    """What somebody proposes, at how many hundredths of the budget, and how many of ten members want it."""

    title: str
    body: str
    language: str
    percent: int
    liked: int


_DECIDED = (
    _Idea("Secadores solares para el café", "Tres secadores que siguen de noche y con lluvia.", "es", 34, 7),
    _Idea("Viveiro de mudas de cacau", "Mudas sombreadas para repor o que a seca levou.", "pt", 28, 5),
    _Idea("A clean water point at the shea yard", "A borehole, a tank and taps beside the kernels.", "en", 45, 6),
    _Idea("Molino de quinua compartido", "Para no bajar tres horas con cada cosecha.", "es", 38, 3),
    _Idea("A lorry of our own", "To reach the port without a middleman.", "en", 260, 9),
)
_OPEN = (
    _Idea("Botiquín y seguro para la cosecha", "Un botiquín por grupo y seguro de accidentes.", "es", 25, 6),
    _Idea("Curso de contas para jovens", "Duas semanas, com quem cuida dos livros hoje.", "pt", 20, 4),
    _Idea("Night lights for the processing centre", "Solar lamps, so that nobody walks home in the dark.", "en", 40, 7),
    _Idea("Reparar la acequia de arriba", "Ochocientos metros, con el trabajo de todos.", "es", 55, 5),
)


@dataclass(frozen=True)
class _Hall:
    """Who is there: the fund, its two stewards, who proposes for which producers, and who votes."""

    fund_id: str
    board: tuple[str, str]
    proposers: Sequence[tuple[str, str]]
    voters: Sequence[str]


def hold_rounds(database: Database, files: Files, content: DemoContent, ground: Ground, *, now: datetime) -> None:
    """Hold both, where the fund has anything to decide on. Called again it adds nothing."""
    with database.transaction() as session:
        if session.execute(_HAS_ROUND).scalar_one():
            return
        hall = _gather(session, content, ground, now)
    decided = _hold(database, hall, "What the groups need first this year", _DECIDED, begins=now - 31 * _DAY)
    if decided is None:
        return
    count_round(database, decided, now=now - 11 * _DAY)
    _carry_out(database, files, hall, decided, now)
    _hold(database, hall, "For safer work and steady harvests", _OPEN, begins=now - 17 * _DAY)


def _gather(session: Session, content: DemoContent, ground: Ground, now: datetime) -> _Hall:
    """Write the board and the members, all there since the market opened."""
    opened = now - 400 * _DAY
    fund = session.execute(select(Fund).where(col(Fund.kind) == FundKind.SOLIDARITY)).scalar_one()
    proposers = [
        (ground.organisations[person.organisation], ground.people[person.slug])
        for person in content.people
        if person.organisation is not None and person.role in ("secretary", "member")
    ]
    board = [_person(f"{slug}@solifair.example.org", name, opened) for slug, name in _BOARD]
    members = [_person(f"member{place}@producers.example.org", name, opened) for place, name in enumerate(_MEMBERS)]
    insert_rows(session, [*board, *members])
    homes = [(one, ground.market_id, MemberRole.STEWARD) for one in board]
    homes += [(one, proposers[place // _MEMBERS_OF_ONE][0], MemberRole.MEMBER) for place, one in enumerate(members)]
    insert_rows(
        session,
        [Membership(person_id=one.id, organisation_id=home, role=role, created_at=opened) for one, home, role in homes],
    )
    return _Hall(fund.id, (board[0].id, board[1].id), proposers, [one.id for one in members])


def _person(email: str, name: str, opened: datetime) -> Person:
    return Person(email=email, full_name=name, email_confirmed_at=opened, created_at=opened)


def _hold(database: Database, hall: _Hall, title: str, ideas: Sequence[_Idea], *, begins: datetime) -> str | None:
    """Announce a round, propose, and vote in its first days; its id. None where the fund has nothing that is free."""
    times = Times(begins + _DAY, begins + 11 * _DAY, begins + 20 * _DAY, 7 * 24)
    with database.transaction() as session:
        fund = queries.find_fund(session, hall.fund_id)
        free = 0 if fund is None else free_money(session, fund).minor
        budget = free * 2 // 5 // (10 * _UNIT) * 10 * _UNIT
        if fund is None or budget <= 0:
            return None
        terms = RoundTerms(
            title=title,
            body="The members of all producers decide what a part of the solidarity fund is for.",
            language="en",
            budget=Money(budget, fund.currency),
            form=BallotForm(BallotKind.APPROVAL, 3, None),
            method=EqualShares(completion=Completion.ADD1U),
            asked=Asked(Electorate.PRODUCERS, VotesBy.PERSON),
            quorum_count=10,
            quorum_share_bps=2_500,
            times=times,
        )
        row = draft_round(session, terms, fund_id=fund.id, person_id=hall.board[0], now=begins)
        announce_round(session, round_id=row.id, person_id=hall.board[0], now=begins)
        round_id = row.id
    _propose_and_vote(database, hall, round_id, ideas, budget, times)
    return round_id


def _propose_and_vote(
    database: Database, hall: _Hall, round_id: str, ideas: Sequence[_Idea], budget: int, times: Times
) -> None:
    with database.transaction() as session:
        for place, idea in enumerate(ideas):
            organisation_id, person_id = hall.proposers[place % len(hall.proposers)]
            cost = max(_UNIT, budget * idea.percent // 100 // _UNIT * _UNIT)
            proposal = Proposal(organisation_id, organisation_id, idea.title, idea.body, idea.language, cost, "")
            propose(session, proposal, round_id=round_id, person_id=person_id, now=times.proposals_open_at + _DAY)
        wanted = {
            each.id: idea
            for each, idea in zip(queries.list_proposals(session, round_id), ideas, strict=True)
            if each.exclusion is None
        }
        for turn, voter_id in enumerate(hall.voters[: len(hall.voters) * 5 // 6]):
            # Of any ten voters in a row as many want an idea as like it, each idea others than the next.
            liked = ((turn * 7 + place * 3) % 10 < idea.liked for place, idea in enumerate(wanted.values()))
            choices = list(compress(wanted, liked))[:3]
            cast_ballot(
                session,
                Vote(choices),
                round_id=round_id,
                voter_id=voter_id,
                person_id=voter_id,
                receipt=new_receipt(),
                now=times.voting_opens_at + _DAY,
            )


def _carry_out(database: Database, files: Files, hall: _Hall, round_id: str, now: datetime) -> None:
    """Approve by both, and book every winner's money, so that the next payout sends it. The first of them paid ahead,
    and shows it at once."""
    with database.transaction() as session:
        for steward, moment in zip(hall.board, (now - 2 * _DAY, now - _DAY), strict=True):
            approve_result(session, round_id=round_id, person_id=steward, now=moment)
        grants = queries.list_grants(session, round_id)
        for grant in grants:
            pay_grant(session, grant_id=grant.id, person_id=hall.board[0], now=now)
        first = next(((each.id, each.beneficiary_id) for each in grants), None)
    if first is None:
        return
    grant_id, beneficiary_id = first
    person_id = next(person for organisation, person in hall.proposers if organisation == beneficiary_id)
    proof = Proof(
        "The group paid for it ahead, with its own savings. It is built and in use.",
        "Receipts and the group's own minutes",
        b"Receipts 1 to 7, kept at the group's office.\nHanded over on the day of the general meeting.\n",
    )
    prove_grant(database, files, proof, grant_id=grant_id, person_id=person_id, now=now)
