"""A fund with money that lends, its two stewards, and a producer that sells coffee."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from kit.money import Money
from market.ledger.accounts import OWN_BANK, fund
from market.ledger.entry import Entry, credit, debit
from market.ledger.post import post
from market.prefinance import queries
from market.prefinance.decide_prefinance import decide_prefinance
from market.prefinance.queries import PrefinanceFact
from market.prefinance.request_prefinance import Wish, request_prefinance
from market.prefinance.set_terms import set_terms
from models.accounts import Person
from models.enums import FundKind, FundUse, JournalKind, MemberRole
from models.enums.prefinance import PrefinanceAct
from models.fund import Fund
from models.organisations import Membership
from tests.api.conftest import client as client
from tests.api.conftest import gathered as gathered
from tests.api.conftest import people as people
from tests.api.conftest import shop as shop
from tests.api.conftest import template as template
from tests.api.conftest import tools as tools
from tests.trade import Trade
from tests.trading import trade as trade
from tests.trading import trading_place as trading_place
from tests.trading import trading_url as trading_url

IN_THE_FUND = 100_000
EXPECTED = 50_000


@dataclass
class Lending:
    """The trade, and its fund: at most 60 % of an expected order, at most 6 % a year."""

    trade: Trade
    fund_id: str = ""
    people: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, trade: Trade) -> "Lending":
        lending = cls(trade)
        world = trade.world
        for name, place in (("ana", world.market_id), ("bo", world.market_id), ("rosa", world.norandino_id)):
            lending.add_steward(name, place)
        with trade.database.transaction() as session:
            made = Fund(
                kind=FundKind.SOLIDARITY,
                owner_id=world.market_id,
                name="Harvest fund",
                currency=trade.currency,
                account_code="solidarity:fund",
                uses=[FundUse.INVESTMENT, FundUse.GRANT],
            )
            session.add(made)
            session.flush()
            lending.fund_id = made.id
            money = Money(IN_THE_FUND, trade.currency)
            legs = (debit(OWN_BANK, money), credit(fund(made.account_code), money))
            post(session, Entry(JournalKind.FUND_PAID_IN, "gift", trade.now, legs), now=trade.now)
            set_terms(
                session,
                fund_id=made.id,
                share_cap_bps=6_000,
                interest_cap_bps=600,
                person_id=lending.people["ana"],
                now=trade.now,
            )
        return lending

    def add_steward(self, name: str, organisation_id: str) -> str:
        with self.trade.database.transaction() as session:
            person = Person(email=f"{name}@example.org", full_name=name.title())
            session.add(person)
            session.flush()
            session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=MemberRole.STEWARD))
            self.people[name] = person.id
            return person.id

    @property
    def producer_id(self) -> str:
        return self.trade.world.norandino_id

    def wish(
        self, minor: int, *, repay_bps: int = 4_000, interest_bps: int = 0, due_on: date | None = None
    ) -> PrefinanceFact:
        trade = self.trade
        wish = Wish(
            fund_id=self.fund_id,
            amount=trade.money(minor),
            expected=trade.money(EXPECTED),
            expected_what="The coffee of this harvest",
            buyer_id=None,
            repay_bps=repay_bps,
            interest_bps=interest_bps,
            due_on=due_on or (trade.now + timedelta(days=300)).date(),
        )
        with trade.database.transaction() as session:
            return request_prefinance(
                session, wish, organisation_id=self.producer_id, person_id=self.people["rosa"], now=trade.now
            )

    def say(self, prefinance_id: str, by: str, act: PrefinanceAct = PrefinanceAct.GRANT) -> PrefinanceFact:
        with self.trade.database.transaction() as session:
            return decide_prefinance(
                session,
                prefinance_id=prefinance_id,
                act=act,
                reason="As agreed.",
                person_id=self.people[by],
                now=self.trade.now,
            )

    def granted(self, minor: int, *, repay_bps: int = 4_000, interest_bps: int = 0) -> PrefinanceFact:
        """A prefinance whose money has arrived."""
        made = self.wish(minor, repay_bps=repay_bps, interest_bps=interest_bps)
        self.say(made.id, "ana")
        self.say(made.id, "bo")
        self.pay_out()
        return self.read(made.id)

    def pay_out(self) -> None:
        self.trade.run()
        self.trade.work()

    def read(self, prefinance_id: str) -> PrefinanceFact:
        with self.trade.database.reading() as session:
            return queries.get_fact(session, prefinance_id)


@pytest.fixture
def lending(trade: Trade) -> Lending:
    return Lending.open(trade)
