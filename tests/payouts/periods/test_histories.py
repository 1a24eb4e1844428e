"""Whatever has happened: a statement of any days equals the books, and the days of two statements add up."""

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kit.database import Database
from market.payouts.periods.rules.facts import Period
from market.payouts.periods.write_statement import StatementFormat, write_statement
from models.enums import LiableParty, PartKind
from tests.payouts.books import Books, Sold
from tests.services import Services

FIRST = datetime(2026, 10, 1, 12, tzinfo=UTC)
DAYS = 60
# What happens, on which day, and how much of what is possible.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sell", "refund", "bear", "undo", "hold", "pay", "send", "fail", "return"]),
        st.integers(0, DAYS - 1),
        st.integers(1, 100),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def books(services: Services) -> Iterator[Books]:
    with services.clone() as url:
        database = Database(url, pool_size=2)
        yield Books.open(database)
        database.close()


def play(books: Books, producer_id: str, steps: list[tuple[str, int, int]]) -> None:
    """Let it happen, in the order of the days; what is not possible does not happen."""
    account = books.account(producer_id)
    payable, owed_back = 0, 0
    sold: list[str] = []
    refunds: list[str] = []
    claimed: list[tuple[str, int, int]] = []
    sent: list[tuple[str, int, int]] = []
    for what, day, share in sorted(steps, key=lambda step: step[1]):
        at = FIRST + timedelta(days=day)
        if what == "sell":
            parts = {PartKind.PRODUCER: 10 * share, PartKind.PREMIUM: share, PartKind.MARKET_FEE: share}
            sold.append(books.sell([Sold(producer_id, parts)], at=at))
            payable += 10 * share
        elif what in {"refund", "bear"} and sold:
            liable = LiableParty.PLATFORM if what == "bear" else LiableParty.PRODUCER
            refund = books.give_back(sold.pop(), {PartKind.PRODUCER: 1, PartKind.MARKET_FEE: 1}, at=at, liable=liable)
            if liable is LiableParty.PRODUCER:
                owed_back += 1
                refunds.append(refund)
        elif what == "undo" and refunds and owed_back:
            books.take_back_refund(refunds.pop(), at=at)
            owed_back -= 1
        elif what == "hold" and payable:
            books.hold(producer_id, payable * share // 100 or 1, at=at, until=at + timedelta(hours=share))
        elif what == "pay" and payable > owed_back:
            minor = max(1, (payable - owed_back) * share // 100)
            claimed.append((books.claim(books.run(at=at), account, minor, netted=owed_back, at=at), minor, owed_back))
            payable, owed_back = payable - minor - owed_back, 0
        elif what == "send" and claimed:
            books.send(claimed[0][0], at=at)
            sent.append(claimed.pop(0))
        elif what in {"fail", "return"}:
            ended = sent if what == "return" else claimed
            if ended:
                payout_id, minor, netted = ended.pop(0)
                (books.come_back if what == "return" else books.release)(payout_id, at=at)
                payable, owed_back = payable + minor + netted, owed_back + netted


def state(books: Books, producer_id: str, first: int, end: int) -> dict[str, dict[str, int]]:
    """Opening and closing balances of a statement, which is refused unless it equals the books."""
    period = Period((FIRST + timedelta(days=first)).date(), (FIRST + timedelta(days=end)).date())
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "statement"
        write_statement(
            books.database,
            organisation=producer_id,
            period=period,
            written_as=StatementFormat.NDJSON,
            lang="en",
            out=out,
        )
        records: list[dict[str, Any]] = [json.loads(line) for line in out.read_text().splitlines()]
    found: dict[str, dict[str, int]] = {"opening": {}, "closing": {}}
    for record in records:
        if record["record"] in found:
            found[record["record"]][record["account"]] = record["balance"]
    for kind in found:
        found[kind] = {account: minor for account, minor in found[kind].items() if minor}
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, cut=st.integers(1, DAYS - 1))
def test_statements_equal_the_books_and_follow_on_each_other(
    books: Books, steps: list[tuple[str, int, int]], cut: int
) -> None:
    producer_id = books.new_producer()
    play(books, producer_id, [("sell", 0, 50), *steps])
    whole = state(books, producer_id, -1, DAYS + 10)
    first, second = state(books, producer_id, -1, cut), state(books, producer_id, cut, DAYS + 10)
    assert first["opening"] == {}
    assert first["closing"] == second["opening"]
    assert second["closing"] == whole["closing"] == balances(books, producer_id)


def balances(books: Books, producer_id: str) -> dict[str, int]:
    sql = "select code, -balance_minor from ledger_account where owner_id = :owner and balance_minor <> 0"
    with books.database.reading() as session:
        return {row[0]: row[1] for row in session.execute(text(sql), {"owner": producer_id})}


def test_the_first_day_begins_at_midnight_and_the_last_ends_there(books: Books) -> None:
    producer_id = books.new_producer()
    midnight = datetime(2026, 10, 2, tzinfo=UTC)
    books.sell([Sold(producer_id, {PartKind.PRODUCER: 7})], at=midnight)
    account = f"producer:{producer_id}:payable"
    assert state(books, producer_id, 0, 1) == {"opening": {}, "closing": {}}
    assert state(books, producer_id, 1, 2) == {"opening": {}, "closing": {account: 7}}
    assert Period(date(2026, 10, 1), date(2026, 10, 2)).ends_at == midnight
