"""Measurements that write their rows by statements of their own still fit the tables that there are."""

from collections.abc import Callable

import pytest

from bench import impact, payout_run, statement_stream, status

pytestmark = pytest.mark.timeout(300)

_MEASUREMENTS: dict[str, Callable[[], bool]] = {
    "impact": lambda: impact.measure(lines=400, producers=12, per_order=4, rounds=1),
    "payouts": lambda: payout_run.measure(lines=2000, producers=600),
    "statement": lambda: statement_stream.measure(lines=200, formats=("ndjson",)),
    "status": lambda: status.measure(certificates=50, seconds=1),
}


@pytest.mark.parametrize("name", _MEASUREMENTS)
def test_what_is_measured_can_be_measured(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    # Whether limits are kept says nothing at this size; that there is something to say, everything.
    assert _MEASUREMENTS[name]() in {True, False}
    assert len(capsys.readouterr().out.splitlines()) >= 3
