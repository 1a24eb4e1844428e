"""The specification from which others write verifiers names all that a statement can hold."""

import re
from pathlib import Path

from market.impact.snapshot_queries import SOURCES

PAGE = Path(__file__).parents[2] / "docs/impact-statement.md"


def test_every_kind_of_record_is_described() -> None:
    records = PAGE.read_text(encoding="utf-8").split("## Records", 1)[1].split("\n## ", 1)[0]
    described = re.findall(r"^\| `(\w+)` \|", records, re.MULTILINE)
    assert sorted(described) == sorted(source.kind for source in SOURCES)
