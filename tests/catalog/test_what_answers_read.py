"""Whatever a kept answer is read from, says so when it changes: a table that is joined tomorrow as well."""

import inspect
import re

from sqlalchemy import text

from kit.database import Database
from market.catalog.pages.queries import PRODUCT
from market.catalog.shelf import (
    cards_queries,
    conditions,
    facets_queries,
    names_queries,
    queries,
    suggest_queries,
)

# Written by triggers from what is told of, or told of by what is always written with it (`claim_use`: `claim_balance`).
_FOLLOWING = {
    *("shelf", "shelf_price", "shelf_count", "shelf_term", "label_set", "label_member", "certificate_standing"),
    *("shared_words", "category_name", "search_typo", "claim_use"),
}
# What shows nothing, or stays.
_SILENT = {
    ("organisation", "delete"),
    ("category", "delete"),
    ("product", "delete"),
    ("stock", "delete"),
    ("scheme", "insert"),
    ("scheme", "delete"),
    ("claim_balance", "delete"),
    # With their first product, size or price.
    ("product", "insert"),
    ("stock", "insert"),
}
_BODIES = text(
    """
    select p.proname as name, pg_get_functiondef(p.oid) as body
    from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
    union all select v.viewname, v.definition from pg_views v where v.schemaname = 'public'
    """
)
_TOLD = text(
    """
    select c.relname as name, event.word
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    join pg_proc p on p.oid = t.tgfoid
    cross join (values (4, 'insert'), (8, 'delete'), (16, 'update')) event (bit, word)
    where t.tgtype & event.bit > 0 and p.prosrc like '%catalogue_change%'
    """
)


def _read_by(words: str, bodies: dict[str, str]) -> set[str]:
    """Every name in the SQL and in the functions and views that it names."""
    seen: set[str] = set()
    fresh = set(re.findall(r"[a-z_]+", words))
    while fresh:
        seen |= fresh
        fresh = {
            name for each in fresh & bodies.keys() for name in re.findall(r"[a-z_]+", _without_comments(bodies[each]))
        } - seen
    return seen


def _without_comments(body: str) -> str:
    return re.sub(r"--[^\n]*", "", body)


def test_whatever_an_answer_is_read_from_says_when_it_changes(clean_database: Database) -> None:
    modules = (cards_queries, conditions, facets_queries, names_queries, queries, suggest_queries)
    words = " ".join((PRODUCT, *map(inspect.getsource, modules)))
    with clean_database.transaction() as session:
        bodies = {row.name: row.body for row in session.execute(_BODIES)}
        tables = set(session.execute(text("select tablename from pg_tables where schemaname = 'public'")).scalars())
        told = {(row.name, row.word) for row in session.execute(_TOLD)}
    read = (_read_by(words, bodies) & tables) - _FOLLOWING
    assert {"price", "certificate", "hub_grant", "consent", "exchange_rate", "search_word"} <= read
    events = {(table, word) for table in read for word in ("insert", "update", "delete")}
    assert events - told - _SILENT == set()
    assert told.isdisjoint(_SILENT)
