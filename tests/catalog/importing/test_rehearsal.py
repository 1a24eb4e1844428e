"""A dry run tells what the real run does: of every file, in chunks of any size, on an empty market and a full one."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from market.catalog.errors import ImportFileRefused
from market.catalog.importing.report import ImportReport, ReportRow
from tests.catalog.importing.market import Producer, products, sheet

REAL = Path(__file__).parents[4] / "shared" / "data" / "catalogues"

_CELLS = st.sampled_from(["", "9.99", "12", "9,99", "-1", "cheap", "1.999", "0", "=1+1", "2.50"])
_ROWS = st.tuples(
    st.sampled_from(["a", "b", "c", "d", "", "../x"]),
    st.sampled_from(["", "Coffee", "Eco-friendly cup", "T" * 201, "Honey"]),
    st.sampled_from(["true", "false", ""]),
    st.just("Size"),
    st.sampled_from(["", "250 g", "1 kg", "Default Title"]),
    st.sampled_from(["", "SKU"]),
    st.sampled_from(["0", "280", "heavy"]),
    st.sampled_from(["", "5", "-2", "many"]),
    _CELLS,
).map(",".join)
_FILES = st.lists(_ROWS, min_size=1, max_size=12).map(sheet)


def said(report: ImportReport, told: list[ReportRow]) -> tuple[object, ...]:
    """All that a report says but for its id, its state and when."""
    counts = (report.created, report.updated, report.unchanged, report.refused, report.rows_total, report.rows_done)
    return (*counts, told)


def rehearse_and_do(producer: Producer, data: bytes, *, at_once: int) -> ImportReport:
    """The report of the real run, after it was seen to be that of the dry run, and that the latter left nothing."""
    before = producer.left()
    seen = producer.bring(data, is_dry_run=True, at_once=at_once)
    assert producer.left() == before
    done = producer.bring(data, at_once=at_once)
    assert said(done, producer.told(done.id)) == said(seen, producer.told(seen.id))
    return done


def test_of_files_that_nobody_would_write(producer: Producer) -> None:
    @given(first=_FILES, second=_FILES, at_once=st.integers(1, 4))
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def check(first: bytes, second: bytes, at_once: int) -> None:
        for data in (first, second):
            rehearse_and_do(producer, data, at_once=at_once)
            again = rehearse_and_do(producer, data, at_once=3)
            assert (again.created, again.updated) == (0, 0)

    check()


@pytest.mark.parametrize("path", sorted(REAL.iterdir()) if REAL.exists() else [], ids=lambda path: path.name)
def test_of_real_files(producer: Producer, path: Path) -> None:
    data = path.read_bytes()
    try:
        done = rehearse_and_do(producer, data, at_once=7)
    except ImportFileRefused:
        return
    if done.state == "applied":
        left = producer.left()
        again = producer.bring(data)
        assert (again.created, again.updated) == (0, 0)
        assert producer.left() == left


def test_chunks_of_any_size_leave_the_same(producer: Producer) -> None:
    rows = [*products(9), "p3,Again,true,Size,250 g,X,280,1,5", "bad,Bad,true,Size,1 kg,,0,1,cheap"]
    seen = producer.bring(sheet(rows), is_dry_run=True, at_once=500)
    done = producer.bring(sheet(rows), at_once=2)
    assert said(done, producer.told(done.id)) == said(seen, producer.told(seen.id))
    assert (done.created, done.refused) == (9, 1) or (done.created, done.refused) == (8, 2)
    left = producer.left()
    again = producer.bring(sheet(rows), at_once=4)
    assert (again.created, again.updated) == (0, 0)
    assert producer.left() == left


def test_all_or_nothing_is_rehearsed_first(producer: Producer) -> None:
    bad = "bad,Bad,true,Size,1 kg,,0,1,cheap"
    nothing = producer.bring(sheet([*products(5), bad]), is_all_or_nothing=True, at_once=2)
    assert (nothing.state, nothing.refused, producer.left()) == ("refused", 1, [])
    everything = producer.bring(sheet(products(5)), is_all_or_nothing=True, at_once=2)
    assert (everything.state, everything.created, everything.products_done) == ("applied", 5, 5)
    assert len(producer.told(everything.id)) == 5
    assert len(producer.left()) == 5


def test_a_changed_product_says_what_changes(producer: Producer) -> None:
    producer.bring(sheet(["cafe,Coffee,true,Size,250 g,C1,280,5,9.99", "cafe,,,,1 kg,C2,1050,3,34.50"]))
    seen = producer.bring(sheet(["cafe,Café,true,Size,250 g,C1,280,7,10.49"]), is_dry_run=True)
    (row,) = producer.told(seen.id)
    assert [(change.variant, change.what, change.before, change.after) for change in row.changes] == [
        ("", "name", "Coffee", "Café"),
        ("250 g", "price", "999", "1049"),
        ("250 g", "stock", "5", "7"),
        ("1 kg", "variant", "1 kg", None),
    ]
