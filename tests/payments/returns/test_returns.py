"""Goods that come back: asked, decided, received, refunded; never more units than were bought."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from market.orders.errors import NoSuchOrder, NoSuchOrderLine, NoSuchParcel
from market.orders.reach import Reach
from market.payments.refunds.plan import LineWish
from market.payments.returns.ask_return import ask_return
from market.payments.returns.decide_return import accept_return, refuse_return, withdraw_return
from market.payments.returns.errors import NoSuchReturn, NotReturnable, WrongReturnStep
from market.payments.returns.queries import list_returned_lines, list_returns_of_producer
from market.payments.returns.receive_return import receive_return
from market.payments.returns.rules import GUARANTEE, why_not_returnable, why_too_many
from models.accounts import Person
from models.enums import MemberRole, ParcelState, ReturnState
from models.orders import ReturnRequest
from models.organisations import Membership
from tests.trade import Trade

NOW = datetime(2026, 11, 25, tzinfo=UTC)


class Returning:
    """A sent order of camille's with two coffees of rosa's co-op and three cocoas."""

    def __init__(self, trade: Trade, *, shipping: int = 590):
        self.trade = trade
        with trade.database.transaction() as session:
            people = {name: Person(email=f"{name}@example.org", full_name=name) for name in ("camille", "rosa")}
            session.add_all(people.values())
            session.flush()
            self.camille, self.rosa = people["camille"].id, people["rosa"].id
            session.add(
                Membership(person_id=self.rosa, organisation_id=trade.world.norandino_id, role=MemberRole.MEMBER)
            )
        self.order_id = trade.sell(trade.coffees(), trade.cocoas(), shipping=shipping)
        trade.do("update customer_order set person_id = :person where id = :id", person=self.camille, id=self.order_id)
        trade.do(
            "update parcel set state = 'shipped', shipped_at = :now where order_id = :id",
            now=trade.now,
            id=self.order_id,
        )
        self.parcel, self.line = trade.parcel(self.order_id), trade.line(self.order_id)

    def ask(self, quantities: dict[str, int] | None = None, **other: object) -> ReturnRequest:
        values: dict[str, object] = {
            "order_id": self.order_id,
            "reach": Reach(self.camille, None),
            "parcel_id": self.parcel,
            "quantities": quantities or {self.line: 1},
            "reason": "too coarse",
            "now": self.trade.now,
            **other,
        }
        with self.trade.database.transaction() as session:
            return ask_return(session, **values)  # type: ignore[arg-type]

    def accept(self, return_id: str, by: str | None = None) -> ReturnRequest:
        with self.trade.database.transaction() as session:
            return accept_return(
                session, return_id=return_id, person_id=by or self.rosa, answer="to Piura", now=self.trade.now
            )

    def refuse(self, return_id: str) -> ReturnRequest:
        with self.trade.database.transaction() as session:
            return refuse_return(session, return_id=return_id, person_id=self.rosa, answer="opened", now=self.trade.now)

    def withdraw(self, return_id: str, by: str | None = None) -> ReturnRequest:
        with self.trade.database.transaction() as session:
            return withdraw_return(
                session, return_id=return_id, reach=Reach(by or self.camille, None), now=self.trade.now
            )

    def receive(self, return_id: str, *, restock: bool = False, by: str | None = None) -> ReturnRequest:
        with self.trade.database.transaction() as session:
            return receive_return(
                session, return_id=return_id, person_id=by or self.rosa, restock=restock, now=self.trade.now
            )


@pytest.fixture
def returning(trade: Trade) -> Returning:
    return Returning(trade)


def test_a_unit_comes_back_and_its_money_follows_once(returning: Returning) -> None:
    asked = returning.ask()
    assert asked.state == ReturnState.REQUESTED
    returning.accept(asked.id)
    received = returning.receive(asked.id)
    assert received.refund_id is not None
    refund = returning.trade.read_refund(received.refund_id)
    assert (refund.amount_minor, refund.kind, refund.liable) == (1494, "return", "producer")
    assert returning.receive(asked.id).refund_id == received.refund_id
    assert returning.trade.scalar("select count(*) from refund") == 1
    assert returning.trade.stock(returning.trade.coffee)[0] == 998
    returning.trade.work()
    assert returning.trade.read_refund(refund.id).state == "succeeded"


def test_the_last_unit_brings_the_shipping_back_and_may_be_sold_again(returning: Returning) -> None:
    first = returning.ask()
    returning.accept(first.id)
    returning.receive(first.id)
    last = returning.ask()
    returning.accept(last.id)
    refund_id = returning.receive(last.id, restock=True).refund_id
    assert returning.trade.read_refund(str(refund_id)).amount_minor == 1494 + 590
    assert returning.trade.stock(returning.trade.coffee)[0] == 999


def test_what_was_paid_out_before_it_came_back_is_owed_back(returning: Returning) -> None:
    trade = returning.trade
    trade.mature()
    trade.run()
    trade.work()
    asked = returning.ask({returning.line: 2})
    returning.accept(asked.id)
    returning.receive(asked.id)
    trade.work()
    assert trade.balance(f"producer:{trade.world.norandino_id}:receivable") == 0
    assert trade.scalar("select sum(amount_minor) from transfer_reversal where state = 'succeeded'") == 2624 + 88 + 29


@pytest.mark.parametrize("quantity", [3, 999])
def test_more_than_was_bought_does_not_come_back(returning: Returning, quantity: int) -> None:
    with pytest.raises(NotReturnable):
        returning.ask({returning.line: quantity})


def test_units_that_are_to_come_or_have_come_count(returning: Returning) -> None:
    first = returning.ask()
    returning.trade.refund(returning.order_id, LineWish(returning.line, 1))
    with pytest.raises(NotReturnable):
        returning.ask()
    returning.refuse(first.id)
    again = returning.ask()
    returning.withdraw(again.id)
    assert returning.ask().state == ReturnState.REQUESTED


def test_twenty_who_ask_at_once_get_two_units(returning: Returning) -> None:
    def one_more(_: int) -> bool:
        try:
            returning.ask()
        except NotReturnable:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(one_more, range(20))) == 2


def test_what_has_not_been_sent_is_cancelled_instead(returning: Returning) -> None:
    trade = returning.trade
    order_id = trade.sell(trade.coffees())
    trade.do("update customer_order set person_id = :person where id = :id", person=returning.camille, id=order_id)
    with pytest.raises(NotReturnable) as refusal:
        returning.ask({trade.line(order_id): 1}, order_id=order_id, parcel_id=trade.parcel(order_id))
    assert refusal.value.why == "the parcel is to_pack"


def test_what_belongs_elsewhere_is_not_there(returning: Returning) -> None:
    trade = returning.trade
    other = trade.sell(trade.coffees())
    with pytest.raises(NoSuchOrder):
        returning.ask(reach=Reach(returning.rosa, None))
    with pytest.raises(NoSuchOrder):
        returning.ask(order_id="ord_unknown")
    with pytest.raises(NoSuchParcel):
        returning.ask(parcel_id=trade.parcel(other))
    with pytest.raises(NoSuchOrderLine):
        returning.ask({trade.line(other): 1})
    with pytest.raises(NoSuchOrderLine):
        returning.ask({trade.line(returning.order_id, 1): 1})


def test_only_the_producer_decides_and_only_the_buyer_withdraws(returning: Returning) -> None:
    asked = returning.ask()
    for act in (returning.accept, returning.receive):
        with pytest.raises(NoSuchReturn):
            act(asked.id, by=returning.camille)
    with pytest.raises(NoSuchReturn):
        returning.withdraw(asked.id, by=returning.rosa)
    for missing in (returning.accept, returning.refuse, returning.withdraw, returning.receive):
        with pytest.raises(NoSuchReturn):
            missing("rtn_unknown")


def test_the_steps_of_a_return_are_closed(returning: Returning) -> None:
    asked = returning.ask()
    with pytest.raises(WrongReturnStep):
        returning.receive(asked.id)
    assert returning.accept(asked.id).answer == returning.accept(asked.id).answer == "to Piura"
    with pytest.raises(WrongReturnStep):
        returning.refuse(asked.id)
    returning.receive(asked.id)
    with pytest.raises(WrongReturnStep):
        returning.withdraw(asked.id)
    with pytest.raises(WrongReturnStep):
        returning.accept(asked.id)
    other = returning.ask()
    assert returning.withdraw(other.id).state == returning.withdraw(other.id).state == ReturnState.WITHDRAWN


def test_a_producer_sees_its_own_returns_with_their_lines(returning: Returning) -> None:
    first, second = returning.ask(), returning.ask()
    returning.accept(first.id)
    trade = returning.trade
    with trade.database.reading() as session:
        of_rosa = list_returns_of_producer(
            session, producer_id=trade.world.norandino_id, state=None, before=None, limit=10
        )
        waiting = list_returns_of_producer(
            session, producer_id=trade.world.norandino_id, state=ReturnState.REQUESTED, before=None, limit=10
        )
        older = list_returns_of_producer(
            session, producer_id=trade.world.norandino_id, state=None, before=second.id, limit=10
        )
        of_kuapa = list_returns_of_producer(
            session, producer_id=trade.world.kuapa_id, state=None, before=None, limit=10
        )
        lines = list_returned_lines(session, [first.id, second.id])
    assert [asked.id for asked in of_rosa] == [second.id, first.id]
    assert [asked.id for asked in waiting] == [second.id]
    assert [asked.id for asked in older] == [first.id]
    assert of_kuapa == []
    assert [(line.name, line.quantity) for line in lines[first.id]] == [("Coffee", 1)]


@pytest.mark.parametrize(
    ("state", "delivered_at", "is_returnable"),
    [
        (ParcelState.SHIPPED, None, True),
        (ParcelState.DELIVERED, NOW - GUARANTEE, True),
        (ParcelState.DELIVERED, NOW - GUARANTEE - timedelta(seconds=1), False),
        (ParcelState.WAITING, None, False),
        (ParcelState.CANCELLED, None, False),
    ],
)
def test_goods_come_back_for_two_years(state: ParcelState, delivered_at: datetime | None, is_returnable: bool) -> None:
    why = why_not_returnable(state, shipped_at=NOW - timedelta(days=1), delivered_at=delivered_at, now=NOW)
    assert (why is None) is is_returnable


def test_what_was_sent_long_ago_and_never_arrived_is_not_returned() -> None:
    long_ago = NOW - GUARANTEE - timedelta(days=1)
    assert why_not_returnable(ParcelState.SHIPPED, shipped_at=long_ago, delivered_at=None, now=NOW) is not None


@pytest.mark.parametrize(("quantity", "is_too_many"), [(1, False), (2, True)])
def test_units_are_counted(quantity: int, is_too_many: bool) -> None:
    assert (why_too_many(quantity, bought=5, back=3, coming=1) is not None) is is_too_many
