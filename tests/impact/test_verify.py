"""Whatever is changed in a statement or its facts, somebody without our database notices, and is told what."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from typer.testing import CliRunner

from cli.impact import app
from market.impact.document import canonical
from market.impact.verifying.verify_document import verify_document
from tests.impact.held import Held

Change = Callable[[dict[str, Any]], object]


def text_of(document: dict[str, Any]) -> str:
    return canonical(document).decode()


def test_what_was_published_is_right(held: Held) -> None:
    assert held.wrong(held.text) == []
    assert held.wrong(held.text, leaves=held.leaves) == []
    assert verify_document(held.text) == []
    assert {json.loads(line)["kind"] for line in held.facts} == {"sale", "transfer"}


def test_every_figure_is_checked_with_and_without_the_facts(held: Held) -> None:
    for number, figure in enumerate(held.document["figures"]):
        forged = held.document
        forged["figures"][number]["value"] = "1234567.89"
        said = f"it says 1234567.89, and should say {figure['value']}."
        facts = f"Figure {figure['id']} does not follow from the facts: {said}"
        assert held.wrong(text_of(forged), public_key=None) == [facts]
        sums = f"Figure {figure['id']} does not follow from its sums: {said}"
        assert verify_document(text_of(forged)) == [sums]


def test_every_amount_of_a_fact_is_checked(held: Held) -> None:
    for number, line in enumerate(held.facts):
        fact = json.loads(line)
        for name in fact["amounts"]:
            changed = json.loads(line)
            changed["amounts"][name] += 1
            lines = [*held.facts]
            lines[number] = canonical(changed) + b"\n"
            wrong = held.wrong(held.text, facts=lines)
            assert any(fact["on"] in sentence or f"line {number + 1}" in sentence for sentence in wrong), name
            named = held.wrong(held.text, facts=lines, leaves=held.leaves)
            expected = f"Line {number + 1} (order {fact['order'] or 'none'}) was changed or added"
            assert any(sentence.startswith(expected) for sentence in named), name


def test_a_changed_share_of_a_sale_names_its_line_and_order(held: Held) -> None:
    fact = json.loads(held.facts[0])
    fact["amounts"]["market_fee"] += 1
    wrong = held.wrong(held.text, facts=[canonical(fact) + b"\n", *held.facts[1:]])
    assert f"The parts of line 1 (order {fact['order']}) do not add up to its gross." in wrong


def test_a_fact_that_is_missing_added_or_moved_is_named(held: Held) -> None:
    first = json.loads(held.facts[0])["on"]
    of_day = sum(json.loads(line)["on"] == first for line in held.facts)
    missing = held.wrong(held.text, facts=held.facts[1:])
    assert missing[0] == f"There are {of_day - 1} facts of {first}; the statement has {of_day}."
    assert held.wrong(held.text, facts=held.facts[1:], leaves=held.leaves)[0] == f"Fact 1 of {first} is missing."
    added = held.wrong(held.text, facts=[held.facts[0], *held.facts], leaves=held.leaves)
    assert added[0] == f"The facts of {first} stand in another order, or one is there twice."
    moved = held.wrong(held.text, facts=[*held.facts[1:], held.facts[0]])
    assert any("order of days" in sentence or "stands after" in sentence for sentence in moved)
    strange = json.loads(held.facts[-1]) | {"on": "2026-11-29"}
    outside = held.wrong(held.text, facts=[canonical(strange) + b"\n", *held.facts])
    assert outside[0].startswith("The statement has no facts of 2026-11-29: line 1 was added.")
    assert held.wrong(held.text, facts=[])[0] == f"All {of_day} facts of {first} are missing."


def test_a_flipped_bit_anywhere_is_noticed(held: Held) -> None:
    data = held.text.encode()
    for place in range(0, len(data), max(1, len(data) // 60)):
        forged = bytearray(data)
        forged[place] ^= 1
        try:
            text = forged.decode()
        except UnicodeDecodeError:
            continue
        assert held.wrong(text), place
    for number, line in enumerate(held.facts):
        forged = bytearray(line)
        forged[len(line) // 2] ^= 1
        lines = [*held.facts]
        lines[number] = bytes(forged)
        assert held.wrong(held.text, facts=lines), number


def _pop(part: str) -> Change:
    return lambda document: document.pop(part)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: d["header"].update(methodology="2019-01"), "It names methodology '2019-01'"),
        (lambda d: d["header"].update(currency={"code": "EUR", "exponent": True}), "Its header names no currency"),
        (lambda d: d["header"].update(rules_sha256="0"), "It does not name the rules of its methodology."),
        (lambda d: d["header"]["period"].update(start="2026-11-25"), "Line 1 is of 2026-11-24, outside the period."),
        (lambda d: d["header"]["as_of"].update(ledger_sequence=1), "Line 1 is of entry"),
        (lambda d: d["header"]["issuer"].update(name="Another"), "The signature does not fit"),
        (lambda d: d["scope"].update(orders=7), "The scope does not follow"),
        (lambda d: d.update(scope=None), "The scope does not follow"),
        (lambda d: d["claims"].update(valid_when_sold=[{}]), "The section on claims does not follow"),
        (lambda d: d["allocation"].append({}), "The section on allocation does not follow"),
        (lambda d: d["figures"].pop(), "It has other figures than its methodology"),
        (lambda d: d["figures"][4].update(rule={"op": "total", "terms": []}), "Figure I1a does not follow"),
        (lambda d: d["figures"][4].update(formula="guessed"), "Figure I1a does not follow from the facts: its formula"),
        (lambda d: d["figures"].append(5), "Its figures are no list of objects."),
        (lambda d: d["inputs"]["days"][0].update(root="00" * 32), "The days and the snapshot do not make up the root"),
        (lambda d: d["inputs"]["days"][0].update(root="zz"), "Its header or its inputs lack"),
        (lambda d: d["inputs"]["days"][0].update(facts=1), "The days and the snapshot do not make up the root"),
        (lambda d: d["inputs"].update(facts=1), "The days hold another number of facts"),
        (lambda d: d["inputs"]["snapshot"].append({"kind": "x", "y": 1}), "The days and the snapshot do not make up"),
        (lambda d: d["inputs"]["snapshot"].append({"kind": "x", "y": None}), "Record 4 of its snapshot has None as y."),
        (lambda d: d.update(header={}), "It names methodology None"),
        (lambda d: d.update(inputs={}), "Its header or its inputs lack"),
        (lambda d: d.update(proof={}), "The signature does not fit"),
        (_pop("limits"), "This is no statement"),
        (_pop("proof"), "This is no statement"),
    ],
)
def test_a_change_is_named(held: Held, change: Change, complaint: str) -> None:
    forged = held.document
    change(forged)
    wrong = held.wrong(text_of(forged))
    assert any(sentence.startswith(complaint) for sentence in wrong), wrong


@pytest.mark.parametrize("has_facts", [True, False])
def test_what_is_larger_than_json_can_say_is_answered_in_a_sentence(held: Held, has_facts: bool) -> None:
    forged = held.document
    forged["inputs"]["days"][0]["facts"] = 2**53 - 1
    too_large = "What it is computed from comes to more than 9007199254740991, which no statement can say."
    assert held.wrong(text_of(forged), **({} if has_facts else {"facts": None}))[-1] == too_large
    fact = json.loads(held.facts[0])
    fact["amounts"].update(gross=2**53 - 1, producer_share=2**53 - 1)
    assert held.wrong(held.text, facts=[canonical(fact) + b"\n"] * 2)[-1] == too_large


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"null", b"[]", b"\xff", b"1" * 100_000, b"[" * 5_000, b'{"entry": NaN}', b'{"amounts":{"vat":1e9}}'],
)
def test_a_line_that_is_no_fact_is_named(held: Held, line: bytes) -> None:
    wrong = held.wrong(held.text, facts=[held.facts[0], line + b"\n", *held.facts[1:]])
    assert wrong == ["Line 2 is not a fact, byte for byte as facts are written."]


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", "1.5", '{"a": NaN}', '{"header": {}, "header": {}}', "[" * 100_000, "\ud800", '"\\ud800"'],
)
def test_what_is_no_statement_is_answered_in_a_sentence(text: str) -> None:
    (sentence,) = verify_document(text)
    assert sentence.startswith("This is no statement: it is not ")


def test_other_bytes_with_the_same_meaning_are_not_what_was_published(held: Held) -> None:
    wrong = held.wrong(json.dumps(held.document, indent=2))
    assert wrong == ["The text is not in canonical form (at byte 1), so it is not byte for byte what was published."]


def test_the_signature_is_that_of_a_key_of_the_issuer(held: Held) -> None:
    def wrong(document: dict[str, Any]) -> list[str]:
        return held.wrong(held.text, public_key=None, did_document=document)

    assert wrong(held.did) == []
    assert wrong(held.did | {"id": "did:web:other.example"})[0].startswith("The DID document is not that of")
    assert wrong(held.did | {"assertionMethod": []})[0].startswith("The issuer's DID document holds no key")
    stranger = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert held.wrong(held.text, public_key=stranger)[0].startswith("The signature does not fit")


def test_the_command_needs_nothing_but_files(held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SOLIFAIR_DATABASE_URL", "SOLIFAIR_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    statement, facts, key = tmp_path / "statement.json", tmp_path / "facts.jsonl", tmp_path / "key.pem"
    did, leaves = tmp_path / "did.json", tmp_path / "leaves.txt"
    statement.write_text(held.text)
    facts.write_bytes(b"".join(held.facts))
    pem = Ed25519PublicKey.from_public_bytes(held.key).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key.write_bytes(pem)
    did.write_text(json.dumps(held.did))
    leaves.write_text("".join(f"{leaf.hex()}\n" for leaf in held.leaves))

    def run(*extra: object) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["verify", str(statement), *map(str, extra)])
        return result.exit_code, result.output

    assert run()[0] == 0
    for by in (key, did):
        code, output = run("--inputs", facts, "--leaves", leaves, "--key", by)
        assert code == 0, output
        assert "figures follow from the facts" in output
    forged = held.document
    forged["figures"][0]["value"] = "7"
    statement.write_text(text_of(forged))
    code, output = run("--inputs", facts, "--key", key)
    assert code == 1
    assert "The signature does not fit" in output
    assert "Figure M1 does not follow from the facts: it says 7" in output
    for junk in (b"\xff\xfe", b"{", b""):
        key.write_bytes(junk)
        assert run("--key", key)[0] == 2
    statement.write_bytes(b"\xff\xfe")
    assert run()[0] == 2


@pytest.mark.parametrize(
    "written", ["[/red]", "[link=x]", "\x1b[2J\x1b[H", "0\n✓ 39 figures follow from the facts", "\u202e"]
)
def test_the_command_quotes_what_a_stranger_wrote_letter_by_letter(held: Held, tmp_path: Path, written: str) -> None:
    forged, statement = held.document, tmp_path / "statement.json"
    forged["figures"][0]["value"] = written
    statement.write_text(text_of(forged))
    result = CliRunner().invoke(app, ["verify", str(statement)])
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    quoted = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in written)
    assert result.output.splitlines() == [
        f"✗ Figure M1 does not follow from its sums: it says {quoted}, and should say 6."
    ]


def test_the_command_says_when_a_compressed_file_is_damaged(held: Held, tmp_path: Path) -> None:
    statement, packed = tmp_path / "statement.json", tmp_path / "packed.gz"
    statement.write_text(held.text)
    whole = gzip.compress(b"".join(held.facts))
    turned = bytearray(whole)
    turned[len(turned) // 2] ^= 0xFF
    for damaged in (whole[:2], whole[:-10], whole[:3], bytes(turned), b"\x1f\x8b\x08\x00" + bytes(30)):
        packed.write_bytes(damaged)
        for option in ("--inputs", "--leaves"):
            result = CliRunner().invoke(app, ["verify", str(statement), option, str(packed)])
            assert result.exit_code == 2, result.output
            assert isinstance(result.exception, SystemExit), (option, damaged[:4])
