"""However a payout ends, its producer's week can be told, and says what the books say."""

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
from models.enums import PayoutPurpose
from models.payouts import Payout
from tests.trade import Trade


def goods(trade: Trade) -> Payout:
    """Kuapa's newest payout for goods."""
    return [
        one
        for one in trade.list_payouts()
        if (one.beneficiary_id, one.purpose) == (trade.world.kuapa_id, PayoutPurpose.GOODS)
    ][-1]


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


def told(trade: Trade, payout: Payout) -> tuple[dict[str, Any], dict[str, Any]]:
    """The payout in its producer's newest statement, and the totals there."""
    period = IsoWeek.parse(trade.scalar("select period from payout_run where id = :id", id=payout.run_id))
    with trade.database.transaction() as session:
        statement = build_statement(session, organisation_id=trade.world.kuapa_id, period=period, now=trade.now)
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
    with trade.database.transaction() as session:
        cancel_payout(session, payout_id=by_bank.id, reason="a look first", now=trade.now)
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
    stated, _ = told(trade, netted)
    assert (stated["amount"]["amount"], stated["kept_back"]["amount"]) == (944, 943)
    assert sum(line["amount"]["amount"] for line in stated["lines"]) == 1887
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
