"""What a certificate covers: AND between kinds of subject, OR within one."""

import pytest
from sqlalchemy import text

from certification.errors import NoSuchHolder, SubjectNotCertified, SubjectTooWide, UnknownScheme, UnknownSubject
from models.enums import SubjectKind
from tests.certification.registry import NOTHING, Registry

ORGANISATION, PRODUCT, CATEGORY = SubjectKind.ORGANISATION, SubjectKind.PRODUCT, SubjectKind.CATEGORY
SITE, INGREDIENT = SubjectKind.SITE, SubjectKind.INGREDIENT
ALL = {"espresso", "blossom", "basket"}


@pytest.mark.parametrize(
    ("scheme", "subjects", "covered", "as_what"),
    [
        ("fairtrade", [], ALL, "whole_product"),
        ("fairtrade", [(ORGANISATION, "coop")], ALL, "whole_product"),
        ("guarantee", [], ALL, "enterprise"),
        ("guarantee", [(ORGANISATION, "coop")], ALL, "enterprise"),
        ("fairtrade", [(PRODUCT, "espresso")], {"espresso"}, "whole_product"),
        ("fairtrade", [(PRODUCT, "espresso"), (PRODUCT, "basket")], {"espresso", "basket"}, "whole_product"),
        ("fairtrade", [(CATEGORY, "coffee")], {"espresso"}, "whole_product"),
        ("fairtrade", [(CATEGORY, "food")], {"espresso", "blossom"}, "whole_product"),
        ("fairtrade", [(CATEGORY, "coffee"), (CATEGORY, "home")], {"espresso", "basket"}, "whole_product"),
        ("fairtrade", [(CATEGORY, "food"), (PRODUCT, "basket")], set(), None),
        ("fairtrade", [(CATEGORY, "food"), (PRODUCT, "blossom"), (PRODUCT, "basket")], {"blossom"}, "whole_product"),
        ("fairtrade", [(SITE, "Upper mill"), (PRODUCT, "espresso")], {"espresso"}, "whole_product"),
        ("organic", [(INGREDIENT, "cocoa"), (CATEGORY, "food")], {"espresso", "blossom"}, "ingredient"),
        ("organic", [(INGREDIENT, "sugar"), (PRODUCT, "blossom")], {"blossom"}, "ingredient"),
    ],
)
def test_scope(registry: Registry, scheme: str, subjects, covered: set[str], as_what: str | None) -> None:
    registry.verified(scheme, subjects=subjects)
    assert registry.with_scheme(scheme) == covered
    assert {registry.claims(product).get(scheme) for product in covered} == ({as_what} if as_what else set())
    assert registry.claims("cocoa") == {}


def test_a_certificate_for_others_covers_those_it_names(registry: Registry) -> None:
    registry.federate("coop", "other")
    registry.verified(subjects=[(ORGANISATION, "other")])
    assert registry.with_scheme("fairtrade") == {"cocoa"}


def test_any_organisation_and_any_category(registry: Registry) -> None:
    registry.federate("coop", "other")
    registry.verified(subjects=[(ORGANISATION, "other"), (ORGANISATION, "coop"), (CATEGORY, "food")])
    assert registry.with_scheme("fairtrade") == {"cocoa", "espresso", "blossom"}


def test_a_member_that_has_left_sells_under_nobody_elses_certificate(registry: Registry) -> None:
    def covered() -> bool:
        one_by_one = bool(registry.claims("cocoa"))
        assert one_by_one == ("cocoa" in registry.with_scheme("fairtrade"))
        return one_by_one

    def change(statement: str) -> None:
        with registry.database.transaction() as session:
            session.execute(text(f"update network_membership set {statement}"))

    registry.federate("coop", "other")
    registry.verified(subjects=[(ORGANISATION, "other"), (ORGANISATION, "coop")])
    assert covered()
    change("ended_at = now()")
    assert not covered() and registry.claims("espresso")
    change("ended_at = null, accepted_at = null")
    assert not covered(), "who asks to come back is not back"
    change("accepted_at = now()")
    assert covered()


def test_a_product_that_changes_its_shelf_leaves_the_scope(registry: Registry) -> None:
    registry.verified(subjects=[(CATEGORY, "coffee")])
    assert registry.claims("espresso") == {"fairtrade": "whole_product"}
    with registry.database.transaction() as session:
        session.execute(text("update product set category_code = 'home' where slug = 'espresso'"))
    assert registry.claims("espresso") == {}


def test_a_site_written_past_the_verbs_covers_nothing_by_itself(registry: Registry) -> None:
    certificate_id = registry.verified()
    with registry.database.transaction() as session:
        session.execute(text("insert into certificate_subject values (:id, 'site', 'Mill')"), {"id": certificate_id})
    assert registry.with_scheme("fairtrade") == set()


@pytest.mark.parametrize(
    ("subjects", "refusal"),
    [
        ([(PRODUCT, "cocoa")], UnknownSubject),
        ([(PRODUCT, "prod_missing")], UnknownSubject),
        ([(CATEGORY, "nowhere")], UnknownSubject),
        ([(ORGANISATION, "other")], UnknownSubject),
        ([(ORGANISATION, NOTHING)], UnknownSubject),
        ([(SITE, "Mill")], SubjectTooWide),
        ([(INGREDIENT, "cocoa"), (PRODUCT, "espresso")], SubjectNotCertified),
    ],
)
def test_subjects_are_the_holders_own(registry: Registry, subjects, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        registry.draft(subjects=subjects)
    assert registry.one("select count(*) from certificate") == 0


def test_a_guarantee_of_the_enterprise_names_no_products(registry: Registry) -> None:
    with pytest.raises(SubjectNotCertified):
        registry.draft("guarantee", subjects=[(PRODUCT, "espresso")])


def test_somebody_elses_organisation_and_an_unknown_scheme(registry: Registry) -> None:
    with pytest.raises(NoSuchHolder):
        registry.draft(person="stranger")
    with pytest.raises(NoSuchHolder):
        registry.draft(holder="andes", person="lucia")
    with pytest.raises(UnknownScheme):
        registry.draft("green_leaf")
