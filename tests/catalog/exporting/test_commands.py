"""What the shell can take out and bring in, over a market of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from tests.catalog.exporting.conftest import sell
from tests.certification.registry import Registry

ROOT = Path(__file__).parents[3]
LIST = (
    "Organization Type,Name,name,Region,Country,City,Latitude,Longitude,Type,Sector,Website\n"
    "x,Molino,Agriculture,Americas,Perú,Piura,-5.19,-80.63,Producer cooperative,Agriculture,\n"
    "x,,Agriculture,,,,,,,,\n"
)


@pytest.fixture
def solifair(registry: Registry, fresh_database_url: str, tmp_path: Path):
    sell(registry, "espresso", 1205)
    environment = {
        **os.environ,
        "SOLIFAIR_MODE": "test",
        "SOLIFAIR_DATABASE_URL": fresh_database_url,
        "SOLIFAIR_REDIS_URL": "redis://127.0.0.1:1/0",
        "SOLIFAIR_SECRET_KEY": "a key that is only for tests, 0123456789",
        "SOLIFAIR_STRIPE_API_KEY": "sk_test_x",
        "SOLIFAIR_FILES_DIR": str(tmp_path),
    }

    def run(*words: str, exits: int = 0) -> str:
        command = [sys.executable, "-m", "cli", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == exits, done.stderr
        return done.stdout

    return run


def test_catalogues_out(solifair, tmp_path: Path) -> None:
    assert "espresso,Espresso" in solifair("catalog", "export", "--producer", "coop", "--format", "shopify")
    out = tmp_path / "feed.xml"
    solifair("catalog", "feed", "--format", "google", "--producer", "coop", "-o", str(out))
    assert len(list(parse(out).iter("item"))) == 1
    graph = json.loads(solifair("catalog", "feed", "--format", "dfc"))["@graph"]
    assert [node["dfc-b:name"] for node in graph if node["@type"] == "dfc-b:SuppliedProduct"] == ["Espresso"]
    solifair("catalog", "feed", "--format", "dfc", "--producer", "nobody", exits=1)


def test_organisations_in_and_out(solifair, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    tried = json.loads(solifair("orgs", "import", str(file), "--dry-run", "--json", exits=1))
    assert (tried["created"], tried["refused"], tried["problems"][0]["line"]) == (1, 1, 3)
    assert "1 created" in solifair("orgs", "import", str(file), exits=1)
    assert "1 unchanged" in solifair("orgs", "import", str(file), exits=1)
    directory = solifair("orgs", "export")
    assert "<http://purl.org/essglobal/vocab/SSEInitiative>" in directory
    assert "Molino" not in directory


def test_open_data(solifair, tmp_path: Path) -> None:
    solifair("open-data", "dump", str(tmp_path / "dump"), "--licence", "CC0-1.0", "--now", "2026-11-25T12:00:00Z")
    package = json.loads((tmp_path / "dump" / "datapackage.json").read_text("utf-8"))
    assert (package["created"], package["licenses"][0]["name"]) == ("2026-11-25T12:00:00Z", "CC0-1.0")
