"""A year in which everything happens that can honestly happen to money."""

from market.earnings.hold import hold_order, hold_organisation, release_hold
from market.orders.expire_order import expire_order
from market.payments.disputes.charge_dispute import charge_dispute
from market.payments.refunds.give_goodwill import give_goodwill
from market.payments.refunds.plan import LineWish
from market.payments.refunds.retry_refund import retry_refund
from market.payments.refunds.settle_otherwise import settle_otherwise
from market.payouts.cancel_payout import cancel_payout
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.return_payout import return_payout
from models.enums import HoldReason, LiableParty, PartKind, PayoutPurpose, PayoutRail, PayoutState
from models.payouts import Payout
from tests.sales import COCOA_PARTS
from tests.trade import Trade

# The market bears ten per cent off the goods and tops the rest up to the minimum price.
PROMOTED = {
    PartKind.PRODUCER: 1698,
    PartKind.PREMIUM: 36,
    PartKind.MARKET_FEE: 151,
    PartKind.FEE_VAT: 30,
    PartKind.FEDERATION_DUES: 19,
    PartKind.SOLIDARITY: 9,
    PartKind.VAT: 107,
    PartKind.DISCOUNT_SUBSIDY: -40,
    PartKind.MINIMUM_PRICE_TOPUP: 117,
    PartKind.MINIMUM_PRICE_SUBSIDY: -117,
}


def live(trade: Trade) -> None:
    """Let it all happen, one thing after another; the books are looked at after each chapter."""
    for chapter in (
        refunds_before_anything_left,
        payouts_and_what_comes_back,
        refunds_that_come_back,
        disputes,
        banks,
        holds,
        late_and_strange_money,
        by_the_dashboard,
    ):
        chapter(trade)
        trade.work()
        trade.assert_in_order()


def refunds_before_anything_left(trade: Trade) -> None:
    order = trade.sell(trade.coffees(2), trade.cocoas(3, PROMOTED), shipping=590)
    trade.refund(order, LineWish(trade.line(order, 1), quantity=1), restock=True)
    trade.refund(order, LineWish(trade.line(order), minor=301), liable=LiableParty.PLATFORM)
    trade.refund(order, parcel_ids=(trade.parcel(order),))
    whole = trade.sell(trade.cocoas(3))
    trade.refund(whole, LineWish(trade.line(whole), quantity=3))
    with trade.database.transaction() as session:
        give_goodwill(
            session,
            order_id=order,
            key="sorry",
            money=trade.money(500),
            reason="late",
            requested_by=None,
            now=trade.now,
        )


def payouts_and_what_comes_back(trade: Trade) -> None:
    below_floor = {**COCOA_PARTS, PartKind.PRODUCER: 1600}
    one, other = trade.sell(trade.coffees(2)), trade.sell(trade.cocoas(3, below_floor, floor=1815))
    trade.mature()
    trade.run()
    trade.work()
    trade.refund(one, LineWish(trade.line(one), quantity=1))
    trade.work()
    trade.stripe.emptied.add("acct_kuapa")
    trade.refund(other, LineWish(trade.line(other), quantity=2))
    trade.work()
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    cancelled = payout_of(trade, trade.world.federation_id, PayoutPurpose.DUES)
    with trade.database.transaction() as session:
        cancel_payout(session, payout_id=cancelled, reason="a look first", now=trade.now)
    trade.work()
    trade.stripe.emptied.clear()


def refunds_that_come_back(trade: Trade) -> None:
    order = trade.sell(trade.coffees(2), trade.cocoas(3))
    for number, units in ((0, 1), (1, 1), (1, 1)):
        refund = trade.refund(order, LineWish(trade.line(order, number), quantity=units))
        trade.work()
        failed = trade.stripe.fail_refund(trade.read_refund(refund.id).stripe_refund_id or "")
        trade.tell("refund.failed", failed.id)
        if number == 0:
            with trade.database.transaction() as session:
                settle_otherwise(session, refund_id=refund.id, reference="SEPA 12", now=trade.now)
        elif units == 1:
            with trade.database.transaction() as session:
                retry_refund(session, refund_id=refund.id, now=trade.now)
            trade.work()


def disputes(trade: Trade) -> None:
    won, lost, charged = (trade.sell(trade.coffees(2), trade.cocoas(3)) for _ in range(3))
    trade.mature()
    trade.close_dispute(trade.dispute(won), is_won=True)
    trade.close_dispute(trade.dispute(lost), is_won=False)
    trade.run()
    trade.work()
    proven = trade.dispute(charged, reason="product_not_received")
    trade.close_dispute(proven, is_won=False)
    dispute = trade.read_dispute(proven)
    with trade.database.transaction() as session:
        charge_dispute(
            session,
            dispute_id=dispute.id,
            to=LiableParty.PRODUCER,
            reason="never sent",
            by=None,
            now=trade.now,
        )
    trade.work()
    trade.dispute(trade.sell(trade.coffees(2)))


def banks(trade: Trade) -> None:
    trade.pay_by_bank(trade.world.kuapa_id)
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    goods = payout_of(trade, trade.world.kuapa_id, PayoutPurpose.GOODS)
    with trade.database.transaction() as session:
        confirm_manual_payout(session, payout_id=goods, bank_reference="SEPA 77", now=trade.now)
    with trade.database.transaction() as session:
        return_payout(session, payout_id=goods, reason="account closed", now=trade.now)
    trade.run()


def holds(trade: Trade) -> None:
    order = trade.sell(trade.coffees(2), trade.cocoas(3))
    with trade.database.transaction() as session:
        one = hold_order(session, order_id=order, reason=HoldReason.MANUAL, key="look", note="", by=None, now=trade.now)
        other = hold_organisation(
            session,
            organisation_id=trade.world.norandino_id,
            reason=HoldReason.CERTIFICATE_LAPSED,
            note="",
            by=None,
            now=trade.now,
        )
    trade.sell(trade.coffees(2))
    trade.refund(order, LineWish(trade.line(order), quantity=1))
    with trade.database.transaction() as session:
        release_hold(session, hold_id=one.id, note="all well", by=None, now=trade.now)
    trade.mature()
    trade.run()
    with trade.database.transaction() as session:
        release_hold(session, hold_id=other.id, note="renewed", by=None, now=trade.now)
    hold_again = trade.sell(trade.cocoas(3))
    with trade.database.transaction() as session:
        hold_order(session, order_id=hold_again, reason=HoldReason.MANUAL, key="again", note="", by=None, now=trade.now)


def late_and_strange_money(trade: Trade) -> None:
    late, strange = trade.place(trade.coffees(2)), trade.place(trade.coffees(2))
    trade.page(late)
    with trade.database.transaction() as session:
        expire_order(session, order_id=late, now=trade.now)
    trade.do("update stock set on_hand = reserved where variant_id = :id", id=trade.coffee)
    assert trade.settle(late, trade.pay(late)).startswith("too late")
    assert trade.settle(strange, trade.pay(strange, received=100)).startswith("not as agreed")
    trade.do("update stock set on_hand = 1000 where variant_id = :id", id=trade.coffee)


def by_the_dashboard(trade: Trade) -> None:
    order, other = trade.sell(trade.coffees(2), trade.cocoas(3)), trade.sell(trade.coffees(2))
    part = trade.stripe.add_refund(trade.payment_of(order).id, trade.money(700))
    trade.tell("refund.created", part.id)
    whole = trade.stripe.add_refund(trade.payment_of(other).id, trade.payment_of(other).received)
    trade.tell("refund.created", whole.id)
    trade.stripe.fail_refund(part.id)
    trade.tell("refund.failed", part.id)
    returned = str(trade.scalar("select id from refund where stripe_refund_id = :id", id=part.id))
    with trade.database.transaction() as session:
        retry_refund(session, refund_id=returned, now=trade.now)
    trade.work()
    trade.assert_in_order()
    trade.mature()
    trade.run()
    trade.work()
    transfers = [
        payout.transfer_id or ""
        for payout in trade.list_payouts()
        if payout.state == PayoutState.PAID and payout.rail == PayoutRail.STRIPE_CONNECT
    ]
    one, another = transfers[-2:]
    trade.stripe.add_reversal(one, trade.stripe.transfers[one].money)
    trade.tell("transfer.reversed", one)
    trade.stripe.add_reversal(another, trade.money(3))
    trade.tell("transfer.reversed", another)
    trade.mature()
    trade.run()


def payout_of(trade: Trade, beneficiary_id: str, purpose: PayoutPurpose) -> str:
    """The last payout to somebody for something that is on its way."""
    found: list[Payout] = [
        payout
        for payout in trade.list_payouts()
        if (payout.beneficiary_id, payout.purpose, payout.state) == (beneficiary_id, purpose, PayoutState.IN_TRANSIT)
    ]
    return found[-1].id
