"""Loading schemes: twice changes nothing, a changed fact keeps what it was, and a shell can do it."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.schemas.schemes import SchemeOut
from certification.pages.queries import list_schemes
from certification.schemes import queries
from certification.schemes.load_schemes import load_schemes
from certification.schemes.read_schemes import read_schemes
from certification.schemes.rules import Fact, Outcome, SchemeOnFile
from kit.database import Database
from tests.certification.registry import Registry

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
SCHEMES = read_schemes()


def load(database: Database, schemes: dict[str, SchemeOnFile], *, now: datetime = NOW, is_check: bool = False):
    with database.transaction() as session:
        return {one.code: one for one in load_schemes(session, schemes, now=now, is_check=is_check)}


def changed(scheme: SchemeOnFile, **values: object) -> dict[str, SchemeOnFile]:
    facts = dict(scheme.facts) | {
        name: Fact(value, "https://example.org/news", True)  # type: ignore[arg-type]
        for name, value in values.items()
    }
    return {scheme.code: replace(scheme, facts=facts)}


def test_the_same_files_twice_change_nothing(database: Database) -> None:
    assert {one.outcome for one in load(database, SCHEMES).values()} == {Outcome.ADDED}
    with database.reading() as session:
        before = session.execute(text("select md5(string_agg(s::text, '|' order by code)) from scheme s")).scalar_one()
    assert {one.outcome for one in load(database, SCHEMES, now=NOW + timedelta(days=1)).values()} == {Outcome.UNCHANGED}
    with database.reading() as session:
        after = session.execute(text("select md5(string_agg(s::text, '|' order by code)) from scheme s")).scalar_one()
        assert session.execute(text("select count(*) from scheme_change")).scalar_one() == 0
    assert before == after


def test_a_check_writes_nothing(database: Database) -> None:
    assert load(database, SCHEMES, is_check=True)["spp"].outcome is Outcome.ADDED
    with database.reading() as session:
        assert queries.list_schemes(session) == []


def test_a_changed_fact_keeps_what_it_was_and_where_it_was_read(database: Database) -> None:
    load(database, SCHEMES)
    news = load(database, changed(SCHEMES["fairtrade"], suspension_months=3), now=NOW + timedelta(days=1))["fairtrade"]
    assert news.outcome is Outcome.CHANGED
    assert [(change.fact, change.before, change.after) for change in news.changes if change.shows] == [
        ("suspension_months", 6, 3)
    ]
    with database.reading() as session:
        scheme = queries.find_scheme(session, "fairtrade")
        assert scheme is not None and scheme.suspension_months == 3
        assert scheme.facts["suspension_months"] == {"source": "https://example.org/news", "confirmed": True}
        kept = queries.list_changes(session, scheme.id)
    assert {change.fact for change in kept} == {"suspension_months", "source:suspension_months"}
    assert all(change.recorded_at == NOW + timedelta(days=1) for change in kept)


def test_a_fact_that_is_left_out_becomes_unknown_again(database: Database) -> None:
    load(database, SCHEMES)
    scheme = SCHEMES["fairtrade"]
    facts = {name: fact for name, fact in scheme.facts.items() if name not in {"is_open_to_all", "gs1"}}
    load(database, {"fairtrade": replace(scheme, facts=facts)})
    with database.reading() as session:
        stored = queries.find_scheme(session, "fairtrade")
        assert stored is not None and stored.is_open_to_all is None and "gs1" not in stored.codes
        assert {change.fact for change in queries.list_changes(session, stored.id)} >= {"is_open_to_all", "code:gs1"}


def test_what_became_of_a_fact_is_never_rewritten(database: Database) -> None:
    load(database, SCHEMES)
    load(database, changed(SCHEMES["spp"], grace_days=30))
    for statement in ("update scheme_change set after = '1'", "delete from scheme_change"):
        with pytest.raises(DBAPIError), database.transaction() as session:
            session.execute(text(statement))


def test_a_scheme_in_use_says_how_many_certificates_its_change_touches(registry: Registry) -> None:
    registry.verified()
    registry.draft()
    assert load(registry.database, changed(SCHEMES["fairtrade"], grace_days=10))["fairtrade"].certificates == 1


def test_a_provisional_state_that_may_claim_is_refused_by_the_database(registry: Registry) -> None:
    with pytest.raises(DBAPIError), registry.database.transaction() as session:
        session.execute(text("""update scheme set provisional = '{"may_claim": true}'"""))


def test_at_the_shell(fresh_database_url: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "SOLIFAIR_MODE": "test",
        "SOLIFAIR_DATABASE_URL": fresh_database_url,
        "SOLIFAIR_REDIS_URL": "redis://127.0.0.1:1/0",
        "SOLIFAIR_SECRET_KEY": "a key that is only for tests, 0123456789",
        "SOLIFAIR_STRIPE_API_KEY": "sk_test_x",
        "SOLIFAIR_FILES_DIR": str(tmp_path),
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", "schemes", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    first = run("load")
    assert first.returncode == 0, first.stderr
    assert "fairtrade: added" in first.stdout and "not confirmed:" in first.stdout
    assert "fairtrade: unchanged" in run("load").stdout
    shown = run("show", "fairtrade")
    assert "https://www.flocert.net/de/glossary/zertifizierungssaussetzung/" in shown.stdout
    assert "Permission to Trade" in shown.stdout
    assert "eu_organic" in run("list").stdout
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("code = 1", encoding="utf-8")
    refused = run("load", str(wrong))
    assert refused.returncode == 1 and "scheme_file_refused" in refused.stderr
    assert "unknown_scheme" in run("show", "nothing").stderr


def test_anybody_reads_what_a_scheme_says_and_where_that_was_read(registry: Registry) -> None:
    load(registry.database, {"fairtrade": SCHEMES["fairtrade"]})
    with registry.database.reading() as session:
        page = next(scheme for scheme in list_schemes(session) if scheme.code == "fairtrade")
    told = SchemeOut.of(page, "en")
    assert told.provisional is not None and (told.provisional.may_sell, told.provisional.may_claim) == (True, False)
    assert (told.suspension_months, told.proves, told.codes["gs1"]) == (6, ["fair_trade"], "FAIR_TRADE_MARK")
    assert told.facts["timezone"].confirmed is False and told.facts["certified"].value == [
        "producer",
        "product",
        "trader",
    ]
