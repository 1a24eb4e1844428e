"""Our files of schemes: they read, every fact says where it was read, and their codes are those of the standards."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.display import Display, SchemeFacts, display_of
from certification.rules import check_number
from certification.schemes.errors import SchemeFileRefused
from certification.schemes.read_schemes import BUILT_IN, read_scheme, read_schemes
from models.enums import AssuranceClass

SCHEMES = read_schemes()
SHARED = Path(__file__).parents[4] / "shared" / "data"
OFF, GS1, DFC = SHARED / "off/labels.txt", SHARED / "gs1/gs1Voc_1.16.ttl", SHARED / "dfc/facets.json"
EXPECTED = {
    "fairtrade",
    "fairtrade_usa",
    "wfto_gs",
    "fair_trade_federation",
    "spp",
    "fair_for_life",
    "naturland_fair",
    "eu_organic",
    "usda_nop",
    "pgs",
    "rainforest_alliance",
    "goodweave",
    "ica_identity",
    "b_corp",
}
MINIMAL = """
code = "a_scheme"
[sources]
site = "https://example.org/"
[facts]
name = { value = "A scheme", source = "site", confirmed = true }
owner = { value = "Them", source = "site", confirmed = true }
assurance_class = { value = "third_party", source = "site", confirmed = true }
certifies = { value = ["product"], source = "site", confirmed = false }
"""


def test_a_file_limits_what_may_be_shown_and_cannot_let_more_be_shown() -> None:
    line = 'display = {{ value = {{ EU = "none", CH = "{}" }}, source = "site", confirmed = true }}\n'
    limits = read_scheme("a.toml", (MINIMAL + line.format("text")).encode()).columns["display"]
    assert isinstance(limits, dict)
    assert (limits["FR"], limits["CH"], len(limits), "EU" in limits) == ("none", "text", 28, False)
    for refused in ("logo", "maybe"):
        with pytest.raises(SchemeFileRefused):
            read_scheme("a.toml", (MINIMAL + line.format(refused)).encode())


def test_every_scheme_is_there_under_the_name_of_its_file() -> None:
    assert set(SCHEMES) == EXPECTED == {file.stem for file in BUILT_IN.glob("*.toml")}


@pytest.mark.parametrize("code", sorted(SCHEMES))
def test_every_fact_says_where_it_was_read(code: str) -> None:
    scheme = SCHEMES[code]
    assert all(fact.source.startswith("http") for fact in scheme.facts.values())
    told = scheme.columns["facts"]
    assert isinstance(told, dict) and set(told) == set(scheme.facts)
    assert scheme.columns["is_confirmed"] is (not scheme.unconfirmed)


@pytest.mark.parametrize("code", sorted(SCHEMES))
def test_what_only_lets_goods_be_sold_lets_nothing_be_claimed(code: str) -> None:
    provisional = SCHEMES[code].value("provisional")
    assert isinstance(provisional, dict)
    assert provisional == {} or provisional["may_claim"] is False


def test_what_flocert_says() -> None:
    fairtrade = SCHEMES["fairtrade"]
    assert fairtrade.value("suspension_months") == 6
    assert fairtrade.value("provisional") == {
        "name": "Permission to Trade",
        "may_sell": True,
        "may_claim": False,
        "months": 9,
    }
    assert fairtrade.value("sell_through") == "none"


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("fairtrade", "4567"),
        ("wfto_gs", "Kuapa Kokoo Union"),
        ("spp", "SPP-PE-00123"),
        ("fair_for_life", "FFL-12-3456"),
        ("eu_organic", "FR-BIO-01"),
        ("eu_organic", "DE-ÖKO-006"),
        ("eu_organic", "ES-ECO-001-AN"),
        ("eu_organic", "PE-BIO-149.604-0001234.2026.001"),
        ("usda_nop", "8150001234"),
    ],
)
def test_numbers_that_are_seen_are_taken(code: str, number: str) -> None:
    check_number(number, str(SCHEMES[code].value("number_pattern")))


@pytest.mark.parametrize(("code", "number"), [("fairtrade", "FLO 4567"), ("usda_nop", "12"), ("eu_organic", "organic")])
def test_numbers_that_cannot_be_are_refused(code: str, number: str) -> None:
    assert re.fullmatch(str(SCHEMES[code].value("number_pattern")), number) is None


@pytest.mark.parametrize(
    ("code", "in_eu"),
    [("fairtrade", Display.LOGO), ("eu_organic", Display.LOGO), ("usda_nop", Display.LOGO), ("b_corp", Display.TEXT)]
    + [(code, Display.TEXT) for code in ("wfto_gs", "fair_trade_federation", "pgs", "ica_identity", "goodweave")],
)
def test_a_label_in_the_eu_needs_four_answers(code: str, in_eu: Display) -> None:
    scheme = SCHEMES[code]
    tests: list[Any] = [
        scheme.value(name)
        for name in (
            "is_open_to_all",
            "has_expert_requirements",
            "has_withdrawal_procedure",
            "has_independent_monitoring",
        )
    ]
    assert display_of(SchemeFacts(AssuranceClass(str(scheme.value("assurance_class"))), *tests), "FR") is in_eu


def codes(standard: str) -> dict[str, str]:
    return {code: str(scheme.facts[standard].value) for code, scheme in SCHEMES.items() if standard in scheme.facts}


@pytest.mark.skipif(not OFF.exists(), reason="Open Food Facts' labels are not here")
def test_labels_of_open_food_facts_exist() -> None:
    lines = OFF.read_text(encoding="utf-8").splitlines()
    names = {line[3:].split(",")[0].strip() for line in lines if line.startswith("en:")}
    tags = {"en:" + re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-") for name in names}
    tags |= {"en:" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") for name in names}
    assert set(codes("off").values()) <= tags


@pytest.mark.skipif(not OFF.exists(), reason="Open Food Facts' labels are not here")
def test_codes_of_control_bodies_are_taken() -> None:
    found = set(re.findall(r"\b[A-Z]{2}-BIO-[0-9]{2,3}\b", OFF.read_text(encoding="utf-8")))
    assert len(found) > 1000
    for number in found:
        check_number(number, str(SCHEMES["eu_organic"].value("number_pattern")))


@pytest.mark.skipif(not GS1.exists(), reason="GS1's vocabulary is not here")
def test_codes_of_gs1_exist() -> None:
    known = set(re.findall(r"PackagingMarkedLabelAccreditationCode-([A-Z0-9_]+)", GS1.read_text(encoding="utf-8")))
    assert set(codes("gs1").values()) <= known


@pytest.mark.skipif(not DFC.exists(), reason="the Data Food Consortium's facets are not here")
def test_facets_of_the_data_food_consortium_exist() -> None:
    known = set(re.findall(r"facets\.rdf#([A-Za-z-]+)", json.dumps(json.loads(DFC.read_text(encoding="utf-8")))))
    assert set(codes("dfc").values()) <= known


def test_the_least_that_a_file_says() -> None:
    scheme = read_scheme("a.toml", MINIMAL.encode())
    assert scheme.unconfirmed == ["certifies"]
    assert scheme.value("timezone") == "UTC"
    assert scheme.value("is_open_to_all") is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('colour = { value = "red", source = "site", confirmed = true }', "colour: there is no such fact"),
        ('timezone = { value = "Mars/Olympus", source = "site", confirmed = true }', "timezone"),
        ('timezone = { value = "../etc/passwd", source = "site", confirmed = true }', "timezone"),
        ('number_pattern = { value = "(", source = "site", confirmed = true }', "number_pattern"),
        ('gs1 = { value = "FAIR", source = "nowhere", confirmed = true }', "gs1: there is no source 'nowhere'"),
        ('grace_days = { value = -1, source = "site", confirmed = true }', "grace_days"),
        ('grace_days = { value = "3", source = "site", confirmed = true }', "grace_days"),
        ('is_open_to_all = { value = 1, source = "site", confirmed = true }', "is_open_to_all"),
        ('is_open_to_all = { value = true, source = "site" }', "confirmed"),
        ('is_open_to_all = { value = true, source = "site", confirmed = "yes" }', "confirmed"),
        (
            'provisional = { value = { name = "P", may_claim = true }, source = "site", confirmed = true }',
            "provisional",
        ),
        ("grace_days = {", ""),
    ],
)
def test_a_wrong_fact_is_named(line: str, problem: str) -> None:
    with pytest.raises(SchemeFileRefused) as refused:
        read_scheme("a.toml", (MINIMAL + line).encode())
    assert problem in refused.value.problem


def test_a_scheme_needs_a_name_and_somebody_who_vouches() -> None:
    with pytest.raises(SchemeFileRefused, match="assurance_class"):
        read_scheme("a.toml", b'code = "a_scheme"\n[sources]\n[facts]\n')


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode(errors="surrogatepass")))
def test_whatever_a_file_holds_it_is_read_or_refused(data: bytes) -> None:
    with pytest.raises(SchemeFileRefused):
        read_scheme("a.toml", data)


def test_a_folder_with_nothing_in_it_and_a_code_twice(tmp_path: Path) -> None:
    with pytest.raises(SchemeFileRefused):
        read_schemes(tmp_path)
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(MINIMAL, encoding="utf-8")
    with pytest.raises(SchemeFileRefused, match="a_scheme"):
        read_schemes(tmp_path)
    assert list(read_schemes(tmp_path / "a.toml")) == ["a_scheme"]
    with pytest.raises(SchemeFileRefused):
        read_schemes(tmp_path / "missing.toml")
