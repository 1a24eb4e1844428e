"""`solifair agreement` and `solifair prefinance` at the shell."""

import pytest

from cli import agreement, prefinance
from tests.agreements.conftest import Table
from tests.payouts.shell import call, set_environment


def test_agreements_and_their_balance_are_listed(
    table: Table, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = table.signed()
    delivery = table.deliver(made["commitments"][0], table.rosa, "60.5", 100)["deliveries"][0]
    table.answer(delivery, table.akosua)
    set_environment(monkeypatch, fresh_database_url)
    listed = call(agreement.app, "list").output
    assert made["id"] in listed and "in_force" in listed
    balance = call(agreement.app, "balance", made["id"]).output
    assert "60.500 kg" in balance and "39.500 kg" in balance and "late" in balance
    assert call(prefinance.app, "list", table.rosa.organisation_id).exit_code == 0
