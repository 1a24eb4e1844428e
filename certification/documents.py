"""What a document is, told by its bytes; what a client called it is not asked."""

from dataclasses import dataclass

from certification.errors import BadDocument, DocumentTooLarge

LARGEST_DOCUMENT = 10 * 1024 * 1024


@dataclass(frozen=True)
class DocumentType:
    """A media type and the end of a file name that fits it."""

    media_type: str
    suffix: str


_MAGIC = (
    (b"%PDF-", DocumentType("application/pdf", ".pdf")),
    (b"\x89PNG\r\n\x1a\n", DocumentType("image/png", ".png")),
    (b"\xff\xd8\xff", DocumentType("image/jpeg", ".jpg")),
)
_TEXT = DocumentType("text/plain", ".txt")
_CONTROLS = {*map(chr, range(32)), "\x7f"} - {"\t", "\n", "\r", "\f"}


def type_of(data: bytes) -> DocumentType:
    """Raises DocumentTooLarge, or BadDocument for what is neither PDF, PNG, JPEG nor plain UTF-8 text."""
    if len(data) > LARGEST_DOCUMENT:
        raise DocumentTooLarge(LARGEST_DOCUMENT)
    for magic, found in _MAGIC:
        if data.startswith(magic):
            return found
    if not _is_text(data):
        raise BadDocument()
    return _TEXT


def suffix_of(media_type: str) -> str:
    """The end of a file name for a stored media type."""
    return next((known.suffix for _, known in _MAGIC if known.media_type == media_type), _TEXT.suffix)


def _is_text(data: bytes) -> bool:
    try:
        words = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(words.strip()) and _CONTROLS.isdisjoint(words)
