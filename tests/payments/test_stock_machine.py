"""Two goods, few of each, and buyers who pay, pay late, cancel and send back: what is on the shelf is what a model of a
few lines says, and never is more sold than there was."""

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from gateways.errors import GatewayRefused
from kit.database import Database
from kit.ids import new_id
from market.ledger.invariants import verify_ledger
from market.orders.errors import CartChanged, OutOfStock
from market.orders.expire_order import expire_order
from market.orders.place_order import place_order
from market.orders.reach import Reach
from market.payments.cancellations.cancel_order import cancel_order
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from market.payments.refunds.send_refund import send_refund
from models.enums import LiableParty, RefundKind
from tests.machines import briefly
from tests.shop import BUYER, NOW, Shop
from tests.trading import empty

THERE_ARE = 6


@dataclass
class Known:
    """An order as the model sees it."""

    id: str
    secret: str
    quantities: dict[str, int]
    state: str = "placed"
    back: dict[str, int] = field(default_factory=dict)


@dataclass
class Asked:
    """A refund that Stripe has not answered yet: so many units of each, and whether they went back on the shelf."""

    refund_id: str
    order: Known
    units: dict[str, int]
    is_for_sale: bool


class StockMachine(RuleBasedStateMachine):
    orders = Bundle("orders")

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database

    @initialize()
    def open(self) -> None:
        self.shop = Shop.open(self.database, stock=THERE_ARE)
        self.on_hand = dict.fromkeys((self.shop.coffee, self.shop.chocolate), THERE_ARE)
        self.reserved = dict.fromkeys(self.on_hand, 0)
        self.asked: list[Asked] = []

    def teardown(self) -> None:
        empty(self.database)

    def free(self, variant_id: str) -> int:
        return self.on_hand[variant_id] - self.reserved[variant_id]

    @rule(target=orders, coffees=st.integers(0, 4), chocolates=st.integers(0, 4))
    def place(self, coffees: int, chocolates: int) -> object:
        wanted = {self.shop.coffee: coffees, self.shop.chocolate: chocolates}
        wanted = {variant_id: quantity for variant_id, quantity in wanted.items() if quantity}
        if not wanted:
            return multiple()
        is_there = all(quantity <= self.free(variant_id) for variant_id, quantity in wanted.items())
        try:
            with self.database.transaction() as session:
                opened = self.shop.cart(session, wanted)
            with self.database.transaction() as session:
                placed = place_order(
                    session,
                    cart_id=opened.cart.id,
                    reach=Reach(None, opened.secret),
                    buyer=BUYER,
                    hold=timedelta(minutes=31),
                    now=NOW,
                )
        except (OutOfStock, CartChanged):
            assert not is_there
            return multiple()
        assert is_there
        for variant_id, quantity in wanted.items():
            self.reserved[variant_id] += quantity
        self.shop.page(placed.order_id)
        assert opened.secret is not None
        return Known(placed.order_id, opened.secret, wanted)

    @rule(order=orders)
    def pay(self, order: Known) -> None:
        """Also late: then the goods may be gone, and the money goes back by itself."""
        if order.state not in {"placed", "expired"}:
            return
        is_there = all(quantity <= self.free(variant_id) for variant_id, quantity in order.quantities.items())
        outcome = self.shop.settle(order.id)
        if order.state == "expired" and not is_there:
            assert outcome.startswith("too late")
            order.state = "too late"
            return
        assert outcome == "paid"
        for variant_id, quantity in order.quantities.items():
            self.on_hand[variant_id] -= quantity
            self.reserved[variant_id] -= quantity if order.state == "placed" else 0
        order.state = "paid"

    @rule(order=orders)
    def run_out_of_time(self, order: Known) -> None:
        with self.database.transaction() as session:
            assert expire_order(session, order_id=order.id, now=NOW) is (order.state == "placed")
        if order.state == "placed":
            self.release(order)
            order.state = "expired"

    def release(self, order: Known) -> None:
        for variant_id, quantity in order.quantities.items():
            self.reserved[variant_id] -= quantity

    @rule(order=orders)
    def cancel(self, order: Known) -> None:
        if order.state not in {"placed", "paid"}:
            return
        reach = Reach(None, order.secret)
        came = cancel_order(
            self.database, self.shop.stripe, order_id=order.id, reach=reach, reason="changed my mind", now=NOW
        )
        if order.state == "placed":
            self.release(order)
        elif came.refund is not None:
            left = {one: quantity - order.back.get(one, 0) for one, quantity in order.quantities.items()}
            self.put_back(order, came.refund.id, left)
        order.state = "cancelled"

    @rule(order=orders, units=st.integers(1, 2), restock=st.booleans(), place=st.integers(0, 1))
    def send_back(self, order: Known, units: int, restock: bool, place: int) -> None:
        variant_id = list(order.quantities)[place % len(order.quantities)]
        left = order.quantities[variant_id] - order.back.get(variant_id, 0)
        if order.state != "paid" or units > left:
            return
        with self.database.transaction() as session:
            line = session.execute(
                text("select id from order_line where order_id = :o and variant_id = :v"),
                {"o": order.id, "v": variant_id},
            ).scalar_one()
            made = request_refund(
                session,
                order_id=order.id,
                key=new_id("key"),
                lines=[LineWish(line, units)],
                kind=RefundKind.RETURN,
                liable=LiableParty.PRODUCER,
                reason="does not fit",
                requested_by=None,
                restock=restock,
                now=NOW,
            )
        self.put_back(order, made.id, {variant_id: units}, is_for_sale=restock)

    def put_back(self, order: Known, refund_id: str, units: dict[str, int], *, is_for_sale: bool = True) -> None:
        for variant_id, quantity in units.items():
            order.back[variant_id] = order.back.get(variant_id, 0) + quantity
            self.on_hand[variant_id] += quantity if is_for_sale else 0
        self.asked.append(Asked(refund_id, order, units, is_for_sale))

    @precondition(lambda self: self.asked)
    @rule(is_refused=st.booleans())
    def hear_from_stripe(self, is_refused: bool) -> None:
        """The last refund that was asked for is sent, or refused: then its goods are not back."""
        asked = self.asked.pop()
        if is_refused:
            self.shop.stripe.fail_before.append(GatewayRefused("create_refund", "refused", "No."))
        with self.database.reading() as session:
            operation = session.execute(
                text("select id from stripe_operation where subject_id = :id"), {"id": asked.refund_id}
            ).scalar_one()
        send_refund(self.database, self.shop.stripe, operation_id=operation, now=NOW)
        for variant_id, quantity in asked.units.items() if is_refused else ():
            asked.order.back[variant_id] -= quantity
            if asked.is_for_sale:
                self.on_hand[variant_id] = max(self.reserved[variant_id], self.on_hand[variant_id] - quantity)

    @invariant()
    def the_shelf_is_the_models(self) -> None:
        for variant_id in self.on_hand:
            assert self.shop.stock(variant_id) == (self.on_hand[variant_id], self.reserved[variant_id])
            assert 0 <= self.reserved[variant_id] <= self.on_hand[variant_id]
        with self.database.reading() as session:
            assert verify_ledger(session) == []


def test_what_is_on_the_shelf_is_what_a_few_lines_say(trading_place: Database) -> None:
    run_state_machine_as_test(
        lambda: StockMachine(trading_place),  # type: ignore[arg-type]  # whatever makes one will do
        settings=briefly(examples=10, steps=20),
    )
