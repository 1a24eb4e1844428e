"""The claims on a card and on a page: the database and the rules say the same, and both stop with the certificate."""

import json
from datetime import date
from itertools import product as pairs

import pytest
from sqlalchemy import text

from certification.display import SchemeFacts, display_of
from kit.reads import Reads
from market.catalog.pages.claims import needs_public_scheme
from market.catalog.pages.read import Shopper, read_product
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters, ShelfQuestion, Sort
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


def test_a_suspended_certificate_leaves_card_page_and_filter_at_once(building, reading, database) -> None:
    with building() as world:
        world.product("coffee", "Coffee")
        person = Person(email="v@example.org", full_name="Vera")
        world.session.add(person)
        world.session.flush()
        certify(world, person.id, "organic", SchemeFacts(AssuranceClass.PUBLIC_AUTHORITY, None, None, None, None))

    async def look(reads: Reads) -> tuple[int, int, int]:
        shopper = Shopper("en", "EUR", "FR", "FR", NOW, "")
        card = json.loads((await read_shelf(reads, question("FR"))).data)[0]
        found = json.loads((await read_shelf(reads, question("FR", ShelfFilters(schemes=("organic",))))).data)
        return len(card["claims"]), len(json.loads(await read_product(reads, "coffee", shopper))["claims"]), len(found)

    assert reading(look) == (1, 1, 1)
    with database.transaction() as session:
        session.execute(text("update certificate set state = 'suspended', claim_until = :now"), {"now": NOW})
    assert reading(look) == (0, 0, 0)


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
