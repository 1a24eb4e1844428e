"""Barcodes that name a product the world over."""

from stdnum import ean

_LENGTHS = (8, 12, 13, 14)


def valid_gtin(barcode: str | None) -> str | None:
    """The barcode if it is a GTIN of 8, 12, 13 or 14 digits whose last one checks; a shop's own code is none."""
    if barcode is None or not (barcode.isascii() and barcode.isdigit() and len(barcode) in _LENGTHS):
        return None
    return barcode if ean.is_valid(barcode) else None
