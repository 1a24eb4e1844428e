"""Large answers that compress well, packed while they are written when the reader takes gzip."""

import zlib
from collections.abc import Iterator, Mapping

from starlette.requests import Request
from starlette.responses import StreamingResponse

# zlib writes the header and the checksum of a gzip file itself.
_GZIP = zlib.MAX_WBITS | 16
_PIECE = 64 * 1024


def zipped(
    request: Request, lines: Iterator[bytes], *, media_type: str, headers: Mapping[str, str]
) -> StreamingResponse:
    """The lines in pieces, as gzip when `Accept-Encoding` names it."""
    pieces = _gathered(lines)
    if not _takes_gzip(request.headers.get("accept-encoding", "")):
        return StreamingResponse(pieces, media_type=media_type, headers=dict(headers))
    return StreamingResponse(_packed(pieces), media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})


def _takes_gzip(accepted: str) -> bool:
    for choice in accepted.split(","):
        name, _, weight = choice.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _gathered(lines: Iterator[bytes]) -> Iterator[bytes]:
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=_GZIP)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()
