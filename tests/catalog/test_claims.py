"""The claims on a card and on a page: the database and the rules say the same, and both stop with the certificate."""

import json
from dataclasses import replace
from datetime import date
from itertools import product as pairs

import pytest
from sqlalchemy import text

from certification.coach.queries import list_product_proofs
from certification.display import SchemeFacts, display_of
from certification.structured.certification import Addresses
from certification.structured.read import read_product_data
from kit.reads import Reads
from market.catalog.pages.claims import needs_public_scheme
from market.catalog.pages.read import Shopper, read_product
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters, ShelfQuestion, Sort
from market.orders.queries import list_offers
from models.accounts import Person
from models.certification import Certificate, CertificateSubject, Mandate, Scheme, Verification
from models.enums import (
    AssuranceClass,
    CertificateState,
    SubjectKind,
    Traceability,
    VerificationDecision,
    VerificationMethod,
)
from tests.catalog.world import BEFORE, NOW

TESTS = (True, False, None)


@pytest.mark.parametrize("country", ["FR", "CH"])
def test_a_card_shows_a_logo_exactly_when_the_rule_does(building, reading, country: str) -> None:
    facts = {}
    with building() as world:
        world.product("coffee", "Coffee")
        person = Person(email="v@example.org", full_name="Vera")
        world.session.add(person)
        world.session.flush()
        for number, (assurance, first, second) in enumerate(pairs(AssuranceClass, TESTS, TESTS)):
            code = f"s{number}"
            facts[code] = SchemeFacts(assurance, first, second, True, True)
            certify(world, person.id, code, facts[code])

    shopper = Shopper("en", "EUR", country, country, NOW, "http://api.test/v1/media/")

    async def both(reads: Reads) -> tuple[list, list]:
        shelf = await read_shelf(reads, question(country))
        page = json.loads(await read_product(reads, "coffee", shopper))
        return json.loads(shelf.data)[0]["claims"], page["claims"]

    for claims in reading(both):
        shown = {claim["scheme"]["code"]: claim["display"] for claim in claims}
        assert shown == {code: display_of(scheme, country) for code, scheme in facts.items()}


_NO_LONGER = {
    "suspended": ["update certificate set state = 'suspended', claim_until = :now"],
    "not begun": ["update certificate set claim_from = cast(:now as timestamptz) + interval '1 second'"],
    # The lightest size weighs 250 g.
    "sold out": [
        "alter table certificate disable trigger quantity_is_kept",
        "update certificate set quantity_grams = 249",
        "alter table certificate enable trigger quantity_is_kept",
    ],
}


@pytest.mark.parametrize("ended", _NO_LONGER)
def test_a_claim_that_does_not_stand_is_on_no_card_and_page_nor_found_nor_counted(
    building, reading, database, ended: str
) -> None:
    with building() as world:
        world.product("coffee", "Coffee")
        person = Person(email="v@example.org", full_name="Vera")
        world.session.add(person)
        world.session.flush()
        certify(world, person.id, "organic", SchemeFacts(AssuranceClass.PUBLIC_AUTHORITY, None, None, None, None))

    async def look(reads: Reads) -> tuple[int, int, int, list[str], list[str]]:
        shopper = Shopper("en", "EUR", "FR", "FR", NOW, "")
        shelf = await read_shelf(reads, replace(question("FR"), with_facets=True))
        page = json.loads(await read_product(reads, "coffee", shopper))
        found = json.loads((await read_shelf(reads, question("FR", ShelfFilters(schemes=("organic",))))).data)
        facets = json.loads(shelf.facets or "")
        schemes, classes = ([one["value"] for one in facets[facet]] for facet in ("scheme", "assurance"))
        return len(json.loads(shelf.data)[0]["claims"]), len(page["claims"]), len(found), schemes, classes

    assert reading(look) == (1, 1, 1, ["organic"], ["public_authority"])
    with database.transaction() as session:
        for sql in _NO_LONGER[ended]:
            session.execute(text(sql), {"now": NOW} if ":now" in sql else {})
    assert reading(look) == (0, 0, 0, [], [])


@pytest.mark.parametrize(
    ("limits", "shown"),
    [
        ({}, "logo"),
        ({"FR": "text"}, "text"),
        ({"FR": "none"}, None),
        ({"DE": "none", "US": "text"}, "logo"),
    ],
)
def test_what_a_market_may_not_show_is_nowhere_in_it(
    building, reading, database, limits: dict[str, str], shown: str | None
) -> None:
    with building() as world:
        coffee = world.product("coffee", "Coffee")
        person = Person(email="v@example.org", full_name="Vera")
        world.session.add(person)
        world.session.flush()
        certify(world, person.id, "limited", SchemeFacts(AssuranceClass.THIRD_PARTY, True, True, True, True))
        world.session.execute(text("update scheme set display = cast(:to as jsonb)"), {"to": json.dumps(limits)})
        variant = world.session.execute(text("select id from variant")).scalar_one()

    async def look(reads: Reads) -> tuple[list[str], list[str], int, int]:
        shelf = await read_shelf(reads, replace(question("FR"), with_facets=True))
        found = await read_shelf(reads, question("FR", ShelfFilters(schemes=("limited",))))
        page = json.loads(await read_product(reads, "coffee", Shopper("en", "EUR", "FR", "FR", NOW, "")))
        (card,) = json.loads(shelf.data)
        counted = sum(value["count"] for value in json.loads(shelf.facets or "{}")["scheme"])
        displays = [[claim["display"] for claim in each["claims"]] for each in (card, page)]
        return *displays, len(json.loads(found.data)), counted

    carried = [] if shown is None else [shown]
    assert reading(look) == (carried, carried, len(carried), len(carried))
    with database.reading() as session:
        offer = list_offers(session, [variant], currency="EUR", lang="en", now=NOW)[variant]
        assert len(offer.claims) == len(carried)
        addresses = Addresses("http://api.test", "http://shop.test")
        told = read_product_data(session, "coffee", addresses=addresses, lang="en", now=NOW)
        assert told is not None and len(told["schema:hasCertification"]) == len(carried)
        assert len(list_product_proofs(session, [coffee], at=NOW).get(coffee, [])) == len(carried)
        assert session.execute(text("select count(*) from scheme_claims(:at)"), {"at": NOW}).scalar() == len(carried)


@pytest.mark.parametrize(
    ("lang", "subjects", "traceability", "words"),
    [
        ("en", [], None, "mb covers the whole product."),
        ("en", ["sugar", "cocoa"], None, "mb covers this of its ingredients: cocoa, sugar."),
        ("fr", ["cacao"], None, "mb couvre parmi ses ingrédients : cacao."),
        ("en", [], Traceability.PHYSICAL, "On its way it is kept apart from what is not certified."),
        ("en", [], Traceability.MASS_BALANCE, "By mass balance: it may be mixed with what is not certified"),
        ("es", [], Traceability.MASS_BALANCE, "mb abarca el producto entero. Por balance de masa: puede mezclarse"),
        ("pt", [], Traceability.MASS_BALANCE, "Por balanço de massa"),
        ("de", [], Traceability.MASS_BALANCE, "mb covers the whole product. By mass balance"),
    ],
)
def test_a_page_says_what_is_covered_and_how_it_travels(
    building, reading, lang: str, subjects: list[str], traceability: Traceability | None, words: str
) -> None:
    with building() as world:
        coffee = world.product("coffee", "Coffee")
        person = Person(email="v@example.org", full_name="Vera")
        world.session.add(person)
        world.session.flush()
        facts = SchemeFacts(AssuranceClass.THIRD_PARTY, True, True, True, True)
        certificate_id = certify(world, person.id, "mb", facts, traceability)
        for kind, refs in ((SubjectKind.INGREDIENT, subjects), (SubjectKind.PRODUCT, [coffee] if subjects else [])):
            for ref in refs:
                world.session.add(CertificateSubject(certificate_id=certificate_id, kind=kind, ref=ref))

    shopper = Shopper(lang, "EUR", "FR", "FR", NOW, "")

    async def page(reads: Reads) -> bytes:
        return await read_product(reads, "coffee", shopper)

    (claim,) = json.loads(reading(page))["claims"]
    assert words in claim["text"]
    assert (claim["ingredients"], claim["traceability"]) == (sorted(subjects), traceability)


def question(country: str, filters: ShelfFilters | None = None) -> ShelfQuestion:
    return ShelfQuestion(
        filters=filters or ShelfFilters(),
        sort=Sort.POPULAR,
        limit=5,
        lang="en",
        currency="EUR",
        at=NOW,
        media_url="",
        needs_public_scheme_for_logo=needs_public_scheme(country),
        market_country=country,
    )


def certify(world, verifier_id: str, code: str, facts: SchemeFacts, traceability: Traceability | None = None) -> str:
    """Norandino holds a verified certificate of a new scheme; its id."""
    scheme = Scheme(code=code, name=code, owner="them", certifies=["product"], **vars(facts))
    world.session.add(scheme)
    world.session.flush()
    mandate = Mandate(federation_id=world.federation_id, scheme_id=scheme.id, granted_at=BEFORE)
    certificate = Certificate(
        scheme_id=scheme.id,
        number=code,
        holder_id=world.norandino_id,
        state=CertificateState.VERIFIED,
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 12, 31),
        claim_from=BEFORE,
        traceability=traceability,
    )
    world.session.add_all([mandate, certificate])
    world.session.flush()
    world.session.add(
        Verification(
            certificate_id=certificate.id,
            federation_id=world.federation_id,
            mandate_id=mandate.id,
            verifier_id=verifier_id,
            method=VerificationMethod.DOCUMENT,
            decision=VerificationDecision.VERIFY,
            reason="The document was read in full.",
            checked_at=BEFORE,
        )
    )
    return certificate.id
