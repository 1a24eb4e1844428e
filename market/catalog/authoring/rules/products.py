"""What a product may be called, how much of it there may be, and what its price was."""

import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

from market.catalog.authoring.errors import BadBarcode, BadNetQuantity, OptionsDoNotFit
from market.catalog.rules import folded
from market.pricing.units import UNITS, Dimension, converted

MOST_VARIANTS = 100
MOST_OPTIONS = 3
MOST_ON_HAND = 1_000_000
_LONGEST_HANDLE = 60
_LARGEST_QUANTITY = Decimal(1_000_000_000)
_HEAVIEST_GRAMS = 1_000_000
# A parcel needs a weight: what most shops assume of a thing of which nothing is known.
_ASSUMED_GRAMS = 500
_BARCODE_LENGTHS = (8, 12, 13, 14)


def handle_of(name: str) -> str:
    """`Café de Piura, 250 g` → `cafe-de-piura-250-g`; letters of any script stay."""
    words = re.sub(r"[\W_]+", "-", folded(name)).strip("-")
    return words[:_LONGEST_HANDLE].strip("-") or "product"


def first_free(handle: str, taken: Collection[str]) -> str:
    """The handle, or with the first number from 2 on that nothing has."""
    if handle not in taken:
        return handle
    number = next(number for number in range(2, len(taken) + 3) if f"{handle}-{number}" not in taken)
    return f"{handle}-{number}"


def slugs_for(handle: str, producer_slug: str, product_id: str) -> tuple[str, str, str]:
    """What a product's page may be called, the best first; the last is always free."""
    return handle, f"{handle}-{producer_slug}", f"{handle}-{product_id[-8:]}"


def require_net(quantity: Decimal, unit: str) -> None:
    """Raises BadNetQuantity."""
    is_right = quantity.is_finite() and 0 < quantity < _LARGEST_QUANTITY and unit in UNITS
    if not is_right or quantity != quantity.quantize(Decimal("0.001")):
        raise BadNetQuantity(str(quantity), unit)


def weight_of(quantity: Decimal, unit: str) -> int:
    """Grams to send, where nobody weighed it: what it holds, a millilitre as a gram; else half a kilogram."""
    dimension = UNITS[unit].dimension
    if dimension is Dimension.WEIGHT:
        grams = converted(Fraction(quantity), unit, into="g")
    elif dimension is Dimension.VOLUME:
        grams = converted(Fraction(quantity), unit, into="ml")
    else:
        return _ASSUMED_GRAMS
    return max(1, min(ceil(grams), _HEAVIEST_GRAMS))


def plain_quantity(quantity: Decimal) -> str:
    """`250`, `0.5`: no zeros that say nothing, no exponent."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def variant_label(option_values: Sequence[str], quantity: Decimal, unit: str) -> str:
    """`Red / M`, or what one holds: `250 g`, `1 ×` for a piece."""
    if option_values:
        return " / ".join(option_values)
    return f"{plain_quantity(quantity)} {'×' if unit == 'piece' else unit}"


def require_options(option_names: Sequence[str], option_values: Sequence[str]) -> None:
    """Each option is answered. Raises OptionsDoNotFit."""
    if len(option_names) != len(option_values):
        raise OptionsDoNotFit(list(option_names), list(option_values))


def require_barcode(barcode: str) -> None:
    """GTIN-8, -12, -13 or -14 with its check digit (GS1 General Specifications §7.9). Raises BadBarcode."""
    if not (barcode.isascii() and barcode.isdigit() and len(barcode) in _BARCODE_LENGTHS):
        raise BadBarcode(barcode)
    if sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(barcode))) % 10:
        raise BadBarcode(barcode)


def repeated(words: Iterable[str]) -> str | None:
    """The first word that stands twice, however it is written."""
    seen = set()
    for word in words:
        if folded(word) in seen:
            return word
        seen.add(folded(word))
    return None
