"""A one-page PDF: the paper that a demo certificate is proven by. It says of itself that it is invented."""

from collections.abc import Sequence

_FIRST_LINE, _LEADING = 760, 24


def one_page(lines: Sequence[str]) -> bytes:
    """An A4 page with these lines in Helvetica. Letters outside Windows-1252 become question marks."""
    text = b"".join(_line(number, line) for number, line in enumerate(lines))
    fonts = b"/Resources << /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % fonts,
        b"<< /Length %d >>\nstream\n%sendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            table,
            size,
            len(body),
        )
    )


def _line(number: int, line: str) -> bytes:
    size = 18 if number == 0 else 12
    return b"BT /F1 %d Tf 60 %d Td (%s) Tj ET\n" % (size, _FIRST_LINE - _LEADING * number, _escaped(line))


def _escaped(line: str) -> bytes:
    return line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
