"""Following the books: each entry becomes facts once, and the kept sums are the sums of the facts."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.database import Database
from kit.money import Money
from market.impact.facts.follow_books import follow_books
from market.impact.facts.rules import POOLED, Period, order_reference
from market.ledger.accounts import AccountSpec
from market.ledger.entry import Entry, Leg
from market.ledger.post import post
from market.ledger.rules.corrections import correction
from market.payments.disputes.charge_dispute import charge_dispute
from market.payments.refunds.plan import LineWish
from market.payouts.confirm_manual_payout import confirm_manual_payout
from models.enums import AccountKind, JournalKind, LiableParty, PartKind
from models.ledger import Journal, LedgerAccount, Posting
from tests.impact.facts.following import assert_in_step, days, follow, said, sums, totals, written
from tests.trade import Trade


@pytest.fixture
def trade(clean_database: Database) -> Trade:
    return Trade.open(clean_database)


def amounts_of(trade: Trade, organisation_id: str) -> list[dict[str, int]]:
    return [dict(one.amounts) for one in said(trade.database) if one.organisation_id == organisation_id]


def test_a_sale_is_a_fact_for_each_producer(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(), trade.cocoas(), shipping=590)
    follow(trade.database)
    assert_in_step(trade.database)
    assert {fact.order for fact in written(trade.database)} == {order_reference(order_id)}
    (coffee,), (cocoa,) = (amounts_of(trade, who) for who in (trade.world.norandino_id, trade.world.kuapa_id))
    assert coffee.pop("orders", 0) + cocoa.pop("orders", 0) == 1
    assert cocoa == {
        "gross": 2121,
        "producer_share": 1887,
        "premium": 36,
        "market_fee": 167,
        "dues": 21,
        "solidarity": 10,
        "shares": 1,
    }
    assert coffee["shipping"] == 590
    assert coffee["gross"] == 2988


def test_a_payout_is_a_fact_for_each_order_and_completes_it(trade: Trade) -> None:
    for _ in range(2):
        trade.sell(trade.coffees())
    trade.mature()
    trade.run()
    trade.work()
    follow(trade.database)
    assert_in_step(trade.database)
    sent = [one for one in amounts_of(trade, trade.world.norandino_id) if "completed" in one]
    assert sent == [{"goods": 2624, "completed": 1, "days:10": 1}] * 2
    assert totals(trade.database)["transfer.premium"] == 2 * 88


def test_a_refund_takes_from_the_period_in_which_it_was_booked(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(2))
    trade.wait(days=20)
    trade.refund(order_id, LineWish(trade.line(order_id), 1, None))
    follow(trade.database)
    assert_in_step(trade.database)
    november = totals(trade.database, Period(date(2026, 11, 1), date(2026, 12, 1)))
    december = totals(trade.database, Period(date(2026, 12, 1), date(2027, 1, 1)))
    assert (november["sale.gross"], november["sale.shares"]) == (2988, 1)
    assert december["sale.gross"] == -1494
    assert "sale.shares" not in december


def test_a_refund_of_all_gives_the_share_back(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(2))
    trade.refund(order_id, LineWish(trade.line(order_id), 2, None))
    follow(trade.database)
    assert_in_step(trade.database)
    found = totals(trade.database)
    assert found == {"sale.orders": 1}


def test_a_refund_after_the_payout_takes_back_what_was_completed(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(2))
    trade.mature()
    trade.run()
    trade.work()
    trade.refund(order_id, LineWish(trade.line(order_id), 2, None))
    trade.work()
    trade.recover_all()
    trade.work()
    trade.assert_in_order()
    follow(trade.database)
    assert_in_step(trade.database)
    found = totals(trade.database)
    assert "transfer.completed" not in found
    assert "transfer.goods" not in found
    assert trade.scalar("select count(*) from impact_fact where amounts ? 'completed'") == 2


def test_what_a_payout_keeps_back_is_a_fact_without_an_order(trade: Trade) -> None:
    trade.pay_by_bank(trade.world.norandino_id)
    order_id = trade.sell(trade.coffees(2))
    trade.mature()
    trade.run()
    pay_by_bank_now(trade)
    trade.refund(order_id, LineWish(trade.line(order_id), 1, None))
    trade.work()
    trade.sell(trade.coffees(2))
    trade.mature()
    trade.run()
    pay_by_bank_now(trade)
    follow(trade.database)
    assert_in_step(trade.database)
    kept_back = [fact for fact in written(trade.database) if fact.order == ""]
    assert [fact.amounts for fact in kept_back if "goods" in fact.amounts] == [{"goods": -1312}]
    on_rails = -trade.balance("bank:manual_bank")
    found = totals(trade.database)
    assert found["transfer.goods"] + found["transfer.premium"] == on_rails


def pay_by_bank_now(trade: Trade) -> None:
    trade.work()
    waiting = trade.rows("select id from payout where state = 'in_transit' and rail = 'manual_bank' order by id")
    with trade.database.transaction() as session:
        for (payout_id,) in waiting:
            confirm_manual_payout(session, payout_id=payout_id, bank_reference="ref", now=trade.now)


def test_a_refund_that_the_market_bears_takes_nothing_from_the_producer(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(2))
    trade.refund(order_id, LineWish(trade.line(order_id), 2, None), liable=LiableParty.PLATFORM)
    follow(trade.database)
    assert_in_step(trade.database)
    assert totals(trade.database)["sale.producer_share"] == 2624


def test_the_first_orders_of_a_producer_name_nobody(trade: Trade) -> None:
    for _ in range(6):
        trade.sell(trade.coffees())
    trade.sell(trade.cocoas())
    follow(trade.database)
    assert_in_step(trade.database)
    names = [fact.producer for fact in written(trade.database)]
    assert names == [POOLED] * 4 + ["norandino", "norandino", POOLED]
    groups = {found.group.country: found.amount for found in sums(trade.database) if found.measure == "sale.shares"}
    assert groups == {POOLED: 5, "PE": 2}


def test_a_name_never_changes_once_it_is_written(trade: Trade) -> None:
    for _ in range(5):
        trade.sell(trade.coffees())
    follow(trade.database)
    before = written(trade.database)
    trade.do("update organisation set country = 'BO', sector = 'other' where id = :id", id=trade.world.norandino_id)
    trade.sell(trade.coffees())
    follow(trade.database)
    after = written(trade.database)
    assert after[:-1] == before
    assert (after[-1].group.country, after[-1].group.sector) == ("BO", "other")
    assert_in_step(trade.database)


def test_a_floor_is_counted_and_what_was_put_in_to_reach_it(trade: Trade) -> None:
    parts = {
        PartKind.PRODUCER: 2000,
        PartKind.MINIMUM_PRICE_TOPUP: 300,
        PartKind.MINIMUM_PRICE_SUBSIDY: -300,
        PartKind.MARKET_FEE: 200,
    }
    trade.sell(trade.coffees(2, parts, floor=2300))
    trade.sell(trade.coffees(2, {PartKind.PRODUCER: 2000, PartKind.MARKET_FEE: 200}, floor=2100))
    trade.mature()
    trade.run()
    trade.work()
    follow(trade.database)
    assert_in_step(trade.database)
    found = totals(trade.database)
    assert found["sale.floored"] == 2
    assert found["sale.floor_breaches"] == 1
    assert found["sale.floor_topup"] == 400
    assert found["sale.producer_share"] == found["transfer.goods"] == 4400
    assert found["transfer.completed"] == 2


def test_following_twice_adds_nothing(trade: Trade) -> None:
    trade.sell(trade.coffees())
    first = follow(trade.database)
    before = (written(trade.database), sums(trade.database), days(trade.database))
    assert follow(trade.database) == first
    assert (written(trade.database), sums(trade.database), days(trade.database)) == before


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_however_the_books_are_cut_it_comes_to_the_same(trade: Trade, most: int) -> None:
    ids = [trade.sell(trade.coffees(), trade.cocoas()) for _ in range(3)]
    trade.mature()
    trade.run()
    trade.work()
    trade.refund(ids[0], LineWish(trade.line(ids[0]), 1, None))
    trade.work()
    with trade.database.transaction() as session:
        while follow_books(session, most=most) is not None:
            pass
    assert_in_step(trade.database)


def test_what_is_told_as_of_an_entry_stays_as_it_was(trade: Trade) -> None:
    told = []
    for step in range(4):
        order_id = trade.sell(trade.coffees())
        if step % 2:
            trade.refund(order_id, LineWish(trade.line(order_id), 1, None))
        as_of = follow(trade.database)
        of_some = sums(trade.database, organisation_ids=[trade.world.norandino_id])
        told.append((as_of, written(trade.database), sums(trade.database), days(trade.database), of_some))
    trade.mature()
    trade.run()
    trade.work()
    follow(trade.database)
    for as_of, facts, found, roots, of_some in told:
        assert written(trade.database, as_of=as_of) == facts
        assert sums(trade.database, as_of=as_of) == found
        assert days(trade.database, as_of=as_of) == roots
        assert sums(trade.database, as_of=as_of, organisation_ids=[trade.world.norandino_id]) == of_some


def test_a_dispute_that_is_charged_takes_back_like_a_refund(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(2))
    dispute = trade.dispute(order_id, reason="product_not_received")
    follow(trade.database)
    assert totals(trade.database)["sale.gross"] == 2988
    trade.close_dispute(dispute, is_won=False)
    follow(trade.database)
    assert totals(trade.database)["sale.gross"] == 2988
    dispute_id = trade.read_dispute(dispute).id
    with trade.database.transaction() as session:
        charge_dispute(
            session,
            dispute_id=dispute_id,
            to=LiableParty.PRODUCER,
            reason="proven",
            by=None,
            now=trade.now,
        )
    follow(trade.database)
    assert_in_step(trade.database)
    assert totals(trade.database) == {"sale.orders": 1}


def test_a_refund_that_never_left_gives_the_share_back(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(2))
    trade.refund(order_id, LineWish(trade.line(order_id), 2, None))
    follow(trade.database)
    assert "sale.shares" not in totals(trade.database)
    trade.refuse_next("refund")
    trade.work()
    assert trade.scalar("select count(*) from journal where kind = 'refund_released'") == 1
    follow(trade.database)
    assert_in_step(trade.database)
    assert totals(trade.database)["sale.shares"] == 1
    assert totals(trade.database)["sale.gross"] == 2988


def test_a_correction_says_the_opposite_of_what_it_reverses(trade: Trade) -> None:
    order_id = trade.sell(trade.coffees(2), trade.cocoas(3, floor=1800))
    follow(trade.database)
    with trade.database.transaction() as session:
        post(session, taken_back(session, order_id), now=trade.now)
    follow(trade.database)
    assert_in_step(trade.database)
    assert totals(trade.database) == {}
    facts = written(trade.database)
    assert [-fact.amounts["gross"] for fact in facts[2:]] == [fact.amounts["gross"] for fact in facts[:2]]


def taken_back(session: Session, order_id: str) -> Entry:
    """The correction of an order's payment."""
    journal = session.execute(
        select(Journal).where(col(Journal.order_id) == order_id, col(Journal.kind) == "order_paid")
    ).scalar_one()
    legs = session.execute(
        select(Posting, LedgerAccount)
        .join(LedgerAccount, col(LedgerAccount.id) == col(Posting.account_id))
        .where(col(Posting.journal_id) == journal.id)
    ).all()
    entry = Entry(
        JournalKind.ORDER_PAID,
        journal.idempotency_key,
        journal.effective_at,
        tuple(
            Leg(
                AccountSpec(account.code, AccountKind(account.kind), account.owner_id, account.is_guarded),
                Money(posting.amount_minor, posting.currency),
            )
            for posting, account in legs
        ),
        order_id=journal.order_id,
        subject_id=journal.subject_id,
    )
    return correction(entry, journal.id, reason="booked by mistake", at=journal.effective_at)
