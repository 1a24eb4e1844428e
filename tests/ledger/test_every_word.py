"""Every word of every entry. Keys are how a fact is known again: one that changes books old facts a second time."""

import json
from pathlib import Path

import pytest

from market.ledger.entry import Entry
from tests.ledger.cases import CASES

_WRITTEN = Path(__file__).with_name("entries.txt")


def told(name: str, entry: Entry) -> str:
    """One line for an entry: what it is, what it is about, and each leg with the account as it would be opened."""
    head = [name, entry.kind, entry.key, entry.order_id, entry.subject_id, entry.reverses_id, entry.note, entry.detail]
    legs = [
        [leg.account.code, leg.account.kind, leg.account.owner_id, leg.account.is_guarded, leg.money.minor]
        for leg in entry.legs
    ]
    return json.dumps([*head, legs], ensure_ascii=False)


@pytest.mark.parametrize("name", CASES)
def test_an_entry_is_written_as_it_always_was(name: str) -> None:
    lines = _WRITTEN.read_text(encoding="utf-8").splitlines()
    written = {json.loads(line)[0]: line for line in lines}
    assert told(name, CASES[name].entry) == written[name]
