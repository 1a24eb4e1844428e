"""The database lets each thing take the steps that the rules know, and no others."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import permutations

import psycopg
import pytest

from market.mails.rules import MAIL_STEPS
from market.orders.rules import ORDER_STEPS, PARCEL_STEPS
from market.payments.refunds.rules import REFUND_STEPS
from market.payments.returns.rules import RETURN_STEPS
from market.payments.rules import PAYMENT_STEPS
from market.payouts.reversals.rules import REVERSAL_STEPS
from market.payouts.rules import PAYOUT_STEPS
from market.webhooks.rules import DELIVERY_STEPS, ENDPOINT_STEPS
from models.enums import ParcelState
from models.enums.prefinance import PrefinanceState

Connection = psycopg.Connection[tuple[object, ...]]

# Each of its verbs names the state that it begins in.
PREFINANCE_STEPS = {
    PrefinanceState.REQUESTED: frozenset(
        {PrefinanceState.DECLINED, PrefinanceState.WITHDRAWN, PrefinanceState.GRANTED}
    ),
    PrefinanceState.GRANTED: frozenset({PrefinanceState.REPAID, PrefinanceState.WRITTEN_OFF}),
    PrefinanceState.DECLINED: frozenset(),
    PrefinanceState.WITHDRAWN: frozenset(),
    PrefinanceState.REPAID: frozenset(),
    PrefinanceState.WRITTEN_OFF: frozenset(),
}
MACHINES: dict[str, Mapping[StrEnum, frozenset[StrEnum]]] = {
    "customer_order": ORDER_STEPS,  # type: ignore[dict-item]
    "mail": MAIL_STEPS,  # type: ignore[dict-item]
    "parcel": PARCEL_STEPS,  # type: ignore[dict-item]
    "payment": PAYMENT_STEPS,  # type: ignore[dict-item]
    "refund": REFUND_STEPS,  # type: ignore[dict-item]
    "return_request": RETURN_STEPS,  # type: ignore[dict-item]
    "payout": PAYOUT_STEPS,  # type: ignore[dict-item]
    "transfer_reversal": REVERSAL_STEPS,  # type: ignore[dict-item]
    "prefinance": PREFINANCE_STEPS,  # type: ignore[dict-item]
    "webhook_endpoint": ENDPOINT_STEPS,  # type: ignore[dict-item]
    "webhook_delivery": DELIVERY_STEPS,  # type: ignore[dict-item]
}
# A late payment takes an order up again whose parcels were let go; nobody else may do that to a parcel.
BEYOND_THE_RULES = {"parcel": {(ParcelState.CANCELLED, ParcelState.TO_PACK)}}


@pytest.fixture
def connection(fresh_database_url: str) -> Iterator[Connection]:
    with psycopg.connect(fresh_database_url) as opened:
        yield opened


def trigger_of(connection: Connection, table: str) -> str:
    """The statement that makes the trigger of a table's steps."""
    row = connection.execute(
        "select pg_get_triggerdef(oid) from pg_trigger where tgname = 'steps' and tgrelid = %s::regclass",
        (f"public.{table}",),
    ).fetchone()
    assert row is not None
    return str(row[0])


def steps_of(connection: Connection, table: str) -> set[tuple[str, str]]:
    """The steps that the trigger of a table lets pass."""
    return {(one, other) for one, other in re.findall(r"'(\w+)>(\w+)'", trigger_of(connection, table))}


def test_the_database_knows_the_same_steps_as_the_rules(connection: Connection, subtests: pytest.Subtests) -> None:
    for table, machine in MACHINES.items():
        with subtests.test(table):
            steps = {(one, other) for one, others in machine.items() for other in others}
            assert steps_of(connection, table) == steps | BEYOND_THE_RULES.get(table, set())
            assert set(machine) == set(type(next(iter(machine)))), "every state has its steps"
    rows = connection.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'steps'").fetchall()
    assert {str(row[0]) for row in rows} == set(MACHINES), "every machine is compared"


def test_a_step_that_is_none_is_refused(connection: Connection, subtests: pytest.Subtests) -> None:
    """The trigger itself, on a bare table of the same name with nothing but an id and a state."""
    for table, machine in MACHINES.items():
        with subtests.test(table):
            allowed, trigger = steps_of(connection, table), trigger_of(connection, table)
            connection.execute(f"create temporary table {table} (id text, state text) on commit drop")
            connection.execute(trigger.replace(f"ON public.{table}", f"ON pg_temp.{table}"))
            for one, other in permutations(map(str, machine), 2):
                connection.execute(f"truncate pg_temp.{table}")
                connection.execute(f"insert into pg_temp.{table} values ('x', %s)", (one,))
                connection.execute("savepoint before")
                step = f"update pg_temp.{table} set state = %s"
                if (one, other) in allowed:
                    connection.execute(step, (other,))
                else:
                    with pytest.raises(psycopg.errors.IntegrityError, match=f"x cannot go from {one} to {other}"):
                        connection.execute(step, (other,))
                    connection.execute("rollback to before")
            connection.rollback()


def test_standing_still_is_no_step(connection: Connection) -> None:
    connection.execute("create temporary table payout (id text, state text) on commit drop")
    connection.execute(trigger_of(connection, "payout").replace("ON public.payout", "ON pg_temp.payout"))
    connection.execute("insert into pg_temp.payout values ('x', 'paid')")
    connection.execute("update pg_temp.payout set state = 'paid', id = 'y'")
