"""Verifies an impact statement. Written from docs/impact-statement.md alone: the standard library and `cryptography`.

    python third_party_verifier.py statement.json facts.jsonl did.json

It imports nothing of the market's own code, and trusts nothing that the market computed.
"""

import hashlib
import json
import sys
from collections import defaultdict
from datetime import date
from itertools import groupby
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

RULES = {
    "2026-11.3": "cc0a2f106791175f0515e3b443f261696f6925ca937577cfeea02433b4b55697",
    "2026-11.4": "690c101d58c76b9d8ba951a009744e310af0fb8561c88edc30d37253670d41d9",
}
POOLED = "producers with fewer than 5 orders"
WHOLE_ONLY = "an order of several producers is counted once, so a statement of some of them cannot count it"
FIELDS = {"amounts", "country", "currency", "entry", "kind", "line", "on", "order", "producer", "relation", "sector",
          "structure"}  # fmt: skip
PARTS = {"header", "scope", "figures", "allocation", "claims", "limits", "corrections", "since", "verify", "inputs",
         "proof"}  # fmt: skip
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Wrong(Exception):
    """What is wrong, in one sentence."""


def canonical(value):
    """RFC 8785 for what statements hold: texts, whole numbers, true, false, null, lists, objects."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 - 1:
        raise Wrong(f"{value} is too large a number")
    return json.dumps(value, ensure_ascii=False)


def read(text):
    def unique(pairs):
        if len(dict(pairs)) != len(pairs):
            raise Wrong("a key appears twice")
        return dict(pairs)

    def refuse(number):
        raise Wrong(f"{number} is no whole number")

    try:
        return json.loads(text, object_pairs_hook=unique, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Wrong(f"not JSON: {error}") from None


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf(line):
    return sha256(b"\0" + line)


def root(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + root(leaves[:split]) + root(leaves[split:]))


def from_base58(text):
    number = 0
    for digit in text[1:]:
        number = number * 58 + ALPHABET.index(digit)
    zeros = len(text) - 1 - len(text[1:].lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def check_signature(document, did):
    proof = document["proof"]
    method = proof["verificationMethod"]
    if did["id"] != document["header"]["issuer"]["did"] or method.split("#")[0] != did["id"]:
        yield "signature: the key is not the issuer's"
        return
    keys = [key for key in did["verificationMethod"] if key["id"] == method and not key.get("revoked")]
    if method not in did["assertionMethod"] or len(keys) != 1:
        yield "signature: the issuer has no such key"
        return
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    signed = sha256(canonical(options).encode()) + sha256(canonical(unsigned).encode())
    multikey = from_base58(keys[0]["publicKeyMultibase"])
    try:
        if (proof["type"], proof["cryptosuite"]) != ("DataIntegrityProof", "eddsa-jcs-2022"):
            raise InvalidSignature
        if multikey[:2] != b"\xed\x01":
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(multikey[2:]).verify(from_base58(proof["proofValue"]), signed)
    except (InvalidSignature, ValueError):
        yield "signature: it does not fit the document"


def check_facts(document, lines, facts):
    """Fills `facts`; says which line or day is wrong."""
    header, inputs = document["header"], document["inputs"]
    period, as_of = header["period"], header["as_of"]["ledger_sequence"]
    before = ("", 0)
    for number, line in enumerate(lines, start=1):
        try:
            fact = read(line)
            is_fact = set(fact) == FIELDS and canonical(fact).encode() == line and fact["amounts"]
            date.fromisoformat(fact["on"])
        except (Wrong, TypeError, ValueError, KeyError):
            is_fact = False
        if not is_fact:
            yield f"line {number}: no fact in canonical form"
            continue
        if not period["start"] <= fact["on"] < period["end"] or fact["entry"] > as_of:
            yield f"line {number}: outside the statement"
        if (fact["on"], fact["entry"]) < before:
            yield f"line {number}: out of order"
        before = (fact["on"], fact["entry"])
        amounts = fact["amounts"]
        if any(type(amount) is not int or not amount for amount in amounts.values()):
            yield f"line {number}: an amount is no whole number"
            continue
        parts = ("vat", "producer_share", "premium", "market_fee", "dues", "solidarity")
        if fact["kind"] == "sale" and amounts.get("gross", 0) != sum(amounts.get(part, 0) for part in parts):
            yield f"line {number}, order {fact['order']}: its parts do not add up"
        facts.append((fact, line))
    days = {on: [line for _, line in found] for on, found in groupby(facts, key=lambda pair: pair[0]["on"])}
    stated = {day["on"]: day for day in inputs["days"]}
    for on in sorted({*days, *stated}):
        have, want = days.get(on, []), stated.get(on, {"facts": 0, "root": ""})
        if len(have) != want["facts"]:
            yield f"day {on}: {len(have)} facts instead of {want['facts']}"
        elif root([leaf(line) for line in have]).hex() != want["root"]:
            yield f"day {on}: a fact was changed"


def check_root(inputs):
    day_lines = [canonical({"facts": day["facts"], "on": day["on"], "root": day["root"]}) for day in inputs["days"]]
    records = [canonical(record) for record in inputs["snapshot"]]
    if root([leaf(line.encode()) for line in day_lines + records]).hex() != inputs["root"]:
        yield "inputs: the root does not follow from the days and the snapshot"
    if sum(day["facts"] for day in inputs["days"]) != inputs["facts"]:
        yield "inputs: another number of facts"


class Sums:
    """T(m) of the specification, in all and by the value of a field."""

    def __init__(self, facts, records, code):
        self.facts = [fact for fact in facts if fact["currency"] == code]
        self.total = self.of(self.facts)
        for record in records:
            if record.get("currency", code) == code:
                for name, number in record.items():
                    if isinstance(number, int):
                        self.total[f"{record['kind']}.{name}"] += number
                self.total[f"{record['kind']}.records"] += 1

    @staticmethod
    def of(facts):
        sums: dict[str, int] = defaultdict(int)
        for fact in facts:
            for name, amount in fact["amounts"].items():
                sums[f"{fact['kind']}.{name}"] += amount
        return sums

    def terms(self, terms, sums=None):
        found = self.total if sums is None else sums
        return sum(found.get(term[1:], 0) * (1 if term[0] == "+" else -1) for term in terms)

    def named(self, prefix):
        return sorted(name for name in self.total if name.startswith(prefix))

    def knows(self, needs):
        if "." in needs:
            return self.total.get(needs, 0) != 0
        return any(number for name, number in self.total.items() if name.startswith(needs + "."))


def decimals(number, places):
    digits = str(abs(number)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return "-" + text if number < 0 else text


def share(above, below):
    if below <= 0:
        return None
    hundredths = (2 * abs(above) * 10_000 + below) // (2 * below)
    return decimals(hundredths if above >= 0 else -hundredths, 2)


def cell(label, value, orders=None):
    return {"label": label, "value": value, "orders": orders}


def evaluate(rule, sums, written, smallest):
    """Value, both sides of a share, cells."""
    operation = rule["op"]
    if operation == "total":
        return written(sums.terms(rule["terms"])), None, None, []
    if operation == "share":
        above, below = sums.terms(rule["above"]), sums.terms(rule["below"])
        return share(above, below), str(above), str(below), []
    if operation == "parts":
        parts = [(part["label"], sums.terms(part["terms"])) for part in rule["parts"]]
        return written(sum(number for _, number in parts)), None, None, [cell(label, written(n)) for label, n in parts]
    if operation == "classes":
        found = [(name[len(rule["prefix"]) :], sums.total[name]) for name in sums.named(rule["prefix"])]
        cells = [cell(label, written(number)) for label, number in found if number]
        return written(sum(number for _, number in found)), None, None, cells
    if operation == "cells":
        groups = defaultdict(list)
        for fact in sums.facts:
            groups[fact[rule["by"]]].append(fact)
        counted = []
        for label in sorted(groups):
            of = sums.of(groups[label])
            counted.append((label, sums.terms(rule["terms"], of), sums.terms(rule["count"], of)))
        counted = [one for one in counted if one[1] or one[2]]
        cells = [cell(label, written(number), count) for label, number, count in counted if count >= smallest]
        small = [one for one in counted if one[2] < smallest]
        if small:
            label = f"cells with fewer than {smallest} orders"
            cells.append(cell(label, written(sum(one[1] for one in small)), sum(one[2] for one in small)))
        return written(sums.terms(rule["terms"])), None, None, cells
    if operation == "quantile":
        prefix = rule["prefix"]
        counts = sorted(
            (int(name[len(prefix) :]), sums.total[name])
            for name in sums.named(prefix)
            if name[len(prefix) :].isdecimal() and len(name[len(prefix) :]) <= 6
        )
        numerator, denominator = map(int, rule["part"].split("/"))
        rank = -(-sum(count for _, count in counts) * numerator // denominator)
        reached = 0
        for number, count in counts:
            reached += count
            if 0 < rank <= reached:
                return str(number), None, None, []
        return None, None, None, []
    raise Wrong(f"unknown operation {operation}")


def measures(figure, sums):
    rules = [figure["rule"]] + ([figure["coverage"]["rule"]] if figure["coverage"] else [])
    found = {figure["needs"]} if "." in figure["needs"] else set()
    for rule in rules:
        lists = [rule.get(name, []) for name in ("terms", "above", "below", "count")]
        lists += [part["terms"] for part in rule.get("parts", [])]
        found |= {term[1:] for terms in lists for term in terms}
        found |= set(sums.named(rule["prefix"])) if "prefix" in rule else set()
    return [{"measure": name, "sum": sums.total.get(name, 0)} for name in sorted(found)]


def check_figure(figure, sums, document):
    header = document["header"]
    code, exponent = header["currency"]["code"], header["currency"]["exponent"]
    kind = header["subject"]["kind"]
    smallest = 1 if kind in ("order", "shopper") else 5
    written = (lambda number: decimals(number, exponent)) if figure["unit"] == code else str
    value, above, below, cells = evaluate(figure["rule"], sums, written, smallest)
    withheld, covered = None, None
    if figure["coverage"]:
        rule, least = figure["coverage"]["rule"], figure["coverage"]["least"]
        whole = sums.terms(rule["below"])
        covered = share(sums.terms(rule["above"]), whole)
        if whole <= 0 or 100 * sums.terms(rule["above"]) < least * whole:
            withheld = f"covers too little: {covered or '0.00'} %, where {least} % are asked for"
        if figure["coverage"]["value"] != covered:
            yield f"figure {figure['id']}: coverage {figure['coverage']['value']} instead of {covered}"
    if value is None:
        withheld = "there is nothing to divide by"
    if not sums.knows(figure["needs"]):
        withheld = figure["withheld"] or "a reason"  # which words, says the definition
    if figure["id"] == "M1" and kind in ("producer", "network"):
        withheld = WHOLE_ONLY
    value, cells = (None, []) if withheld else (value, cells)
    right = {"value": value, "cells": cells, "withheld": withheld, "numerator": above, "denominator": below,
             "inputs": measures(figure, sums), "input_count": document["inputs"]["facts"]}  # fmt: skip
    for name, expected in right.items():
        if figure[name] != expected:
            yield f"figure {figure['id']}: {name} is {figure[name]} instead of {expected}"


def check_rules(document):
    code = document["header"]["currency"]["code"]
    program = [
        {
            "id": figure["id"],
            "unit": "money" if figure["unit"] == code else figure["unit"],
            "rule": figure["rule"],
            "needs": figure["needs"],
            "coverage": figure["coverage"] and {name: figure["coverage"][name] for name in ("rule", "least")},
        }
        for figure in document["figures"]
    ]
    found = sha256(canonical(program).encode()).hex()
    if found != RULES.get(document["header"]["methodology"]) or document["header"]["rules_sha256"] != found:
        yield "figures: their rules are not those of the methodology"


def check_scope(document, facts, sums):
    header, scope = document["header"], document["scope"]
    exponent = header["currency"]["exponent"]
    counted = "shares" if header["subject"]["kind"] in ("producer", "network") else "orders"
    everywhere = sum(fact["amounts"].get(counted, 0) for fact in facts if fact["kind"] == "sale")
    sales = [fact for fact in sums.facts if fact["kind"] == "sale"]
    right = {
        "orders": sums.total.get(f"sale.{counted}", 0),
        "entries": len(facts),
        "producers": len({fact["producer"] for fact in sales} - {POOLED}),
        "coverage": {"covered": sums.total.get(f"sale.{counted}", 0), "of": everywhere},
        "pooled": {
            "why": POOLED,
            "shares": sum(fact["amounts"].get("shares", 0) for fact in sales if fact["country"] == POOLED),
        },
    }
    for name, expected in right.items():
        if scope.get(name) != expected:
            yield f"scope: {name} is {scope.get(name)} instead of {expected}"
    claimed = [
        {"assurance": name[len("sale.claimed:") :], "value": decimals(sums.total[name], exponent)}
        for name in sums.named("sale.claimed:")
        if sums.total[name]
    ]
    records = document["inputs"]["snapshot"]
    withdrawn = [record for record in records if record["kind"] == "certificate_withdrawn"]
    if document["claims"] != {"valid_when_sold": claimed, "withdrawn_since": withdrawn}:
        yield "claims: they do not follow from the facts"
    if document["allocation"] != [record for record in records if record["kind"] == "round"]:
        yield "allocation: it does not follow from the snapshot"


def verify(data, lines, did):
    """Everything that is wrong, one sentence each. `data`: the statement's bytes, `lines`: its facts, without LF."""
    try:
        document = read(data.decode())
        if not isinstance(document, dict) or set(document) != PARTS:
            raise Wrong("other parts than a statement has")
        if document["header"]["currency"]["exponent"] not in range(5):
            raise Wrong("no currency has such an exponent")
        wrong = [] if canonical(document).encode() == data else ["document: not in canonical form"]
        facts: list = []
        wrong += [*check_signature(document, did), *check_root(document["inputs"]), *check_rules(document)]
        wrong += check_facts(document, lines, facts)
        found = [fact for fact, _ in facts]
        sums = Sums(found, document["inputs"]["snapshot"], document["header"]["currency"]["code"])
        for figure in document["figures"]:
            wrong += check_figure(figure, sums, document)
        return [*wrong, *check_scope(document, found, sums)]
    except (Wrong, KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        return [f"no statement: {error}"]


def main(statement, facts, did):
    lines = Path(facts).read_bytes().splitlines()
    wrong = verify(Path(statement).read_bytes(), lines, json.loads(Path(did).read_text(encoding="utf-8")))
    sys.stdout.write("\n".join(wrong or ["everything follows from the facts, and the market signed it"]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
