"""The books against a model of a few lines: whatever is posted, said again, said otherwise or taken back."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from kit.database import Database
from kit.ids import new_id
from kit.money import Money
from market.ledger.accounts import AccountSpec
from market.ledger.entry import Entry, Leg
from market.ledger.errors import AlreadyReversed, LedgerKeyReused, WouldOverdraw
from market.ledger.invariants import verify_ledger
from market.ledger.post import post, post_many
from market.ledger.queries import list_accounts
from market.ledger.rules.corrections import correction
from models.enums import AccountKind, JournalKind
from tests.ledger.makers import NOON
from tests.machines import briefly
from tests.trading import empty
from tests.trading import trading_place as trading_place

Moves = list[tuple[int, str, int]]
"""(account, currency, amount); the last account takes the rest of each currency."""

moves = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["EUR", "JPY"]), st.integers(-500, 500)), min_size=1, max_size=5
)


class LedgerMachine(RuleBasedStateMachine):
    """Four accounts, two of them guarded, and one that takes whatever makes an entry balance."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database

    posted = Bundle("posted")

    @initialize()
    def open(self) -> None:
        mark = new_id("acc")
        self.accounts = [
            AccountSpec(f"test:{mark}:owed", AccountKind.LIABILITY, is_guarded=True),
            AccountSpec(f"test:{mark}:had", AccountKind.ASSET, is_guarded=True),
            AccountSpec(f"test:{mark}:income", AccountKind.INCOME),
            AccountSpec(f"test:{mark}:cost", AccountKind.EXPENSE),
        ]
        self.rest = AccountSpec(f"test:{mark}:rest", AccountKind.LIABILITY)
        self.model: dict[tuple[str, str], int] = {}
        self.reversed: set[str] = set()
        self.booked: dict[str, Entry] = {}

    def entry(self, key: str, wanted: Moves) -> Entry | None:
        legs = [Leg(self.accounts[place], Money(minor, currency)) for place, currency, minor in wanted]
        for currency in ("EUR", "JPY"):
            off = sum(leg.money.minor for leg in legs if leg.money.currency == currency)
            legs.append(Leg(self.rest, Money(-off, currency)))
        if all(minor == 0 for minor in self.effect_of(legs).values()):
            return None
        return Entry(JournalKind.CORRECTION, key, NOON, tuple(legs))

    @staticmethod
    def effect_of(legs: list[Leg] | tuple[Leg, ...]) -> dict[tuple[str, str], int]:
        effect: dict[tuple[str, str], int] = {}
        for leg in legs:
            place = (leg.account.code, leg.money.currency)
            effect[place] = effect.get(place, 0) + leg.money.minor
        return effect

    def fits(self, *entries: Entry) -> bool:
        """Whether no guarded account ends on the wrong side."""
        after = dict(self.model)
        for entry in entries:
            for place, minor in self.effect_of(entry.legs).items():
                after[place] = after.get(place, 0) + minor
        sides = {self.accounts[0].code: -1, self.accounts[1].code: 1}
        return all(minor * sides.get(code, 0) >= 0 for (code, _), minor in after.items())

    def apply(self, entry: Entry) -> None:
        self.booked[entry.key] = entry
        for place, minor in self.effect_of(entry.legs).items():
            self.model[place] = self.model.get(place, 0) + minor

    @rule(target=posted, wanted=moves)
    def say(self, wanted: Moves) -> object:
        entry = self.entry(new_id("key"), wanted)
        if entry is None:
            return multiple()
        if not self.fits(entry):
            with pytest.raises(WouldOverdraw), self.database.transaction() as session:
                post(session, entry, now=NOON)
            return multiple()
        with self.database.transaction() as session:
            assert post(session, entry, now=NOON).is_new
        self.apply(entry)
        return entry.key

    @rule(target=posted, several=st.lists(moves, min_size=2, max_size=4))
    def say_many(self, several: list[Moves]) -> object:
        made = [self.entry(new_id("key"), wanted) for wanted in several]
        entries = [entry for entry in made if entry is not None]
        if not self.fits(*entries):
            with pytest.raises(WouldOverdraw), self.database.transaction() as session:
                post_many(session, entries, now=NOON)
            return multiple()
        with self.database.transaction() as session:
            assert all(journal.is_new for journal in post_many(session, entries, now=NOON))
        for entry in entries:
            self.apply(entry)
        return multiple(*(entry.key for entry in entries))

    @rule(key=posted)
    def say_again(self, key: str) -> None:
        with self.database.transaction() as session:
            assert not post(session, self.booked[key], now=NOON).is_new

    @rule(key=posted, wanted=moves)
    def say_otherwise(self, key: str, wanted: Moves) -> None:
        entry = self.entry(key, wanted)
        if entry is None or entry.legs == self.booked[key].legs:
            return
        with pytest.raises(LedgerKeyReused), self.database.transaction() as session:
            post(session, entry, now=NOON)

    @rule(key=consumes(posted))
    def take_back(self, key: str) -> None:
        with self.database.transaction() as session:
            mistake_id = post(session, self.booked[key], now=NOON).id
        undone = correction(self.booked[key], mistake_id, reason="a mistake", at=NOON)
        if not self.fits(undone):
            with pytest.raises(WouldOverdraw), self.database.transaction() as session:
                post(session, undone, now=NOON)
            return
        with self.database.transaction() as session:
            assert post(session, undone, now=NOON).is_new
        self.apply(undone)
        again = Entry(JournalKind.CORRECTION, new_id("key"), NOON, undone.legs, reverses_id=mistake_id)
        with pytest.raises((AlreadyReversed, WouldOverdraw)), self.database.transaction() as session:
            post(session, again, now=NOON)

    @invariant()
    def the_books_are_the_model(self) -> None:
        with self.database.reading() as session:
            balances = [(account.code, account.balance) for account in list_accounts(session)]
            assert verify_ledger(session) == []
        found = {(code, balance.currency): balance.minor for code, balance in balances}
        assert {place: found.get(place, 0) for place in self.model} == self.model


def test_the_books_do_what_a_few_lines_say(trading_place: Database) -> None:
    try:
        run_state_machine_as_test(
            lambda: LedgerMachine(trading_place),  # type: ignore[arg-type]  # whatever makes one will do
            settings=briefly(examples=12, steps=20),
        )
    finally:
        empty(trading_place)
