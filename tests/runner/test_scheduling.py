"""Processes that share a run of the tests: what shares a market goes to one of them."""

from typing import cast

import pytest

from tests.scheduling import TogetherScheduling


def scope(nodeid: str) -> str:
    # A scheduler wants the processes of a run, of which the scope knows nothing.
    return TogetherScheduling._split_scope(cast("TogetherScheduling", None), nodeid)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("tests/kit/test_money.py::test_a", "tests/kit/test_money.py::TestB::test_b[x::y]", True),
        ("tests/kit/test_money.py::test_a", "tests/kit/test_log.py::test_a", False),
        ("tests/browser/test_desks.py::test_a", "tests/browser/test_goods.py::test_a[x]", True),
        ("tests/faults/test_mails.py::test_a", "tests/faults/test_broker.py::test_a", True),
        ("tests/faults/test_mails.py::test_a", "tests/browser/test_goods.py::test_a", False),
    ],
)
def test_what_stays_together(one: str, other: str, together: bool) -> None:
    assert (scope(one) == scope(other)) is together
