"""Where the market is, is written twice: `solifair doctor` says when the two differ."""

import json

import pytest
import typer

from cli.doctor import doctor
from kit.database import Database
from models.enums import OrganisationKind
from models.organisations import Organisation
from tests.payouts.shell import call, set_environment


def market_finding() -> dict[str, object]:
    app = typer.Typer()
    app.command()(doctor)
    findings = json.loads(call(app, "--json").output)
    (found,) = [each for each in findings if each["check"] == "market"]
    return found


def test_the_doctor_complains_when_the_setting_and_the_market_differ(
    monkeypatch: pytest.MonkeyPatch, clean_database: Database, fresh_database_url: str
) -> None:
    set_environment(monkeypatch, fresh_database_url, MARKET_COUNTRY="FR")
    assert market_finding()["is_well"] is True
    with clean_database.transaction() as session:
        session.add(Organisation(slug="market", kind=OrganisationKind.MARKET, name="Market", country="DE"))
    found = market_finding()
    assert (found["is_well"], found["found"]) == (False, "in DE")
    assert "SOLIFAIR_MARKET_COUNTRY says FR" in str(found["remedy"])
    set_environment(monkeypatch, fresh_database_url, MARKET_COUNTRY="DE")
    assert market_finding()["is_well"] is True
