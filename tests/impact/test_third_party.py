"""A verifier that was written from the specification alone agrees with ours, on true statements and on forged ones."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from market.impact.document import canonical
from tests.impact import third_party_verifier as theirs
from tests.impact.held import Held

_FILE = Path(theirs.__file__)
_ALLOWED = {"cryptography", *sys.stdlib_module_names}
Change = Callable[[dict[str, Any]], object]


def test_it_imports_nothing_of_ours() -> None:
    tree = ast.parse(_FILE.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= _ALLOWED


def test_it_runs_alone(held: Held, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("statement.json", "facts.jsonl", "did.json")]
    paths[0].write_text(held.text, encoding="utf-8")
    paths[1].write_bytes(b"".join(held.facts))
    paths[2].write_text(json.dumps(held.did), encoding="utf-8")
    command = [sys.executable, "-I", str(_FILE), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def check(held: Held, text: str | None = None, facts: list[bytes] | None = None) -> list[str]:
    data = (held.text if text is None else text).encode()
    lines = [line.rstrip(b"\n") for line in (held.facts if facts is None else facts)]
    return theirs.verify(data, lines, held.did)


def test_a_true_statement_is_right(held: Held) -> None:
    assert check(held) == []


def test_each_changed_figure_is_named(held: Held) -> None:
    for number, figure in enumerate(held.document["figures"]):
        forged = held.document
        forged["figures"][number]["value"] = "1234567.89"
        wrong = check(held, canonical(forged).decode())
        assert "signature: it does not fit the document" in wrong
        assert any(sentence.startswith(f"figure {figure['id']}: value is 1234567.89") for sentence in wrong)
        assert {sentence.split(":")[0] for sentence in wrong} == {"signature", f"figure {figure['id']}"}


def test_each_changed_fact_is_named_by_its_line_or_day(held: Held) -> None:
    for number, line in enumerate(held.facts):
        fact = json.loads(line)
        for name in fact["amounts"]:
            changed = json.loads(line)
            changed["amounts"][name] += 1
            lines = [*held.facts]
            lines[number] = canonical(changed) + b"\n"
            wrong = check(held, facts=lines)
            assert any(fact["on"] in sentence or f"line {number + 1}" in sentence for sentence in wrong), name
        flipped = bytearray(line)
        flipped[len(line) // 2] ^= 1
        assert check(held, facts=[*held.facts[:number], bytes(flipped), *held.facts[number + 1 :]]), number


def test_a_fact_that_is_missing_or_added_is_named(held: Held) -> None:
    first = json.loads(held.facts[0])["on"]
    assert check(held, facts=[*held.facts[1:]])[0].startswith(f"day {first}: ")
    assert check(held, facts=[held.facts[0], *held.facts])[0].startswith(f"day {first}: ")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: d["header"].update(rules_sha256="0"), "figures: their rules"),
        (lambda d: d["header"].update(methodology="x"), "figures: their rules"),
        (lambda d: d["figures"][4]["rule"].update(above=["+sale.gross"]), "figures: their rules"),
        (lambda d: d["scope"].update(orders=7), "scope: orders"),
        (lambda d: d["claims"].update(valid_when_sold=[{}]), "claims"),
        (lambda d: d["inputs"].update(root="00"), "inputs: the root"),
        (lambda d: d["inputs"]["snapshot"].append({"kind": "members", "women": 5}), "inputs: the root"),
        (lambda d: d["header"]["issuer"].update(did="did:web:x"), "signature: the key is not"),
        (lambda d: d["limits"].pop(), "signature: it does not fit"),
        (lambda d: d.pop("limits"), "no statement"),
        (lambda d: d.update(figures=5), "no statement"),
        (lambda d: d["header"]["currency"].update(exponent=2**53 - 1), "no statement"),
        (lambda d: d["figures"][0]["rule"].update(terms=[""]), "no statement"),
    ],
)
def test_a_change_is_named(held: Held, change: Change, complaint: str) -> None:
    forged = held.document
    change(forged)
    wrong = check(held, canonical(forged).decode())
    assert any(sentence.startswith(complaint) for sentence in wrong), wrong
