"""A network's own words for values, beside vocabularies that others publish."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from market.accounts.vocabulary.errors import VocabularyFileRefused
from market.accounts.vocabulary.import_terms import TermsImported, import_terms
from market.accounts.vocabulary.read_skos import LARGEST_FILE, read_skos
from market.accounts.vocabulary.rules import cycle_in
from tests.catalog.authoring.conftest import Desk, signed_in
from tests.shop import NOW

ESSGLOBAL = Path(__file__).parents[4] / "shared" / "data" / "essglobal"
HEAD = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
    xml:base="http://example.org/words/care/">
"""
FILE = (
    HEAD
    + """
<skos:Concept rdf:about="soil"><skos:prefLabel xml:lang="EN">Care for the  soil</skos:prefLabel>
  <skos:prefLabel xml:lang="pt-BR">Cuidar do solo</skos:prefLabel><skos:prefLabel xml:lang="FR"></skos:prefLabel>
  <skos:broader rdf:resource="land"/><skos:closeMatch rdf:resource="http://example.org/other/soil"/></skos:Concept>
<skos:Concept rdf:about="land"><skos:prefLabel xml:lang="EN">Care for the land</skos:prefLabel>
  <skos:broader rdf:resource="http://example.org/words/earth"/></skos:Concept>
<skos:Concept rdf:about="mute"/>
</rdf:RDF>"""
).encode()


def steward_of_the_federation(desk: Desk) -> tuple[str, dict[str, str]]:
    headers = signed_in(desk.shop, "lucia", desk.shop.world.federation_id)
    return f"/v1/organisations/{desk.shop.world.federation_id}/terms", headers


def test_a_network_has_words_of_its_own_and_links_them(desk: Desk) -> None:
    path, headers = steward_of_the_federation(desk)
    http: TestClient = desk.http
    asked = {
        "name": "buen-vivir",
        "labels": {"es": "Buen vivir", "quz": "Sumaq kawsay"},
        "parent": "ecology",
        "same_as": ["https://example.org/concepts/buen-vivir"],
        "close_to": ["agroforestry"],
    }
    made = http.post(path, json=asked, headers=headers)
    assert made.status_code == 201, made.text
    term = made.json()
    assert (term["code"], term["scheme"], term["version"]) == ("alianza:buen-vivir", "alianza", 1)
    assert http.post(path, json=asked, headers=headers).json()["code"] == "term_exists"
    listed = {each["code"]: each for each in http.get("/v1/terms?lang=es").json()["data"]}
    assert (listed[term["code"]]["label"], listed[term["code"]]["close_to"]) == ("Buen vivir", ["agroforestry"])
    read = http.get(f"/v1/terms/{term['code']}")
    assert (read.headers["ETag"], read.json()["labels"]) == ('"1"', asked["labels"])
    change = {name: value for name, value in asked.items() if name != "name"}
    at = f"/v1/terms/{term['code']}"
    given_up = http.put(at, json={**change, "deprecated_on": "2026-01-01"}, headers={**headers, "If-Match": '"1"'})
    assert (given_up.status_code, given_up.json()["version"]) == (200, 2)
    assert term["code"] not in {each["code"] for each in http.get("/v1/terms").json()["data"]}
    stale = http.put(at, json=change, headers={**headers, "If-Match": '"1"'})
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"same_as": ["no-such-code"]}, 422, "no_such_term"),
        ({"parent": "no-such-code"}, 422, "no_such_term"),
        ({"labels": {}}, 422, "invalid_request"),
        ({"labels": {"EN": "x"}}, 422, "invalid_request"),
        ({"labels": {"en": " "}}, 422, "invalid_request"),
        ({"name": "A b"}, 422, "invalid_request"),
    ],
)
def test_words_that_cannot_be_are_refused(desk: Desk, asked: dict, status: int, code: str) -> None:
    path, headers = steward_of_the_federation(desk)
    refused = desk.http.post(path, json={"name": "care", "labels": {"en": "Care"}, **asked}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_value_is_never_a_part_of_itself(desk: Desk) -> None:
    path, headers = steward_of_the_federation(desk)
    for name, parent in (("a", None), ("b", "alianza:a")):
        body = {"name": name, "labels": {"en": name}, "parent": parent}
        assert desk.http.post(path, json=body, headers=headers).status_code == 201
    if_match = {**headers, "If-Match": "*"}
    for parent in ("alianza:a", "alianza:b"):
        circle = desk.http.put("/v1/terms/alianza:a", json={"labels": {"en": "a"}, "parent": parent}, headers=if_match)
        assert (circle.status_code, circle.json()["code"]) == (409, "term_below_itself")


def test_only_the_networks_own_people_write_its_words(desk: Desk) -> None:
    path, headers = steward_of_the_federation(desk)
    body = {"name": "care", "labels": {"en": "Care"}}
    assert desk.http.post(path, json=body, headers=desk.as_rosa).json()["code"] == "no_such_organisation"
    producer = desk.http.post(
        f"/v1/organisations/{desk.shop.world.norandino_id}/terms", json=body, headers=desk.as_rosa
    )
    assert (producer.status_code, producer.json()["code"]) == (409, "not_a_network")
    assert desk.http.post(path, json=body).status_code == 401
    assert desk.http.post(path, json=body, headers=headers).status_code == 201
    change = {"labels": {"en": "Mine"}}
    for code in ("alianza:care", "ecology", "nothing"):
        foreign = desk.http.put(f"/v1/terms/{code}", json=change, headers={**desk.as_rosa, "If-Match": "*"})
        assert (foreign.status_code, foreign.json()["code"]) == (404, "no_such_vocabulary_term")


def test_a_vocabulary_is_brought_in_once(desk: Desk) -> None:
    vocabulary = read_skos(FILE)
    assert [(each.code, each.concept) for each in vocabulary.problems] == [
        ("no_label", "http://example.org/words/care/mute")
    ]
    soil = vocabulary.concepts[0]
    assert soil.labels == {"en": "Care for the soil", "pt": "Cuidar do solo"}

    def bring(*, is_dry_run: bool = False) -> TermsImported:
        with desk.database.transaction() as session:
            return import_terms(session, vocabulary, prefix="ex", today=NOW.date(), is_dry_run=is_dry_run)

    unlinked = ("http://example.org/words/earth",)
    assert bring(is_dry_run=True) == TermsImported(2, 0, 0, unlinked)
    assert desk.one("select count(*) from term where scheme = 'ex:care'") == 0
    assert bring() == TermsImported(2, 0, 0, unlinked)
    assert bring() == TermsImported(0, 0, 2, unlinked)
    row = "select parent_code || ' ' || version from term where code = 'ex:care:soil'"
    assert desk.one(row) == "ex:care:land 1"
    with desk.database.transaction() as session:
        session.execute(text("update term set labels = '{}' where code = 'ex:care:soil'"))
    assert bring() == TermsImported(0, 1, 1, unlinked)
    with desk.database.transaction() as session, pytest.raises(VocabularyFileRefused, match="there_already"):
        import_terms(session, vocabulary, prefix="again", today=NOW.date())


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "not_xml"),
        (b"\x00\xff", "not_xml"),
        (b"<a/>", "not_skos"),
        (HEAD.encode() + b"</rdf:RDF>", "not_skos"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "not_xml"),
        (b'<?xml version="1.0" encoding="no-such-code"?><a/>', "not_xml"),
        (b" " * (LARGEST_FILE + 1), "too_large"),
        (FILE.replace(b"http://example.org/words/earth", b"soil"), "wider_than_itself"),
    ],
)
def test_files_that_are_no_vocabulary_are_refused(data: bytes, problem: str) -> None:
    with pytest.raises(VocabularyFileRefused) as refused:
        read_skos(data)
    assert refused.value.problem == problem


def test_a_concept_that_stands_twice_is_taken_once_and_told() -> None:
    vocabulary = read_skos(FILE.replace(b'rdf:about="land"', b'rdf:about="soil"').replace(b'"land"', b'"other"'))
    assert [concept.labels["en"] for concept in vocabulary.concepts] == ["Care for the soil"]
    assert vocabulary.problems[0].code == "concept_twice"


def test_circles_are_found_wherever_one_begins() -> None:
    assert cycle_in({"a": "b", "b": "c", "c": None, "d": "b"}) is None
    assert cycle_in({"a": "b", "b": "c", "c": "b"}) == "b"
    assert cycle_in({"a": "elsewhere"}) is None


@pytest.mark.skipif(not ESSGLOBAL.is_dir(), reason="the vocabularies of ESSGlobal are not on this machine")
def test_every_vocabulary_of_essglobal_is_taken(desk: Desk) -> None:
    concepts = 0
    with desk.database.transaction() as session:
        for file in sorted(ESSGLOBAL.glob("*.skos")):
            vocabulary = read_skos(file.read_bytes())
            done = import_terms(session, vocabulary, prefix="essglobal", today=NOW.date())
            assert done.created == len(vocabulary.concepts), file.name
            assert done.unlinked == (), file.name
            # Two files name concepts twice, and one has a concept without a name.
            assert len(vocabulary.problems) == {"products-services": 4, "type-of-labour": 1}.get(file.stem, 0)
            again = import_terms(session, vocabulary, prefix="essglobal", today=NOW.date())
            assert again.unchanged == len(vocabulary.concepts), file.name
            concepts += done.created
    assert concepts > 250
    label = "select labels ->> 'en' from term where code = 'essglobal:products-services:80150000'"
    assert desk.one(label) == "Trade policy and services"
    assert desk.one("select parent_code from term where code = 'essglobal:qualifiers:Organic'") == (
        "essglobal:qualifiers:q01"
    )


def test_the_command_brings_vocabularies_in_and_counts_them(
    desk: Desk, fresh_database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "care.skos"
    file.write_bytes(FILE)

    def solifair(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", "terms", *words],
            cwd=Path(__file__).parents[3],
            env={
                **os.environ,
                "SOLIFAIR_MODE": "test",
                "SOLIFAIR_DATABASE_URL": fresh_database_url,
                "SOLIFAIR_REDIS_URL": "redis://127.0.0.1:1/0",
                "SOLIFAIR_SECRET_KEY": "a key that is only for tests, 0123456789",
                "SOLIFAIR_STRIPE_API_KEY": "sk_test_x",
            },
            capture_output=True,
            text=True,
            timeout=120,
        )

    tried = solifair("import", str(file), "--prefix", "ex", "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "care.skos: 2 new, 0 changed, 0 as they were" in tried.stdout
    assert "mute: no_label" in tried.stdout
    assert solifair("import", str(file), "--prefix", "ex").returncode == 0
    listed = solifair("list").stdout
    assert "ex:care" in listed
    file.write_bytes(b"<a/>")
    refused = solifair("import", str(file))
    assert refused.returncode == 1
    assert "vocabulary_file_refused" in refused.stderr
