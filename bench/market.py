"""A market to buy from: three producers with two hundred lots each, and all that an order needs."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from gateways.stripe import BalanceFact, CheckoutFact, PaymentFact
from kit.database import Database
from kit.money import Money
from market.orders.fill_cart import lock_open_cart, open_cart, put_line
from market.orders.place_order import Buyer, place_order
from market.orders.reach import Reach
from market.payments.settle_payment import settle_payment
from market.payments.start_payment import start_payment
from market.payments.terms import SettlementTerms
from models.pricing import ShippingRate
from tests.catalog.world import World

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LOTS = 200
PRODUCERS = 3

_TERMS = SettlementTerms(maturity=timedelta(days=7), expects_livemode=False)
_BUYER = Buyer(
    "camille@example.org",
    "Camille Roux",
    {"line1": "12 rue de la Soie", "line2": "", "postal_code": "69004", "city": "Lyon", "country": "FR"},
    "FR",
)
_PREMIUM_MINOR, _SHIPPING_MINOR = 44, 590
_FILL = (
    """
    insert into organisation (id, slug, kind, name, line, relation, country, region, place, languages, sector,
                              tax_status, tax_number, version)
    select 'org_' || p, 'producer-' || p, 'producer', 'Producer ' || p, 'agrarian', 'agricultural_coop', 'PE', '', '',
           '{}', '', 'exporter_outside_eu', '', 1
    from generate_series(1, :producers) p
    """,
    """
    insert into network_membership (id, network_id, member_id, is_invitation, accepted_at)
    select 'net_' || p, id, 'org_' || p, true, '2026-01-01'
    from organisation, generate_series(1, :producers) p where kind = 'federation'
    """,
    """
    insert into product (id, slug, handle, producer_id, category_code, name, short_line, description, language,
                         origin_country, origin_region, state, popularity, version, published_at)
    select 'prod_' || p || '_' || n, 'p-' || p || '-' || n, 'p-' || p || '-' || n, 'org_' || p, 'coffee', 'Coffee', '',
           '', 'en', 'PE', '', 'published', 0, 1, '2026-01-01'
    from generate_series(1, :producers) p, generate_series(1, :lots) n
    """,
    """
    insert into variant (id, product_id, label, net_quantity, net_unit, weight_grams, vat_class, floor_organic,
                         position)
    select 'var_' || substr(id, 6), id, '250 g', 250, 'g', 280, 'food', false, 0 from product
    """,
    """
    insert into price (id, variant_id, currency, amount_minor, premium_minor, valid_from)
    select 'prc_' || substr(id, 5), id, 'EUR', 1490, :premium, '2026-01-01' from variant
    """,
    "insert into stock (variant_id, on_hand, reserved) select id, 1000000000, 0 from variant",
)


def fill(url: str) -> None:
    """Write the market into an empty, migrated database."""
    database = Database(url, pool_size=1, statement_timeout_ms=0)
    values = {"producers": PRODUCERS, "lots": LOTS, "premium": _PREMIUM_MINOR}
    with database.transaction() as session:
        World(session).build()
        for statement in _FILL:
            session.execute(text(statement), {key: value for key, value in values.items() if f":{key}" in statement})
        session.add(
            ShippingRate(
                origin_country="PE",
                destination="FR",
                max_grams=5000,
                currency="EUR",
                amount_minor=_SHIPPING_MINOR,
                valid_from=date(2026, 1, 1),
            )
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    database.close()


class Desk:
    """What stands in for Stripe: it answers at once, with ids that no other desk gives."""

    def __init__(self, name: str):
        self._name = name
        self._pages = 0

    def create_checkout(self, *, order_id: str, **asked: object) -> CheckoutFact:
        self._pages += 1
        number = f"{self._name}{self._pages}"
        return CheckoutFact(f"cs_{number}", f"http://stripe.test/cs_{number}", "open", f"pi_{number}", order_id)

    def paid(self, payment_intent_id: str, order_id: str, money: Money) -> PaymentFact:
        """What Stripe says once the page was used."""
        number = payment_intent_id.removeprefix("pi_")
        fee = Money(money.minor * 15 // 1000 + 25, money.currency)
        balance = BalanceFact(f"txn_{number}", money, fee, NOW + timedelta(days=2))
        return PaymentFact(f"pi_{number}", "succeeded", money, money, order_id, False, f"ch_{number}", None, balance)


def buy(database: Database, desk: Desk, lots: tuple[int, ...]) -> str:
    """One buyer, from an empty cart to a paid order: one lot of each producer. Seven transactions, as over HTTP."""
    with database.transaction() as session:
        opened = open_cart(session, person_id=None, country="FR", currency="EUR", locale="en", now=NOW)
    guest = Reach(None, opened.secret)
    for producer, lot in enumerate(lots, start=1):
        with database.transaction() as session:
            cart = lock_open_cart(session, cart_id=opened.cart.id, reach=guest)
            put_line(session, cart=cart, variant_id=f"var_{producer}_{lot}", quantity=1, now=NOW)
    with database.transaction() as session:
        placed = place_order(
            session,
            cart_id=opened.cart.id,
            reach=guest,
            buyer=_BUYER,
            hold=timedelta(minutes=31),
            now=NOW,
        )
    start_payment(database, desk, order_id=placed.order_id, storefront_url="http://s.test", now=NOW)  # type: ignore[arg-type]
    with database.reading() as session:
        row = session.execute(_PAYMENT, {"order_id": placed.order_id}).one()
    fact = desk.paid(row.payment_intent_id, placed.order_id, Money(row.amount_minor, row.currency))
    with database.transaction() as session:
        outcome = settle_payment(session, payment_id=row.id, fact=fact, terms=_TERMS, now=NOW)
    if outcome != "paid":
        raise RuntimeError(outcome)
    return placed.order_id


_PAYMENT = text("select id, payment_intent_id, amount_minor, currency from payment where order_id = :order_id")
