"""Two coffees and three cocoa bars, from the buyer's card to the producers' accounts and back, to the cent."""

from dataclasses import dataclass

import pytest
from sqlalchemy import text

from market.ledger.invariants import verify_ledger
from market.payments.refunds.plan import LineWish
from market.payouts.run_payouts import PayoutTerms
from models.enums import PayoutPurpose
from tests.trade import Trade


@dataclass(frozen=True)
class Accounts:
    """The accounts of the example by short names."""

    coffee: str
    coffee_premium: str
    cocoa: str
    cocoa_premium: str
    dues: str


@pytest.fixture
def accounts(trade: Trade) -> Accounts:
    world = trade.world
    return Accounts(
        coffee=f"producer:{world.norandino_id}:payable",
        coffee_premium=f"premium:{world.norandino_id}",
        cocoa=f"producer:{world.kuapa_id}:payable",
        cocoa_premium=f"premium:{world.kuapa_id}",
        dues=f"federation:{world.federation_id}:dues_payable",
    )


@pytest.fixture
def order(trade: Trade) -> str:
    """56.99 paid: 29.88 for coffee, 21.21 for cocoa, 5.90 for shipping."""
    return trade.sell(trade.coffees(2), trade.cocoas(3), shipping=590)


def entries(trade: Trade, kind: str) -> list[dict[str, int]]:
    """What entries of a kind have moved, oldest first."""
    rows = trade.rows(
        "select j.id, a.code, p.amount_minor from journal j join posting p on p.journal_id = j.id "
        "join ledger_account a on a.id = p.account_id where j.kind = :kind order by j.sequence",
        kind=kind,
    )
    found: dict[object, dict[str, int]] = {}
    for journal_id, code, minor in rows:
        found.setdefault(journal_id, {})[str(code)] = minor
    return list(found.values())


def test_paid(trade: Trade, order: str, accounts: Accounts) -> None:
    assert entries(trade, "order_paid") == [
        {
            "stripe:pending": 5699,
            accounts.coffee: -2624,
            accounts.cocoa: -1887,
            accounts.coffee_premium: -88,
            accounts.cocoa_premium: -36,
            "platform:fee_income": -399,
            accounts.dues: -50,
            "solidarity:fund": -25,
            "platform:shipping_income": -590,
        }
    ]
    assert entries(trade, "stripe_fee") == [{"stripe_fees": 110, "stripe:pending": -110}]
    trade.mature()
    assert entries(trade, "funds_available") == [{"stripe:available": 5589, "stripe:pending": -5589}]


def pay_out(trade: Trade) -> None:
    """Dues and solidarity wait, their accounts are not ready; the producers are paid."""
    trade.do(
        "update payout_account set state = 'restricted' where organisation_id in (:federation, :market)",
        federation=trade.world.federation_id,
        market=trade.world.market_id,
    )
    trade.mature()
    trade.run()
    trade.work()


def test_paid_out(trade: Trade, order: str, accounts: Accounts) -> None:
    pay_out(trade)
    sent = {(payout.beneficiary_id, payout.purpose): payout.amount_minor for payout in trade.list_payouts()}
    world = trade.world
    assert sent == {
        (world.norandino_id, PayoutPurpose.GOODS): 2624,
        (world.norandino_id, PayoutPurpose.PREMIUM): 88,
        (world.kuapa_id, PayoutPurpose.GOODS): 1887,
        (world.kuapa_id, PayoutPurpose.PREMIUM): 36,
    }
    assert trade.balance("stripe:available") == 5589 - 4635
    assert sum(transfer.money.minor for transfer in trade.stripe.transfers.values()) == 4635


def test_one_bar_comes_back_after_it_was_paid_out(trade: Trade, order: str, accounts: Accounts) -> None:
    pay_out(trade)
    refund = trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    assert refund.amount_minor == 707
    back = f"producer:{trade.world.kuapa_id}:receivable"
    premium_back = f"{accounts.cocoa_premium}:receivable"
    assert entries(trade, "refund") == [
        {
            back: 629,
            premium_back: 12,
            "platform:fee_income": 56,
            accounts.dues: 7,
            "solidarity:fund": 3,
            "refunds:in_transit": -707,
        }
    ]
    trade.work()
    assert entries(trade, "refund_sent") == [{"refunds:in_transit": 707, "stripe:available": -707}]
    assert sorted(entry["stripe:available"] for entry in entries(trade, "transfer_reversed")) == [12, 629]
    assert trade.balance(back) == trade.balance(premium_back) == 0
    assert {reversal.money.minor for reversal in trade.stripe.reversals.values()} == {629, 12}
    assert trade.balance("stripe:available") == 5589 - 4635 - 707 + 641


def test_to_the_bitter_end(trade: Trade, order: str, accounts: Accounts) -> None:
    """The rest is disputed and lost: the market's balance at Stripe is 61.04 below nothing, and the books say so."""
    pay_out(trade)
    trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    trade.work()
    dispute = trade.dispute(order, money=trade.money(4992))
    assert entries(trade, "dispute_withdrawn") == [
        {"dispute:receivable": 4992, "stripe_fees": 2000, "stripe:available": -6992}
    ]
    trade.close_dispute(dispute, is_won=False)
    assert entries(trade, "dispute_lost") == [{"dispute_loss": 4992, "dispute:receivable": -4992}]
    assert trade.balance("stripe:available") == 5589 - 707 - 4635 + 641 - 6992 == -6104
    assert trade.at_stripe() == -6104
    assert trade.balances() == {
        "stripe:available": -6104,
        "stripe_fees": 2110,
        "dispute_loss": 4992,
        "platform:fee_income": -(399 - 56),
        "platform:shipping_income": -590,
        accounts.dues: -(50 - 7),
        "solidarity:fund": -(25 - 3),
    }
    with trade.database.reading() as session:
        assert verify_ledger(session) == []
        assert session.execute(text("select state from customer_order")).scalar_one() == "paid"


def test_a_refused_reversal_is_netted_from_the_next_payouts_never_more_than_half(
    trade: Trade, order: str, accounts: Accounts
) -> None:
    """The producer has paid the money out to its bank: 6.41 stay owed back, and the next payouts are smaller."""
    pay_out(trade)
    trade.stripe.emptied.add("acct_kuapa")
    trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    trade.work()
    back, premium_back = f"producer:{trade.world.kuapa_id}:receivable", f"{accounts.cocoa_premium}:receivable"
    assert trade.stripe.reversals == {}
    assert (trade.balance(back), trade.balance(premium_back)) == (629, 12)
    trade.payouts = PayoutTerms(netting_bps=3000)
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    paid = {payout.purpose: payout for payout in trade.list_payouts() if payout.netted_minor}
    goods, premium = paid[PayoutPurpose.GOODS], paid[PayoutPurpose.PREMIUM]
    assert (goods.gross_minor, goods.netted_minor, goods.amount_minor) == (1887, 566, 1321)
    assert (premium.gross_minor, premium.netted_minor, premium.amount_minor) == (36, 10, 26)
    assert (trade.balance(back), trade.balance(premium_back)) == (63, 2)
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    assert (trade.balance(back), trade.balance(premium_back)) == (0, 0)
    trade.work()
    assert sum(transfer.money.minor for transfer in trade.stripe.transfers.values()) == 4635 + 2 * 1923 - 641
