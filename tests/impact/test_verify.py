"""Whatever is changed in a statement, somebody without our database notices."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.impact import app
from kit.database import Database
from market.impact.document import canonical, inputs_hash
from market.impact.verify_document import verify_document
from tests.impact.conftest import open_month
from tests.services import Services

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def true_text(services: Services) -> Iterator[str]:
    """A statement of a month that was paid out."""
    with services.clone() as url:
        database = Database(url, pool_size=5)
        month = open_month(database)
        month.pay_out()
        yield month.text()
        database.close()


@pytest.fixture
def published(true_text: str) -> dict[str, Any]:
    """The same statement, for a test to change."""
    document: dict[str, Any] = json.loads(true_text)
    return document


def text_of(document: dict[str, Any]) -> str:
    return canonical(document).decode()


def rehashed(document: dict[str, Any]) -> str:
    document["inputs_sha256"] = inputs_hash(document["inputs"])
    return text_of(document)


def test_every_figure_is_checked(published: dict[str, Any]) -> None:
    for number, figure in enumerate(published["figures"]):
        forged = json.loads(text_of(published))
        forged["figures"][number]["value"] = "1234567.89"
        expected = f"Figure {figure['id']} does not follow from the rows: it should be {figure['value']}."
        assert verify_document(text_of(forged)) == [expected]


def test_every_amount_of_a_row_is_checked(published: dict[str, Any]) -> None:
    for name, amount in published["inputs"][0].items():
        if type(amount) is int and name != "entry":
            forged = json.loads(text_of(published))
            forged["inputs"][0][name] += 1
            assert verify_document(text_of(forged)), name
            assert verify_document(rehashed(forged)), name


def _pop(part: str) -> Change:
    return lambda document: document.pop(part)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: d["inputs"][0].update(gross=d["inputs"][0]["gross"] + 1), "The rows do not have the SHA-256"),
        (lambda d: d["inputs"].pop(), "The rows do not have the SHA-256"),
        (lambda d: d["header"].update(methodology="2019-01"), "It names methodology '2019-01'"),
        (lambda d: d["header"].update(currency={"code": "EUR", "exponent": True}), "Its header names no currency"),
        (lambda d: d["header"]["period"].update(start="2026-11-25"), "Row 1 is of 2026-11-24, outside the period."),
        (lambda d: d["scope"].update(orders=7), "The scope does not follow from the rows."),
        (lambda d: d["figures"].pop(), "It has other figures than its methodology"),
        (lambda d: d["figures"].append(5), "It has other figures than its methodology"),
        (lambda d: d["inputs"][1].pop("vat"), "The rows do not have"),
        (lambda d: d.update(scope=None), "The scope does not follow"),
        (lambda d: d.update(header={}), "It names methodology None"),
        (_pop("limits"), "This is no statement"),
        (lambda d: d.update(inputs={}), "This is no statement"),
    ],
)
def test_a_change_is_named(published: dict[str, Any], change: Change, complaint: str) -> None:
    change(published)
    assert any(sentence.startswith(complaint) for sentence in verify_document(text_of(published)))


@pytest.mark.parametrize(
    "change",
    [
        {"vat": "12"},
        {"vat": None},
        {"vat": True},
        {"on": "yesterday"},
        {"on": "20261124"},
        {"event": "dreamt"},
        {"transferred_on": ""},
        {"more": 1},
    ],
)
def test_a_row_that_is_none_is_named(published: dict[str, Any], change: dict[str, object]) -> None:
    published["inputs"][2].update(change)
    assert any(sentence.startswith("Row 3 has") for sentence in verify_document(rehashed(published)))


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", "1.5", '{"a": NaN}', '{"header": {}, "header": {}}', "[" * 100_000, "\ud800", '"\\ud800"'],
)
def test_what_is_no_statement_is_answered_in_a_sentence(text: str) -> None:
    assert verify_document(text) == [
        "This is no statement: it is not a JSON object with the parts that a statement has."
    ]


def test_other_bytes_with_the_same_meaning_are_not_what_was_published(published: dict[str, Any]) -> None:
    assert verify_document(json.dumps(published, indent=2)) == [
        "The text is not in canonical form, so it is not byte for byte what was published."
    ]


def test_the_command_needs_nothing_but_the_file(
    published: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SOLIFAIR_DATABASE_URL", "SOLIFAIR_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "statement.json"
    file.write_text(text_of(published))
    good = CliRunner().invoke(app, ["verify", str(file)])
    assert good.exit_code == 0
    assert "figures follow from the rows" in good.output
    published["figures"][0]["value"] = "7"
    file.write_text(text_of(published))
    bad = CliRunner().invoke(app, ["verify", str(file)])
    assert bad.exit_code == 1
    assert "Figure M1 does not follow" in bad.output
    file.write_bytes(b"\xff\xfe")
    assert CliRunner().invoke(app, ["verify", str(file)]).exit_code == 2
