"""A fund with money in it, two stewards who hold rounds, and members who vote: all that a round needs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.clock import utc_now
from kit.database import Database
from kit.money import Money
from market.fund.rounds import queries
from market.fund.rounds.announce_round import announce_round
from market.fund.rounds.approve_result import approve_result
from market.fund.rounds.cast_ballot import Vote, cast_ballot
from market.fund.rounds.count_round import count_round
from market.fund.rounds.draft_round import Asked, RoundTerms, Times, draft_round
from market.fund.rounds.propose import Proposal, propose
from market.fund.rounds.receipt import new_receipt
from market.fund.rounds.rules import BallotForm
from market.fund.tally.rules.method import Completion, EqualShares, Method
from market.ledger.accounts import STRIPE_AVAILABLE, AccountSpec
from market.ledger.entry import Entry, moved
from market.ledger.post import post
from models.accounts import Person
from models.enums import AccountKind, BallotKind, Electorate, JournalKind, MemberRole, VotesBy
from models.fund import Fund
from models.organisations import Membership
from tests.shop import Shop

APPROVAL = BallotForm(BallotKind.APPROVAL, 3, None)
DAY = timedelta(days=1)


def person(
    session: Session, name: str, organisation_id: str | None = None, role: MemberRole = MemberRole.STEWARD
) -> str:
    """Somebody new, in an organisation or in none; their id."""
    row = Person(email=f"{name}@hall.example", full_name=name.title())
    session.add(row)
    session.flush()
    if organisation_id is not None:
        session.add(Membership(person_id=row.id, organisation_id=organisation_id, role=role))
        session.flush()
    return row.id


class Changed(TypedDict, total=False):
    """What a test's round asks otherwise than usual."""

    budget: Money
    form: BallotForm
    method: Method
    asked: Asked
    quorum_count: int
    quorum_share_bps: int


@dataclass
class Hall:
    """`begins` is before everything; proposals come from a day later, votes two days later, and end the day after."""

    shop: Shop
    begins: datetime
    fund_id: str
    stewards: tuple[str, str]
    members: tuple[str, ...]
    secretary: str

    @classmethod
    def open(cls, database: Database, *, holds: int = 500_000, members: int = 5) -> "Hall":
        shop = Shop.open(database)
        with database.transaction() as session:
            world = shop.world
            stewards = (person(session, "ana", world.market_id), person(session, "ben", world.market_id))
            secretary = person(session, "rosa", world.norandino_id)
            member = MemberRole.MEMBER
            many = tuple(person(session, f"m{each}", world.norandino_id, member) for each in range(members))
            fund_id = session.execute(text("select id from fund")).scalar_one()
            fill(session, fund_id, holds)
        return cls(shop, utc_now(), fund_id, stewards, many, secretary)

    @property
    def database(self) -> Database:
        return self.shop.database

    @property
    def proposing(self) -> datetime:
        return self.begins + 1.5 * DAY

    @property
    def voting(self) -> datetime:
        return self.begins + 2.5 * DAY

    @property
    def after(self) -> datetime:
        return self.begins + 3 * DAY

    @staticmethod
    def euros(minor: int) -> Money:
        return Money(minor, "EUR")

    def terms(self, **changed: Unpack[Changed]) -> RoundTerms:
        """3 000 euros, approval of up to three by the members of a co-op, Equal Shares; with some of it changed."""
        usual = RoundTerms(
            title="What the co-op needs",
            body="",
            language="en",
            budget=Money(300_000, "EUR"),
            form=APPROVAL,
            method=EqualShares(completion=Completion.ADD1U),
            asked=Asked(Electorate.ORGANISATION, VotesBy.PERSON, self.shop.world.norandino_id),
            quorum_count=1,
            quorum_share_bps=0,
            times=Times(self.begins + DAY, self.begins + 2 * DAY, self.begins + 3 * DAY, 48),
        )
        return replace(usual, **changed)

    def draft(self, **changed: Unpack[Changed]) -> str:
        with self.database.transaction() as session:
            terms = self.terms(**changed)
            return draft_round(session, terms, fund_id=self.fund_id, person_id=self.stewards[0], now=self.begins).id

    def announce(self, **changed: Unpack[Changed]) -> str:
        round_id = self.draft(**changed)
        with self.database.transaction() as session:
            announce_round(session, round_id=round_id, person_id=self.stewards[0], now=self.begins)
        return round_id

    def propose(
        self, round_id: str, *costs: int, organisation_id: str | None = None, by: str | None = None
    ) -> list[str]:
        """Proposals of these costs; their ids."""
        whose = organisation_id or self.shop.world.norandino_id
        made = []
        for number, cost in enumerate(costs, start=1):
            proposal = Proposal(whose, whose, f"Project {number}", "What for.", "en", cost, "")
            with self.database.transaction() as session:
                found = propose(
                    session, proposal, round_id=round_id, person_id=by or self.secretary, now=self.proposing
                )
                made.append(found.id)
        return made

    def vote(
        self, round_id: str, who: str, *choices: str, points: tuple[int, ...] = (), at: datetime | None = None
    ) -> str:
        """Somebody's ballot; its receipt."""
        receipt = new_receipt()
        with self.database.transaction() as session:
            cast_ballot(
                session,
                Vote(choices, points),
                round_id=round_id,
                voter_id=who,
                person_id=who,
                receipt=receipt,
                now=at or self.voting,
            )
        return receipt

    def approved(self, cost: int) -> tuple[str, str]:
        """A round with one winner, approved by both stewards: its id, and that of the winner's money."""
        round_id = self.announce()
        (proposal_id,) = self.propose(round_id, cost)
        self.vote(round_id, self.members[0], proposal_id)
        count_round(self.database, round_id, now=self.after)
        with self.database.transaction() as session:
            for steward in self.stewards:
                approve_result(session, round_id=round_id, person_id=steward, now=self.after + 3 * DAY)
            (grant,) = queries.list_grants(session, round_id)
            return round_id, grant.id


def fill(session: Session, fund_id: str, minor: int) -> None:
    """Put money into a fund, as a correction would."""
    fund = session.get_one(Fund, fund_id)
    account = AccountSpec(fund.account_code, AccountKind.LIABILITY, is_guarded=True)
    legs = moved(Money(minor, fund.currency), into=STRIPE_AVAILABLE, out_of=account)
    now = utc_now()
    post(session, Entry(JournalKind.CORRECTION, f"fill-{fund_id}-{now.isoformat()}", now, legs), now=now)
