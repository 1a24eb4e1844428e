"""Registers as tables: one entry, none, or no usable answer; and a list of co-operatives that somebody really keeps."""

import csv
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import schemes
from gateways.errors import GatewayUnavailable
from gateways.register_lists import RegisterLists
from gateways.registers import RegisterEntry
from tests.payouts.shell import set_environment

COOPS = Path(__file__).parents[3] / "shared" / "data" / "coops"
MEMBERS = COOPS / "uk_workers_coops_2023-06-23.csv"
DESCRIPTION = """
file = "members.csv"
source_url = "https://register.example.org/members.csv"
[columns]
number = "No."
holder = "Who"
valid_to = "Until"
"""
TABLE = "No.,Who,Until\nR 1,Hojas Verdes,2027-06-30\nR 2,Cooperativa Ñandú,\nR 3,Twice,\nr 3 ,Twice,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path)
    return tmp_path


def write(folder: Path, *, description: str = DESCRIPTION, table: str | bytes = TABLE) -> None:
    (folder / "ica_identity.toml").write_text(description, encoding="utf-8")
    (folder / "members.csv").write_bytes(table if isinstance(table, bytes) else table.encode("utf-8-sig"))


def reason(folder: Path, scheme: str = "ica_identity", number: str = "R 1") -> str:
    with pytest.raises(GatewayUnavailable) as silence:
        RegisterLists(folder).look_up(scheme, number)
    return silence.value.reason


def test_an_entry_is_found_however_its_number_is_written(folder: Path) -> None:
    found = RegisterLists(folder).look_up("ica_identity", " r 1")
    source = "https://register.example.org/members.csv"
    assert found == RegisterEntry("R 1", "Hojas Verdes", valid_to=date(2027, 6, 30), source_url=source)
    other = RegisterLists(folder).look_up("ica_identity", "R 2")
    assert other is not None and (other.holder, other.valid_to) == ("Cooperativa Ñandú", None)
    assert RegisterLists(folder).look_up("ica_identity", "R") is None
    write(folder, table="No.,Who,Until\nR,Late,\n")
    assert RegisterLists(folder).look_up("ica_identity", "R") is not None, "what is put there counts at once"


def test_what_is_not_described_is_not_connected(folder: Path) -> None:
    assert reason(folder, "fairtrade") == "not_connected"
    assert reason(folder, "../ica_identity") == "not_connected"
    assert reason(folder / "nowhere") == "not_connected"


def test_a_number_that_stands_there_twice_is_no_answer(folder: Path) -> None:
    assert reason(folder, number="R 3") == "ambiguous"


@pytest.mark.parametrize(
    "wrong",
    [
        {"table": "Who,Until\nHojas,\n"},
        {"table": "No.,Until\nR 1,\n"},
        {"table": "No.,Who,Until\nR 1,Hojas,tomorrow\n"},
        {"table": b"No.,Who,Until\nR 1,\xff\xfe,\n"},
        {"description": "file = "},
        {"description": DESCRIPTION + 'colour = "red"'},
        {"description": DESCRIPTION.replace("members.csv", "../members.csv", 1)},
        {"description": DESCRIPTION.replace("members.csv", "others.csv", 1)},
    ],
)
def test_what_cannot_be_read_is_no_answer(folder: Path, wrong: dict[str, str]) -> None:
    write(folder, **wrong)
    assert reason(folder) == "unreadable"


@pytest.mark.skipif(not MEMBERS.exists(), reason="the list of co-operatives is not here")
def test_a_list_of_co_operatives_is_a_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "members.csv").symlink_to(MEMBERS)
    (tmp_path / "ica_identity.toml").write_text(
        'file = "members.csv"\n[columns]\nnumber = "Identifier"\nholder = "Name"\nstatus = "Registered Status"\n'
        'source_url = "Website"\n'
    )
    with MEMBERS.open(encoding="utf-8-sig", newline="") as lines:
        members = {row["Identifier"]: row["Name"].strip() for row in csv.DictReader(lines)}
    registers = RegisterLists(tmp_path)
    for number, name in list(members.items())[::40]:
        found = registers.look_up("ica_identity", number)
        assert found is not None and found.holder == name
    set_environment(monkeypatch, "postgresql://nobody@127.0.0.1:1/none", REGISTERS_DIR=str(tmp_path))
    told = CliRunner().invoke(schemes.app, ["look-up", "ica_identity", "R015180"])
    assert told.exit_code == 0 and "holder: The Bicycle Co-operative" in told.output
    assert CliRunner().invoke(schemes.app, ["look-up", "ica_identity", "R000000"]).exit_code == 1
