"""A market small enough to know by heart, with everything that a purchase needs."""

from copy import copy, deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from gateways.fakes import FakeStripe
from kit.database import Database
from market.orders.fill_cart import OpenedCart, open_cart, put_line
from market.orders.place_order import Buyer, PlacedOrder, place_order
from market.orders.reach import Reach
from market.payments.settle_payment import settle_payment
from market.payments.start_payment import start_payment
from market.payments.terms import SettlementTerms
from models.catalog import Variant
from models.enums import FundKind, FundUse
from models.fund import Fund
from models.pricing import Promotion, ShippingRate
from tests.catalog.world import World

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TERMS = SettlementTerms(maturity=timedelta(days=7), expects_livemode=False)
ADDRESS = {"line1": "12 rue de la Soie", "line2": "", "postal_code": "69004", "city": "Lyon", "country": "FR"}
EVERYBODY = "everybody"
BUYER = Buyer("camille@example.org", "Camille Roux", ADDRESS, "FR")


@dataclass
class Shop:
    """Two producers, a coffee at 14.90 (premium 0.44) and a chocolate at 6.95 (premium 0.12)."""

    database: Database
    stripe: FakeStripe
    world: World
    coffee: str
    chocolate: str

    @classmethod
    def open(cls, database: Database, *, stock: int = 10) -> "Shop":
        with database.transaction() as session:
            world = World(session).build()
            coffee = world.product("coffee", "Coffee of Piura", price=1490, premium=44, stock=stock)
            chocolate = world.product(
                "chocolate",
                "Chocolate of Kumasi",
                producer_id=world.kuapa_id,
                category="chocolate",
                price=695,
                premium=12,
                stock=stock,
                origin="GH",
            )
            for origin in ("PE", "GH"):
                session.add(
                    ShippingRate(
                        origin_country=origin,
                        destination="FR",
                        max_grams=5000,
                        currency="EUR",
                        amount_minor=590,
                        valid_from=date(2026, 1, 1),
                    )
                )
            session.add(
                Fund(
                    kind=FundKind.SOLIDARITY,
                    owner_id=world.market_id,
                    name="Solidarity fund",
                    currency="EUR",
                    account_code="solidarity:fund",
                    uses=[FundUse.TIER, FundUse.GRANT, FundUse.ADMIN],
                )
            )
            # 10 % off everybody's goods at the market's cost, for who knows the code.
            session.add(Promotion(code=EVERYBODY, is_borne_by_market=True, discount_bps=1000, valid_from=NOW))
            session.flush()
            variants = {
                row.product_id: row.id for row in session.execute(select(Variant).order_by(col(Variant.id))).scalars()
            }
        return cls(database, FakeStripe(now=NOW), world, variants[coffee], variants[chocolate])

    def moved(self, database: Database) -> "Shop":
        """The same shop in a copy of its database."""
        return replace(self, database=database, stripe=deepcopy(self.stripe), world=copy(self.world))

    def cart(self, session: Session, quantities: dict[str, int], *, person_id: str | None = None) -> OpenedCart:
        """A cart with these in it, a guest's or a person's."""
        opened = open_cart(session, person_id=person_id, country="FR", currency="EUR", locale="en", now=NOW)
        for variant_id, quantity in quantities.items():
            put_line(session, cart=opened.cart, variant_id=variant_id, quantity=quantity, now=NOW)
        return opened

    def place(self, quantities: dict[str, int], *, person_id: str | None = None) -> PlacedOrder:
        """Fill a cart and check it out, in two transactions as people do."""
        with self.database.transaction() as session:
            opened = self.cart(session, quantities, person_id=person_id)
        with self.database.transaction() as session:
            return place_order(
                session,
                cart_id=opened.cart.id,
                reach=Reach(person_id, opened.secret),
                buyer=BUYER,
                hold=timedelta(minutes=30),
                now=NOW,
            )

    def page(self, order_id: str) -> str:
        """Open the payment page; its session's id."""
        start_payment(self.database, self.stripe, order_id=order_id, storefront_url="http://shop.test", now=NOW)
        return next(page.id for page in self.stripe.checkouts.values() if page.order_id == order_id)

    def settle(
        self, order_id: str, *, received_minor: int | None = None, currency: str = "EUR", now: datetime = NOW
    ) -> str:
        """Pay on the page and let the books know; what came of it."""
        fact = self.stripe.pay(self.page(order_id), received_minor=received_minor, currency=currency)
        with self.database.transaction() as session:
            payment_id = session.execute(
                text("select id from payment where order_id = :id"), {"id": order_id}
            ).scalar_one()
            return settle_payment(
                session,
                payment_id=payment_id,
                fact=fact,
                terms=TERMS,
                now=now,
            )

    def stock(self, variant_id: str) -> tuple[int, int]:
        """(on hand, reserved)."""
        with self.database.reading() as session:
            row = session.execute(
                text("select on_hand, reserved from stock where variant_id = :id"), {"id": variant_id}
            ).one()
            return row.on_hand, row.reserved

    def balances(self) -> dict[str, int]:
        """Every account that is not empty, a debit positive."""
        with self.database.reading() as session:
            rows = session.execute(text("select code, balance_minor from ledger_account where balance_minor <> 0"))
            return {row.code: row.balance_minor for row in rows}
