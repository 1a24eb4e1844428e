"""Bitstring Status Lists (W3C 1.0): 131,072 bits, compressed.

Whoever asks about one certificate fetches all of them, so that the market does not learn which one it was.
"""

import gzip
import zlib
from collections.abc import Iterable

from certification.credentials.multibase import NotMultibase, from_base64url, to_base64url

BITS = 131_072
# A list of this length that is all noise; what unpacks to more is no list of ours.
_MOST_BYTES = 16 * BITS // 8


def encode_bits(positions: Iterable[int]) -> str:
    """The list in which these bits are set, as multibase `u…` of its gzip. The first bit is the left-most one."""
    bits = bytearray(BITS // 8)
    for position in positions:
        bits[position // 8] |= 0x80 >> position % 8
    # Without a time in its header the same bits are the same bytes.
    return "u" + to_base64url(gzip.compress(bytes(bits), mtime=0))


def has_bit(encoded: str, position: int) -> bool:
    """Whether a bit of an encoded list is set. Raises NotMultibase for what is no list, or has no such bit."""
    if not encoded.startswith("u"):
        raise NotMultibase("not multibase base64url")
    unpacking = zlib.decompressobj(wbits=31)
    try:
        bits = unpacking.decompress(from_base64url(encoded[1:]), _MOST_BYTES)
    except zlib.error:
        raise NotMultibase("not compressed by gzip") from None
    if not 0 <= position < len(bits) * 8:
        raise NotMultibase("the list has no such bit")
    return bool(bits[position // 8] & 0x80 >> position % 8)
