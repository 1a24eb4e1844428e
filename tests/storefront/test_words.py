"""Every sentence of the pages in every language, with the same figures in it."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import storefront
from certification import errors, objection_errors
from certification.bulk import errors as bulk_errors
from certification.checklists import errors as checklist_errors
from certification.networks import errors as network_errors
from certification.permissions import errors as permission_errors
from certification.reasons import errors as reason_errors
from certification.rules import WhyNot
from kit.errors import DomainError, Unavailable
from market.agreements.rules import Nonsense
from market.catalog import importing
from models.enums import AppealOutcome, CertificateState
from storefront.language import DEFAULT, ENDONYMS
from storefront.sentences import REFUSALS
from storefront.words import WORDS

_HOME = Path(storefront.__file__).parent
_MARKS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "say": None}
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def said() -> set[str]:
    """Every sentence in the templates and the code, in English."""
    options = {"templates/**.html": {"trim_blocks": "true", "newstyle_gettext": "true"}}
    found = extract_from_dir(_HOME, _METHODS, options, keywords=_MARKS)
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in found}


def catalogue(language: str) -> Catalog:
    with (_HOME / "locale" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", [code for code in ENDONYMS if code != DEFAULT])
def test_nothing_is_left_in_english(language: str) -> None:
    written = {
        (message.id if isinstance(message.id, str) else message.id[0]): message
        for message in catalogue(language)
        if message.id
    }
    assert said() - written.keys() == set()
    assert written.keys() - said() == set(), "no page says these any more"
    for text, message in written.items():
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for form in forms:
            assert form, f"{language}: {text!r} is empty"
            assert set(re.findall(r"%\((\w+)\)s", form)) == set(re.findall(r"%\((\w+)\)s", text)), text
            assert re.findall(r"</?\w+>", form) == re.findall(r"</?\w+>", text), text


# What no form can meet: the page chooses who decides, or is a page that says that something is not there.
NEVER_SAID = {"needs_second_person", "one_person_decides", "no_such_proposal", "no_such_evidence", "no_such_holder"}


def test_every_refusal_of_a_form_about_certificates_has_its_words() -> None:
    modules = (
        errors,
        objection_errors,
        bulk_errors,
        checklist_errors,
        network_errors,
        permission_errors,
        reason_errors,
    )
    codes = {
        each.code
        for module in (*modules, reason_errors)
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, DomainError)
        and not issubclass(each, Unavailable)
        and each.__module__ == module.__name__
    }
    assert codes - REFUSALS.keys() == NEVER_SAID


def test_every_state_and_every_reason_of_a_certificate_has_its_words() -> None:
    for group in ("certificate", "how_it_stands"):
        assert {*CertificateState} <= WORDS[group].keys(), group
    assert {*WhyNot} <= WORDS["why_not_shown"].keys()
    # Which markets may show a scheme is known of today alone.
    assert {*WhyNot} - {WhyNot.HIDDEN_HERE} <= WORDS["why_not_then"].keys()
    assert {*AppealOutcome, "open"} == WORDS["appeal"].keys()


def test_every_remark_about_a_cell_has_its_words() -> None:
    """Codes that stand in the readers and in the plan of imports, and what becomes of a whole file."""
    home = Path(importing.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in home.rglob("*.py"))
    said = r'(?:Wrong|Problem|ImportFileRefused|fault|note)\((?:[^"()]|\([^()]*\))*?"([a-z]+(?:_[a-z]+)+)"'
    codes = set(re.findall(said, sources))
    assert len(codes) > 40
    assert codes - set(WORDS["import_problem"]) - set(WORDS["import_failure"]) == set()


def test_whatever_does_not_hold_together_in_an_agreement_is_said() -> None:
    assert WORDS["agreement_problem"].keys() == set(Nonsense)
