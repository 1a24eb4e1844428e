"""Whatever happens to money, in any order, and whoever follows the books in between: facts, kept sums and roots are
those that the plainest recomputation gives."""

from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from kit.database import Database
from market.impact.facts.check_rollups import check_rollups
from market.impact.facts.follow_books import follow_books
from tests.impact.facts.following import assert_in_step, follow, totals
from tests.machines import briefly
from tests.payouts.test_money_machine import MoneyMachine
from tests.trading import empty

# What left by a payout or came back from one, as the books have it.
_ON_RAILS = """
    select coalesce(-sum(p.amount_minor), 0)::bigint
    from journal j
    join posting p on p.journal_id = j.id
    join ledger_account a on a.id = p.account_id and (a.code = 'stripe:available' or a.code like 'bank:%')
    where j.kind in ('transfer_sent', 'payout_returned', 'transfer_reversed')
      and j.detail ->> 'purpose' in ('goods', 'premium')
"""


class FactsMachine(MoneyMachine):
    @rule(most=st.integers(1, 9))
    def somebody_follows_a_little(self, most: int) -> None:
        with self.database.transaction() as session:
            follow_books(session, most=most)

    def the_books_are_in_order(self) -> None:
        """Asked elsewhere."""

    def everybody_has_what_the_model_says(self) -> None:
        """Asked elsewhere."""

    def teardown(self) -> None:
        try:
            if hasattr(self, "trade"):
                self.settle_everything()
                follow(self.database)
                assert_in_step(self.database)
                assert check_rollups(self.database, now=self.trade.now) == []
                found = totals(self.database)
                sent = found.get("transfer.goods", 0) + found.get("transfer.premium", 0)
                assert sent == self.trade.scalar(_ON_RAILS)
        finally:
            empty(self.database)


def test_facts_are_those_of_the_books_whatever_happens(trading_place: Database) -> None:
    run_state_machine_as_test(
        lambda: FactsMachine(trading_place),  # type: ignore[arg-type]  # whatever makes one will do
        settings=briefly(examples=6, steps=20),
    )
