"""The list for the bank from the shell."""

import hashlib
from pathlib import Path

import pytest
import typer

from cli.bank_file import bank_file
from kit.database import Database
from kit.errors import DomainError
from models.enums import PartKind
from tests.payouts.books import Books, Sold
from tests.payouts.shell import call, set_environment

app = typer.Typer()
app.command("bank-file")(bank_file)
IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def books(clean_database: Database, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Books:
    debtor = {"BANK_DEBTOR_NAME": "Solifair", "BANK_DEBTOR_IBAN": IBAN, "BANK_DEBTOR_BIC": "BNPAFRPP"}
    set_environment(monkeypatch, fresh_database_url, **debtor)
    books = Books.open(clean_database)
    books.sell([Sold(books.producer_id, {PartKind.PRODUCER: 10000})])
    return books


def test_the_list_goes_to_standard_output_and_what_is_said_of_it_elsewhere(books: Books) -> None:
    run = books.run()
    books.claim(run, books.account(books.producer_id), 1000)
    made = call(app, "--run", run, "--currency", "EUR")
    assert made.exit_code == 0, made.output
    assert made.stdout.startswith("<?xml") and IBAN in made.stdout
    digest = hashlib.sha256(made.stdout_bytes).hexdigest()
    assert made.stderr.split() == ["1", "transfer(s),", "10.00", "EUR,", "SHA-256", digest]


def test_the_list_goes_to_a_file(books: Books, tmp_path: Path) -> None:
    run = books.run()
    payout = books.claim(run, books.account(books.producer_id), 1000)
    out = tmp_path / "list.csv"
    made = call(app, "--run", run, "--currency", "EUR", "--format", "csv", "--out", str(out))
    assert (made.exit_code, made.stdout) == (0, "")
    assert payout in out.read_text()
    assert hashlib.sha256(out.read_bytes()).hexdigest() in made.stderr and IBAN not in made.stderr


def test_no_file_is_written_where_there_is_no_list(books: Books, tmp_path: Path) -> None:
    out = tmp_path / "list.xml"
    made = call(app, "--run", books.run(), "--currency", "EUR", "--out", str(out))
    assert isinstance(made.exception, DomainError) and made.exception.code == "nothing_to_transfer"
    assert not out.exists()
