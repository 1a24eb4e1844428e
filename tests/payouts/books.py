"""A market whose past is written down directly: orders with their frozen parts, refunds, payouts, holds, each with its
entry in the books, on whatever day a test says. Nothing of how orders come about is asked here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import Database
from kit.ids import new_id
from kit.money import Money
from market.earnings.rules import GivenBack, take_back
from market.ledger.accounts import AccountSpec, account_of_part, frozen_account
from market.ledger.entry import Entry, Leg
from market.ledger.post import post
from market.ledger.rules.payments import OrderPaidFacts, order_paid
from market.ledger.rules.payouts import (
    HeldShare,
    PayoutFacts,
    hold_released,
    payout_claimed,
    payout_released,
    payout_returned,
    shares_held,
    transfer_sent,
)
from market.ledger.rules.refunds import RefundFacts, refund, refund_released
from models.catalog import Variant
from models.enums import (
    AccountKind,
    HoldReason,
    LiableParty,
    OrderState,
    OrganisationKind,
    PartKind,
    Payer,
    PaymentState,
    PayoutAccountState,
    PayoutPurpose,
    PayoutRail,
    PayoutState,
    ProductionLine,
    ProductionRelation,
    RefundKind,
    RefundState,
    TaxStatus,
)
from models.ledger import Journal, LedgerAccount, Posting
from models.orders import BreakdownPart, Order, OrderLine, Parcel
from models.organisations import Organisation
from models.payments import Hold, Payment, Refund, RefundLine, RefundPart
from models.payouts import Payout, PayoutAccount, PayoutRun
from tests.catalog.world import World

DAY = datetime(2026, 11, 3, 12, tzinfo=UTC)
LATER = datetime(2027, 12, 31, tzinfo=UTC)

_PAYERS = {
    PartKind.MINIMUM_PRICE_TOPUP: Payer.MARKET,
    PartKind.MINIMUM_PRICE_SUBSIDY: Payer.MARKET,
    PartKind.DISCOUNT_SUBSIDY: Payer.MARKET,
}
_RULES: Mapping[PartKind, tuple[str | None, int | None, str]] = {
    PartKind.MARKET_FEE: ("fee_now", 2, "standard: 8 %"),
    PartKind.FEDERATION_DUES: ("fee_now", 2, "standard: 1 %"),
    PartKind.SOLIDARITY: ("fee_now", 2, "standard: 0.5 %"),
    PartKind.FEE_VAT: ("ftr_fr", None, "reverse charge, article 196 of directive 2006/112/EC: 0 %"),
    PartKind.VAT: ("tax_food", None, "FR food: 5.5 %"),
    PartKind.MINIMUM_PRICE_TOPUP: ("mpr_coffee", None, "minimum price 12.80 EUR/kg"),
}


@dataclass(frozen=True)
class Sold:
    """One line of an order: who sold it, and the parts of its price in minor units."""

    producer_id: str
    parts: Mapping[PartKind, int]
    quantity: int = 1

    @property
    def paid(self) -> int:
        return sum(self.parts.values())


@dataclass
class Books:
    """Two producers, the first in a federation; everything in euros unless told otherwise."""

    database: Database
    world: World
    variant_id: str
    product_id: str
    currency: str = "EUR"
    _runs: int = field(default=0)

    @classmethod
    def open(cls, database: Database, currency: str = "EUR") -> "Books":
        with database.transaction() as session:
            world = World(session).build()
            product_id = world.product("coffee", "Coffee of Piura")
            variant = session.execute(select(Variant).where(col(Variant.product_id) == product_id)).scalar_one()
            market = session.get(Organisation, world.market_id)
            producer = session.get(Organisation, world.norandino_id)
            assert market is not None and producer is not None
            market.tax_number, producer.tax_status = "FR32123456789", TaxStatus.EXPORTER_OUTSIDE_EU
        return cls(database, world, variant.id, product_id, currency)

    @property
    def producer_id(self) -> str:
        return self.world.norandino_id

    @property
    def federation_id(self) -> str:
        return self.world.federation_id

    def new_producer(self) -> str:
        """One more producer, without a past; its id."""
        with self.database.transaction() as session:
            producer = Organisation(
                slug=new_id("slug"),
                kind=OrganisationKind.PRODUCER,
                name="A producer",
                country="PE",
                line=ProductionLine.AGRARIAN,
                relation=ProductionRelation.AGRICULTURAL_COOP,
            )
            session.add(producer)
            session.flush()
            return producer.id

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    def sell(self, lines: Sequence[Sold], *, at: datetime = DAY, name: str = "Coffee of Piura") -> str:
        """An order, paid; its id."""
        with self.database.transaction() as session:
            order_id = new_id("ord")
            total = sum(line.paid for line in lines)
            session.add(
                Order(
                    id=order_id,
                    email="camille@example.org",
                    full_name="Camille Roux",
                    shipping_address={},
                    country="FR",
                    currency=self.currency,
                    goods_minor=total,
                    shipping_minor=0,
                    total_minor=total,
                    state=OrderState.PAID,
                    placed_at=at,
                    expires_at=at,
                    paid_at=at,
                )
            )
            session.flush()
            parcels: dict[str, str] = {}
            for line in lines:
                if line.producer_id not in parcels:
                    parcel = Parcel(order_id=order_id, producer_id=line.producer_id, weight_grams=1, shipping_minor=0)
                    session.add(parcel)
                    session.flush()
                    parcels[line.producer_id] = parcel.id
            parts = [
                part
                for line in lines
                for part in self._add_line(session, order_id, parcels[line.producer_id], line, name)
            ]
            session.add(
                Payment(
                    order_id=order_id,
                    amount_minor=total,
                    currency=self.currency,
                    state=PaymentState.SUCCEEDED,
                    succeeded_at=at,
                )
            )
            session.flush()
            owed = tuple(
                (frozen_account(part.kind, part.account_code, part.beneficiary_id), self.money(part.amount_minor))
                for part in parts
            )
            post(session, order_paid(OrderPaidFacts(order_id, self.money(total), owed, at)), now=LATER)
        return order_id

    def _add_line(self, session: Session, order_id: str, parcel_id: str, line: Sold, name: str) -> list[BreakdownPart]:
        row = OrderLine(
            order_id=order_id,
            parcel_id=parcel_id,
            producer_id=line.producer_id,
            product_id=self.product_id,
            variant_id=self.variant_id,
            name=name,
            variant_label="250 g",
            quantity=line.quantity,
            unit_amount_minor=line.paid // line.quantity,
            amount_minor=line.paid,
        )
        session.add(row)
        session.flush()
        parts = []
        for kind, minor in line.parts.items():
            beneficiary = self._beneficiary(kind, line.producer_id)
            rule_id, version, note = _RULES.get(kind, (None, None, ""))
            parts.append(
                BreakdownPart(
                    order_id=order_id,
                    order_line_id=row.id,
                    kind=kind,
                    payer=_PAYERS.get(kind, Payer.BUYER),
                    beneficiary_id=beneficiary,
                    account_code=account_of_part(kind, beneficiary, country="FR", market_country="FR").code,
                    amount_minor=minor,
                    rule_id=rule_id,
                    rule_version=version,
                    rule_note=note,
                )
            )
        session.add_all(parts)
        session.flush()
        return parts

    def _beneficiary(self, kind: PartKind, producer_id: str) -> str | None:
        match kind:
            case PartKind.PRODUCER | PartKind.PREMIUM | PartKind.MINIMUM_PRICE_TOPUP:
                return producer_id
            case PartKind.FEDERATION_DUES:
                return self.federation_id
            case PartKind.SOLIDARITY:
                return self.world.market_id
            case _:
                return None

    def give_back(
        self,
        order_id: str,
        amounts: Mapping[PartKind, int],
        *,
        at: datetime = DAY + timedelta(days=2),
        line: int = 0,
        liable: LiableParty = LiableParty.PRODUCER,
        reason: str = "arrived broken",
    ) -> str:
        """A refund of one line of which nothing was claimed yet or, as there are no items here, of what was: the
        organisations owe it back. Its id."""
        with self.database.transaction() as session:
            lines = session.execute(select(OrderLine).where(col(OrderLine.order_id) == order_id)).scalars().all()
            chosen = sorted(lines, key=lambda row: row.id)[line]
            rows = session.execute(select(BreakdownPart).where(col(BreakdownPart.order_line_id) == chosen.id)).scalars()
            parts = {row.kind: row for row in rows}
            payment = session.execute(select(Payment).where(col(Payment.order_id) == order_id)).scalar_one()
            given = [
                GivenBack(
                    parts[kind].id,
                    chosen.id,
                    kind,
                    parts[kind].beneficiary_id,
                    parts[kind].account_code,
                    self.money(minor),
                )
                for kind, minor in amounts.items()
            ]
            taken = take_back(given, [], liable=liable)
            total = sum(amounts.values())
            row = Refund(
                business_key=new_id("key"),
                order_id=order_id,
                payment_id=payment.id,
                kind=RefundKind.LINES,
                amount_minor=total,
                currency=self.currency,
                state=RefundState.SUCCEEDED,
                liable=liable,
                reason=reason,
                created_at=at,
            )
            session.add(row)
            session.flush()
            session.add(RefundLine(refund_id=row.id, order_line_id=chosen.id, quantity=1, amount_minor=total))
            for source in taken.sources:
                session.add(
                    RefundPart(
                        refund_id=row.id,
                        breakdown_part_id=source.part_id,
                        amount_minor=source.minor,
                        owed_minor=source.owed_minor,
                        receivable_minor=source.receivable_minor,
                        borne_minor=source.borne_minor,
                    )
                )
            session.flush()
            post(session, refund(RefundFacts(row.id, order_id, self.money(total), taken.legs), at=at), now=LATER)
            return row.id

    def take_back_refund(self, refund_id: str, *, at: datetime) -> None:
        """Stripe refused the refund: everything is as before."""
        with self.database.transaction() as session:
            row = session.get(Refund, refund_id)
            assert row is not None
            legs = self._legs_of(session, f"refund:{refund_id}")
            taken = tuple(leg for leg in legs if leg.account.code != "refunds:in_transit")
            facts = RefundFacts(refund_id, row.order_id, self.money(row.amount_minor), taken)
            given_back = tuple(Leg(leg.account, -leg.money) for leg in taken)
            post(session, refund_released(facts, given_back, at=at), now=LATER)

    def _legs_of(self, session: Session, key: str) -> tuple[Leg, ...]:
        journal = session.execute(select(Journal).where(col(Journal.idempotency_key) == key)).scalar_one()
        rows = session.execute(
            select(LedgerAccount, Posting)
            .join(Posting, col(Posting.account_id) == col(LedgerAccount.id))
            .where(col(Posting.journal_id) == journal.id)
        )
        return tuple(
            Leg(
                AccountSpec(account.code, AccountKind(account.kind), account.owner_id, account.is_guarded),
                Money(posting.amount_minor, posting.currency),
            )
            for account, posting in rows
        )

    def account(
        self,
        organisation_id: str,
        rail: PayoutRail = PayoutRail.MANUAL_BANK,
        *,
        holder: str = "Cooperativa Norandino",
        number: str = "FR1420041010050500013M02606",
        is_iban: bool = True,
        bic: str = "BNPAFRPP",
        bank: str = "",
        country: str = "PE",
    ) -> str:
        with self.database.transaction() as session:
            row = PayoutAccount(
                organisation_id=organisation_id,
                rail=rail,
                currency=self.currency,
                country=country,
                state=PayoutAccountState.ACTIVE,
                stripe_account_id="acct_1" if rail is PayoutRail.STRIPE_CONNECT else None,
                holder_name=holder,
                account_number="" if rail is PayoutRail.STRIPE_CONNECT else number,
                is_iban=is_iban,
                bic=bic,
                bank_name=bank,
            )
            session.add(row)
            session.flush()
            return row.id

    def run(self, period: str = "2026-W48", *, at: datetime = DAY) -> str:
        self._runs += 1
        with self.database.transaction() as session:
            row = PayoutRun(period=period, sequence=self._runs, as_of=at, triggered_by="test")
            session.add(row)
            session.flush()
            return row.id

    def claim(
        self,
        run_id: str,
        account_id: str,
        minor: int,
        *,
        netted: int = 0,
        purpose: PayoutPurpose = PayoutPurpose.GOODS,
        at: datetime = DAY + timedelta(days=7),
    ) -> str:
        """A payout of `minor` after netting; its id."""
        with self.database.transaction() as session:
            account = session.get(PayoutAccount, account_id)
            assert account is not None
            row = Payout(
                run_id=run_id,
                beneficiary_id=account.organisation_id,
                payout_account_id=account_id,
                rail=account.rail,
                purpose=purpose,
                currency=self.currency,
                gross_minor=minor + netted,
                netted_minor=netted,
                amount_minor=minor,
            )
            session.add(row)
            session.flush()
            post(session, payout_claimed(self._facts(row), at=at), now=LATER)
            return row.id

    def send(self, payout_id: str, *, at: datetime = DAY + timedelta(days=8), reference: str = "SEPA-1") -> None:
        """The money left."""
        with self.database.transaction() as session:
            row = session.get(Payout, payout_id)
            assert row is not None
            row.state, row.paid_at = PayoutState.PAID, at
            if row.rail == PayoutRail.STRIPE_CONNECT:
                row.transfer_id = reference
            else:
                row.bank_reference = reference
            session.flush()
            post(session, transfer_sent(self._facts(row), at=at), now=LATER)

    def release(self, payout_id: str, *, at: datetime) -> None:
        """The payout failed before anything left."""
        with self.database.transaction() as session:
            row = session.get(Payout, payout_id)
            assert row is not None
            row.state, row.failure = PayoutState.FAILED, "account_closed"
            session.flush()
            post(session, payout_released(self._facts(row), at=at), now=LATER)

    def come_back(self, payout_id: str, *, at: datetime) -> None:
        """The money had left and came back."""
        with self.database.transaction() as session:
            row = session.get(Payout, payout_id)
            assert row is not None
            row.state = PayoutState.RETURNED
            session.flush()
            post(session, payout_returned(self._facts(row), at=at), now=LATER)

    def _facts(self, row: Payout) -> PayoutFacts:
        return PayoutFacts(
            row.id,
            row.beneficiary_id,
            PayoutPurpose(row.purpose),
            PayoutRail(row.rail),
            self.money(row.amount_minor),
            self.money(row.netted_minor),
        )

    def hold(self, organisation_id: str, minor: int, *, at: datetime, until: datetime | None = None) -> str:
        """Goods money of an organisation waits; its hold's id."""
        with self.database.transaction() as session:
            row = Hold(
                key=new_id("key"),
                reason=HoldReason.MANUAL,
                organisation_id=organisation_id,
                note="looking at it",
                placed_at=at,
            )
            session.add(row)
            session.flush()
            shares = [HeldShare(PayoutPurpose.GOODS, organisation_id, self.money(minor))]
            post(session, shares_held(row.id, f"hold:{row.id}:0", None, shares, reason="manual", at=at), now=LATER)
            if until is not None:
                row.released_at, row.release_note = until, "all is well"
                session.flush()
                post(session, hold_released(row.id, None, shares, reason="all is well", at=until), now=LATER)
            return row.id

    def post(self, entry: Entry) -> None:
        """Any other fact."""
        with self.database.transaction() as session:
            post(session, entry, now=LATER)
