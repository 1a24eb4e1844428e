"""Whatever a kept answer is read from, says so when it changes: a table that is joined tomorrow as well."""

import inspect
import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.database import Database
from market.catalog.pages.queries import PRODUCT
from market.catalog.shelf import (
    cards_queries,
    conditions,
    memory_queries,
    names_queries,
    queries,
    selection_queries,
    suggest_queries,
)

# Written by triggers from what is told of, or told of by what is always written with it (`claim_use`: `claim_balance`).
_FOLLOWING = {
    *("shelf_count", "shelf_term", "label_set", "label_member", "shared_words", "category_name", "search_typo"),
    *("claim_use", "shelf_written"),
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
    # With the row of the shelf.
    ("product", "insert"),
}
# Compared with the clock by nothing that answers are read from: shown, sorted by, or for a job to look at.
_NO_MATTER = {
    *("certificate.submitted_at", "fund.closed_at", "media.ask_again_at", "organisation.archived_at"),
    *("product.publish_at", "product.published_at", "product.unpublish_at", "product.updated_at"),
    *("product_declaration.declared_at", "shelf.published_at", "shelf_price.until", "variant.archived_at"),
    "shelf_written.written_at",
    # Both are in the standing, whose edges `write_standing` writes down.
    *("certificate.claim_from", "certificate.claim_until"),
}
_BODIES = text(
    """
    select p.proname as name, pg_get_functiondef(p.oid) as body
    from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
    union all select v.viewname, v.definition from pg_views v where v.schemaname = 'public'
    """
)
_MOMENTS = text(
    """
    select c.table_name || '.' || c.column_name as name, coalesce((
               select array_agg(t.tgname::text) from pg_trigger t
               where t.tgrelid = c.table_name::regclass and t.tgname like 'note_moments%'
                 and c.column_name = any(regexp_split_to_array(
                     substring(pg_get_triggerdef(t.oid) from 'note_moments.(.*).$'), '[^a-z_]+'))), '{}') as told_by
    from information_schema.columns c
    join pg_tables held on held.schemaname = c.table_schema and held.tablename = c.table_name
    where c.table_schema = 'public' and c.data_type = 'timestamp with time zone' and c.table_name = any(:read)
      and c.column_name <> 'created_at'
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


def _read(session: Session) -> tuple[set[str], str]:
    """Every name in what answers are read by, and the SQL of it."""
    modules = (
        *(cards_queries, conditions, memory_queries, names_queries, queries, selection_queries, suggest_queries),
    )
    words = " ".join((PRODUCT, *map(inspect.getsource, modules)))
    bodies = {row.name: row.body for row in session.execute(_BODIES)}
    seen = _read_by(words, bodies)
    return seen, " ".join((words, *(_without_comments(bodies[name]) for name in seen & bodies.keys())))


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
    with clean_database.transaction() as session:
        seen, _ = _read(session)
        tables = set(session.execute(text("select tablename from pg_tables where schemaname = 'public'")).scalars())
        told = {(row.name, row.word) for row in session.execute(_TOLD)}
    read = (seen & tables) - _FOLLOWING
    assert {"price", "certificate", "hub_grant", "consent", "exchange_rate", "search_word"} <= read
    events = {(table, word) for table in read for word in ("insert", "update", "delete")}
    assert events - told - _SILENT == set()
    assert told.isdisjoint(_SILENT)


def test_each_moment_that_answers_are_read_from_is_written_down_or_of_no_matter(clean_database: Database) -> None:
    with clean_database.transaction() as session:
        seen, sql = _read(session)
        moments = {row.name: row.told_by for row in session.execute(_MOMENTS, {"read": list(seen)})}
    told = {name for name, told_by in moments.items() if len(told_by) == 2}
    assert {"price.valid_to", "consent.given_at", "verification.checked_at"} <= told
    told |= {"certificate_standing.starts_at", "certificate_standing.ends_at"}
    assert moments.keys() - told == _NO_MATTER
    # The moment that counts is the one that is asked for.
    assert not re.findall(r"\bnow\(\)|\bcurrent_\w+|\blocaltime\w*|\w+_timestamp\(\)", sql)
