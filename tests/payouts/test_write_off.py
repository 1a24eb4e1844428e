"""What an organisation owes back is given up: booked once, never more than it owes, never what may still come."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from typer.testing import CliRunner, Result

from cli import receivable
from kit.database import Database
from kit.errors import DomainError
from kit.money import Money
from market.accounts.errors import NoSuchOrganisation
from market.ledger.errors import LedgerKeyReused
from market.payments.refunds.plan import LineWish
from market.payouts.receivables.errors import MoreThanOwedBack, NothingToWriteOff, RefundUnderWay
from market.payouts.receivables.queries import list_receivables
from market.payouts.receivables.write_off import WriteOff, write_off
from models.enums import PayoutPurpose
from tests.payouts.shell import set_environment
from tests.trade import Trade


@pytest.fixture
def refunded(trade: Trade) -> Trade:
    """Three cocoa bars paid out, then given back; their producer's account at Stripe is empty: 18.87 is owed back."""
    trade.stripe.emptied.add("acct_kuapa")
    order_id = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    trade.refund(order_id, LineWish(trade.line(order_id)))
    trade.work()
    assert owes(trade) == 1887
    return trade


def owes(trade: Trade) -> int:
    return trade.balance(f"producer:{trade.world.kuapa_id}:receivable")


def give_up(
    trade: Trade,
    minor: int,
    *,
    key: str = "k",
    purpose: PayoutPurpose = PayoutPurpose.GOODS,
    reason: str = "dissolved",
    organisation: str | None = None,
) -> WriteOff:
    with trade.database.transaction() as session:
        return write_off(
            session,
            organisation=organisation or trade.world.kuapa_id,
            purpose=purpose,
            money=trade.money(minor),
            key=key,
            reason=reason,
            by=None,
            now=trade.now,
        )


def test_the_market_bears_what_is_given_up(refunded: Trade) -> None:
    done = give_up(refunded, 1387, reason=" the co-operative was dissolved ")
    assert (done.money.minor, done.left.minor, done.reason) == (1387, 500, "the co-operative was dissolved")
    assert (owes(refunded), refunded.balance("bad_debt")) == (500, 1387)
    refunded.assert_in_order()
    refunded.sell(refunded.cocoas(3))
    refunded.mature()
    refunded.run()
    assert refunded.rows("select netted_minor from payout where purpose = 'goods' order by id")[-1] == (500,)
    refunded.assert_in_order()


def test_the_same_key_gives_up_once_and_other_words_are_refused(refunded: Trade) -> None:
    first = give_up(refunded, 1887)
    refunded.wait(days=1)
    again = give_up(refunded, 1887, reason="said otherwise")
    assert (again.id, again.at, again.reason) == (first.id, first.at, "dissolved")
    assert refunded.balance("bad_debt") == 1887
    with pytest.raises(LedgerKeyReused):
        give_up(refunded, 1)
    with pytest.raises(LedgerKeyReused):
        give_up(refunded, 1887, purpose=PayoutPurpose.PREMIUM)


def test_no_more_than_is_owed_back_for_that_purpose(refunded: Trade) -> None:
    before = refunded.balances()
    for purpose, minor, owed in ((PayoutPurpose.GOODS, 1888, 1887), (PayoutPurpose.FUND, 1, 0)):
        with pytest.raises(MoreThanOwedBack) as refused:
            give_up(refunded, minor, purpose=purpose)
        assert refused.value.owed_back_minor == owed
    give_up(refunded, 36, purpose=PayoutPurpose.PREMIUM)
    assert owes(refunded) == 1887
    assert refunded.balance("bad_debt") == 36
    assert refunded.balance("bad_debt") - before.get("bad_debt", 0) == 36


def test_nothing_without_a_word_or_of_nobody(refunded: Trade) -> None:
    for minor, reason in ((0, "gone"), (-5, "gone"), (5, "  ")):
        with pytest.raises(NothingToWriteOff):
            give_up(refunded, minor, reason=reason)
    with pytest.raises(NoSuchOrganisation):
        give_up(refunded, 5, organisation="nobody")
    with refunded.database.transaction() as session, pytest.raises(MoreThanOwedBack):
        write_off(
            session,
            organisation=refunded.world.kuapa_id,
            purpose=PayoutPurpose.GOODS,
            money=Money(5, "USD"),
            key="k",
            reason="gone",
            by=None,
            now=refunded.now,
        )


def test_what_may_still_come_back_or_be_refused_is_waited_for(trade: Trade) -> None:
    """A refund that Stripe refuses makes nobody owe anything: given up before, it would be paid out twice."""
    order_id = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    refund = trade.refund(order_id, LineWish(trade.line(order_id), quantity=1))
    with pytest.raises(RefundUnderWay) as refused:
        give_up(trade, 629)
    assert refused.value.refund_id == refund.id
    trade.stripe.emptied.add("acct_kuapa")
    trade.recover(refund.id)
    for operation in trade.operations("reversal"):
        trade.execute(operation)
    assert owes(trade) == 629, "Stripe cannot bring it back, and has not sent the refund"
    with pytest.raises(RefundUnderWay):
        give_up(trade, 629)
    trade.work()
    assert give_up(trade, 629).left.minor == 0
    trade.assert_in_order()


def test_two_who_give_it_up_at_once_give_it_up_once(refunded: Trade) -> None:
    def attempt(key: str) -> object:
        try:
            return give_up(refunded, 1000, key=key).id
        except DomainError as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(attempt, ("a", "b", "a", "b")))
    assert ends.count("more_than_owed_back") == 2
    assert len(set(ends)) == 2
    assert owes(refunded) == 887
    refunded.assert_in_order()


def test_who_owes_back_is_listed_by_purpose_page_by_page(refunded: Trade) -> None:
    with refunded.database.reading() as session:
        (first, second) = list_receivables(session, limit=2)
        rest = list_receivables(session, after=(second.code, second.owed_back.currency), limit=10)
        everybody = list_receivables(session, limit=10)
    assert [first, second, *rest] == everybody
    found = {(one.organisation_id, one.purpose): one.owed_back.minor for one in everybody}
    kuapa = refunded.world.kuapa_id
    assert (found[kuapa, PayoutPurpose.GOODS], found[kuapa, PayoutPurpose.PREMIUM]) == (1887, 36)
    for minor, purpose in ((1887, PayoutPurpose.GOODS), (36, PayoutPurpose.PREMIUM)):
        give_up(refunded, minor, purpose=purpose, key=purpose)
    with refunded.database.reading() as session:
        assert kuapa not in {one.organisation_id for one in list_receivables(session, limit=10)}


# The operator's shell


@pytest.fixture
def shell(refunded: Trade, trading_place: Database, monkeypatch: pytest.MonkeyPatch) -> Trade:
    set_environment(monkeypatch, trading_place.engine.url.render_as_string(hide_password=False))
    return refunded


def call(*words: str) -> Result:
    return CliRunner().invoke(receivable.app, list(words), env={"COLUMNS": "200"})


def test_the_shell_lists_and_gives_up(shell: Trade) -> None:
    listed = call("list")
    assert "18.87 EUR" in listed.output and "premium" in listed.output
    words = ("write-off", "kuapa", "887", "EUR", "--reason", "dissolved", "--key", "1", "--now", shell.now.isoformat())
    for _ in range(2):
        done = call(*words)
        assert done.exit_code == 0, done.output
        assert "8.87 EUR for goods" in done.output and "10.00 EUR still owed back" in done.output
    assert owes(shell) == 1000
    assert "10.00 EUR" in call("list").output
    too_much = call("write-off", "kuapa", "1001", "EUR", "--reason", "dissolved")
    assert isinstance(too_much.exception, MoreThanOwedBack)
    assert call("write-off", "kuapa", "0", "EUR", "--reason", "dissolved").exit_code == 2
