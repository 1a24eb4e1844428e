"""The database and the rules call the accounts of an organisation by the same names."""

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.ids import is_id, new_id
from market.ledger.accounts import account_of_purpose, held, in_transit, receivable, reversal_in_transit
from models.enums import PayoutPurpose

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def called(database: Database, sql: str, *arguments: str) -> str:
    with database.reading() as session:
        names = ", ".join(f":a{place}" for place in range(len(arguments)))
        values = {f"a{place}": value for place, value in enumerate(arguments)}
        return str(session.execute(text(f"select {sql}({names})"), values).scalar_one())


@pytest.mark.parametrize("purpose", list(PayoutPurpose))
def test_sql_names_accounts_as_python_does(database: Database, purpose: PayoutPurpose) -> None:
    organisation_id = new_id("org")
    assert called(database, "owed_account", purpose, organisation_id) == (
        account_of_purpose(purpose, organisation_id).code
    )
    for side, account in (("held", held), ("receivable", receivable)):
        assert (
            called(database, "side_account", purpose, organisation_id, side) == account(purpose, organisation_id).code
        )


def test_what_travels_has_one_account_whatever_it_is_for(database: Database) -> None:
    organisation_id = new_id("org")
    for side, account in (("in_transit", in_transit), ("reversal_in_transit", reversal_in_transit)):
        assert called(database, "side_account", "goods", organisation_id, side) == account(organisation_id).code


def test_ids_made_by_the_database_are_like_ours(database: Database) -> None:
    """Well-formed, UUIDs of version 7 inside, in the order of their making, and never the same twice."""
    with database.reading() as session:
        made = list(session.execute(text("select make_id('pyt') from generate_series(1, 2000)")).scalars())
        later = session.execute(text("select pg_sleep(0.002), make_id('pyt')")).one()[1]
    assert all(is_id("pyt", one) for one in made)
    assert len(set(made)) == len(made)
    assert max(made)[:14] <= later[:14] <= new_id("pyt")[:14], "the first letters tell the millisecond"
    for one in made:
        bits = 0
        for letter in one.removeprefix("pyt_"):
            bits = bits << 5 | CROCKFORD.index(letter)
        assert (bits >> 76 & 15, bits >> 62 & 3) == (7, 2)
