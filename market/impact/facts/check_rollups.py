"""Compute every fact, sum and root again from the books, and compare to the cent. It corrects nothing."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from kit.database import Database
from market.impact.facts import check_queries as queries
from market.impact.facts import follow_queries
from market.impact.facts.check_queries import Difference, KeptTree
from market.impact.facts.merkle import Growing
from market.requests.alerts import list_alerts, raise_alert, withdraw_alert
from models.enums import AlertKind

_ENTRIES_AT_ONCE = 100_000
# A person reads a day or two; the command lists them all.
_MOST_ALERTS = 20
_MOST_NAMED = 5


def check_rollups(database: Database, *, now: datetime) -> list[Difference]:
    """What stands written otherwise than the books, the facts or the lines say, by day; nothing when all is well.

    Facts are followed meanwhile: each question is answered by one statement, which sees them as one transaction left
    them. An alert is raised for each of the first days that differ, and withdrawn once they do not.
    """
    with database.reading() as session:
        follow_queries.take_time(session)
        found = sorted(_differences(session), key=lambda one: (one.on, one.what))
    with database.transaction() as session:
        _tell(session, found, now)
    return found


def _differences(session: Session) -> Iterator[Difference]:
    end = follow_queries.find_watermark(session)
    for after in range(0, end, _ENTRIES_AT_ONCE):
        upto = min(after + _ENTRIES_AT_ONCE, end)
        yield from queries.list_unlike_books(session, after=after, upto=upto)
        yield from queries.list_unlike_columns(session, after=after, upto=upto)
        yield from queries.list_unlike_places(session, after=after, upto=upto)
    for month in queries.list_months(session):
        yield from queries.list_unlike_facts(session, month)
        for tree in queries.list_trees(session, month):
            yield from _wrong_tree(tree)


def _wrong_tree(kept: KeptTree) -> Iterator[Difference]:
    tree = Growing()
    for leaf in kept.leaves:
        tree.add(leaf)
    if (kept.facts or 0) != tree.size:
        yield Difference(kept.on, "facts of the day", kept.facts or 0, tree.size)
    elif (kept.root, kept.peaks, kept.last_entry) != (tree.root(), tree.peaks, kept.found_last_entry):
        yield Difference(kept.on, "roots unlike their lines", 1, 0)


def _tell(session: Session, found: list[Difference], now: datetime) -> None:
    by_day: dict[str, list[Difference]] = {}
    for one in found:
        by_day.setdefault(one.on.isoformat(), []).append(one)
    for day, differences in list(by_day.items())[:_MOST_ALERTS]:
        raise_alert(
            session,
            AlertKind.IMPACT_DIFFERS,
            key=_key(day),
            subject_id=day,
            sentence=f"The impact figures kept for {day} are otherwise in the books: {_named(differences)}. "
            "See `solifair impact check-rollups`.",
            now=now,
        )
    for alert in list_alerts(session):
        if alert.kind == AlertKind.IMPACT_DIFFERS and alert.subject_id not in by_day:
            withdraw_alert(session, alert.key, because="it agrees now", now=now)


def _key(day: str) -> str:
    return f"impact:{day}"


def _named(differences: list[Difference]) -> str:
    named = [f"{one.what} is {one.kept}, should be {one.found}" for one in differences[:_MOST_NAMED]]
    more = len(differences) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more else "")
