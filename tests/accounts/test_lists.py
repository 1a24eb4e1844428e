"""Lists of organisations: the real ones where they are at hand, small ones of our own, and hostile ones."""

import contextlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kit.database import Database
from market.accounts.directories.countries import country_of
from market.accounts.directories.errors import ListRefused
from market.accounts.directories.import_listings import ListReport, import_listings
from market.accounts.directories.sources import read_list
from market.accounts.directories.vocabulary import concept
from models.enums import ListingSource
from tests.catalog.world import NOW

REAL = Path(__file__).parents[3] / "shared" / "data" / "coops"
ICA = (
    "Organization Type,Name,name,Region,Country,City,Latitude,Longitude,Type,Sector,Website\n"
    "Youth-led Co-ops,Molino,Agriculture,Americas,Brasil,Recife,-8.0578381,-34.8828969,Cooperativa de producción,"
    "Agriculture,http://molino.example.org/pt\n"
    '"Youth-led Co-ops","Two\nLines",Housing,Africa,Rawanda,,91,0,Guild,Freelancer,update6\n'
    "Youth-led Co-ops,,Housing,Africa,Kenya,,,,,,\n"
    "Youth-led Co-ops,molino,Agriculture,Americas,BRASIL,Recife,,,,,\n"
)


def bring(database: Database, data: bytes, *, is_dry_run: bool = False) -> ListReport:
    with database.transaction() as session:
        return import_listings(session, data, is_dry_run=is_dry_run, now=NOW)


def rows(database: Database, sql: str) -> list[tuple]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def counts(report: ListReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.refused


def test_a_small_list(clean_database: Database) -> None:
    tried = bring(clean_database, ICA.encode(), is_dry_run=True)
    assert rows(clean_database, "select count(*) from listed_organisation") == [(0,)]
    done = bring(clean_database, ICA.encode())
    assert counts(done) == counts(tried) == (2, 0, 0, 2)
    assert done.problems == tried.problems
    assert [(one.line, one.column, one.code) for one in done.problems] == [
        (3, "Latitude", "no_place"),
        (3, "Type", "unknown_concept"),
        (3, "Website", "no_website"),
        (5, "Name", "no_name"),
        (6, "", "twice"),
    ]
    assert rows(
        clean_database,
        "select name, country, country_said, structure, activities, said, latitude, longitude, website "
        "from listed_organisation order by name",
    ) == [
        (
            *("Molino", "BR", "Brasil", "organisational-structure/OS90", ["activities-ica/ICA10"], []),
            *(Decimal("-8.1"), Decimal("-34.9"), "http://molino.example.org/pt"),
        ),
        ("Two Lines", "RW", "Rawanda", None, [], ["Freelancer"], None, None, ""),
    ]


def test_the_same_list_twice_changes_nothing_and_a_new_one_only_what_it_changes(clean_database: Database) -> None:
    bring(clean_database, ICA.encode())
    before = rows(clean_database, "select * from listed_organisation order by id")
    assert counts(bring(clean_database, ICA.encode())) == (0, 0, 2, 2)
    # Where a row stands says nothing of its organisation.
    header, first, *rest = ICA.splitlines(keepends=True)
    assert counts(bring(clean_database, "".join([header, *rest[:3], first]).encode())) == (0, 0, 2, 1)
    assert rows(clean_database, "select * from listed_organisation order by id") == before
    shorter = "".join([header, first.replace("Agriculture,http", "Housing,http")])
    changed = bring(clean_database, shorter.encode())
    assert (counts(changed), changed.missing) == ((0, 1, 0, 0), 1)
    assert rows(clean_database, "select count(*) from listed_organisation") == [(2,)]


def test_what_is_listed_is_no_member_of_the_market(clean_database: Database) -> None:
    bring(clean_database, ICA.encode())
    assert rows(clean_database, "select count(*) from organisation") == [(0,)]


@pytest.mark.parametrize(
    ("name", "source", "total", "unknown_countries"),
    [
        ("ica_youth_led_coops.csv", ListingSource.ICA_YOUTH, 97, set()),
        ("uk_workers_coops_2023-06-23.csv", ListingSource.UK_WORKERS, 387, set()),
        ("susy_transformap.min.geojson", ListingSource.SUSY, 1794, {"'ABERDEEN' names no country"}),
    ],
)
def test_real_lists(
    clean_database: Database, name: str, source: ListingSource, total: int, unknown_countries: set[str]
) -> None:
    if not (REAL / name).exists():
        pytest.skip(f"the real lists are not at {REAL}")
    data = (REAL / name).read_bytes()
    first = bring(clean_database, data)
    assert (first.source, first.rows_total, first.refused) == (source, total, 0)
    assert {one.detail for one in first.problems if one.code == "unknown_country"} == unknown_countries
    again = bring(clean_database, data)
    assert (again.unchanged, again.problems) == (total, first.problems)
    if source is ListingSource.UK_WORKERS:
        assert rows(
            clean_database,
            "select country, count(*), count(structure), count(membership), sum(cardinality(activities)) "
            "from listed_organisation group by country order by country",
        ) == [("GB", 386, 386, 386, 383), ("JE", 1, 1, 1, 1)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(("Ελλάδα", "GR"), ("österreich", "AT"), (" United  Kingdom", "GB"), ("uk", "GB"), ("Isle of Man", "IM")),
        *(("Democratic Republic of Congol", "CD"), ("ABERDEEN", None), ("XX", None), ("", None)),
    ],
)
def test_a_country_by_any_of_its_names(said: str, code: str | None) -> None:
    assert country_of(said, {}) == code


def test_a_concept_has_one_name_whatever_its_namespace() -> None:
    for namespace in (
        "http://purl.org/essglobal/standard",
        "https://w3id.solidarityeconomy.coop/essglobal/V2a",
        "https://w3id.solidarityeconomy.coop/essglobal/V2a/standard",
        "https://dev.lod.coop/essglobal/2.1/standard",
    ):
        assert concept(f"{namespace}/activities-ica/ICA10") == "activities-ica/ICA10"
        assert concept(f"{namespace}/activities-ica/ICA11") is None
    assert concept("https://evil.example/essglobal/standard/activities-ica/ICA10") is None


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xff\xfe", b"a,b\n1,2\n", b"{}", b"[]", b'{"features": 3}', b'{"features": [1]}', b"{" * 5000),
        *(b'{"features": [{"properties": {"name": "x"}, "geometry": null}]}', b"a\x00b", b'"open'),
    ],
)
def test_what_is_no_list_is_refused(clean_database: Database, data: bytes) -> None:
    with pytest.raises(ListRefused):
        bring(clean_database, data)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(), st.text().map(lambda words: ICA.encode() + words.encode("utf-8", "replace"))))
def test_a_hostile_file_is_refused_or_read(data: bytes) -> None:
    with contextlib.suppress(ListRefused):
        for reading in read_list(data).rows:
            assert reading.listing or any(problem.is_refused for problem in reading.row.problems)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(properties=st.dictionaries(st.sampled_from(["name", "_id", "website", "addr:country"]), _JSON), place=_JSON)
def test_a_hostile_map_is_refused_or_read(properties: dict, place: object) -> None:
    feature = {"properties": {"SSEDAS_PARTNER": "x", **properties}, "geometry": {"coordinates": place}}
    with contextlib.suppress(ListRefused):
        for reading in read_list(json.dumps({"features": [feature]}).encode()).rows:
            assert reading.listing or any(problem.is_refused for problem in reading.row.problems)
