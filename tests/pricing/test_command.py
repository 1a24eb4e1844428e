"""`solifair price` from a shell: the price table's worked examples, and the rules in and out."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kit.database import Database
from market.pricing.changes.propose_fees import propose_fees
from market.pricing.changes.rules import Shares
from market.pricing.tables.import_prices import import_prices
from models.accounts import Person
from tests.catalog.world import World
from tests.pricing.test_import_prices import WASHED_2011, WASHED_2023, WASHED_2026, ours

ROOT = Path(__file__).parents[2]
HERBS = "herbs,any,worldwide,,percent of commercial price,,,15%,,2014-01-01,,,"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(fresh_database_url: str, tmp_path: Path) -> Run:
    database = Database(fresh_database_url, pool_size=1)
    with database.transaction() as session:
        World(session).build()
        import_prices(session, ours(WASHED_2011, WASHED_2023, WASHED_2026, HERBS), is_check=False)
    database.close()
    environment = {
        **os.environ,
        "SOLIFAIR_MODE": "test",
        "SOLIFAIR_DATABASE_URL": fresh_database_url,
        "SOLIFAIR_REDIS_URL": "redis://127.0.0.1:1/0",
        "SOLIFAIR_SECRET_KEY": "a key that is only for tests, 0123456789",
        "SOLIFAIR_STRIPE_API_KEY": "sk_test_x",
        "SOLIFAIR_FILES_DIR": str(tmp_path),
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", "price", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def floor(command: Run, *words: str) -> dict[str, Any]:
    done = command("floor", *words, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_quarter_kilo_of_roasted_coffee(command: Run) -> None:
    asked = ["--product", "coffee_arabica_washed", "--form", "roasted", "--net", "250g", "--on", "2024-05-01"]
    found = floor(command, *asked)
    assert (found["floor"], found["premium"], found["table_units"]) == ("1.1806", "0.1312", "0.655875")
    assert found["differential"] is None
    shown = command("floor", *asked).stdout
    for words in (
        "1.1806 USD",
        "0.1312 USD",
        "0.655875 × lb of green",
        "1.19 (ICO conversion factors",
        "fairtrade, worldwide, conventional, FOB: minimum 1.8 USD, organic +0.4, premium 0.2, per lb",
        "2023-08-01 to further notice, confirmed",
        "https://b",
    ):
        assert words in shown, shown


def test_organic_goods_above_the_market(command: Run) -> None:
    pound = ["--product", "coffee_arabica_washed", "--net", "1 lb", "--on", "2024-01-01", "--market-price", "2.60"]
    assert floor(command, *pound, "--organic", "--origin", "PE")["total"] == "3.2000"
    shown = command("floor", *pound, "--organic").stdout
    for words in ("of which organic differential", "0.4000 USD", "differential over the market", "3.2000 USD"):
        assert words in shown, shown


def test_fresh_cherry_needs_the_producers_own_outturn(command: Run) -> None:
    cherry = ["--product", "coffee_arabica_washed", "--form", "cherry", "--net", "60 kg", "--on", "2024-01-01"]
    refused = command("floor", *cherry)
    assert (refused.returncode, "needs_own_outturn" in refused.stderr) == (1, True)
    assert floor(command, *cherry, "--factor", "0.18")["table_units"] == "23.809924"


def test_a_premium_that_is_a_share_needs_the_price(command: Run) -> None:
    herbs = ["--product", "herbs", "--net", "1 kg", "--on", "2024-01-01"]
    assert floor(command, *herbs)["premium_bps"] == 1500
    assert "15 % of the price, which is not known" in command("floor", *herbs).stdout
    assert floor(command, *herbs, "--market-price", "200")["premium"] == "30.0000"


@pytest.mark.parametrize(
    "wrong",
    [["--on", "2024"], ["--market-price", "much"], ["--factor", "-1"], ["--net", "a handful"]],
)
def test_what_makes_no_sense_is_one_sentence(command: Run, wrong: list[str]) -> None:
    done = command("floor", "--product", "coffee", "--net", "1 lb", "--on", "2024-01-01", *wrong)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr


def test_a_table_is_taken_in_and_what_is_refused_is_told(command: Run, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    natural = WASHED_2023.replace("washed", "natural")
    file.write_bytes(ours(natural, natural.replace("2023-08-01", "2023"), WASHED_2011.replace("1.40", "1.41")))
    checked = command("import", str(file), "--check")
    assert checked.returncode == 1
    assert "Nothing was written" in checked.stdout
    done = command("import", str(file), "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["new"], report["refused"], report["check"]) == (1, 1, 2, False)
    assert [line["outcome"] for line in report["lines"]] == ["new", "refused", "refused"]
    file.write_bytes(ours(natural))
    assert command("import", str(file)).returncode == 0


def test_fees_factors_rates_and_promotions(command: Run, tmp_path: Path) -> None:
    file = tmp_path / "rules.csv"
    file.write_text("code,market_fee_bps,dues_bps,solidarity_bps,valid_from\nstandard,700,100,50,2027-01-01\n")
    assert command("fees", "import", str(file)).returncode == 0
    listed = command("fees", "list").stdout
    for words in ("7 %", "2027-01-01", "2026-12-31", "exporter_outside_eu", "5.5 %"):
        assert words in listed, listed
    file.write_text("product,from_form,to_form,factor,source\ncoffee,ground,green,1.21,a mill\n")
    assert command("factors", "import", str(file)).returncode == 0
    file.write_text(
        "Date,USD\n" + "".join(f"2026-{month:02}-{day:02},1.1\n" for month in range(1, 9) for day in range(1, 29))
    )
    done = command("rates", "import", str(file))
    assert (done.returncode, "and 24 more" in done.stdout, "224 new" in done.stdout) == (0, True, True)
    assert command("promotion", "create", "Spring", "--discount", "7.5", "--market-bears").returncode == 0
    cocoa = ["promotion", "create", "cocoa", "--discount", "10", "--producer", "kuapa", "--max-uses", "3"]
    assert command(*cocoa, "--from", "2026-01-01T00:00:00Z", "--until", "2027-01-01T00:00:00Z").returncode == 0
    listed = command("promotion", "list").stdout
    for words in ("spring", "7.5 %", "everybody", "the market", "cocoa", "kuapa", "2027-01-01"):
        assert words in listed, listed
    for wrong in (["--discount", "1.234"], ["--discount", "x"], ["--discount", "10", "--producer", "nobody"]):
        refused = command("promotion", "create", "other", *wrong)
        assert refused.returncode in {1, 2} and "Traceback" not in refused.stderr


def test_a_change_of_fees_is_listed_and_tried(command: Run, fresh_database_url: str) -> None:
    database = Database(fresh_database_url, pool_size=1)
    with database.transaction() as session:
        person = Person(email="ops@example.org", full_name="Ops", is_operator=True)
        session.add(person)
        session.flush()
        change = propose_fees(
            session,
            Shares(955, 100, 50),
            valid_from=date(2027, 6, 1),
            reason="Our payment service charges more.",
            person_id=person.id,
            notice_days=30,
            now=datetime(2026, 11, 24, tzinfo=UTC),
        )
        change_id = change.id
    database.close()
    listed = command("fees", "changes")
    assert change_id in listed.stdout and "9.55 %" in listed.stdout
    tried = command("fees", "preview", change_id, "--month", "2026-10", "--now", "2026-11-24T12:00:00Z", "--json")
    assert json.loads(tried.stdout) == {"month": "2026-10", "totals": [], "producers": []}
    assert command("fees", "preview", change_id, "--now", "2026-11-24T12:00:00Z").returncode == 0
    assert command("fees", "preview", "fch_none").returncode == 1
