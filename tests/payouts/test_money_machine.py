"""Everything that can happen to money, in any order, with a Stripe that fails at any moment: after each step the books
answer every question with nobody, and everybody has what a model of a few lines says."""

from collections.abc import Callable
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gateways.errors import GatewayRefused
from gateways.fakes import no_answer
from kit.database import Database
from market.earnings.hold import hold_order, hold_organisation, release_hold
from market.ledger.invariants import verify_ledger
from market.payments.book_funds import book_usable_funds
from market.payments.disputes.charge_dispute import charge_dispute
from market.payments.refunds.give_goodwill import give_goodwill
from market.payments.refunds.plan import LineWish
from market.payments.refunds.retry_refund import retry_refund
from market.payments.refunds.settle_otherwise import settle_otherwise
from market.payouts.cancel_payout import cancel_payout
from models.enums import HoldReason, LiableParty, PartKind
from tests.machines import briefly
from tests.payouts.money_model import Given, Model, Sold, give_back
from tests.sales import COCOA_PARTS, COFFEE_PARTS
from tests.trade import Trade
from tests.trading import empty

PROMOTED = {**COCOA_PARTS, PartKind.DISCOUNT_SUBSIDY: -40, PartKind.VAT: 107}
TOPPED_UP = {**COCOA_PARTS, PartKind.MINIMUM_PRICE_TOPUP: 117, PartKind.MINIMUM_PRICE_SUBSIDY: -117}
PRODUCER, PLATFORM = LiableParty.PRODUCER, LiableParty.PLATFORM
HOW = ("works", "is silent", "acts and is silent", "refuses")

few = st.integers(0, 3)
WHAT = st.sampled_from(["coffee", "cocoa", "both", "promoted", "topped up", "below the floor"])
_OPEN = "stripe_operation where state in ('pending', 'unknown')"
_NOT_ASKED = "stripe_operation where kind = 'transfer' and state = 'pending' and attempts = 0"
# Ids made in the same millisecond sort at random; a run that is repeated must take the same one.
_ALIKE = """
    order by kind, (parameters ->> 'amount_minor')::bigint, parameters ->> 'purpose', parameters ->> 'destination',
             attempts
"""
# A refund that failed is forgotten, its key is not.
_NUMBERS = count()
_ARRIVED = "refund where state = 'succeeded' and stripe_refund_id is not null"


class MoneyMachine(RuleBasedStateMachine):
    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database

    @initialize(paid_out=st.lists(WHAT, min_size=1, max_size=2), due=st.lists(WHAT, min_size=1, max_size=2))
    def open(self, paid_out: list[str], due: list[str]) -> None:
        """Some orders were paid out weeks ago, others are due now."""
        self.trade = Trade.open(self.database)
        self.model = Model()
        self.holds: list[str] = []
        for what in paid_out:
            self.sell(what)
        self.trade.mature()
        self.run()
        self.trade.work()
        for what in due:
            self.sell(what)
        self.trade.mature()

    def count(self, sql: str) -> int:
        return int(self.trade.scalar(f"select count(*) from {sql}"))

    # Selling, and giving back

    @rule(what=WHAT)
    def sell(self, what: str) -> None:
        trade = self.trade
        sales = {
            "coffee": [trade.coffees(2, market=1999)],
            "cocoa": [trade.cocoas(3)],
            "both": [trade.coffees(2, COFFEE_PARTS), trade.cocoas(3)],
            "promoted": [trade.cocoas(3, PROMOTED)],
            "topped up": [trade.cocoas(3, TOPPED_UP, floor=1887 + 117, market=2100)],
            "below the floor": [trade.cocoas(3, floor=1950, market=1701)],
        }[what]
        self.model.sold(trade, trade.sell(*sales))

    def pick(self, number: int, fits: Callable[[Sold], bool]) -> Sold | None:
        found = [order for order in self.model.orders if fits(order)]
        return found[number % len(found)] if found else None

    @rule(number=few, place=few, units=st.integers(1, 3), liable=st.sampled_from(LiableParty))
    def refund_units(self, number: int, place: int, units: int, liable: LiableParty) -> None:
        order = self.pick(number, lambda one: not one.is_contested)
        if order is None:
            return
        line = order.lines[place % len(order.lines)]
        if units > line.quantity - line.units_back:
            return
        before, after = (line.paid * count // line.quantity for count in (line.units_back, line.units_back + units))
        self.refund(order, place, LineWish(line.id, units), min(line.left, after - before), liable, units)

    @rule(number=few, place=few, minor=st.integers(1, 400), liable=st.sampled_from(LiableParty))
    def refund_money(self, number: int, place: int, minor: int, liable: LiableParty) -> None:
        order = self.pick(number, lambda one: not one.is_contested)
        if order is not None:
            line = order.lines[place % len(order.lines)]
            self.refund(order, place, LineWish(line.id, minor=minor), minor, liable, 0)

    def refund(self, order: Sold, place: int, wish: LineWish, minor: int, liable: LiableParty, units: int) -> None:
        line = order.lines[place % len(order.lines)]
        if not 0 < minor <= min(line.left, order.left):
            return
        made = self.trade.refund(order.id, wish, liable=liable)
        assert made.amount_minor == minor
        steps = give_back(line.parts, minor)
        is_borne = liable is PLATFORM
        for part, step in steps:
            part.borne += step if is_borne else 0
        line.units_back += units
        order.refunded += minor
        self.model.refunds.append(Given(made.id, minor, steps, is_borne, line, units))

    @rule(number=few, minor=st.integers(1, 500))
    def give_something(self, number: int, minor: int) -> None:
        order = self.pick(number, lambda one: not one.is_contested and one.left > minor)
        if order is None:
            return
        with self.database.transaction() as session:
            made = give_goodwill(
                session,
                order_id=order.id,
                key=f"sorry {next(_NUMBERS)}",
                money=self.trade.money(minor),
                reason="late",
                requested_by=None,
                now=self.trade.now,
            )
        order.refunded += minor
        self.model.refunds.append(Given(made.id, minor, [], is_borne=True))

    @precondition(lambda self: self.count(_ARRIVED))
    @rule(number=few, is_again=st.booleans())
    def a_bank_sends_a_refund_back(self, number: int, is_again: bool) -> None:
        known = self.trade.rows(f"select id, stripe_refund_id from {_ARRIVED} order by amount_minor, id")
        there = [(one, other) for one, other in known if self.trade.stripe.refunds[other].status == "succeeded"]
        if not there:
            return
        refund_id, at_stripe = there[number % len(there)]
        self.trade.stripe.fail_refund(at_stripe)
        self.trade.tell("refund.failed", at_stripe)
        with self.database.transaction() as session:
            if is_again:
                retry_refund(session, refund_id=refund_id, now=self.trade.now)
            else:
                settle_otherwise(session, refund_id=refund_id, reference="SEPA 1", now=self.trade.now)

    # Paying out

    @rule(days=st.sampled_from([1, 5, 10]))
    def time_passes(self, days: int) -> None:
        self.trade.wait(days=days)

    @rule()
    def run(self) -> None:
        self.trade.run()
        for organisation_id in self.trade.organisations:
            self.model.topped_up[organisation_id] = self.trade.scalar(
                "select coalesce(sum(amount_minor), 0)::bigint from payable_item "
                "where source = 'topup' and beneficiary_id = :id",
                id=organisation_id,
            )

    @precondition(lambda self: self.count(_NOT_ASKED))
    @rule(number=few)
    def cancel_a_payout(self, number: int) -> None:
        rows = self.trade.rows(f"select subject_id from {_NOT_ASKED} {_ALIKE}")
        with self.database.transaction() as session:
            payout_id = rows[number % len(rows)][0]
            cancel_payout(session, payout_id=payout_id, reason="a look first", now=self.trade.now)

    @rule(account=st.sampled_from(["acct_kuapa", "acct_norandino", "acct_alianza"]))
    def an_account_pays_its_bank_or_is_filled(self, account: str) -> None:
        self.trade.stripe.emptied ^= {account}

    @rule(number=few, minor=st.integers(1, 3000))
    def somebody_reverses_in_the_dashboard(self, number: int, minor: int) -> None:
        known = [
            one
            for one in sorted(self.trade.stripe.transfers.values(), key=lambda one: (one.money.minor, one.destination))
            if one.reversed.minor < one.money.minor
            and one.destination not in self.trade.stripe.emptied
            and self.count(f"payout where transfer_id = '{one.id}'")
        ]
        if known:
            transfer = known[number % len(known)]
            left = transfer.money.minor - transfer.reversed.minor
            self.trade.stripe.add_reversal(transfer.id, self.trade.money(min(left, minor)))
            self.trade.tell("transfer.reversed", transfer.id)

    # Stripe

    @precondition(lambda self: self.count(_OPEN))
    @rule(number=st.integers(0, 9), how=st.sampled_from(HOW), times=st.integers(1, 4))
    def stripe_is_asked(self, number: int, how: str, times: int) -> None:
        """A few times in a row: the first as `how` says, the others work."""
        for turn in range(times):
            self.ask_stripe(number, how if turn == 0 else "works")

    def ask_stripe(self, number: int, how: str) -> None:
        rows = self.trade.rows(f"select id from {_OPEN} {_ALIKE}")
        if not rows:
            return
        self.trade.wait(hours=2)
        stripe = self.trade.stripe
        if how == "is silent":
            stripe.fail_before.append(no_answer())
        elif how == "acts and is silent":
            stripe.fail_after.append(no_answer())
        elif how == "refuses":
            stripe.fail_before.append(GatewayRefused("call", "refused", "No."))
        self.trade.execute(rows[number % len(rows)][0])
        stripe.fail_before.clear()
        stripe.fail_after.clear()
        self.notice_refused()

    def notice_refused(self) -> None:
        """Refunds that never left give everything back."""
        for given in list(self.model.refunds):
            if self.trade.read_refund(given.refund_id).state == "cancelled":
                given.undo()
                self.model.refunds.remove(given)
                order_id = self.trade.read_refund(given.refund_id).order_id
                next(one for one in self.model.orders if one.id == order_id).refunded -= given.minor

    @rule()
    def everything_is_told(self) -> None:
        """The events of whatever Stripe has done."""
        for refund_id in list(self.trade.stripe.refunds):
            self.trade.tell("refund.updated", refund_id)
        for transfer_id in list(self.trade.stripe.transfers):
            self.trade.tell("transfer.updated", transfer_id)

    @precondition(lambda self: self.count("refund where recovered_at is null"))
    @rule()
    def what_was_paid_out_is_asked_back(self) -> None:
        self.trade.recover_all()

    @precondition(lambda self: self.count("payment where funds_booked_at is null"))
    @rule()
    def funds_become_usable(self) -> None:
        book_usable_funds(self.database, now=self.trade.now)

    # Disputes and holds

    @rule(number=few, reason=st.sampled_from(["fraudulent", "product_not_received"]), minor=st.integers(1, 6000))
    def a_bank_takes_money(self, number: int, reason: str, minor: int) -> None:
        order = self.pick(number, lambda one: one.dispute is None and one.left > 0)
        if order is not None:
            taken = min(minor, order.left)
            order.dispute = self.trade.dispute(order.id, money=self.trade.money(taken), reason=reason)
            order.is_contested = True
            order.gone += taken

    @precondition(lambda self: self.count("dispute where status = 'needs_response'"))
    @rule(number=few, is_won=st.booleans(), to=st.sampled_from(LiableParty))
    def a_dispute_ends(self, number: int, is_won: bool, to: LiableParty) -> None:
        order = self.pick(number, lambda one: one.dispute is not None and self.is_open(one.dispute))
        if order is None or order.dispute is None:
            return
        self.trade.close_dispute(order.dispute, is_won=is_won)
        dispute = self.trade.read_dispute(order.dispute)
        if is_won:
            order.gone -= dispute.amount_minor
            order.is_contested = False
        elif dispute.reason == "product_not_received":
            with self.database.transaction() as session:
                charge_dispute(session, dispute_id=dispute.id, to=to, reason="proven", by=None, now=self.trade.now)
            if to is PRODUCER:
                parts = [part for line in order.lines for part in line.parts]
                give_back(parts, min(dispute.amount_minor, sum(part.minor - part.given for part in parts)))

    def is_open(self, dispute_id: str) -> bool:
        return self.trade.read_dispute(dispute_id).status == "needs_response"

    @rule(number=few, is_of_order=st.booleans())
    def money_is_held(self, number: int, is_of_order: bool) -> None:
        order = self.pick(number, lambda _: True)
        with self.database.transaction() as session:
            if is_of_order and order is not None:
                hold = hold_order(
                    session,
                    order_id=order.id,
                    reason=HoldReason.MANUAL,
                    key=f"look at {order.id}",
                    note="",
                    by=None,
                    now=self.trade.now,
                )
            else:
                owner = (self.trade.world.kuapa_id, self.trade.world.norandino_id)[number % 2]
                hold = hold_organisation(
                    session, organisation_id=owner, reason=HoldReason.MANUAL, note="", by=None, now=self.trade.now
                )
        if hold.id not in self.holds:
            self.holds.append(hold.id)

    @precondition(lambda self: self.holds)
    @rule(number=few)
    def money_is_freed(self, number: int) -> None:
        hold_id = self.holds.pop(number % len(self.holds))
        with self.database.transaction() as session:
            release_hold(session, hold_id=hold_id, note="all well", by=None, now=self.trade.now)

    # What must be, always

    @invariant()
    def the_books_are_in_order(self) -> None:
        with self.database.reading() as session:
            found = verify_ledger(session)
        assert not found, found

    @invariant()
    def everybody_has_what_the_model_says(self) -> None:
        balances = self.trade.balances()
        sent = {organisation_id: self.sent_to(organisation_id) for organisation_id in self.trade.organisations}
        for organisation_id in self.trade.organisations:
            stems = (
                f"producer:{organisation_id}",
                f"premium:{organisation_id}",
                f"federation:{organisation_id}",
                f"fund:{organisation_id}",
            )
            at_stake = sum(-minor for code, minor in balances.items() if code.startswith(stems))
            if organisation_id == self.trade.world.market_id:
                at_stake -= balances.get("solidarity:fund", 0)
            assert sent[organisation_id] + at_stake == self.model.due_to(organisation_id), organisation_id

    def teardown(self) -> None:
        """In the end Stripe works, everything is told, and its account agrees with the books to the last cent."""
        try:
            if hasattr(self, "trade"):
                self.settle_everything()
        finally:
            empty(self.database)

    def settle_everything(self) -> None:
        trade = self.trade
        for _ in range(4):
            trade.wait(days=1)
            trade.recover_all()
            for (operation_id,) in trade.rows(
                "select id from stripe_operation where state in ('pending', 'unknown', 'sending') order by id"
            ):
                trade.execute(operation_id)
            self.everything_is_told()
        self.notice_refused()
        self.everybody_has_what_the_model_says()
        trade.assert_in_order()
        for organisation_id, name in trade.organisations.items():
            received = sum(
                one.money.minor - one.reversed.minor
                for one in trade.stripe.transfers.values()
                if one.destination == f"acct_{name}"
            )
            assert received == self.sent_to(organisation_id), name

    def sent_to(self, organisation_id: str) -> int:
        """What has been paid to somebody and has not come back, as we know it."""
        return int(
            self.trade.scalar(
                "select coalesce(sum(p.amount_minor - coalesce((select sum(v.amount_minor) from transfer_reversal v "
                "where v.payout_id = p.id and v.state = 'succeeded'), 0)), 0)::bigint from payout p "
                "where p.state in ('paid', 'returned') and p.beneficiary_id = :id",
                id=organisation_id,
            )
        )


def test_whatever_happens_everybody_has_what_is_theirs(trading_place: Database) -> None:
    run_state_machine_as_test(
        lambda: MoneyMachine(trading_place),  # type: ignore[arg-type]  # whatever makes one will do
        settings=briefly(examples=8, steps=30),
    )
