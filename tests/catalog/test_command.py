"""`solifair catalog` from a shell: the same report as the API's, and a file that comes back in."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from kit.database import Database
from tests.catalog.world import market_in

ROOT = Path(__file__).parents[2]
FILE = (
    "Handle,Title,Published,Option1 Value,Variant Grams,Variant Inventory Qty,Variant Price\n"
    "tea,Mountain tea,true,100 g,120,5,6.50\n"
    "cup,Cup,false,Default Title,300,9,12\n"
)


@pytest.fixture
def command(fresh_database_url: str, tmp_path: Path):
    with market_in(fresh_database_url):
        pass
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
            [sys.executable, "-m", "cli", "catalog", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def test_a_file_in_and_out(command, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(FILE, encoding="utf-8")
    tried = command("import", str(file), "--producer", "norandino", "--dry-run", "--json")
    assert tried.returncode == 0, tried.stderr
    report = json.loads(tried.stdout)
    assert (report["created"], report["state"], report["dry_run"]) == (2, "checked", True)

    done = command("import", str(file), "--producer", "norandino")
    assert done.returncode == 0, done.stderr
    assert "2 created" in done.stdout
    out = tmp_path / "out.csv"
    assert command("export", "--producer", "norandino", "-o", str(out)).returncode == 0
    again = command("import", str(out), "--producer", "norandino")
    assert "2 unchanged" in again.stdout


def test_refusals_are_told_and_end_in_one(command, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(FILE.replace("6.50", "cheap"), encoding="utf-8")
    refused = command("import", str(file), "--producer", "norandino")
    assert refused.returncode == 1
    assert "bad_price" in refused.stdout
    nobody = command("import", str(file), "--producer", "nobody")
    assert nobody.returncode != 0
    assert "Traceback" not in nobody.stderr
    file.write_bytes(b"\x00\x01")
    binary = command("import", str(file), "--producer", "norandino")
    assert binary.returncode != 0
    assert "Traceback" not in binary.stderr


def test_the_columns_of_a_table_are_explained_once(command, tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("Libelle;Tarif TTC;Reste\nMiel;4,50;12\n", encoding="utf-8")
    waits = command("import", str(file), "--producer", "norandino", "--dry-run")
    assert waits.returncode == 1 and "Tarif TTC" in waits.stdout and "--map" in waits.stdout
    words = ("--map", "Libelle=name", "--map", "Tarif TTC=price", "--map", "Reste=on_hand", "--decimal-mark", ",")
    told = command("import", str(file), "--producer", "norandino", *words)
    assert told.returncode == 0 and "1 created" in told.stdout, told.stdout + told.stderr
    file.write_text("Libelle;Tarif TTC;Reste\nMiel;4,80;9\n", encoding="utf-8")
    known = command("import", str(file), "--producer", "norandino", "--only", "price")
    assert known.returncode == 0 and "450 → 480" in known.stdout and "stock" not in known.stdout
    wrong = command("import", str(file), "--producer", "norandino", "--map", "Libelle")
    assert wrong.returncode == 2 and "Traceback" not in wrong.stderr
    assert command("import", str(file), "--producer", "norandino", "--format", "excel").returncode == 2


def test_the_shelf_is_written_anew(command, fresh_database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(FILE, encoding="utf-8")
    assert command("import", str(file), "--producer", "norandino").returncode == 0
    database = Database(fresh_database_url, pool_size=1)
    with database.transaction() as session:
        before = session.execute(text("select count(*) from shelf where words <> ''")).scalar_one()
        session.execute(text("update shelf set words = '', title = ''"))
        session.execute(text("delete from shelf_count"))
    done = command("shelve")
    assert (done.returncode, done.stdout.strip()) == (0, "The shelf is written anew."), done.stderr
    with database.reading() as session:
        assert session.execute(text("select count(*) from shelf where words <> ''")).scalar_one() == before == 2
        assert session.execute(text("select sum(n) from shelf_count where facet = 'category'")).scalar_one() > 0
    database.close()


def test_a_place_that_nothing_can_be_written_to_is_a_wrong_option(command, tmp_path: Path) -> None:
    for words in (("export", "--producer", "norandino"), ("feed", "--format", "google")):
        refused = command(*words, "-o", str(tmp_path / "nowhere" / "out"))
        assert refused.returncode == 2, refused.stderr
        assert "No such file or directory" in refused.stderr
        assert "Traceback" not in refused.stderr
