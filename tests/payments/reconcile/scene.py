"""A market, its Stripe and its books, moved one fact at a time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from gateways.fakes import FakeStripe
from gateways.stripe import PaymentFact, RefundFact, TransferFact
from kit.clock import IsoWeek
from kit.database import Database
from kit.money import Money
from market.ledger.post import post_many
from market.ledger.rules.payouts import PayoutFacts, payout_claimed, transfer_sent
from market.payments.disputes.follow_dispute import follow_dispute
from market.payments.reconcile.compare_day import Reconciliation
from market.payments.reconcile.reconcile_day import reconcile_day
from market.payments.refunds.follow_refund import follow_refund
from market.payments.settle_payment import settle_payment
from market.payments.terms import SettlementTerms
from models.enums import PayoutPurpose, PayoutRail, PayoutState
from models.payouts import Payout, PayoutAccount, PayoutRun
from tests.shop import Shop

DAY = datetime(2026, 11, 24, tzinfo=UTC).date()
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=8)
TERMS = SettlementTerms(maturity=timedelta(days=7), expects_livemode=False)


@dataclass
class Scene:
    """Everything happens at noon unless the clock of `stripe` is moved."""

    shop: Shop

    @property
    def database(self) -> Database:
        return self.shop.database

    @property
    def stripe(self) -> FakeStripe:
        return self.shop.stripe

    def paid(self, quantity: int = 1, *, settled: Money | None = None, is_late: bool = False) -> PaymentFact:
        """A coffee order, paid, and known to the books; with `is_late` Stripe has not said the fee yet."""
        order_id = self.shop.place({self.shop.coffee: quantity}).order_id
        fact = self.stripe.pay(self.shop.page(order_id), settled=settled)
        self.settle(fact if not is_late else _without_balance(fact))
        return fact

    def settle(self, fact: PaymentFact) -> str:
        with self.database.transaction() as session:
            payment_id = session.execute(
                text("select id from payment where order_id = :id"), {"id": fact.order_id}
            ).scalar_one()
            return settle_payment(session, payment_id=payment_id, fact=fact, terms=TERMS, now=self.stripe.now)

    def refunded(self, payment: PaymentFact, minor: int) -> RefundFact:
        """A refund made in the dashboard, and booked."""
        fact = self.stripe.add_refund(payment.id, Money(minor, "EUR"))
        self.follow(fact.id)
        return fact

    def follow(self, refund_id: str) -> str:
        with self.database.transaction() as session:
            return follow_refund(session, self.stripe.refunds[refund_id], now=self.stripe.now)

    def disputed(self, payment: PaymentFact) -> str:
        """The buyer's bank takes the money; its id at Stripe."""
        fact = self.stripe.open_dispute(payment)
        self.contest(fact.id)
        return fact.id

    def contest(self, dispute_id: str) -> None:
        with self.database.transaction() as session:
            follow_dispute(session, self.stripe.disputes[dispute_id], now=self.stripe.now)

    def transferred(self, minor: int, *, is_booked: bool = True) -> TransferFact:
        """A producer's goods, sent."""
        money, producer, now = Money(minor, "EUR"), self.shop.world.norandino_id, self.stripe.now
        with self.database.transaction() as session:
            account = PayoutAccount(
                organisation_id=producer, rail=PayoutRail.STRIPE_CONNECT, currency="EUR", country="PE", closed_at=now
            )
            run = PayoutRun(period=str(IsoWeek.of(now)), sequence=1, as_of=now, triggered_by="test")
            session.add_all([account, run])
            session.flush()
            payout = Payout(
                run_id=run.id,
                beneficiary_id=producer,
                payout_account_id=account.id,
                rail=PayoutRail.STRIPE_CONNECT,
                purpose=PayoutPurpose.GOODS,
                currency="EUR",
                gross_minor=minor,
                amount_minor=minor,
            )
            session.add(payout)
            session.flush()
        transfer = self.stripe.create_transfer(
            money=money, destination="acct_1", transfer_group=run.id, metadata={}, idempotency_key=payout.id
        )
        facts = PayoutFacts(payout.id, producer, PayoutPurpose.GOODS, PayoutRail.STRIPE_CONNECT, money, Money(0, "EUR"))
        if is_booked:
            with self.database.transaction() as session:
                post_many(session, [payout_claimed(facts, at=now), transfer_sent(facts, at=now)], now=now)
                payout.transfer_id, payout.state = transfer.id, PayoutState.PAID
                session.add(payout)
        return transfer

    def reconcile(self, *, now: datetime = EVENING) -> Reconciliation:
        return reconcile_day(self.database, self.stripe, day=DAY, now=now)


def names(found: Reconciliation) -> list[str]:
    return [difference.name for difference in found.differences]


def _without_balance(fact: PaymentFact) -> PaymentFact:
    return PaymentFact(**{**vars(fact), "balance": None})
