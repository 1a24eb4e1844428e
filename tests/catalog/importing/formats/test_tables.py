"""Tables as they come: encodings, separators, line ends, workbooks, and those made to do harm."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats import FORMATS, Asked, Source, detect_format
from market.catalog.importing.formats.table import Table

WORDS = "Récolté à la main, séché au soleil, grillé en petites quantités près de la forêt."
LIST = f"Handle;Title;Variant Price;Body (HTML)\r\ncafe;Café équitable à l'ancienne;9.99;{WORDS}\r\n"


def table(tmp_path: Path, data: bytes | str, name: str = "list.csv") -> Table:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Table(Source(path, name))


@pytest.mark.parametrize(
    ("encoding", "is_told"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp1252", True), ("mac_roman", True)],
)
def test_encodings(read, encoding: str, is_told: bool) -> None:
    seen = read(LIST.encode(encoding))
    assert (seen.only.name, seen.only.description) == ("Café équitable à l'ancienne", WORDS)
    assert ("encoding_assumed" in seen.notes) is is_told


def test_letters_that_come_late_tell_the_encoding_too(read) -> None:
    rows = "".join(f"p{number};Product;1.00;Nothing but plain letters in this row\r\n" for number in range(30_000))
    seen = read((LIST.splitlines()[0] + "\r\n" + rows + LIST.splitlines()[1]).encode("cp1252"))
    assert seen["cafe"].name == "Café équitable à l'ancienne"


@pytest.mark.parametrize("name", ["Carte à thé", "Ethanol 96.8% (CH11®)", "Café – 5 €", "Œufs"])
def test_a_single_letter_is_taken_for_one_that_the_west_writes(read, name: str) -> None:
    assert read(f"Handle,Title,Variant Price\na,{name},1\n".encode("cp1252")).only.name == name


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(read, separator: str, end: str) -> None:
    rows = [["Handle", "Title", "Variant Price"], ["a", '"One\r\ntwo"', "1"], ["b", "Two", "2"]]
    seen = read(end.join(separator.join(row) for row in rows))
    assert [(each.handle, each.name, each.row, each.line) for each in seen.products] == [
        ("a", "One two", 2, 2),
        ("b", "Two", 3, 4),
    ]


def test_what_excel_says_of_its_separator_is_believed(read) -> None:
    seen = read("sep=;\nHandle;Title;Variant Price\na;One, two, three;1\n")
    assert (seen.only.name, seen.only.row, seen.only.line) == ("One, two, three", 3, 3)


def test_a_header_with_line_breaks_and_quotes(tmp_path: Path) -> None:
    found = table(tmp_path, '"Name of\nthe product";"Price;\nwith VAT"\n"A ""good"" one";3\n')
    assert found.titles == ("Name of the product", "Price; with VAT")
    (line,) = found
    assert (line.number, line.line, line.cells) == (2, 4, ['A "good" one', "3"])


def test_a_column_that_is_there_twice_is_told_and_only_refused_when_it_is_read(read, tmp_path: Path) -> None:
    seen = read("Handle,Title,Variant Price,Note,Note\na,A,1,x,y\n")
    assert seen.notes == {"duplicate_header"}
    with pytest.raises(ImportFileRefused, match="duplicate_header"):
        read("Handle,Title,Variant Price,Variant Price\na,A,1,2\n")


def test_rows_that_are_empty_are_no_rows_but_count(tmp_path: Path) -> None:
    found = table(tmp_path, "\n\nA,B\n\n , \n1,2,,\n3\n")
    assert [(line.number, line.line, line.cells, line.has_extra_cells) for line in found] == [
        (6, 6, ["1", "2"], False),
        (7, 7, ["3", ""], False),
    ]
    assert found.rows_total == 2


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b" \r\n\n", "empty"),
        (b"a,b\x00\n", "not_text"),
        ("a,b\x00\n".encode("utf-16"), "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "not_text"),
        (b'a,b\n"1,2\n', "quote_not_closed"),
        (b'a,b\n"1"x,2\n', "malformed"),
        (b"a,b\n" + b"x" * 10_000_000 + b",1\n", "line_too_long"),
        (b'a,b\n"' + b"x\n" * 5_000_000 + b'",1\n', "cell_too_large"),
        (b"a,b\n" + b"1,2\n" * 200_001, "too_many_rows"),
        (b"a\n" + b"\n" * 300_000, "too_many_rows"),
        (",".join(f"c{number}" for number in range(400)).encode(), "too_many_columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_workbook"),
        (b"PK\x03\x04 and then nothing of a workbook", "malformed"),
    ],
)
def test_what_is_no_table_is_refused_whole(tmp_path: Path, data: bytes, problem: str) -> None:
    with pytest.raises(ImportFileRefused) as refusal:
        table(tmp_path, data)
    assert refusal.value.problem == problem


def test_a_large_file_is_not_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    text = "Words about this product that take their place. " * 60
    with path.open("w") as file:
        file.write("Handle,Title,Body (HTML),Variant Price\n")
        file.writelines(f"p-{number},Product {number},{text},9.99\n" for number in range(3_000))
    reading = FORMATS["shopify"].read(Source(path), Asked("EUR", 2))
    tracemalloc.start()
    try:
        count = sum(1 for _ in reading)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == reading.rows_total == 3_000
    assert most < 4 * 1024 * 1024 < path.stat().st_size


def workbook(write) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        write(book.add_worksheet())
    return written.getvalue()


def repacked(data: bytes, part: str, change) -> bytes:
    """The workbook with one of its parts rewritten."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            new.writestr(item.filename, change(content) if item.filename == part else content)
    return written.getvalue()


def test_a_sheet_that_begins_further_down_keeps_its_rows(tmp_path: Path) -> None:
    def write(sheet) -> None:
        sheet.write_row(2, 1, ["Name", "Price"])
        sheet.write_row(3, 1, ["Two\nlines", 12.5])
        sheet.write_row(6, 1, [7613034626844, 0.1 + 0.2])

    found = table(tmp_path, workbook(write))
    assert [(line.number, line.cells) for line in found] == [
        (4, ["", "Two\nlines", "12.5"]),
        (7, ["", "7613034626844", "0.3"]),
    ]


def test_the_spool_of_a_workbook_is_gone_with_its_table(tmp_path: Path) -> None:
    found = table(tmp_path, workbook(lambda sheet: sheet.write_row(0, 0, ["A"])))
    assert found._spool is not None
    path = found._spool.path
    assert path.exists()
    del found
    assert not path.parent.exists()


def ods(rows: str) -> bytes:
    """A document of LibreOffice with one sheet."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
            ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
            ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="Prices">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return written.getvalue()


def ods_row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def ods_text(text: str, repeated: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def ods_number(value: str) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>x</text:p></table:table-cell>'


def test_a_sheet_of_libreoffice_is_read_like_any_other(read) -> None:
    header = ods_row(*map(ods_text, ("Producto", "Precio", "EAN", "Contenido")))
    honey = ods_row(ods_text("Miel"), ods_number("8.5"), ods_number("7613034626844"), ods_text("500 g"))
    tea = ods_row(ods_text("Te"), ods_number("3"), ods_text("0123"), ods_text("50 g"))
    seen = read(ods(header + honey + ods_row(ods_text(""), repeated=3) + tea))
    assert [(each.name, each.row, each.variants[0].amount_minor) for each in seen.products] == [
        ("Miel", 2, 850),
        ("Te", 6, 300),
    ]
    assert seen["miel"].variants[0].gtin == "7613034626844"


def far_away(sheet) -> None:
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "b")


BIG = b"<row>" + b" " * (260 * 1024 * 1024)
SMALL = workbook(lambda sheet: sheet.write_row(0, 0, ["Name", "Price"]))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (workbook(far_away), "workbook_too_large"),
        (workbook(lambda sheet: sheet.write(250_000, 0, "x")), "too_many_rows"),
        (workbook(lambda sheet: sheet.write(0, 500, "x")), "too_many_columns"),
        (workbook(lambda sheet: None), "empty"),
        (ods(ods_row(ods_text("x" * 1_000, repeated=16_384), repeated=1_048_576)), "malformed"),
        (ods(ods_row(ods_text("a")) + ods_row(ods_text("b"), repeated=250_000)), "too_many_rows"),
        (SMALL[:-30], "malformed"),
        (repacked(SMALL, "xl/worksheets/sheet1.xml", lambda content: content[:100]), "malformed"),
        (repacked(SMALL, "xl/workbook.xml", lambda content: b"not xml"), "malformed"),
    ],
    ids=["far", "rows", "columns", "nothing", "ods bomb", "ods rows", "cut", "cut sheet", "no xml"],
)
def test_a_workbook_that_is_none_or_too_much_is_refused_whole(tmp_path: Path, data: bytes, problem: str) -> None:
    with pytest.raises(ImportFileRefused) as refusal:
        table(tmp_path, data)
    assert refusal.value.problem == problem


def test_a_zip_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    data = repacked(SMALL, "xl/worksheets/sheet1.xml", lambda content: BIG)
    assert len(data) < 1024 * 1024
    with pytest.raises(ImportFileRefused) as refusal:
        table(tmp_path, data)
    assert refusal.value.problem == "workbook_too_large"


def test_a_long_text_that_a_million_cells_share_exhausts_its_own_process_only(tmp_path: Path) -> None:
    shared = f"<si><t>{'x' * 30_000}</t></si>".encode()
    cells = b"".join(b'<row r="%d">' % row + b'<c t="s"><v>0</v></c>' * 100 + b"</row>" for row in range(1, 3_001))

    def sheet(content: bytes) -> bytes:
        before, _, after = content.partition(b"<sheetData>")
        return before + b"<sheetData>" + cells + b"</sheetData>" + after.partition(b"</sheetData>")[2]

    data = repacked(
        SMALL, "xl/sharedStrings.xml", lambda content: content[: content.index(b"<si>")] + shared + b"</sst>"
    )
    with pytest.raises(ImportFileRefused) as refusal:
        table(tmp_path, repacked(data, "xl/worksheets/sheet1.xml", sheet))
    assert refusal.value.problem == "workbook_too_large"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Handle,Title,Variant Price\n", "shopify"),
        ("Title,URL handle,Price\n", "shopify"),
        ("ID,Type,SKU,Name,Published,Regular price\n", "woocommerce"),
        ("ID;Tipo;SKU;Nombre;Publicado;Precio normal\n", "woocommerce"),
        ("producer,sku,name,display_name,units,unit_type,price\n", "ofn"),
        ("id\ttitle\tdescription\tlink\tprice\tavailability\n", "google"),
        ('<?xml version="1.0"?><rss/>', "google"),
        ('\ufeff  {"@graph": []}', "dfc"),
        ("[]", "dfc"),
        ("Nombre,Precio\n", "sheet"),
        ("nothing,known\n", "sheet"),
    ],
)
def test_formats_are_told_apart(tmp_path: Path, data: str, code: str) -> None:
    path = tmp_path / "file"
    path.write_text(data)
    assert detect_format(Source(path)) == code
