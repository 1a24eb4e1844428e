"""A market whose orders are written down with their frozen parts, and live on through the real verbs: paid, delivered,
refunded, disputed, paid out, brought back. How a price comes about is asked elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from gateways.errors import GatewayRefused
from gateways.fakes import FakeStripe, no_answer
from gateways.outbox import WaitingTask, mark_sent, take_waiting
from gateways.stripe import EventFact, PaymentFact
from kit.clock import IsoWeek
from kit.currencies import currency_facts
from kit.database import Database
from kit.ids import new_id
from kit.money import Money
from market.events.handle_event import handle_event
from market.ledger.invariants import verify_ledger
from market.payments.book_funds import book_usable_funds
from market.payments.disputes.follow_dispute import follow_dispute
from market.payments.queries import find_payment_of_order
from market.payments.receive_event import receive_event
from market.payments.refunds.plan import LineWish
from market.payments.refunds.queries import get_left
from market.payments.refunds.refund_late_payment import refund_late_payment
from market.payments.refunds.request_refund import request_refund
from market.payments.settle_payment import settle_payment
from market.payments.start_payment import start_payment
from market.payments.terms import SettlementTerms
from market.payouts.execute_operation import execute_operation
from market.payouts.reversals.queries import list_unrecovered
from market.payouts.reversals.recover_refund import recover_refund
from market.payouts.run_payouts import PayoutTerms, RunOutcome, run_payouts
from models.catalog import Variant
from models.enums import (
    LiableParty,
    PartKind,
    PayoutAccountState,
    PayoutRail,
    RefundKind,
    StripeOperationState,
    TaskName,
)
from models.orders import OrderLine, Parcel
from models.payments import Dispute, Refund
from models.payouts import Payout, PayoutAccount
from tests.catalog.world import World
from tests.sales import COCOA_PARTS, COFFEE_PARTS, Sale, write_order
from tests.shop import NOW
from tests.weeks import assert_weeks_can_be_told

TERMS = SettlementTerms(maturity=timedelta(days=7), expects_livemode=False)


@dataclass
class Trade:
    """Norandino sells coffee and is in a federation, Kuapa Kokoo sells cocoa; both are paid through Stripe."""

    database: Database
    stripe: FakeStripe
    world: World
    coffee: str
    cocoa: str
    currency: str = "EUR"
    terms: SettlementTerms = TERMS
    payouts: PayoutTerms = field(default_factory=PayoutTerms)

    @classmethod
    def open(cls, database: Database, *, stock: int = 1000, currency: str = "EUR") -> "Trade":
        with database.transaction() as session:
            world = World(session).build()
            coffee = world.product("coffee", "Coffee of Piura", stock=stock)
            cocoa = world.product("cocoa", "Cocoa of Kumasi", producer_id=world.kuapa_id, stock=stock, origin="GH")
            variants = {row.product_id: row.id for row in session.execute(select(Variant)).scalars()}
        trade = cls(database, FakeStripe(now=NOW), world, variants[coffee], variants[cocoa], currency)
        for organisation_id, name in trade.organisations.items():
            trade.add_account(organisation_id, PayoutRail.STRIPE_CONNECT, f"acct_{name}")
        return trade

    @property
    def organisations(self) -> dict[str, str]:
        """Whoever is paid."""
        world = self.world
        return {
            world.norandino_id: "norandino",
            world.kuapa_id: "kuapa",
            world.federation_id: "alianza",
            world.market_id: "market",
        }

    @property
    def now(self) -> datetime:
        return self.stripe.now

    def wait(self, **time: float) -> None:
        """Let time pass, here and at Stripe."""
        self.stripe.now += timedelta(**time)

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    def add_account(
        self,
        organisation_id: str,
        rail: PayoutRail,
        stripe_account_id: str | None = None,
        state: PayoutAccountState = PayoutAccountState.ACTIVE,
        currency: str | None = None,
    ) -> None:
        with self.database.transaction() as session:
            session.add(
                PayoutAccount(
                    organisation_id=organisation_id,
                    rail=rail,
                    currency=currency or self.currency,
                    country="PE",
                    state=state,
                    stripe_account_id=stripe_account_id,
                    created_at=self.now,
                )
            )

    def pay_by_bank(self, organisation_id: str) -> None:
        """Move an organisation from Stripe to bank transfers."""
        self.do("update payout_account set closed_at = now() where organisation_id = :id", id=organisation_id)
        self.add_account(organisation_id, PayoutRail.MANUAL_BANK)

    # Selling

    def coffees(
        self,
        quantity: int = 2,
        parts: Mapping[PartKind, int] | None = None,
        floor: int | None = None,
        market: int | None = None,
    ) -> Sale:
        return Sale(self.world.norandino_id, COFFEE_PARTS if parts is None else parts, quantity, floor, market)

    def cocoas(
        self,
        quantity: int = 3,
        parts: Mapping[PartKind, int] | None = None,
        floor: int | None = None,
        market: int | None = None,
    ) -> Sale:
        return Sale(self.world.kuapa_id, COCOA_PARTS if parts is None else parts, quantity, floor, market)

    def place(self, *sales: Sale, shipping: int = 0) -> str:
        """An order that waits to be paid, its goods reserved; shipping is the first parcel's. Its id."""
        variants = {self.world.norandino_id: self.coffee, self.world.kuapa_id: self.cocoa}
        with self.database.transaction() as session:
            return write_order(
                session,
                sales,
                variants=variants,
                world=self.world,
                currency=self.currency,
                shipping=shipping,
                now=self.now,
            )

    def pay(self, order_id: str, *, received: int | None = None, settled: Money | None = None) -> PaymentFact:
        """The buyer pays on the page; nobody has told us yet."""
        page = self.page(order_id)
        return self.stripe.pay(page, received_minor=received, currency=self.currency, settled=settled)

    def page(self, order_id: str) -> str:
        """Open the payment page; its id."""
        start_payment(self.database, self.stripe, order_id=order_id, storefront_url="http://s.test", now=self.now)
        return self.page_of(order_id)

    def page_of(self, order_id: str) -> str:
        return next(page.id for page in self.stripe.checkouts.values() if page.order_id == order_id)

    def settle(self, order_id: str, fact: PaymentFact) -> str:
        """Let the books know of a payment; what came of it."""
        payment_id = str(self.scalar("select id from payment where order_id = :id", id=order_id))
        with self.database.transaction() as session:
            return settle_payment(session, payment_id=payment_id, fact=fact, terms=self.terms, now=self.now)

    def sell(self, *sales: Sale, shipping: int = 0) -> str:
        """An order, paid and settled; its id."""
        order_id = self.place(*sales, shipping=shipping)
        assert self.settle(order_id, self.pay(order_id)) == "paid"
        return order_id

    def mature(self) -> None:
        """Let ten days pass: what was sold so far is due, its money usable."""
        self.wait(days=10)
        book_usable_funds(self.database, now=self.now)

    def line(self, order_id: str, number: int = 0) -> str:
        with self.database.reading() as session:
            statement = select(OrderLine).where(col(OrderLine.order_id) == order_id).order_by(col(OrderLine.id))
            return session.execute(statement).scalars().all()[number].id

    def parcel(self, order_id: str, number: int = 0) -> str:
        with self.database.reading() as session:
            statement = select(Parcel).where(col(Parcel.order_id) == order_id).order_by(col(Parcel.id))
            return session.execute(statement).scalars().all()[number].id

    # Giving back

    def refund(
        self,
        order_id: str,
        *wishes: LineWish,
        key: str | None = None,
        parcel_ids: Sequence[str] = (),
        liable: LiableParty = LiableParty.PRODUCER,
        kind: RefundKind = RefundKind.LINES,
        restock: bool = False,
    ) -> Refund:
        with self.database.transaction() as session:
            return self.refund_in(
                session,
                order_id,
                *wishes,
                key=key,
                parcel_ids=parcel_ids,
                liable=liable,
                kind=kind,
                restock=restock,
            )

    def refund_in(
        self,
        session: Session,
        order_id: str,
        *wishes: LineWish,
        key: str | None = None,
        parcel_ids: Sequence[str] = (),
        liable: LiableParty = LiableParty.PRODUCER,
        kind: RefundKind = RefundKind.LINES,
        restock: bool = False,
    ) -> Refund:
        return request_refund(
            session,
            order_id=order_id,
            key=key or new_id("key"),
            lines=wishes,
            parcel_ids=parcel_ids,
            kind=kind,
            liable=liable,
            reason="arrived broken",
            requested_by=None,
            restock=restock,
            now=self.now,
        )

    def dispute(self, order_id: str, *, money: Money | None = None, reason: str = "fraudulent") -> str:
        """The buyer's bank takes the money back, and Stripe tells us; the dispute's id at Stripe."""
        fact = self.stripe.open_dispute(self.payment_of(order_id), money=money, reason=reason)
        self.follow_dispute(fact.id)
        return fact.id

    def follow_dispute(self, dispute_id: str) -> str:
        with self.database.transaction() as session:
            return follow_dispute(session, self.stripe.disputes[dispute_id], now=self.now)

    def close_dispute(self, dispute_id: str, *, is_won: bool) -> str:
        self.stripe.close_dispute(dispute_id, is_won=is_won)
        return self.follow_dispute(dispute_id)

    def payment_of(self, order_id: str) -> PaymentFact:
        return next(fact for fact in reversed(self.stripe.payments.values()) if fact.order_id == order_id)

    def left_of(self, order_id: str) -> Money:
        """What of an order's payment is still with the market."""
        with self.database.reading() as session:
            payment = find_payment_of_order(session, order_id)
            assert payment is not None
            return get_left(session, payment)

    # Paying out, and all that is done later

    def run(self, *, period: IsoWeek | None = None, due_by: datetime | None = None) -> RunOutcome:
        with self.database.transaction() as session:
            return run_payouts(
                session,
                period=period or IsoWeek.of(self.now),
                now=self.now,
                triggered_by="test",
                due_by=due_by,
                terms=self.payouts,
            )

    def work(self) -> None:
        """Do every task that was asked for, and what these ask for in turn, as workers do."""
        while tasks := self._take():
            for task in tasks:
                if (do := self._verbs().get(task.task)) is not None:
                    do(**task.arguments)

    def _take(self) -> list[WaitingTask]:
        with self.database.transaction() as session:
            tasks = take_waiting(session, now=max(self.now, NOW) + timedelta(days=3650), limit=1000)
            mark_sent(session, [task.id for task in tasks], now=self.now)
            return tasks

    def _verbs(self) -> Mapping[TaskName, Callable[..., object]]:
        return {
            TaskName.EXECUTE_STRIPE_OPERATION: self.execute,
            TaskName.RECOVER_REFUND: self.recover,
            TaskName.REFUND_LATE_PAYMENT: self.give_late_payment_back,
            TaskName.BOOK_USABLE_FUNDS: lambda: book_usable_funds(self.database, now=self.now),
            TaskName.HANDLE_STRIPE_EVENT: self.handle,
        }

    def execute(self, operation_id: str) -> StripeOperationState:
        return execute_operation(self.database, self.stripe, operation_id=operation_id, now=self.now)

    def recover(self, refund_id: str) -> int:
        with self.database.transaction() as session:
            return recover_refund(session, refund_id=refund_id, now=self.now)

    def give_late_payment_back(self, payment_id: str) -> Refund | None:
        with self.database.transaction() as session:
            return refund_late_payment(session, payment_id=payment_id, now=self.now)

    def recover_all(self) -> None:
        """Bring back what refunds had paid out, as the sweep asks for it."""
        with self.database.reading() as session:
            waiting = list_unrecovered(session)
        for refund_id in waiting:
            self.recover(refund_id)

    def receive(self, event: EventFact) -> None:
        with self.database.transaction() as session:
            receive_event(session, event, now=self.now)

    def handle(self, event_key: str) -> str:
        return handle_event(self.database, self.stripe, event_key=event_key, terms=self.terms, now=self.now)

    def tell(self, type_: str, object_id: str, *, account: str = "", **facts: object) -> str:
        """Stripe announces something; what came of it."""
        event = self.stripe.announce(type_, object_id, account=account, **facts)
        self.receive(event)
        return self.handle(f"{account}/{event.id}")

    def operations(self, kind: str) -> list[str]:
        """What Stripe is or was to be asked for, oldest first."""
        return [str(row[0]) for row in self.rows("select id from stripe_operation where kind = :k order by id", k=kind)]

    def refuse_next(self, what: str) -> None:
        """Stripe says no to the next call, and will say no again."""
        self.stripe.fail_before.append(GatewayRefused(what, "refused", "No."))

    def lose_next_answer(self) -> None:
        """Stripe acts, and nobody hears of it."""
        self.stripe.fail_after.append(no_answer())

    # Looking

    def balances(self, currency: str | None = None) -> dict[str, int]:
        """Every account that is not empty, a debit positive."""
        sql = text("select code, balance_minor from ledger_account where balance_minor <> 0 and currency = :currency")
        with self.database.reading() as session:
            rows = session.execute(sql, {"currency": currency or self.currency})
            return {row.code: row.balance_minor for row in rows}

    def balance(self, code: str, currency: str | None = None) -> int:
        return self.balances(currency).get(code, 0)

    def at_stripe(self, currency: str | None = None) -> int:
        """All that Stripe has ever moved."""
        wanted = currency or self.currency
        return sum(entry.net.minor for entry in self.stripe.transactions.values() if entry.net.currency == wanted)

    def assert_in_order(self) -> None:
        """The books answer every question with nobody, agree with Stripe's own account to the last unit, and every week
        can be told."""
        with self.database.reading() as session:
            found = verify_ledger(session)
        assert not found, found
        for currency in {entry.net.currency for entry in self.stripe.transactions.values()}:
            ours = [self.balance(f"stripe:{where}", currency) for where in ("pending", "available", "reserved")]
            assert sum(ours) == self.at_stripe(currency), (currency, ours, self.at_stripe(currency))
        assert_weeks_can_be_told(self.database)

    def scalar(self, sql: str, **values: object) -> Any:
        with self.database.reading() as session:
            return session.execute(text(sql), values).scalar_one()

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        with self.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql), values)]

    def do(self, sql: str, **values: object) -> None:
        with self.database.transaction() as session:
            session.execute(text(sql), values)

    def stock(self, variant_id: str) -> tuple[int, int]:
        """(on hand, reserved)."""
        row = self.rows("select on_hand, reserved from stock where variant_id = :id", id=variant_id)[0]
        return row[0], row[1]

    def read_refund(self, refund_id: str) -> Refund:
        with self.database.reading() as session:
            return session.get_one(Refund, refund_id)

    def read_dispute(self, stripe_dispute_id: str) -> Dispute:
        with self.database.reading() as session:
            statement = select(Dispute).where(col(Dispute.stripe_dispute_id) == stripe_dispute_id)
            return session.execute(statement).scalar_one()

    def list_payouts(self) -> list[Payout]:
        with self.database.reading() as session:
            return list(session.execute(select(Payout).order_by(col(Payout.id))).scalars())

    def step(self) -> int:
        """The least that a bank moves of this currency."""
        return currency_facts(self.currency).payout_step
