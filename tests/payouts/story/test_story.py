"""An order's story: what the facts of a busy one come to in sentences, and that no share is lost on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kit.ids import hash_secret
from kit.money import Money
from market.orders.errors import NoSuchOrder
from market.orders.move_parcel import move_parcel
from market.orders.reach import Reach
from market.orders.views import read_order
from market.payments.refunds.plan import LineWish
from market.payments.refunds.queries import get_given_by_market
from market.payments.returns.ask_return import ask_return
from market.payments.returns.decide_return import accept_return, refuse_return
from market.payments.returns.receive_return import receive_return
from market.payouts.cancel_payout import cancel_payout
from market.payouts.story.rules import entry_line, said
from market.payouts.story.tell_order import ToldOrder, tell_order
from models.accounts import Person
from models.enums import LiableParty, MemberRole, ParcelState, PartKind
from models.organisations import Membership
from tests.trade import Trade


def told(trade: Trade, order_id: str) -> ToldOrder:
    with trade.database.reading() as session:
        return tell_order(session, order_id)


def sentences(trade: Trade, order_id: str) -> list[str]:
    return [one.sentence for one in told(trade, order_id).story.told]


def test_a_sale_paid_out_and_refunded_is_told_in_order(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(), trade.cocoas(), shipping=590)
    trade.mature()
    trade.run()
    trade.work()
    trade.refund(order_id, LineWish(trade.line(order_id), 1))
    trade.work()
    story = told(trade, order_id).story
    text = "\n".join(one.sentence for one in story.told)
    assert "Ordered to FR: 2 lines of 2 producers for 56.99 EUR, 51.09 EUR of goods and 5.90 EUR of shipping." in text
    assert "Paid 56.99 EUR, charge ch_" in text
    assert "Of this order, 26.24 EUR of goods went into the payout of 26.24 EUR to Norandino for 2026-W49." in text
    assert "That payout left for Norandino by transfer tr_" in text
    assert "14.94 EUR were given back (lines, borne by the producer), because: arrived broken" in text
    assert "in a payout before, so owed back" in text
    assert "They came back as trr_" in text
    assert "The refund left for the buyer, refund re_" in text
    assert [one.at for one in story.told] == sorted(one.at for one in story.told)
    assert story.lines[0].startswith(
        f"2 × Coffee 250 g of Norandino ({trade.line(order_id)}) at 29.88 EUR: 26.24 EUR producer to Norandino, "
    )
    assert "Norandino earned 26.24 EUR of goods: 26.24 EUR paid out." in story.stands


def test_where_everything_is_sums_to_what_was_earned(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(), trade.cocoas())
    trade.refund(order_id, LineWish(trade.line(order_id), 1))
    trade.do("update payout_account set state = 'restricted' where organisation_id = :id", id=trade.world.kuapa_id)
    trade.mature()
    trade.run()
    for stand in told(trade, order_id).facts.stands:
        places = (
            stand.given_back_minor,
            stand.repaid_minor,
            stand.waiting_minor,
            stand.held_minor,
            stand.claimed_minor,
            stand.arrived_minor,
        )
        assert stand.earned_minor == sum(places), stand


def test_every_entry_of_the_order_is_there_and_sums_to_nothing(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees())
    trade.refund(order_id, LineWish(trade.line(order_id)), liable=LiableParty.PLATFORM)
    entries = told(trade, order_id).facts.entries
    assert [entry.kind for entry in entries][:2] == ["order_paid", "stripe_fee"]
    assert trade.scalar("select count(*) from journal where order_id = :id", id=order_id) == len(entries)
    for entry in entries:
        assert sum(money.minor for _, money in entry.legs) == 0
    assert entry_line(entries[0]).startswith("order_paid: +29.88 EUR stripe:pending, ")


def test_a_dispute_a_hold_and_a_return_are_told(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees())
    dispute_id = trade.dispute(order_id)
    trade.close_dispute(dispute_id, is_won=True)
    text = "\n".join(sentences(trade, order_id))
    assert f"The buyer's bank disputes 29.88 EUR as fraudulent ({dispute_id}); 29.88 EUR were taken." in text
    assert "The producers' money was held (dispute)" in text
    assert "The hold was released" in text
    assert "The dispute ended as won; 29.88 EUR came back." in text


def test_an_order_that_nobody_paid_says_so(trade: Trade) -> None:
    order_id = trade.place(trade.coffees())
    assert "the payment is created" in sentences(trade, order_id)[-1]
    trade.do(
        "update customer_order set state = 'expired', closed_at = :now where id = :id",
        now=trade.now,
        id=order_id,
    )
    assert any("Nobody paid in time" in sentence for sentence in sentences(trade, order_id))
    trade.do("update reservation set state = 'released' where order_id = :id", id=order_id)
    trade.do("update stock set reserved = 0")


def test_money_that_is_not_the_orders_is_told_as_such(trade: Trade) -> None:
    order_id = trade.place(trade.coffees())
    assert trade.settle(order_id, trade.pay(order_id, received=100)) != "paid"
    assert any("it is in suspense" in sentence for sentence in sentences(trade, order_id))


def test_a_payout_that_came_back_is_told(trade: Trade) -> None:
    trade.pay_by_bank(trade.world.norandino_id)
    order_id = trade.sell(trade.coffees())
    trade.mature()
    trade.run()
    payout = next(one for one in trade.list_payouts() if one.purpose == "goods" and one.rail == "manual_bank")
    with trade.database.transaction() as session:
        cancel_payout(session, payout_id=payout.id, reason="wrong account", now=trade.now)
    assert "The payout to Norandino was cancelled (wrong account): its money is owed again." in sentences(
        trade, order_id
    )


def test_what_has_not_ended_yet_is_told_as_far_as_it_came(trade: Trade) -> None:
    """No fee known, a dispute open, its hold in place."""
    order_id = trade.place(trade.coffees())
    paid = trade.pay(order_id)
    trade.settle(order_id, replace(paid, balance=None))
    trade.dispute(order_id)
    text = "\n".join(sentences(trade, order_id))
    assert "Paid 29.88 EUR, charge ch_1." in text
    for unknown in ("Stripe kept", "ready for transfers", "The hold was released", "The dispute ended"):
        assert unknown not in text
    assert "The producers' money was held (dispute)" in text
    trade.settle(order_id, paid)
    assert any("Stripe kept" in sentence for sentence in sentences(trade, order_id))


def test_a_refund_that_stripe_refused_and_money_that_did_not_come_back_are_told(trade: Trade) -> None:
    trade.stripe.emptied.add("acct_kuapa")
    order_id = trade.sell(trade.cocoas())
    trade.mature()
    trade.run()
    trade.work()
    refund = trade.refund(order_id, LineWish(trade.line(order_id), 1))
    trade.recover(refund.id)
    text = "\n".join(sentences(trade, order_id))
    assert "6.29 EUR are to come back from Kuapa Kokoo's transfer of pyt_" in text
    assert "They did not" not in text, "nobody has asked yet"
    (operation,) = trade.operations("refund")
    trade.refuse_next("create_refund")
    trade.execute(operation)
    trade.work()
    text = "\n".join(sentences(trade, order_id))
    assert "The refund was cancelled: refused: No.." in text
    assert "): they stay owed and are netted from later payouts." in text


def test_parcels_and_returns_are_told(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(4))
    with trade.database.transaction() as session:
        buyer = Person(email="camille@example.org", full_name="Camille")
        rosa = Person(email="rosa@example.org", full_name="Rosa")
        session.add_all([buyer, rosa])
        session.flush()
        session.add(Membership(person_id=rosa.id, organisation_id=trade.world.norandino_id, role=MemberRole.MEMBER))
    trade.do("update customer_order set person_id = :person where id = :id", person=buyer.id, id=order_id)
    parcel_id, line_id = trade.parcel(order_id), trade.line(order_id)
    assert not any("parcel" in sentence for sentence in sentences(trade, order_id))
    for to, tracking in ((ParcelState.SHIPPED, "PE 7"), (ParcelState.DELIVERED, "")):
        with trade.database.transaction() as session:
            move_parcel(
                session,
                parcel_id=parcel_id,
                person_id=rosa.id,
                to=to,
                tracking=tracking,
                maturity=timedelta(days=7),
                now=trade.now,
            )

    def ask(reason: str) -> str:
        with trade.database.transaction() as session:
            asked = ask_return(
                session,
                order_id=order_id,
                reach=Reach(buyer.id, None),
                parcel_id=parcel_id,
                quantities={line_id: 1},
                reason=reason,
                now=trade.now,
            )
            return asked.id

    refused, received, _ = ask("too dark"), ask("too coarse"), ask("too late")
    with trade.database.transaction() as session:
        refuse_return(session, return_id=refused, person_id=rosa.id, answer="It was opened.", now=trade.now)
        accept_return(session, return_id=received, person_id=rosa.id, answer="To Piura.", now=trade.now)
        receive_return(session, return_id=received, person_id=rosa.id, restock=False, now=trade.now)
    text = "\n".join(sentences(trade, order_id))
    for sentence in (
        "Norandino sent the parcel as PE 7.",
        "The parcel of Norandino arrived.",
        "The buyer asked Norandino to take 1 unit back: too dark",
        "The return was refused: It was opened.",
        "The return was accepted: To Piura.",
        "Norandino has the goods back.",
        "The buyer asked Norandino to take 1 unit back: too late",
    ):
        assert sentence in text, sentence
    assert text.count("has the goods back") == 1
    trade.work()


def test_an_order_that_is_not_there_has_no_story(trade: Trade) -> None:
    with pytest.raises(NoSuchOrder):
        told(trade, "ord_unknown")


def test_money_is_said_with_its_currency() -> None:
    assert (said(Money(1, "EUR")), said(Money(500, "JPY"))) == ("0.01 EUR", "500 JPY")


def test_what_can_be_given_back_is_named(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(), trade.cocoas(), shipping=590)
    trade.refund(order_id, LineWish(trade.line(order_id), 1))
    facts = told(trade, order_id).facts
    assert {line.id: (line.quantity, line.units_back) for line in facts.lines}[trade.line(order_id)] == (2, 1)
    assert {line.parcel_id for line in facts.lines} == {parcel.id for parcel in facts.parcels}
    assert sum(parcel.shipping_minor for parcel in facts.parcels) == 590


def test_what_the_market_bears_no_party_gave(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(), trade.cocoas())
    refund = trade.refund(order_id, LineWish(trade.line(order_id), 1), liable=LiableParty.PLATFORM)
    trade.do("update customer_order set secret_hash = :hash where id = :id", hash=hash_secret("secret"), id=order_id)
    with trade.database.reading() as session:
        got = read_order(session, order_id=order_id, reach=Reach(None, "secret")).got
        borne = get_given_by_market(session, order_id)
    given = {one.kind: one.given_back_minor for one in got}
    assert given[PartKind.PRODUCER] == 0
    assert borne + sum(given.values()) == refund.amount_minor
