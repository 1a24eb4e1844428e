"""docs/privacy.md names every table, once, and calls none impersonal that can name a person."""

import re
from collections import Counter
from pathlib import Path

from models import metadata

MAP = (Path(__file__).parents[2] / "docs/privacy.md").read_text(encoding="utf-8").partition("## The data map")[2]
ROWS = [line.split("|")[1:-1] for line in MAP.splitlines() if line.startswith("| `")]


def test_every_table_is_named_once() -> None:
    named = Counter(name for row in ROWS for name in re.findall(r"`(\w+)`", row[0]))
    assert set(named) == set(metadata.tables)
    assert [name for name, times in named.items() if times > 1] == []


def test_no_table_that_can_name_a_person_is_called_impersonal() -> None:
    impersonal = {name for row in ROWS if row[1].strip() == "nothing" for name in re.findall(r"`(\w+)`", row[0])}
    naming = {
        table.name
        for table in metadata.tables.values()
        if any(key.column.table.name == "person" for column in table.columns for key in column.foreign_keys)
    }
    assert impersonal
    assert impersonal & naming == set()
