"""XLSX and ODS to a table of text, in a process that may not use more than its share of memory and time."""

import json
import shutil
import subprocess
import sys
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path

from market.catalog.errors import ImportFileRefused

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNPACKER = Path(__file__).with_name("unpack_workbook.py")
_MOST_SECONDS = 120


@dataclass(frozen=True, eq=False)
class Spool:
    """The first sheet as CSV in UTF-8, gone when this is; the names of the sheets that were not read."""

    path: Path
    other_sheets: tuple[str, ...]

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.path.parent, ignore_errors=True)


def is_workbook(path: Path) -> bool:
    """Whether a file is one. Raises ImportFileRefused for those of old Excel, and those behind a password."""
    with path.open("rb") as file:
        head = file.read(8)
    if head == _OLE:
        raise ImportFileRefused("old_workbook", "save it as .xlsx, .ods or .csv, without a password")
    return head.startswith(_ZIP)


def unpack_workbook(path: Path) -> Spool:
    """The first visible sheet. Raises ImportFileRefused when it cannot be read or is larger than a catalogue is."""
    into = Path(tempfile.mkdtemp(prefix="workbook-")) / "sheet.csv"
    try:
        return Spool(into, _unpack(path, into))
    except BaseException:
        shutil.rmtree(into.parent, ignore_errors=True)
        raise


def _unpack(path: Path, into: Path) -> tuple[str, ...]:
    """The names of the other sheets."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_UNPACKER), str(path), str(into)],
            capture_output=True,
            timeout=_MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ImportFileRefused("workbook_too_large", f"it takes more than {_MOST_SECONDS} seconds to read") from None
    if done.returncode == 3:
        refusal = json.loads(done.stdout)
        raise ImportFileRefused(str(refusal["problem"]), str(refusal["detail"]))
    if done.returncode != 0:
        raise ImportFileRefused("workbook_too_large", "it takes more memory or time to read than it may")
    return tuple(json.loads(done.stdout)["other_sheets"])
