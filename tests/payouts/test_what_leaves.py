"""What a run pays and what it leaves for the next: minimums, whole units of a currency, minimum prices, debts, accounts
that are not ready."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from gateways.stripe import BankPayoutFact
from kit.clock import IsoWeek
from kit.currencies import NotChargeable
from market.payments.refunds.plan import LineWish
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.note_bank_payout import note_bank_payout
from market.payouts.run_payouts import PayoutTerms
from models.enums import PartKind, PayoutPurpose, PayoutRail, PayoutState
from models.payouts import Payout
from tests.sales import COCOA_PARTS, COFFEE_PARTS
from tests.services import Services
from tests.trade import Trade
from tests.trading import trading


def paid(trade: Trade, beneficiary_id: str, purpose: PayoutPurpose = PayoutPurpose.GOODS) -> list[Payout]:
    return [one for one in trade.list_payouts() if (one.beneficiary_id, one.purpose) == (beneficiary_id, purpose)]


def minimum(trade: Trade, minor: int, rail: PayoutRail = PayoutRail.STRIPE_CONNECT) -> None:
    trade.do(
        "insert into payout_minimum (rail, currency, amount_minor) values (:rail, :currency, :minor)",
        rail=rail,
        currency=trade.currency,
        minor=minor,
    )


def test_below_the_minimum_it_is_carried_on_and_pays_with_the_next(trade: Trade) -> None:
    minimum(trade, 2000)
    trade.sell(trade.coffees(2), trade.cocoas(3))
    trade.mature()
    assert trade.run().payouts == 1, "26.24 of coffee; 18.87 of cocoa, premiums and dues wait"
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    (kuapa,) = paid(trade, trade.world.kuapa_id)
    assert kuapa.amount_minor == 2 * 1887
    assert paid(trade, trade.world.kuapa_id, PayoutPurpose.PREMIUM) == []


def test_exactly_the_minimum_is_enough(trade: Trade) -> None:
    minimum(trade, 1887)
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    assert [one.amount_minor for one in paid(trade, trade.world.kuapa_id)] == [1887]


def test_what_has_waited_too_long_leaves_however_little_it_is(trade: Trade) -> None:
    minimum(trade, 100_000)
    trade.sell(trade.cocoas(3))
    trade.wait(days=7)
    fell_due = trade.now
    trade.stripe.now = fell_due + timedelta(days=90) - timedelta(seconds=1)
    assert trade.run().payouts == 0
    trade.wait(seconds=1)
    assert trade.run().payouts == 3


def test_a_minimum_is_of_one_rail_and_one_currency(trade: Trade) -> None:
    minimum(trade, 100_000, PayoutRail.MANUAL_BANK)
    trade.do("insert into payout_minimum (rail, currency, amount_minor) values ('stripe_connect', 'USD', 100000)")
    trade.sell(trade.cocoas(3))
    trade.mature()
    assert trade.run().payouts == 3


def test_dues_go_to_the_federation_and_the_fund_keeps_its_share(trade: Trade) -> None:
    trade.sell(trade.coffees(2), trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    (dues,) = paid(trade, trade.world.federation_id, PayoutPurpose.DUES)
    assert dues.amount_minor == 50
    assert paid(trade, trade.world.market_id) == []
    assert {one.destination: one.metadata["solifair_purpose"] for one in trade.stripe.transfers.values()}[
        "acct_alianza"
    ] == "dues"
    assert trade.balance("solidarity:fund") == -25


@pytest.mark.parametrize("state", ["pending", "restricted"])
def test_an_account_that_is_not_ready_lets_everything_accrue(trade: Trade, state: str) -> None:
    trade.do("update payout_account set state = :s where organisation_id = :id", s=state, id=trade.world.kuapa_id)
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    assert paid(trade, trade.world.kuapa_id) == []
    trade.do("update payout_account set state = 'active'")
    trade.run()
    assert [one.amount_minor for one in paid(trade, trade.world.kuapa_id)] == [1887]


def test_a_closed_account_is_not_paid_to(trade: Trade) -> None:
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.do("update payout_account set closed_at = now() where organisation_id = :id", id=trade.world.kuapa_id)
    trade.run()
    assert paid(trade, trade.world.kuapa_id) == []


def test_deauthorised_at_stripe_nothing_more_is_sent_there(trade: Trade) -> None:
    trade.sell(trade.cocoas(3))
    trade.mature()
    assert trade.tell("account.application.deauthorized", "ca_1", account="acct_kuapa") == "account restricted"
    trade.run()
    assert paid(trade, trade.world.kuapa_id) == []
    assert trade.scalar("select kind from alert") == "account_deauthorized"


# What is owed back


def test_what_is_owed_back_is_kept_of_later_payouts_for_the_same_purpose_never_more_than_the_cap(trade: Trade) -> None:
    trade.stripe.emptied.add("acct_kuapa")
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    trade.refund(order, LineWish(trade.line(order)))
    trade.work()
    kuapa = trade.world.kuapa_id
    owed_back = f"producer:{kuapa}:receivable"
    assert trade.balance(owed_back) == 1887
    trade.payouts = PayoutTerms(netting_bps=2500)
    left = 1887
    for week in range(6):
        trade.sell(trade.cocoas(3))
        trade.mature()
        trade.run()
        trade.work()
        netted = min(left, 1887 * 2500 // 10_000)
        left -= netted
        newest = paid(trade, kuapa)[-1]
        assert (newest.gross_minor, newest.netted_minor, newest.amount_minor) == (1887, netted, 1887 - netted), week
        assert trade.balance(owed_back) == left
    assert left == 0
    premiums = paid(trade, kuapa, PayoutPurpose.PREMIUM)
    assert sum(one.netted_minor for one in premiums) == 36, "goods never pay for premium, nor premium for goods"


def test_with_no_cap_all_may_be_kept_but_an_empty_payout_is_none(trade: Trade) -> None:
    trade.payouts = PayoutTerms(netting_bps=10_000)
    trade.stripe.emptied.add("acct_kuapa")
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    trade.refund(order, LineWish(trade.line(order)))
    trade.work()
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    assert len(paid(trade, trade.world.kuapa_id)) == 1, "1887 due, 1887 owed back: nothing would travel"
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    newest = paid(trade, trade.world.kuapa_id)[-1]
    assert (newest.gross_minor, newest.netted_minor, newest.amount_minor) == (3774, 1887, 1887)


def test_what_remains_after_netting_must_be_worth_sending(trade: Trade) -> None:
    trade.stripe.emptied.add("acct_kuapa")
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    trade.refund(order, LineWish(trade.line(order)))
    trade.work()
    minimum(trade, 1000)
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    assert len(paid(trade, trade.world.kuapa_id)) == 1, "18.87 less 9.43 is below the minimum of 10.00"
    assert trade.balance(f"producer:{trade.world.kuapa_id}:receivable") == 1887, "and nothing was kept of it either"


# The minimum price


def test_the_last_look_at_the_minimum_price_adds_what_is_missing(trade: Trade) -> None:
    """A line whose producer would get 16.98 where the minimum price is 18.15: the market adds 1.17, once."""
    parts = {**COCOA_PARTS, PartKind.PRODUCER: 1698}
    trade.sell(trade.cocoas(3, parts, floor=1815))
    trade.mature()
    trade.run()
    trade.run()
    assert [one.amount_minor for one in paid(trade, trade.world.kuapa_id)] == [1815]
    assert trade.balance("min_price_topup") == 117
    for operation in trade.operations("transfer"):
        trade.refuse_next("create_transfer")
        trade.execute(operation)
    trade.run()
    assert [one.amount_minor for one in paid(trade, trade.world.kuapa_id)] == [1815, 1815], "the payout failed: anew"
    assert trade.balance("min_price_topup") == 117


def test_of_what_went_back_nothing_is_topped_up(trade: Trade) -> None:
    parts = {**COCOA_PARTS, PartKind.PRODUCER: 1698}
    order = trade.sell(trade.cocoas(3, parts, floor=1815))
    trade.refund(order, LineWish(trade.line(order), quantity=1))
    trade.mature()
    trade.run()
    (goods,) = paid(trade, trade.world.kuapa_id)
    assert goods.amount_minor == (1698 - 566) + 78, "1.17 for three bars is 0.78 for two"
    assert trade.balance("min_price_topup") == 78


def test_at_or_above_the_minimum_nothing_is_added(trade: Trade) -> None:
    trade.sell(trade.cocoas(3, floor=1887))
    trade.sell(trade.coffees(2))
    trade.mature()
    trade.run()
    assert trade.balance("min_price_topup") == 0


# Whole units of a currency


@pytest.fixture
def forints(services: Services) -> Iterator[Trade]:
    """A market that sells in forints; Kuapa is paid by bank, which moves whole forints only."""
    with services.clone() as url, trading(url, currency="HUF") as trade:
        trade.pay_by_bank(trade.world.kuapa_id)
        yield trade


def by_bank(trade: Trade, purpose: PayoutPurpose = PayoutPurpose.GOODS) -> list[int]:
    return [one.amount_minor for one in paid(trade, trade.world.kuapa_id, purpose)]


def sell_cocoa(trade: Trade, goods: int) -> str:
    return trade.sell(trade.cocoas(1, {PartKind.PRODUCER: goods, PartKind.MARKET_FEE: 20_000}))


def test_banks_move_whole_forints_and_the_rest_stays_owed(forints: Trade) -> None:
    sell_cocoa(forints, 123_450)
    sell_cocoa(forints, 67_891)
    forints.mature()
    forints.run()
    assert by_bank(forints) == [191_300]
    assert forints.balance(f"producer:{forints.world.kuapa_id}:payable") == -41
    sell_cocoa(forints, 100_000)
    forints.mature()
    forints.run()
    sell_cocoa(forints, 100_059)
    forints.mature()
    forints.run()
    assert by_bank(forints) == [191_300, 100_000, 100_100]
    assert forints.balance(f"producer:{forints.world.kuapa_id}:payable") == 0


def test_stripe_moves_fillers_too(forints: Trade) -> None:
    forints.sell(forints.coffees(1, {PartKind.PRODUCER: 123_456, PartKind.MARKET_FEE: 20_000}))
    forints.mature()
    forints.run()
    assert [one.amount_minor for one in paid(forints, forints.world.norandino_id)] == [123_456]


def test_less_than_a_forint_waits_without_a_trace(forints: Trade) -> None:
    """However often the run is repeated, no rows are written for what cannot move yet."""
    sell_cocoa(forints, 20_099)
    forints.mature()
    forints.run()
    before = forints.rows("select id, eligible_at from payable_item order by id")
    for _ in range(5):
        forints.wait(days=7)
        assert forints.run().payouts == 0
    assert forints.rows("select id, eligible_at from payable_item order by id") == before
    assert by_bank(forints) == [20_000]


def test_below_the_minimum_week_after_week_few_rows_are_written(forints: Trade) -> None:
    minimum(forints, 10_000_000, PayoutRail.MANUAL_BANK)
    for _ in range(3):
        sell_cocoa(forints, 20_033)
    forints.mature()
    for _ in range(6):
        forints.run()
        forints.wait(days=7)
    assert forints.scalar("select count(*) from payable_item where source = 'remainder'") <= 1
    forints.wait(days=90)
    forints.run()
    assert by_bank(forints) == [60_000]


def test_a_refund_finds_the_remainder_of_its_line(forints: Trade) -> None:
    order = sell_cocoa(forints, 123_450)
    forints.mature()
    forints.run()
    (payout,) = paid(forints, forints.world.kuapa_id)
    with forints.database.transaction() as session:
        confirm_manual_payout(session, payout_id=payout.id, bank_reference="GIRO 1", now=forints.now)
    forints.refund(order, LineWish(forints.line(order)))
    assert forints.balance(f"producer:{forints.world.kuapa_id}:payable") == 0
    assert forints.balance(f"producer:{forints.world.kuapa_id}:receivable") == 123_400
    sell_cocoa(forints, 250_050)
    forints.mature()
    forints.run()
    newest = paid(forints, forints.world.kuapa_id)[-1]
    assert (newest.gross_minor, newest.netted_minor, newest.amount_minor) == (250_000, 123_400, 126_600)


@pytest.mark.parametrize(
    ("currency", "rail", "step"),
    [
        ("TWD", PayoutRail.MANUAL_BANK, 100),
        ("MGA", PayoutRail.MANUAL_BANK, 100),
        ("MGA", PayoutRail.STRIPE_CONNECT, 100),
        ("KWD", PayoutRail.STRIPE_CONNECT, 10),
        ("KWD", PayoutRail.MANUAL_BANK, 1),
        ("JPY", PayoutRail.STRIPE_CONNECT, 1),
    ],
)
def test_each_currency_moves_in_its_own_steps_on_each_rail(
    services: Services, currency: str, rail: PayoutRail, step: int
) -> None:
    with services.clone() as url, trading(url, currency=currency) as trade:
        if rail is PayoutRail.MANUAL_BANK:
            trade.pay_by_bank(trade.world.kuapa_id)
        trade.sell(trade.cocoas(1, {PartKind.PRODUCER: 123_456, PartKind.MARKET_FEE: 20_044}))
        trade.mature()
        trade.run()
        (goods,) = paid(trade, trade.world.kuapa_id)
        assert goods.amount_minor == 123_456 // step * step
        trade.work()
        assert -trade.balance(f"producer:{trade.world.kuapa_id}:payable") == 123_456 % step


def test_what_stripe_cannot_move_is_not_refunded(services: Services) -> None:
    """Dinars end in nought: three units of 10.000 for 30.000 come back as 10.000, but never as 3.333."""
    with services.clone() as url, trading(url, currency="KWD") as trade:
        order = trade.sell(trade.cocoas(3, {PartKind.PRODUCER: 8_000, PartKind.MARKET_FEE: 2_000}))
        worth = [trade.refund(order, LineWish(trade.line(order), quantity=1)).amount_minor for _ in range(3)]
        assert worth == [3330, 3330, 3340]
        other = trade.sell(trade.cocoas(3, {PartKind.PRODUCER: 8_000, PartKind.MARKET_FEE: 2_000}))
        with pytest.raises(NotChargeable):
            trade.refund(other, LineWish(trade.line(other), minor=3333))


# The account's own bank


def test_what_stripe_pays_to_a_producers_bank_is_told_and_never_forgotten(trade: Trade) -> None:
    def says(status: str, failure: str | None = None) -> str:
        fact = BankPayoutFact("po_1", trade.money(1923), status, trade.now, failure)
        trade.stripe.bank_payouts["po_1"] = fact
        return trade.tell(f"payout.{status}", "po_1", account="acct_kuapa")

    def known() -> list[tuple[Any, ...]]:
        return trade.rows("select state, failure from bank_payout")

    assert says("in_transit") == "bank payout in_transit"
    says("paid")
    says("in_transit")
    assert known() == [("paid", None)], "older news does not undo newer"
    says("failed", "account_closed")
    assert known() == [("failed", "account_closed")]
    assert trade.scalar("select kind from alert") == "bank_payout_failed"
    assert trade.balances() == {}, "our debt was settled by the transfer"
    assert trade.tell("payout.paid", "po_1", account="acct_strange") == "not an account of ours"


def test_a_bank_payout_of_an_account_that_is_not_ours(trade: Trade) -> None:
    fact = BankPayoutFact("po_1", trade.money(5), "paid", None, None)
    with trade.database.transaction() as session:
        told = note_bank_payout(session, stripe_account_id="acct_strange", fact=fact, now=trade.now)
    assert told == "not an account of ours"
    assert trade.scalar("select count(*) from bank_payout") == 0


def test_runs_are_told_apart_by_week_and_number(trade: Trade) -> None:
    trade.sell(trade.coffees(2, COFFEE_PARTS))
    trade.mature()
    trade.run(period=IsoWeek.of(trade.now))
    trade.sell(trade.coffees(2))
    trade.mature()
    trade.run(period=IsoWeek.of(trade.now - timedelta(days=10)))
    assert trade.rows("select sequence from payout_run order by sequence") == [(1,), (2,)]
    assert {one.state for one in trade.list_payouts()} == {PayoutState.IN_TRANSIT}
