"""Rails from the shell."""

from pathlib import Path

import pytest

from cli.rails import app
from market.payouts.accounts.errors import BadRailRules
from tests.payouts.shell import call, set_environment

HEAD = "platform_country,country,rail,source,is_confirmed\n"


@pytest.fixture(autouse=True)
def shell(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, fresh_database_url, MARKET_COUNTRY="FR")


def test_the_rules_brought_along_are_loaded_once() -> None:
    assert call(app, "load").output == "34 added, 0 changed, 0 as before.\n"
    assert call(app, "load").output == "0 added, 0 changed, 34 as before.\n"
    listed = call(app, "list").output
    assert "look again" in listed and "stripe_connect" in listed and "manual_bank" in listed


def test_a_table_of_ones_own_goes_over_them(tmp_path: Path) -> None:
    call(app, "load")
    file = tmp_path / "rails.csv"
    file.write_text("\ufeff" + HEAD + "FR,GB,manual_bank,our bank says so,true\nFR,PE,manual_bank,our bank,true\n")
    assert call(app, "load", str(file)).output == "1 added, 1 changed, 0 as before.\n"


def test_a_table_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "rails.csv"
    file.write_text(HEAD + "FR,PE,manual_bank,our bank,true\nFR,Ghana,manual_bank,our bank,true\n")
    ran = call(app, "load", str(file))
    assert isinstance(ran.exception, BadRailRules) and ran.exception.line == 3
    assert "manual_bank" not in call(app, "list").output
