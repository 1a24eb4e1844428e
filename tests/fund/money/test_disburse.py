"""A fund gives money: within its mandate, once for each decision, never more than it has."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.money import Money
from market.fund.money.disburse import disburse
from market.fund.money.errors import FundIsClosed, FundTooSmall, OtherCurrency, OutsideMandate
from market.ledger.errors import LedgerKeyReused
from market.ledger.post import PostedJournal
from models.enums import FundUse, PayoutPurpose
from models.fund import Fund
from tests.trade import Trade


def give(
    trade: Trade, fund: Fund, minor: int, *, subject: str = "prp_1", use: FundUse = FundUse.GRANT, currency: str = ""
) -> PostedJournal:
    with trade.database.transaction() as session:
        return disburse(
            session,
            fund,
            amount=Money(minor, currency or fund.currency),
            to=trade.world.kuapa_id,
            subject_id=subject,
            use=use,
            note="A drying floor",
            now=trade.now,
        )


def grants(trade: Trade) -> list[tuple[object, ...]]:
    return trade.rows("select amount_minor, order_id from payable_item where purpose = 'fund'")


def test_a_grant_is_owed_and_leaves_with_the_next_run(trade: Trade, pot: Fund) -> None:
    assert give(trade, pot, 20).is_new
    kuapa = trade.world.kuapa_id
    assert trade.balance("solidarity:fund") == -5
    assert trade.balance(f"fund:{kuapa}:payable") == -20
    trade.run()
    trade.work()
    (paid,) = [one for one in trade.list_payouts() if one.purpose == PayoutPurpose.FUND]
    assert (paid.beneficiary_id, paid.amount_minor, paid.state) == (kuapa, 20, "paid")
    assert trade.balance(f"fund:{kuapa}:payable") == 0
    trade.assert_in_order()


def test_one_decision_is_paid_for_once(trade: Trade, pot: Fund) -> None:
    first, again = give(trade, pot, 20), give(trade, pot, 20)
    assert (again.id, again.is_new) == (first.id, False)
    assert grants(trade) == [(20, None)]
    with pytest.raises(LedgerKeyReused):
        give(trade, pot, 4)
    assert grants(trade) == [(20, None)]


@pytest.mark.parametrize("minor", [26, 10**12])
def test_no_more_than_there_is(trade: Trade, pot: Fund, minor: int) -> None:
    with pytest.raises(FundTooSmall) as refused:
        give(trade, pot, minor)
    assert refused.value.most_minor == 25
    assert grants(trade) == []
    assert trade.balance("solidarity:fund") == -25


def test_the_liquidity_rule_keeps_a_part_of_it_there(trade: Trade, pot: Fund) -> None:
    trade.do("update fund set bound_share_bps = 6000, uses = '{grant,investment}'")
    with pytest.raises(FundTooSmall) as refused:
        give(trade, pot, 16, use=FundUse.INVESTMENT)
    assert refused.value.most_minor == 15
    give(trade, pot, 10, use=FundUse.INVESTMENT)
    with pytest.raises(FundTooSmall) as refused:
        give(trade, pot, 6, subject="prp_2", use=FundUse.INVESTMENT)
    assert refused.value.most_minor == 5, "of 15 that are there and 10 that are out, 15 may be out"


def test_only_what_the_mandate_names_only_while_it_is_open_and_in_its_currency(trade: Trade, pot: Fund) -> None:
    with pytest.raises(OutsideMandate):
        give(trade, pot, 5, use=FundUse.INVESTMENT)
    with pytest.raises(OtherCurrency):
        give(trade, pot, 5, currency="USD")
    trade.do("update fund set closed_at = now()")
    with pytest.raises(FundIsClosed):
        give(trade, pot, 5)
    assert grants(trade) == []


def test_what_an_organisation_on_hold_is_given_waits_with_the_rest(trade: Trade, pot: Fund) -> None:
    trade.do(
        "insert into hold (id, key, reason, organisation_id, note, placed_at, release_note) "
        "values ('hld_1', 'k', 'manual', :id, '', now(), '')",
        id=trade.world.kuapa_id,
    )
    give(trade, pot, 20)
    assert trade.balance(f"fund:{trade.world.kuapa_id}:held") == -20


def test_ten_decisions_at_once_never_take_more_than_there_is(trade: Trade, pot: Fund) -> None:
    def attempt(number: int) -> bool:
        try:
            return give(trade, pot, 10, subject=f"prp_{number}").is_new
        except FundTooSmall:
            return False

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(attempt, range(10))) == [False] * 8 + [True] * 2
    assert trade.balance("solidarity:fund") == -5
    trade.assert_in_order()
