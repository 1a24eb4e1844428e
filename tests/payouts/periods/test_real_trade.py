"""Statements and invoices of what the real verbs did: paid, refunded, brought back, disputed, held, paid out."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from kit.database import Database
from market.earnings.hold import hold_order, hold_organisation, release_hold
from market.payments.disputes.charge_dispute import charge_dispute
from market.payments.refunds.give_goodwill import give_goodwill
from market.payments.refunds.plan import LineWish
from market.payouts.cancel_payout import cancel_payout
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.invoices.make_invoice import list_months, make_invoice
from market.payouts.periods.rules.facts import Period
from market.payouts.periods.write_statement import StatementFormat, write_statement
from market.payouts.return_payout import return_payout
from models.enums import HoldReason, LiableParty, PartKind
from tests.trade import Trade

PARTS = {
    PartKind.PRODUCER: 2624,
    PartKind.PREMIUM: 88,
    PartKind.MARKET_FEE: 232,
    PartKind.FEDERATION_DUES: 29,
    PartKind.SOLIDARITY: 15,
    PartKind.FEE_VAT: 46,
    PartKind.VAT: 160,
    PartKind.MINIMUM_PRICE_TOPUP: 20,
    PartKind.MINIMUM_PRICE_SUBSIDY: -20,
    PartKind.DISCOUNT_SUBSIDY: -90,
}
LONG_AGO, MUCH_LATER = date(2026, 1, 1), date(2028, 1, 1)


@pytest.fixture
def trade(clean_database: Database) -> Trade:
    return Trade.open(clean_database)


def check(trade: Trade, folder: Path) -> dict[str, Any]:
    """State everybody's account in one piece and in two, and invoice every month; records by kind of the first
    producer."""
    cut = trade.now.date()
    for organisation_id in trade.organisations:
        whole = state(trade, organisation_id, LONG_AGO, MUCH_LATER, folder)
        parts = [
            state(trade, organisation_id, LONG_AGO, cut, folder),
            state(trade, organisation_id, cut, MUCH_LATER, folder),
        ]
        assert balances(parts[0], "closing") == balances(parts[1], "opening")
        assert balances(whole, "closing") == balances(parts[1], "closing") == booked(trade, organisation_id)
    for organisation_id in (trade.world.norandino_id, trade.world.kuapa_id):
        invoice(trade, organisation_id)
    trade.assert_in_order()
    by_kind: dict[str, Any] = {}
    for record in state(trade, trade.world.norandino_id, LONG_AGO, MUCH_LATER, folder):
        by_kind.setdefault(record["record"], []).append(record)
    return by_kind


def state(trade: Trade, organisation_id: str, first: date, end: date, folder: Path) -> list[dict[str, Any]]:
    out = folder / "statement"
    write_statement(
        trade.database,
        organisation=organisation_id,
        period=Period(first, end),
        written_as=StatementFormat.NDJSON,
        lang="en",
        out=out,
    )
    return [json.loads(line) for line in out.read_text().splitlines()]


def balances(records: list[dict[str, Any]], kind: str) -> dict[str, int]:
    return {one["account"]: one["balance"] for one in records if one["record"] == kind and one["balance"]}


def booked(trade: Trade, organisation_id: str) -> dict[str, int]:
    sql = """
        select code, -balance_minor from ledger_account
        where owner_id = :id and balance_minor <> 0
    """
    return {str(code): int(str(minor)) for code, minor in trade.rows(sql, id=organisation_id)}


def invoice(trade: Trade, organisation_id: str) -> tuple[int, int]:
    """The sums of all invoices of an organisation, which equal the books or are refused: net and VAT."""
    later = trade.now + timedelta(days=70)
    net = vat = 0
    with trade.database.reading() as session:
        for month in list_months(session, organisation_id, now=later):
            made: Any = make_invoice(session, organisation=organisation_id, month=str(month), now=later).document
            net += sum(part["net_total"] for part in made["currencies"])
            vat += sum(part["vat_total"] for part in made["currencies"])
    return net, vat


def sell(trade: Trade) -> str:
    return trade.sell(trade.coffees(2, PARTS), trade.cocoas(), shipping=590)


def test_refunds_before_and_after_a_payout(trade: Trade, tmp_path: Path) -> None:
    first, second = sell(trade), sell(trade)
    trade.refund(first, LineWish(trade.line(first), quantity=1))
    trade.work()
    check(trade, tmp_path)
    trade.mature()
    trade.run()
    check(trade, tmp_path)
    trade.work()
    trade.refund(second, LineWish(trade.line(second), quantity=2), parcel_ids=[trade.parcel(second)])
    check(trade, tmp_path)
    trade.work()
    found = check(trade, tmp_path)
    assert [len(found[kind]) for kind in ("line", "refund", "payout")] == [2, 2, 2]
    assert found["reversal"]


def test_a_refund_that_the_market_bears_and_one_that_stripe_refuses(trade: Trade, tmp_path: Path) -> None:
    order = sell(trade)
    trade.refund(order, LineWish(trade.line(order), quantity=1), liable=LiableParty.PLATFORM)
    trade.work()
    trade.refund(order, LineWish(trade.line(order), quantity=1))
    trade.refuse_next("create_refund")
    trade.work()
    found = check(trade, tmp_path)
    assert [one["is_undone"] for one in found["refund"]] == [False, False, True]
    assert sum(one["yours"] for one in found["refund"]) == 0
    assert invoice(trade, trade.world.norandino_id) == (232, 46)


def test_goodwill_is_the_markets_own(trade: Trade, tmp_path: Path) -> None:
    order = sell(trade)
    with trade.database.transaction() as session:
        give_goodwill(
            session, order_id=order, key="sorry", money=trade.money(100), reason="late", requested_by=None,
            now=trade.now,
        )  # fmt: skip
    trade.work()
    assert "refund" not in check(trade, tmp_path)


@pytest.mark.parametrize("is_paid_out", [False, True])
def test_a_dispute_that_is_charged(trade: Trade, tmp_path: Path, is_paid_out: bool) -> None:
    order = sell(trade)
    if is_paid_out:
        trade.mature()
        trade.run()
        trade.work()
    dispute = trade.dispute(order, reason="product_not_received")
    check(trade, tmp_path)
    trade.close_dispute(dispute, is_won=False)
    row = str(trade.scalar("select id from dispute"))
    with trade.database.transaction() as session:
        charge_dispute(session, dispute_id=row, to=LiableParty.PRODUCER, reason="proven", by=None, now=trade.now)
    trade.work()
    found = check(trade, tmp_path)
    assert [one["kind"] for one in found["refund"]] == ["dispute"]


def test_holds_of_orders_and_organisations(trade: Trade, tmp_path: Path) -> None:
    order = sell(trade)
    with trade.database.transaction() as session:
        held = hold_order(
            session, order_id=order, reason=HoldReason.MANUAL, key="look", note="odd", by=None, now=trade.now
        )
    with trade.database.transaction() as session:
        hold_organisation(
            session, organisation_id=trade.world.norandino_id, reason=HoldReason.CERTIFICATE_LAPSED, note="", by=None,
            now=trade.now,
        )  # fmt: skip
    sell(trade)
    check(trade, tmp_path)
    trade.wait(days=3)
    with trade.database.transaction() as session:
        release_hold(session, hold_id=held.id, note="fine", by=None, now=trade.now)
    found = check(trade, tmp_path)
    assert {one["reason"] for one in found["hold"]} == {"manual", "certificate_lapsed"}


def test_payouts_by_bank_that_arrive_come_back_or_are_stopped(trade: Trade, tmp_path: Path) -> None:
    trade.pay_by_bank(trade.world.norandino_id)
    sell(trade)
    trade.mature()
    trade.run()
    goods, premium = (
        str(trade.scalar("select id from payout where rail = 'manual_bank' and purpose = :p", p=purpose))
        for purpose in ("goods", "premium")
    )
    steps: list[Callable[..., Any]] = [
        lambda session: confirm_manual_payout(session, payout_id=goods, bank_reference="SEPA-1", now=trade.now),
        lambda session: cancel_payout(session, payout_id=premium, reason="not now", now=trade.now),
        lambda session: return_payout(session, payout_id=goods, reason="account closed", now=trade.now),
    ]
    for step in steps:
        trade.wait(days=1)
        with trade.database.transaction() as session:
            step(session)
        found = check(trade, tmp_path)
    states = {one["payout"]: (one["state"], one["bank_reference"]) for one in found["payout"]}
    assert states == {goods: ("returned", "SEPA-1"), premium: ("cancelled", None)}


def test_a_top_up_at_the_payout_and_remainders_of_forints(clean_database: Database, tmp_path: Path) -> None:
    trade = Trade.open(clean_database, currency="HUF")
    trade.pay_by_bank(trade.world.norandino_id)
    trade.sell(trade.coffees(1, {PartKind.PRODUCER: 100033, PartKind.MARKET_FEE: 9000}, floor=110000))
    trade.mature()
    trade.run()
    found = check(trade, tmp_path)
    assert [one["amount"] for one in found["topup"]] == [110000 - 100033]
    assert all(one["amount"] % 100 == 0 for one in found["payout"])


def test_the_fee_invoiced_is_the_markets_income(trade: Trade, tmp_path: Path) -> None:
    orders = [sell(trade) for _ in range(3)]
    trade.refund(orders[0], LineWish(trade.line(orders[0]), quantity=1), LineWish(trade.line(orders[0], 1), quantity=1))
    trade.work()
    check(trade, tmp_path)
    invoices = [invoice(trade, organisation_id) for organisation_id in (trade.world.norandino_id, trade.world.kuapa_id)]
    assert sum(net for net, _ in invoices) == -trade.balance("platform:fee_income")
    assert sum(vat for _, vat in invoices) == -trade.balance("tax:DE")


def test_what_was_written_down_otherwise_than_booked_is_found(trade: Trade, tmp_path: Path) -> None:
    order = sell(trade)
    trade.refund(order, LineWish(trade.line(order), quantity=1))
    check(trade, tmp_path)
    with trade.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text("update refund_part set owed_minor = owed_minor - 1 where owed_minor > 0"))
    with pytest.raises(Exception, match="books"):
        check(trade, tmp_path)
