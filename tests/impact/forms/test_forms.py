"""Each form in each language says what the document says, and harms nobody, whatever people call themselves."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from kit.pages import writable
from market.impact.forms.csv_form import csv_form
from market.impact.forms.language import LANGUAGES
from market.impact.forms.pdf_form import page_data, pdf_form
from market.impact.forms.reading import Reading, read_reading
from market.impact.forms.say_in import say_in
from market.impact.forms.split import MOST_PARTS, parts_of
from market.impact.forms.words import COVERS
from market.impact.forms.write_form import StatementForm, write_form
from tests.impact.forms.conftest import HOSTILE, cells, document, figure
from tests.pdf import inflated, structure_of

SHA256 = "cd" * 32
ADDRESS = "https://api.market.example/v1/statements/imp_0000000000/document"
SCHEMA, PROV, ESS = "https://schema.org/", "http://www.w3.org/ns/prov#", "http://purl.org/essglobal/vocab/"


def reading(lang: str = "en", name: str = "Norandino", **changed: Any) -> Reading:
    return say_in(read_reading(document(name, **changed)), lang)


def rows(of: Reading) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_form(of, SHA256).decode(), newline="")))


def written(form: StatementForm, lang: str, name: str = "Norandino", **changed: Any) -> bytes:
    return write_form(document(name, **changed), SHA256, form=form, lang=lang, address=ADDRESS).content


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_tagged_titled_and_in_its_language(lang: str) -> None:
    inside = inflated(written(StatementForm.PDF, lang))
    assert b"/StructTreeRoot" in inside and b"/Marked true" in inside
    assert f"/Lang({lang})".encode() in inside.replace(b"/Lang (", b"/Lang(")
    assert b"pdfuaid" in inside and b"/DisplayDocTitle true" in inside
    tags = structure_of(inside)
    assert {"H1", "H2", "H3", "Table", "TH", "Figure", "L"} <= tags.keys()
    assert tags["Figure"] == inside.count(b"/Alt")


def test_the_bar_is_told_in_words() -> None:
    bar: Any = page_data(reading(), SHA256, lang="en", address=ADDRESS)["bar"]
    assert bar["alt"].startswith("Who got what, as a bar: market fee -5.00 EUR; producers 70.00 EUR")
    assert bar["below"] == 1
    assert bar["widths"] == [45, 636, 90, 81, 145]


def test_the_same_statement_is_the_same_file() -> None:
    first = pdf_form(reading("fr"), SHA256, lang="fr", address=ADDRESS)
    assert first == pdf_form(reading("fr"), SHA256, lang="fr", address=ADDRESS)
    assert first != pdf_form(reading("es"), SHA256, lang="es", address=ADDRESS)


def test_a_withheld_figure_says_so_and_never_nought() -> None:
    (withheld,) = [row for row in rows(reading()) if row["figure"] == "I2c"]
    assert (withheld["value"], withheld["withheld"]) == ("", "not recorded yet")
    on_page: Any = page_data(reading(), SHA256, lang="en", address=ADDRESS)["figures"]
    assert [one["value"] for one in on_page if one["id"] == "I2c"] == ["Withheld: not recorded yet"]
    (node,) = [one for one in expanded("en")[f"{SCHEMA}hasPart"] if one["@id"].endswith("#I2c")]
    assert f"{SCHEMA}value" not in node
    assert node["urn:solifair:terms:withheld"] == [{"@value": "not recorded yet", "@language": "en"}]


def test_the_table_holds_every_figure_part_limit_and_correction() -> None:
    found = rows(reading("es"))
    assert [row["figure"] for row in found if row["kind"] == "figure"] == ["M3", "I1a", "I5a", "I2c", "I7a"]
    assert [(row["covers"], row["covers_of"]) for row in found if row["figure"] == "I5a"] == [
        ("80.00", "of all shares")
    ]
    parts = [(row["name"], row["value"]) for row in found if row["kind"] == "part" and row["figure"] == "I7a"]
    assert parts == [("Perú", "50.00"), ("Ghana", "20.00")]
    assert [row["value"] for row in found if row["kind"] == "correction"] == ["79.00"]
    assert found[-1]["value"] == SHA256
    assert {"limit", "comparator"} <= {row["kind"] for row in found}


def expanded(lang: str, name: str = "Norandino") -> dict[str, Any]:
    """The one node of the linked data. A term that the context does not know would be dropped, and is an error."""
    (node,) = jsonld.expand(
        json.loads(written(StatementForm.JSONLD, lang, name)), {"documentLoader": nothing_is_fetched}
    )
    return dict(node)


def nothing_is_fetched(url: str, options: object) -> dict[str, Any]:
    raise AssertionError(f"{url} would be fetched")


def keys_of(node: object) -> set[str]:
    if isinstance(node, dict):
        return set(node) | set().union(*(keys_of(each) for each in node.values()))
    return set().union(*(keys_of(each) for each in node)) if isinstance(node, list) else set()


def test_linked_data_expands_to_terms_that_exist() -> None:
    node = expanded("fr")
    asked = json.loads(written(StatementForm.JSONLD, "fr"))
    assert {key for key in keys_of(asked) - keys_of(asked["@context"]) if ":" in key} == {
        key.replace(base, f"{prefix}:")
        for key in keys_of(node)
        for prefix, base in (
            ("schema", SCHEMA),
            ("prov", PROV),
            ("essglobal", ESS),
            ("solifair", "urn:solifair:terms:"),
        )
        if key.startswith(base)
    } - keys_of(asked["@context"])
    assert node["@id"] == ADDRESS
    assert set(node["@type"]) == {f"{SCHEMA}Report", f"{PROV}Entity"}
    assert node[f"{PROV}wasRevisionOf"] == [{"@id": ADDRESS.replace("imp_0000000000", "imp_before")}]
    (share,) = [one for one in node[f"{SCHEMA}hasPart"] if one["@id"].endswith("#I1a")]
    assert share[f"{SCHEMA}value"] == [{"@value": "80.00", "@type": "http://www.w3.org/2001/XMLSchema#decimal"}]
    assert share[f"{SCHEMA}unitCode"] == [{"@value": "P1"}]
    (composition,) = node[f"{ESS}hasCost"]
    assert len(composition[f"{ESS}isComposedBy"]) == 5


def test_the_context_is_always_the_same() -> None:
    contexts = [json.loads(written(StatementForm.JSONLD, lang))["@context"] for lang in LANGUAGES]
    assert [context.pop("@language") for context in contexts] == list(LANGUAGES)
    assert all(context == contexts[0] for context in contexts)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_name_does_harm(lang: str, name: str) -> None:
    assert written(StatementForm.PDF, lang, name).startswith(b"%PDF-")
    told = next(row for row in rows(reading(lang, name)) if row["name"] == "about")["value"]
    assert not told.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert told.removeprefix("'") == name
    (about,) = expanded(lang, name)[f"{SCHEMA}about"]
    assert about[f"{SCHEMA}name"] == [{"@value": name}]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_inside_the_document_does_harm(text: str) -> None:
    hostile = document(
        figures=[figure("M3", "1.00", name=text, method=text, formula=text, cells=cells(**{text: "1.00"}))],
        limits=[text],
        corrections=[{"figure": text, "was": text}],
        verify={"how": [text]},
    )
    for form in StatementForm:
        assert write_form(hostile, SHA256, form=form, lang="pt", address=ADDRESS).content
    row = next(row for row in csv.reader(io.StringIO(written_csv(hostile), newline="")) if row[0] == "limit")
    assert not row[2].startswith(("=", "+", "-", "@"))


def written_csv(text: str) -> str:
    return write_form(text, SHA256, form=StatementForm.CSV, lang="en", address=ADDRESS).content.decode()


@given(st.text())
def test_whatever_is_typed_a_page_can_write(text: str) -> None:
    told = writable(text)
    assert writable(told) == told
    assert all(letter.isprintable() for letter in told)


def test_letters_without_a_font_are_named_and_marks_left_out() -> None:
    assert writable("日本 Café e\u0301 \u202eevil\x00") == "U+65E5 U+672C Café é evil"


@given(st.lists(st.integers(-10_000, 10_000), max_size=12))
def test_the_parts_are_few_and_sum_to_the_whole(amounts: list[int]) -> None:
    values = {f"party {place}": f"{Decimal(amount) / 100}" for place, amount in enumerate(amounts)}
    parts = parts_of(reading(figures=[figure("M3", "0", cells=cells(**values))]))
    assert len(parts) <= MOST_PARTS + 1
    assert sum(part.value for part in parts) == sum(Decimal(value) for value in values.values())
    assert all(part.value for part in parts)
    smallest_shown = min((abs(part.value) for part in parts if part.label is not None), default=Decimal(0))
    left_over = [value for label, value in values.items() if label not in {part.label for part in parts}]
    assert all(abs(Decimal(value)) <= smallest_shown for value in left_over)


def test_the_file_is_named_after_what_is_in_it() -> None:
    made = write_form(document(), SHA256, form=StatementForm.PDF, lang="qu", address=ADDRESS)
    assert made.name == "impact-norandino-2026-07-01-2026-10-01.en.pdf"


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_how_little_a_figure_covers_is_said_in_the_language_too(lang: str) -> None:
    figures = [figure("I3", None, withheld=COVERS.format(covered="12.50", least=50))]
    (told,) = reading(lang, figures=figures).figures
    assert told.withheld is not None and told.withheld != figures[0]["withheld"]
    assert "12.50" in told.withheld and "50" in told.withheld
