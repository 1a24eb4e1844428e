"""The files of imports are kept for a while; what was read in them is told for ever."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from gateways.files import FileMissing, FilesInMemory, LocalFiles
from kit.clock import utc_now
from market.catalog.importing.apply_import import apply_import
from market.catalog.importing.forget_files import forget_files
from tests.catalog.importing.market import Producer, products, sheet
from tests.catalog.world import NOW

MONTH = timedelta(days=30)


def forget(producer: Producer, *, later: timedelta) -> int:
    """As on a day so much later."""
    now = utc_now() + later
    return forget_files(producer.database, producer.files, before=now - MONTH, now=now)


def kept(producer: Producer) -> list[str]:
    return [str(path) for (path,) in producer.rows("select file_path from catalog_import order by id")]


def age(producer: Producer) -> None:
    """Imports end by the clock of the tests; the store goes by the machine's."""
    with producer.database.transaction() as session:
        session.execute(text("update catalog_import set ended_at = now(), moved_at = now()"))


def test_a_file_goes_after_a_month_and_its_report_stays(producer: Producer) -> None:
    done = producer.bring(sheet(products(3)))
    age(producer)
    assert forget(producer, later=timedelta(days=29)) == 0
    (path,) = kept(producer)
    assert producer.files.get(path)
    told = producer.told(done.id)
    assert forget(producer, later=timedelta(days=31)) == 1
    with pytest.raises(FileMissing):
        producer.files.get(path)
    assert kept(producer) == [""]
    assert producer.told(done.id) == told and len(told) == 3
    assert forget(producer, later=timedelta(days=31)) == 0


def test_a_file_that_a_younger_import_has_stays(producer: Producer) -> None:
    file = sheet(products(3))
    producer.bring(file, is_dry_run=True)
    age(producer)
    producer.execute("update catalog_import set ended_at = ended_at - interval '40 days'")
    producer.bring(file)
    producer.execute("update catalog_import set ended_at = now() where state = 'applied'")
    assert forget(producer, later=timedelta()) == 0
    assert forget(producer, later=timedelta(days=31)) == 1
    assert kept(producer) == ["", ""]


def test_what_is_under_way_keeps_its_file_however_old(producer: Producer) -> None:
    producer.bring(sheet(products(1)), is_dry_run=True)
    age(producer)
    producer.execute("update catalog_import set state = 'queued', ended_at = null")
    assert forget(producer, later=timedelta(days=400)) == 0


def test_what_was_checked_long_ago_is_not_applied_and_what_was_never_mapped_is_called_off(producer: Producer) -> None:
    checked = producer.bring(sheet(products(1)), is_dry_run=True)
    unmapped = producer.bring(b"Wat;Hoeveel\nHoning;8.50\n")
    assert unmapped.state == "unmapped"
    age(producer)
    producer.execute("update catalog_import set ended_at = null where state = 'unmapped'")
    assert forget(producer, later=timedelta(days=31)) == 2
    assert producer.report(unmapped.id).state == "cancelled"
    with pytest.raises(FileMissing), producer.database.transaction() as session:
        apply_import(session, import_id=checked.id, person_id=None, now=NOW)


def test_a_directory_lets_go_of_what_was_not_stored_again(tmp_path: Path) -> None:
    files = LocalFiles(tmp_path)
    stored = files.put_stream(io.BytesIO(b"a catalogue"), suffix=".file")
    now = utc_now()
    os.utime(tmp_path / stored.path, (1, 1))
    files.put_stream(io.BytesIO(b"a catalogue"), suffix=".file")
    files.remove(stored.path, stored_before=now - timedelta(minutes=1))
    assert files.get(stored.path) == b"a catalogue", "somebody has brought it again"
    os.utime(tmp_path / stored.path, (1, 1))
    files.remove(stored.path, stored_before=now)
    with pytest.raises(FileMissing):
        files.get(stored.path)
    for gone in (stored.path, "../x", ""):
        files.remove(gone, stored_before=now)


def test_the_store_of_the_tests_does_the_same() -> None:
    files = FilesInMemory()
    stored = files.put(b"x", suffix=".file")
    files.remove(stored.path, stored_before=utc_now() - timedelta(minutes=1))
    assert files.get(stored.path) == b"x"
    files.remove(stored.path, stored_before=utc_now() + timedelta(minutes=1))
    with pytest.raises(FileMissing):
        files.get(stored.path)
