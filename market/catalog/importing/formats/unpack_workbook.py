"""Writes the first sheet of a workbook as CSV. Runs as a process of its own, which a hostile workbook may exhaust.

It imports nothing of this project. It ends with 0 and a line of JSON, with 3 and a line of JSON about what is wrong
with the workbook, or as the kernel ends it.
"""

import csv
import datetime
import json
import resource
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 60
MOST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 200_100
MOST_COLUMNS = 300
_PIECE = 1024 * 1024


def refuse(problem: str, detail: str) -> NoReturn:
    sys.stdout.write(json.dumps({"problem": problem, "detail": detail}))
    sys.exit(3)


def check_size(path: Path) -> None:
    """Unpack all of it once, keeping nothing: a directory that lies about a size is found out by its checksum."""
    unpacked = 0
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            refuse("workbook_too_large", f"it unpacks to more than {MOST_UNPACKED // 1024 // 1024} MiB")
        for part in parts:
            if part.flag_bits & 1:
                refuse("workbook_locked", "it is protected by a password")
            with archive.open(part) as content:
                while piece := content.read(_PIECE):
                    unpacked += len(piece)
                    if unpacked > MOST_UNPACKED:
                        refuse("workbook_too_large", f"it unpacks to more than {MOST_UNPACKED // 1024 // 1024} MiB")


def written(value: object) -> str:
    """A cell as its owner sees it: 15 digits as Excel counts them, no exponent."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{Decimal(format(value, '.15g')):f}"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def main(workbook: Path, into: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        check_size(workbook)
        with workbook.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
        sheets = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        if not sheets:
            refuse("empty", "there is no sheet in it")
        sheet = book.get_sheet_by_name(sheets[0])
        # Rows above the first cell come too, columns left of it do not.
        above, left = sheet.start or (0, 0)
        if above + sheet.height > MOST_ROWS:
            refuse("too_many_rows", f"the sheet goes down to row {above + sheet.height}")
        if left + sheet.width > MOST_COLUMNS:
            refuse("too_many_columns", f"{left + sheet.width} columns, at most {MOST_COLUMNS}")
        with into.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for row in sheet.iter_rows():
                writer.writerow([""] * left + [written(value).replace("\x00", "") for value in row])
    except (CalamineError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError) as error:
        refuse("malformed", f"the workbook cannot be read: {type(error).__name__}")
    sys.stdout.write(json.dumps({"other_sheets": sheets[1:20]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
