"""Whatever a payout is of and however it ends, the week of whoever gets it can be told, and says what the books say."""

import json
from typing import Any

import pytest

from kit.clock import IsoWeek
from market.payments.refunds.plan import LineWish
from market.payouts.cancel_payout import cancel_payout
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.return_payout import return_payout
from market.payouts.statements.build_statement import build_statement
from market.payouts.statements.rules import canonical_bytes
from market.payouts.sweep_statements import sweep_statements
from models.enums import PartKind, PayoutPurpose
from models.payouts import Payout
from tests.sales import COCOA_PARTS
from tests.services import Services
from tests.trade import Trade
from tests.trading import trading


def newest(trade: Trade, organisation_id: str, purpose: PayoutPurpose) -> Payout:
    return [one for one in trade.list_payouts() if (one.beneficiary_id, one.purpose) == (organisation_id, purpose)][-1]


def goods(trade: Trade) -> Payout:
    """Kuapa's newest payout for goods."""
    return newest(trade, trade.world.kuapa_id, PayoutPurpose.GOODS)


def pay(trade: Trade) -> Payout:
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    return goods(trade)


def confirm(trade: Trade, payout: Payout) -> None:
    with trade.database.transaction() as session:
        confirm_manual_payout(session, payout_id=payout.id, bank_reference="SEPA 77", now=trade.now)


def come_back(trade: Trade, payout: Payout) -> None:
    with trade.database.transaction() as session:
        return_payout(session, payout_id=payout.id, reason="account closed", now=trade.now)


def call_off(trade: Trade, payout: Payout) -> None:
    with trade.database.transaction() as session:
        cancel_payout(session, payout_id=payout.id, reason="a look first", now=trade.now)


def told(trade: Trade, payout: Payout) -> tuple[dict[str, Any], dict[str, Any]]:
    """The payout in its producer's newest statement, and the totals there."""
    period = IsoWeek.parse(trade.scalar("select period from payout_run where id = :id", id=payout.run_id))
    with trade.database.transaction() as session:
        statement = build_statement(session, organisation_id=payout.beneficiary_id, period=period, now=trade.now)
    document = json.loads(canonical_bytes(statement.document))
    (totals,) = document["totals"]
    return next(one for one in document["payouts"] if one["id"] == payout.id), totals


def kinds(trade: Trade, stated: dict[str, Any]) -> list[str]:
    """What the entries are that a statement names, in its order."""
    sql = "select kind from journal where id = :id"
    return [trade.scalar(sql, id=entry) for entry in stated["ledger_entries"]]


@pytest.fixture
def by_bank(trade: Trade) -> Payout:
    """18.87 for cocoa, claimed and to be sent by bank."""
    trade.pay_by_bank(trade.world.kuapa_id)
    return pay(trade)


def test_what_the_bank_sent_back_had_arrived_and_is_given_back(trade: Trade, by_bank: Payout) -> None:
    confirm(trade, by_bank)
    assert told(trade, by_bank)[1]["paid"]["amount"] == 1887
    come_back(trade, by_bank)
    stated, totals = told(trade, by_bank)
    assert (stated["state"], stated["failure"], stated["amount"]["amount"]) == ("returned", "account closed", 1887)
    assert (totals["paid"]["amount"], totals["given_back"]["amount"]) == (0, 1887)
    assert kinds(trade, stated) == ["payout_claimed", "transfer_sent", "payout_returned"]


def test_what_was_called_off_never_left(trade: Trade, by_bank: Payout) -> None:
    call_off(trade, by_bank)
    stated, totals = told(trade, by_bank)
    assert (stated["state"], totals["given_back"]["amount"]) == ("cancelled", 1887)
    assert kinds(trade, stated) == ["payout_claimed", "payout_released"]


def test_what_was_kept_back_is_told_beside_what_travelled(trade: Trade) -> None:
    trade.pay_by_bank(trade.world.kuapa_id)
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    first = goods(trade)
    confirm(trade, first)
    trade.refund(order, LineWish(trade.line(order)))
    netted = pay(trade)
    stated, totals = told(trade, netted)
    assert (stated["amount"]["amount"], stated["kept_back"]["amount"]) == (944, 943)
    assert sum(line["amount"]["amount"] for line in stated["lines"]) == 1887
    deducted = sum(part["amount"] for part in totals["deductions"].values())
    goods_sent = totals["by_purpose"]["goods"]["amount"]
    assert totals["price"]["amount"] - deducted == goods_sent + totals["kept_back"]["goods"]["amount"]
    confirm(trade, netted)
    come_back(trade, netted)
    stated, _ = told(trade, netted)
    assert (stated["state"], stated["kept_back"]["amount"]) == ("returned", 943)
    assert "kept_back" not in told(trade, first)[0]


def test_a_transfer_that_was_reversed_whole_in_the_dashboard_is_told(trade: Trade) -> None:
    payout = pay(trade)
    trade.work()
    transfer_id = goods(trade).transfer_id or ""
    trade.stripe.add_reversal(transfer_id, trade.money(1887))
    trade.tell("transfer.reversed", transfer_id)
    stated, totals = told(trade, payout)
    assert (stated["state"], totals["given_back"]["amount"]) == ("returned", 1887)


def test_what_was_refunded_before_is_not_in_it(trade: Trade) -> None:
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.refund(order, LineWish(trade.line(order), quantity=1))
    trade.run()
    stated, totals = told(trade, goods(trade))
    (line,) = stated["lines"]
    assert (line["amount"]["amount"], line["earned"]["amount"], line["source"]) == (1258, 1887, "line")
    assert "price" not in line, "less the deductions it would not be the amount"
    assert (totals["price"]["amount"], totals["besides"]["amount"]) == (0, 1258)


def test_what_was_added_up_to_the_minimum_stands_beside_its_line(trade: Trade) -> None:
    trade.sell(trade.cocoas(3, {**COCOA_PARTS, PartKind.PRODUCER: 1698}, floor=1815))
    trade.mature()
    trade.run()
    stated, totals = told(trade, goods(trade))
    by_source = {line.get("source", "line"): line for line in stated["lines"]}
    assert {source: line["amount"]["amount"] for source, line in by_source.items()} == {"line": 1698, "topup": 117}
    assert "price" in by_source["line"] and "price" not in by_source["topup"]
    deducted = sum(part["amount"] for part in totals["deductions"].values())
    assert totals["price"]["amount"] - deducted + totals["besides"]["amount"] == 1815


def test_what_no_bank_can_move_is_not_in_it(services: Services) -> None:
    with services.clone() as url, trading(url, currency="HUF") as trade:
        trade.pay_by_bank(trade.world.kuapa_id)
        trade.sell(trade.cocoas(1, {PartKind.PRODUCER: 123_450}))
        trade.mature()
        trade.run()
        stated, _ = told(trade, goods(trade))
        assert [line["amount"]["amount"] for line in stated["lines"]] == [123_400]
        assert stated["lines"][0]["earned"]["amount"] == 123_450


def test_dues_are_told_by_order(trade: Trade) -> None:
    order = trade.sell(trade.coffees(2), trade.cocoas(3))
    trade.mature()
    trade.run()
    dues = newest(trade, trade.world.federation_id, PayoutPurpose.DUES)
    stated, _ = told(trade, dues)
    assert stated["amount"]["amount"] == dues.amount_minor == sum(one["amount"]["amount"] for one in stated["lines"])
    assert {(one["order"], one["line"]) for one in stated["lines"]} == {(order, None)}


@pytest.mark.parametrize("is_returned", [True, False], ids=["returned", "cancelled"])
def test_an_end_whose_request_was_lost_with_the_broker_is_told(
    trade: Trade, by_bank: Payout, is_returned: bool
) -> None:
    if is_returned:
        confirm(trade, by_bank)
        told(trade, by_bank)
        trade.wait(minutes=5)
        come_back(trade, by_bank)
    else:
        call_off(trade, by_bank)
    assert untold(trade) == 0, "its task may still be on its way"
    trade.wait(minutes=2)
    assert untold(trade) == 1
    told(trade, by_bank)
    assert untold(trade) == 0


def untold(trade: Trade) -> int:
    with trade.database.transaction() as session:
        return sweep_statements(session, now=trade.now)
