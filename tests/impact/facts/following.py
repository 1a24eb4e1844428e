"""Following the books in tests, and holding what was written against the books and against itself."""

from datetime import date

from sqlalchemy import text

from kit.database import Database
from market.impact.facts.follow_books import catch_up
from market.impact.facts.follow_queries import find_watermark
from market.impact.facts.list_days import list_days
from market.impact.facts.list_sums import list_sums
from market.impact.facts.merkle import leaf_hash, root_of
from market.impact.facts.rules import Day, Fact, Period, Sum, line_of, read_fact, sums_of
from market.impact.facts.stream_lines import stream_lines
from tests.impact.facts.recomputed import Recomputed, Said

EVER = Period(date(2020, 1, 1), date(2040, 1, 1))


def follow(database: Database) -> int:
    """Follow the books to their end; up to which entry."""
    with database.transaction() as session:
        return catch_up(session)


def written(
    database: Database, period: Period = EVER, *, as_of: int | None = None, organisation_ids: list[str] | None = None
) -> list[Fact]:
    """The facts of a period, read from their lines."""
    with database.reading() as session:
        known = find_watermark(session) if as_of is None else as_of
        lines = stream_lines(session, period, as_of=known, organisation_ids=organisation_ids)
        return [read_fact(line) for line in lines]


def sums(
    database: Database,
    period: Period = EVER,
    *,
    as_of: int | None = None,
    currency: str = "EUR",
    organisation_ids: list[str] | None = None,
) -> list[Sum]:
    """What the kept sums say."""
    with database.reading() as session:
        known = find_watermark(session) if as_of is None else as_of
        return list_sums(session, period, as_of=known, currency=currency, organisation_ids=organisation_ids)


def totals(database: Database, period: Period = EVER, *, as_of: int | None = None) -> dict[str, int]:
    """The same without regard to groups."""
    found: dict[str, int] = {}
    for one in sums(database, period, as_of=as_of):
        found[one.measure] = found.get(one.measure, 0) + one.amount
    return {measure: amount for measure, amount in found.items() if amount}


def days(database: Database, period: Period = EVER, *, as_of: int | None = None) -> list[Day]:
    with database.reading() as session:
        return list_days(session, period, as_of=find_watermark(session) if as_of is None else as_of)


def said(database: Database) -> list[Said]:
    """The facts as columns, in an order of their own."""
    columns = "entry, kind, organisation_id, order_ref, booked_on, currency, amounts"
    with database.reading() as session:
        rows = session.execute(text(f"select {columns} from impact_fact"))
        return sorted((Said(*row) for row in rows), key=_place)


def assert_in_step(database: Database) -> None:
    """The facts are those of the books, and sums and days are those of the facts."""
    with database.reading() as session:
        plain = sorted(Recomputed(session).said(), key=_place)
    assert said(database) == plain
    facts = written(database)
    assert len(facts) == len(plain)
    for currency in {fact.currency for fact in facts} | {"EUR"}:
        assert sums(database, currency=currency) == sums_of(fact for fact in facts if fact.currency == currency)
    by_day: dict[date, list[bytes]] = {}
    for fact in facts:
        by_day.setdefault(fact.on, []).append(leaf_hash(line_of(fact).encode()))
    assert days(database) == [Day(on, len(leaves), root_of(leaves)) for on, leaves in sorted(by_day.items())]


def _place(one: Said) -> tuple[int, str, str, str]:
    return one.entry, one.kind, one.organisation_id, one.order_ref
