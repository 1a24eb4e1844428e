"""Orders and parcels called off: before payment, after it, at the same moment as it, and too late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kit.errors import DomainError
from market.orders.errors import NoSuchOrder, NoSuchParcel, WrongParcelStep
from market.orders.move_parcel import move_parcel
from market.orders.reach import Reach
from market.payments.cancellations.cancel_order import Cancelled, cancel_order
from market.payments.cancellations.cancel_parcel import cancel_parcel
from market.payments.cancellations.errors import PaymentUnderWay, TooLateToCancel
from market.payments.errors import NotRefundable
from market.payments.refunds.plan import LineWish
from models.accounts import Person
from models.enums import MemberRole, ParcelState
from models.organisations import Membership
from models.payments import Refund
from tests.trade import Trade


@pytest.fixture
def camille(trade: Trade) -> str:
    """Who bought; every order of this module is hers."""
    return person(trade, "camille")


def person(trade: Trade, name: str, organisation_id: str | None = None) -> str:
    with trade.database.transaction() as session:
        somebody = Person(email=f"{name}@example.org", full_name=name.title())
        session.add(somebody)
        session.flush()
        if organisation_id:
            session.add(Membership(person_id=somebody.id, organisation_id=organisation_id, role=MemberRole.MEMBER))
        return somebody.id


def hers(trade: Trade, order_id: str, camille: str) -> str:
    trade.do("update customer_order set person_id = :person where id = :id", person=camille, id=order_id)
    return order_id


def cancel(trade: Trade, order_id: str, camille: str) -> Cancelled:
    return cancel_order(
        trade.database,
        trade.stripe,
        order_id=order_id,
        reach=Reach(camille, None),
        reason="ordered twice",
        now=trade.now,
    )


def states(trade: Trade, order_id: str) -> tuple[str, list[str]]:
    order = str(trade.scalar("select state from customer_order where id = :id", id=order_id))
    rows = trade.rows("select state from parcel where order_id = :id order by id", id=order_id)
    return order, [str(row[0]) for row in rows]


def ship(trade: Trade, parcel_id: str, by: str) -> None:
    with trade.database.transaction() as session:
        move_parcel(
            session,
            parcel_id=parcel_id,
            person_id=by,
            to=ParcelState.SHIPPED,
            tracking="",
            maturity=timedelta(days=7),
            now=trade.now,
        )


def test_an_unpaid_order_is_let_go_and_its_page_closed(trade: Trade, camille: str) -> None:
    order_id = hers(trade, trade.place(trade.coffees(), trade.cocoas()), camille)
    page = trade.page(order_id)
    cancelled = cancel(trade, order_id, camille)
    assert (len(cancelled.parcel_ids), cancelled.refund) == (2, None)
    assert states(trade, order_id) == ("cancelled", ["cancelled", "cancelled"])
    assert trade.stripe.checkouts[page].status == "expired"
    assert trade.stock(trade.coffee) == (1000, 0)
    assert cancel(trade, order_id, camille) == Cancelled((), None)


def test_an_order_without_a_page_is_let_go_too(trade: Trade, camille: str) -> None:
    order_id = hers(trade, trade.place(trade.coffees()), camille)
    cancel(trade, order_id, camille)
    assert states(trade, order_id) == ("cancelled", ["cancelled"])


def test_an_order_that_is_being_paid_is_not_let_go(trade: Trade, camille: str) -> None:
    order_id = hers(trade, trade.place(trade.coffees()), camille)
    fact = trade.pay(order_id)
    with pytest.raises(PaymentUnderWay):
        cancel(trade, order_id, camille)
    assert trade.settle(order_id, fact) == "paid"
    assert cancel(trade, order_id, camille).refund is not None


def test_a_paid_order_gives_everything_back_and_puts_the_goods_up_again(trade: Trade, camille: str) -> None:
    order_id = hers(trade, trade.sell(trade.coffees(), trade.cocoas(), shipping=590), camille)
    assert trade.stock(trade.coffee) == (998, 0)
    cancelled = cancel(trade, order_id, camille)
    assert cancelled.refund is not None
    assert cancelled.refund.amount_minor == 2988 + 2121 + 590
    assert (cancelled.refund.kind, cancelled.refund.liable) == ("cancellation", "producer")
    assert trade.stock(trade.coffee) == (1000, 0)
    trade.work()
    assert states(trade, order_id) == ("refunded", ["cancelled", "cancelled"])
    assert trade.scalar("select sum(amount_minor - reduced_minor) from payable_item") == 0
    assert cancel(trade, order_id, camille) == Cancelled((), None)
    assert trade.scalar("select count(*) from refund") == 1


def test_what_was_sent_stays_sold(trade: Trade, camille: str) -> None:
    rosa = person(trade, "rosa", trade.world.norandino_id)
    order_id = hers(trade, trade.sell(trade.coffees(), trade.cocoas(), shipping=590), camille)
    ship(trade, trade.parcel(order_id), rosa)
    cancelled = cancel(trade, order_id, camille)
    assert cancelled.parcel_ids == (trade.parcel(order_id, 1),)
    assert cancelled.refund is not None
    assert cancelled.refund.amount_minor == 2121
    with pytest.raises(WrongParcelStep):
        ship(trade, trade.parcel(order_id), rosa)
    trade.do("update parcel set state = 'delivered', delivered_at = now() where id = :id", id=trade.parcel(order_id))
    with pytest.raises(TooLateToCancel):
        cancel(trade, order_id, camille)


def test_only_what_is_left_goes_back(trade: Trade, camille: str) -> None:
    order_id = hers(trade, trade.sell(trade.coffees(), trade.cocoas()), camille)
    trade.refund(order_id, LineWish(trade.line(order_id), 1))
    trade.refund(order_id, LineWish(trade.line(order_id, 1), minor=121))
    cancelled = cancel(trade, order_id, camille)
    assert cancelled.refund is not None
    assert cancelled.refund.amount_minor == 1494 + 2000
    # One coffee went back without being restocked; the rest of the units is for sale again.
    assert trade.stock(trade.coffee)[0] == 999
    assert trade.stock(trade.cocoa)[0] == 1000


def test_nothing_left_to_give_back_is_no_refund(trade: Trade, camille: str) -> None:
    order_id = hers(trade, trade.sell(trade.coffees(), trade.cocoas()), camille)
    trade.refund(order_id, LineWish(trade.line(order_id)))
    rosa, parcel_id = person(trade, "rosa", trade.world.norandino_id), trade.parcel(order_id)
    with trade.database.transaction() as session:
        gone = cancel_parcel(session, parcel_id=parcel_id, person_id=rosa, reason="frost", now=trade.now)
    assert gone is None
    assert states(trade, order_id) == ("paid", ["cancelled", "to_pack"])


def test_a_producer_calls_its_own_parcel_off_and_no_other(trade: Trade, camille: str) -> None:
    rosa = person(trade, "rosa", trade.world.norandino_id)
    order_id = hers(trade, trade.sell(trade.coffees(), trade.cocoas()), camille)

    def call_off(parcel_id: str, by: str) -> Refund | None:
        with trade.database.transaction() as session:
            return cancel_parcel(session, parcel_id=parcel_id, person_id=by, reason="frost", now=trade.now)

    for parcel_id in (trade.parcel(order_id, 1), "pcl_unknown"):
        with pytest.raises(NoSuchParcel):
            call_off(parcel_id, rosa)
    first = call_off(trade.parcel(order_id), rosa)
    assert first is not None
    assert first.amount_minor == 2988
    assert call_off(trade.parcel(order_id), rosa) is None
    assert states(trade, order_id) == ("paid", ["cancelled", "to_pack"])
    waiting = hers(trade, trade.place(trade.coffees()), camille)
    with pytest.raises(WrongParcelStep):
        call_off(trade.parcel(waiting), rosa)


def test_another_persons_order_is_no_order(trade: Trade, camille: str) -> None:
    order_id = hers(trade, trade.sell(trade.coffees()), camille)
    for reader in (person(trade, "kwame"), "usr_unknown"):
        with pytest.raises(NoSuchOrder):
            cancel(trade, order_id, reader)
    with pytest.raises(NoSuchOrder):
        cancel(trade, "ord_unknown", camille)


def test_a_disputed_order_is_not_refunded_a_second_time(trade: Trade, camille: str) -> None:
    order_id = hers(trade, trade.sell(trade.coffees()), camille)
    trade.dispute(order_id)
    with pytest.raises(NotRefundable):
        cancel(trade, order_id, camille)
    assert states(trade, order_id) == ("paid", ["to_pack"])


@pytest.mark.parametrize("attempt", range(3))
def test_cancelling_and_sending_at_once_ends_as_one_of_the_two(trade: Trade, camille: str, attempt: int) -> None:
    rosa = person(trade, "rosa", trade.world.norandino_id)
    order_id = hers(trade, trade.sell(trade.coffees()), camille)
    parcel_id = trade.parcel(order_id)

    def or_refused(act: object) -> str:
        try:
            cancel(trade, order_id, camille) if act == "cancel" else ship(trade, parcel_id, rosa)
        except DomainError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(or_refused, ["cancel", "ship"] * 8))
    trade.work()
    (state,) = states(trade, order_id)[1]
    refunds = trade.scalar("select count(*) from refund")
    assert (state, refunds) in {("cancelled", 1), ("shipped", 0)}
    assert set(outcomes) <= {"done", "wrong_parcel_step", "too_late_to_cancel"}
