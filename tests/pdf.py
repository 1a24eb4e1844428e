"""Looking into PDF files: what is compressed in them opened, and the tags of their structure."""

import re
import zlib
from collections import Counter


def inflated(pdf: bytes) -> bytes:
    """A PDF with what is compressed in it opened."""
    opened = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(opened)


def structure_of(inside: bytes) -> Counter[str]:
    """How often each kind of tag stands in the structure of an opened PDF."""
    return Counter(kind.decode() for kind in re.findall(rb"/Type\s*/StructElem[^>]*?/S\s*/(\w+)", inside))
