"""`make run` and `make test` share one environment: each set of requirements holds the smaller one, hash by hash."""

import re

import pytest

from tests.services import ROOT


def pins(name: str) -> set[str]:
    """Every requirement of a set, with its version, its marker and its hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return {re.sub(r"\s+", " ", entry) for entry in re.split(r"\n(?=\S)", text.replace("\\\n", " ")) if entry.strip()}


@pytest.mark.parametrize(("larger", "smaller"), [("demo", "runtime"), ("dev", "demo")])
def test_a_larger_set_holds_the_smaller_one(larger: str, smaller: str) -> None:
    assert pins(smaller) - pins(larger) == set()


@pytest.mark.parametrize("name", ["runtime", "demo", "dev", "uv"])
def test_every_pin_has_a_hash_and_names_no_host(name: str) -> None:
    for pin in pins(name):
        assert "--hash=sha256:" in pin, pin
        assert "://" not in pin, pin
