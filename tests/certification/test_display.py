"""Logo or words, and what a document is."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from certification.display import EU_COUNTRIES, Display, SchemeFacts, assurance_text, by_country, display_of
from certification.documents import LARGEST_DOCUMENT, suffix_of, type_of
from certification.errors import BadDocument, DocumentTooLarge
from certification.pages.read import read_own, read_proof
from certification.pages.read_held import read_held
from certification.queries import find_standing
from certification.rules import WhyNot, why_not_shown
from models.enums import AssuranceClass, OrganisationKind
from models.organisations import Organisation
from tests.certification.registry import NOW, Registry

PASSED = SchemeFacts(AssuranceClass.THIRD_PARTY, True, True, True, True)
TESTS = ("is_open_to_all", "has_expert_requirements", "has_withdrawal_procedure", "has_independent_monitoring")


def test_four_tests_passed_is_a_label_in_the_union() -> None:
    assert display_of(PASSED, "FR") is Display.LOGO


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("answer", [False, None])
def test_one_test_not_passed_is_words_in_the_union_only(test: str, answer: bool | None) -> None:
    failed = replace(PASSED, **{test: answer})  # type: ignore[arg-type]  # one of the four answers
    assert display_of(failed, "DE") is Display.TEXT
    assert display_of(failed, "US") is Display.LOGO


def test_an_authority_needs_no_tests_and_ones_own_word_is_never_a_label() -> None:
    unknown = SchemeFacts(AssuranceClass.PUBLIC_AUTHORITY, None, None, None, None)
    assert display_of(unknown, "FR") is Display.LOGO
    assert display_of(replace(PASSED, assurance_class=AssuranceClass.SELF_DECLARED), "US") is Display.TEXT


@pytest.mark.parametrize("assurance_class", AssuranceClass)
@pytest.mark.parametrize("country", ["FR", "DE", "US"])
@pytest.mark.parametrize("limit", Display)
def test_a_limit_takes_away_and_never_gives(assurance_class: AssuranceClass, country: str, limit: Display) -> None:
    free = replace(PASSED, assurance_class=assurance_class)
    limited = replace(free, limits={country: limit})
    order = [Display.NONE, Display.TEXT, Display.LOGO]
    assert display_of(limited, country) is order[min(order.index(display_of(free, country)), order.index(limit))]
    assert display_of(limited, "CH") is display_of(free, "CH")


def test_the_union_stands_for_its_members_that_have_no_limit_of_their_own() -> None:
    limits = by_country({"EU": Display.NONE, "FR": Display.TEXT, "US": Display.TEXT})
    assert limits == dict.fromkeys(EU_COUNTRIES, Display.NONE) | {"FR": Display.TEXT, "US": Display.TEXT}
    assert by_country({"US": Display.NONE}) == {"US": Display.NONE}


@pytest.mark.parametrize("assurance_class", AssuranceClass)
def test_every_assurance_has_its_words(assurance_class: AssuranceClass) -> None:
    texts = {assurance_text(assurance_class, lang) for lang in ("en", "fr", "es", "pt")}
    assert len(texts) == 4
    assert assurance_text(assurance_class, "sw") == assurance_text(assurance_class, "en")


@pytest.mark.parametrize(
    ("data", "media_type", "suffix"),
    [
        (b"%PDF-1.4 ...", "application/pdf", ".pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png", ".png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg", ".jpg"),
        ("Acta de asamblea, año 2026\n".encode(), "text/plain", ".txt"),
        (b"<html><script>alert(1)</script>", "text/plain", ".txt"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "text/plain", ".txt"),
    ],
)
def test_bytes_say_what_a_document_is(data: bytes, media_type: str, suffix: str) -> None:
    found = type_of(data)
    assert (found.media_type, found.suffix) == (media_type, suffix)
    assert suffix_of(media_type) == suffix


@pytest.mark.parametrize("data", [b"", b"  \n", b"MZ\x90\x00", b"PK\x03\x04", b"\xff\xfe\x00", b"text\x00with nul"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BadDocument):
        type_of(data)


def test_a_document_has_a_largest_size() -> None:
    type_of(b"%PDF-" + bytes(LARGEST_DOCUMENT - 5))
    with pytest.raises(DocumentTooLarge):
        type_of(b"%PDF-" + bytes(LARGEST_DOCUMENT - 4))


@pytest.mark.parametrize(("country", "is_shown"), [("FR", False), ("CH", True)])
def test_a_certificate_tells_that_its_market_may_not_show_it_and_stands_all_the_same(
    registry: Registry, country: str, is_shown: bool
) -> None:
    certificate_id = registry.verified()
    with registry.database.transaction() as session:
        session.add(Organisation(slug="market", kind=OrganisationKind.MARKET, name="Market", country=country))
        session.execute(text('update scheme set display = \'{"FR": "none"}\''))
    with registry.database.reading() as session:
        proof = read_proof(session, certificate_id=certificate_id, lang="en", now=NOW)
        held = read_held(session, certificate_id=certificate_id, holder_id=registry["coop"], lang="en", now=NOW)
        (own,) = read_own(session, holder_id=registry["coop"], before_id=None, limit=9, now=NOW)
        standing = find_standing(session, certificate_id)
    why_not = None if is_shown else WhyNot.HIDDEN_HERE
    assert [(each.is_shown, each.why_not_shown) for each in (proof, held, own)] == [(is_shown, why_not)] * 3
    assert bool(registry.claims("espresso")) is bool(registry.with_scheme("fairtrade")) is is_shown
    assert standing is not None and why_not_shown(standing, NOW) is None, "its credential is no less valid"
