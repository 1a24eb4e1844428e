"""The market's directory: the same statements in both notations, and nothing that is not exact, proven or consented."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from pyld import jsonld
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, XSD
from sqlalchemy import text
from starlette.testclient import TestClient

from market.accounts.directories.read_directory import read_directory
from market.accounts.directories.serialised import write_json_ld, write_turtle
from market.accounts.directories.statements import Directory
from market.accounts.directories.vocabulary import SCHEMES
from models.certification import Scheme
from models.enums import AssuranceClass, ConsentSubject, SolidarityKind, SubjectKind
from models.organisations import NetworkMembership, SolidarityLink, Term
from tests.catalog.exporting.conftest import agree, sell
from tests.certification.registry import LONG_AGO, NOW, Registry

DIRECTORY = Directory("https://api.market.example", "https://market.example")
ESS = Namespace("http://purl.org/essglobal/vocab/")
CONCEPTS = "http://purl.org/essglobal/standard/"
SCHEMA = Namespace("https://schema.org/")
COOP = URIRef("https://api.market.example/v1/directory#coop")
VOCABULARY = Path(__file__).parents[3] / "shared" / "data" / "essglobal"
# Written by hand from MurmurationsNetwork/MurmurationsLibrary, schemas/organizations_schema-v1.0.0.json and the fields
# it names; closed, so that a field that the schema has not is found.
_URL = {"type": "string", "maxLength": 2000, "pattern": "^https?://.*"}
MURMURATIONS = {
    "type": "object",
    "required": ["linked_schemas", "name"],
    "additionalProperties": False,
    "properties": {
        "linked_schemas": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
        "name": {"type": "string"},
        "primary_url": _URL,
        "unique_id": {"type": "string"},
        "country_iso_3166": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "description": {"type": "string"},
        "tags": {"type": "array", "uniqueItems": True, "items": {"type": "string"}},
        "image": _URL,
        "relationships": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["predicate_url", "object_url"],
                "properties": {"predicate_url": _URL, "object_url": _URL},
            },
        },
    },
}


@pytest.fixture
def coop(registry: Registry) -> Registry:
    """The co-operative with all that a directory may tell of it."""
    with registry.database.transaction() as session:
        session.execute(
            text(
                """
                update organisation set legal_form = 'L2', structure = 'OS90', sector = 'Agriculture', region = 'Piura',
                    place = 'Montero "alto" \\', languages = array['es'], founded_year = 2003, members_total = 412,
                    members_women = 148, members_men = 251, members_unknown = 13
                where slug = 'coop'
                """
            )
        )
        session.add(Term(code="women", scheme="values", labels={"en": "Women lead"}))
        session.flush()
        session.add(SolidarityLink(organisation_id=registry["coop"], kind=SolidarityKind.VALUES, term_code="women"))
        session.add(NetworkMembership(network_id=registry["andes"], member_id=registry["coop"], accepted_at=LONG_AGO))
        session.execute(
            text(
                "insert into translation (entity_id, field, lang, body, origin) "
                "values (:id, 'short_line', 'es', E'Café\\n\"lavado\"\\t\\\\', 'original')"
            ),
            {"id": registry["coop"]},
        )
    agree(registry, "coop", ConsentSubject.MEMBERS_TOTAL, ConsentSubject.MEMBERS_BY_GENDER)
    return registry


def graph(registry: Registry, *, at=NOW) -> Graph:
    """The directory as a machine reads its Turtle, after its JSON-LD was found to say the same."""
    turtle = Graph().parse(data=b"".join(write_turtle(read_directory(registry.database, lang="en", at=at), DIRECTORY)))
    same = b"".join(write_json_ld(read_directory(registry.database, lang="en", at=at), DIRECTORY))
    triples = jsonld.to_rdf(json.loads(same), {"format": "application/n-quads"})
    assert isomorphic(turtle, Graph().parse(data=triples, format="nt"))
    return turtle


def test_what_a_directory_tells(coop: Registry) -> None:
    found = graph(coop)
    told = dict(found.predicate_objects(COOP))
    assert told[RDF.type] == ESS.SSEInitiative
    assert told[ESS.legalForm] == URIRef(f"{CONCEPTS}legal-form/L2")
    assert told[ESS.organisationalStructure] == URIRef(f"{CONCEPTS}organisational-structure/OS90")
    assert told[ESS.economicSector] == URIRef(f"{CONCEPTS}activities-ica/ICA10")
    assert told[ESS.totalWomen] == Literal("148", datatype=XSD.integer)
    assert told[SCHEMA.memberOf] == URIRef("https://api.market.example/v1/directory#andes")
    assert told[URIRef("http://purl.org/dc/terms/description")] == Literal('Café\n"lavado"\t\\', lang="es")
    address = found.value(COOP, ESS.hasAddress)
    assert found.value(address, URIRef("http://www.w3.org/2006/vcard/ns#locality")) == Literal('Montero "alto" \\')
    # What it consented to have told, and not what it did not.
    assert [str(value) for value in found.objects(COOP, SCHEMA.knowsAbout)] == ["Grown in shade"]
    assert found.value(URIRef("https://api.market.example/v1/directory#andes"), RDF.type) == ESS.Network


def test_what_is_not_exact_is_not_told(coop: Registry) -> None:
    with coop.database.transaction() as session:
        session.execute(
            text(
                "update organisation set legal_form = 'Coop', structure = 'OS11', sector = 'Agriculture: coffee', "
                "members_total = 30, members_women = 3, members_men = 27, members_unknown = 0 where slug = 'coop'"
            )
        )
    told = dict(graph(coop).predicate_objects(COOP))
    assert not {ESS.legalForm, ESS.organisationalStructure, ESS.economicSector} & told.keys()
    # Three women are few enough to be known by name.
    assert told[ESS.totalOfMembers] == Literal("30", datatype=XSD.integer)
    assert not {ESS.totalWomen, ESS.totalMen} & told.keys()


def test_a_person_who_works_alone_is_told_without_a_place(coop: Registry) -> None:
    with coop.database.transaction() as session:
        session.execute(
            text("update organisation set line = 'enterprise', relation = 'self_employed' where slug = 'coop'")
        )
    found = graph(coop)
    address = found.value(COOP, ESS.hasAddress)
    told = dict(found.predicate_objects(address))
    assert not {URIRef(f"http://www.w3.org/2006/vcard/ns#{name}") for name in ("locality", "region")} & told.keys()
    assert len(told) == 2


def test_a_figure_is_told_as_long_as_somebody_agrees(coop: Registry) -> None:
    assert ESS.totalOfMembers in dict(graph(coop).predicate_objects(COOP))
    for at in (NOW + timedelta(days=60), NOW):
        told = dict(graph(coop, at=at).predicate_objects(COOP))
        assert not {ESS.totalOfMembers, ESS.totalWomen} & told.keys()
        with coop.database.transaction() as session:
            session.execute(text("update consent set withdrawn_at = :at"), {"at": NOW - timedelta(days=1)})


def test_a_qualifier_holds_as_long_as_its_certificate(coop: Registry) -> None:
    with coop.database.transaction() as session:
        session.get_one(Scheme, coop["fairtrade"]).proves = ["fair_trade"]
        own = session.get_one(Scheme, coop["organic"])
        own.proves, own.assurance_class = ["organic"], AssuranceClass.SELF_DECLARED
    for scheme in ("fairtrade", "organic"):
        coop.verified(scheme, subjects=[(SubjectKind.PRODUCT, "espresso")])
    goods = URIRef(f"{COOP}-Fairtrade")
    found = graph(coop, at=NOW + timedelta(hours=1))
    assert list(found.objects(COOP, ESS.hasProductOrService)) == [goods]
    assert found.value(goods, ESS.qualifier) == URIRef(f"{CONCEPTS}qualifiers/Fairtrade")
    assert list(graph(coop, at=NOW + timedelta(days=400)).objects(COOP, ESS.hasProductOrService)) == []


def test_every_term_and_concept_is_in_the_vocabulary(coop: Registry) -> None:
    if not VOCABULARY.exists():
        pytest.skip(f"the vocabulary is not at {VOCABULARY}")
    terms = (VOCABULARY / "essglobal-vocab.ttl").read_text(encoding="utf-8")
    for term in {*graph(coop).predicates(), *graph(coop).objects(None, RDF.type)}:
        assert not str(term).startswith(str(ESS)) or f"<{term}>" in terms
    for scheme, codes in SCHEMES.items():
        concepts = (VOCABULARY / f"{scheme}.skos").read_text(encoding="utf-8")
        assert [code for code in codes if f'rdf:about="{code}"' not in concepts] == []


def test_routes(http: TestClient, coop: Registry) -> None:
    sell(coop, "espresso", 1205)
    for path in ("/v1/directory", "/v1/directory.ttl"):
        first = http.get(path)
        assert first.status_code == 200
        assert http.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    with coop.database.transaction() as session:
        session.execute(text("update organisation set name = 'Co-op' where slug = 'coop'"))
    assert http.get("/v1/directory.ttl", headers={"If-None-Match": first.headers["etag"]}).status_code == 200

    urls = http.get("/v1/murmurations").json()["profile_urls"]
    assert len(urls) == 2
    for url in urls:
        profile = http.get(url.partition("8101")[2]).json()
        Draft7Validator(MURMURATIONS).validate(profile)
        assert profile["linked_schemas"] == ["organizations_schema-v1.0.0"]
    full = http.get("/v1/producers/coop/murmurations").json()
    assert full["tags"] == ["Producer co-operative", "Cooperative", "Grown in shade"]
    assert full["relationships"][0]["object_url"].endswith("/v1/directory#andes")
    for nobody in ("andes", "nobody", "a%00b"):
        assert http.get(f"/v1/producers/{nobody}/murmurations").status_code in (400, 404, 422)
