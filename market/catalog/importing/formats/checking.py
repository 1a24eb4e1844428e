"""What is offered, checked cell by cell, into what can be planned. One set of rules for every format."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from market.catalog.authoring.rules.products import MOST_ON_HAND, MOST_OPTIONS, MOST_VARIANTS
from market.catalog.importing import cells
from market.catalog.importing.categories import category_for
from market.catalog.importing.cells import Wrong
from market.catalog.importing.formats.format import Asked
from market.catalog.importing.formats.offered import Offered, OfferedVariant
from market.catalog.importing.measures import ONE_PIECE, Net, grams_of, net_in
from market.catalog.importing.products import Availability, FileOption, FileProduct, FileTranslation, FileVariant
from market.catalog.rules import folded

LABEL_OF_ONLY_VARIANT = "1 ×"
_HANDLE = re.compile(r"[\w][\w.-]{0,199}")
_NOT_OF_A_HANDLE = re.compile(r"[^\w]+")
_LONGEST_NAME = 200
_LONGEST_DESCRIPTION = 20_000
_LONGEST_LABEL = 200
_LONGEST_OPTION = 60
_LONGEST_SKU = 100
_LONGEST_BARCODE = 50
_READ_FOR_NET = 300
_MOST_IMAGES = 50
# A parcel needs a weight. Half a kilogram is what most shops assume; the report says that it was assumed.
_ASSUMED_GRAMS = 500
_NOTHING = Fraction(0)


def checked(offered: Iterable[Offered], asked: Asked) -> Iterator[FileProduct]:
    """Each product with what is wrong about it. A handle that has come before is a fault of the later product."""
    first_rows: dict[str, int] = {}
    for each in offered:
        handle = each.handle.text
        if handle in first_rows:
            each.fault(each.handle, "duplicate_handle", f"the product of row {first_rows[handle]} has it too")
        elif handle:
            first_rows[handle] = each.handle.row
        yield _product(each, asked)


def handle_from(words: str) -> str:
    """Words as part of an address: Café 250 g is cafe-250-g."""
    return _NOT_OF_A_HANDLE.sub("-", folded(words)).strip("-_")[:120].rstrip("-_")


def _product(offered: Offered, asked: Asked) -> FileProduct:
    name = " ".join(cells.visible(offered.name.text).split())
    description = cells.plain_text(offered.description.text)
    if _HANDLE.fullmatch(offered.handle.text) is None:
        offered.fault(offered.handle, "bad_handle", f"{cells.shown(offered.handle.text)} cannot be an address")
    if not name:
        offered.fault(offered.name, "missing", "no row of this product has a name")
    if len(name) > _LONGEST_NAME:
        offered.fault(offered.name, "too_long", f"{len(name)} letters, at most {_LONGEST_NAME}")
    if len(description) > _LONGEST_DESCRIPTION:
        offered.fault(offered.description, "too_long", f"{len(description)} letters, at most {_LONGEST_DESCRIPTION}")
    if offered.images and len(offered.images) > _MOST_IMAGES:
        offered.note(offered.handle, "too_many_images", f"the first {_MOST_IMAGES} of {len(offered.images)} are kept")
    variants = tuple(_variants(offered, name, asked))
    translations = tuple(_translations(offered))
    if not offered.variants and not offered.has_fault:
        offered.fault(offered.handle._replace(column="", text=""), "no_variant", "no row of this product has a price")
    return FileProduct(
        handle=offered.handle.text,
        row=offered.handle.row,
        line=offered.handle.line,
        row_count=offered.row_count,
        name=name,
        description=description,
        category_code=category_for(offered.shelves, asked.categories),
        is_published=offered.is_published,
        variants=variants,
        problems=tuple(offered.problems),
        tags=None if offered.tags is None else tuple(offered.tags),
        images=None if offered.images is None else tuple(offered.images[:_MOST_IMAGES]),
        language=offered.language,
        translations=translations,
    )


def _translations(offered: Offered) -> Iterator[FileTranslation]:
    """The product's words in other languages, once in each."""
    told = {offered.language}
    for each in offered.translations:
        name, description = " ".join(cells.visible(each.name).split()), cells.plain_text(each.description)
        if each.language in told or not name:
            continue
        told.add(each.language)
        if len(name) > _LONGEST_NAME or len(description) > _LONGEST_DESCRIPTION:
            offered.fault(offered.name._replace(text=name[:_LONGEST_NAME]), "too_long", f"its words in {each.language}")
        yield FileTranslation(each.language, name, description)


def _variants(offered: Offered, name: str, asked: Asked) -> Iterator[FileVariant]:
    if len(offered.variants) > MOST_VARIANTS:
        offered.fault(offered.variants[MOST_VARIANTS].place, "too_many_variants", f"at most {MOST_VARIANTS}")
        return
    seen: set[str] = set()
    lowest = _lowest_of_several_prices(offered, asked)
    for each in offered.variants:
        options = _options(offered, each)
        label = " / ".join(option.value for option in options) or LABEL_OF_ONLY_VARIANT
        place = each.options[0][1] if each.options else each.place
        if label.casefold() in seen:
            how = "" if options else ", and nothing says how they differ"
            offered.fault(place, "duplicate_variant", f"{cells.shown(label)} is there twice{how}")
            continue
        seen.add(label.casefold())
        if len(label) > _LONGEST_LABEL:
            offered.fault(place, "too_long", f"{len(label)} letters, at most {_LONGEST_LABEL}")
        variant = _variant(offered, each, options, (label, name), asked, lowest)
        if variant is not None:
            yield variant


def _options(offered: Offered, variant: OfferedVariant) -> tuple[FileOption, ...]:
    options = [
        (cells.visible(name).strip(), " ".join(cells.visible(cell.text).split()), cell)
        for name, cell in variant.options
        if cell.text
    ]
    if len(options) > MOST_OPTIONS:
        offered.fault(options[MOST_OPTIONS][2], "too_many_options", f"at most {MOST_OPTIONS}")
    for name, value, cell in options:
        if len(name) > _LONGEST_OPTION or len(value) > _LONGEST_LABEL:
            offered.fault(cell, "too_long", f"at most {_LONGEST_OPTION} letters in its name, {_LONGEST_LABEL} in it")
    return tuple(FileOption(name, value) for name, value, _ in options if value)


def _variant(
    offered: Offered,
    variant: OfferedVariant,
    options: tuple[FileOption, ...],
    called: tuple[str, str],
    asked: Asked,
    lowest: int | None,
) -> FileVariant | None:
    amount = _price(offered, variant, asked)
    is_dearer = amount is not None and lowest is not None and amount[0] > lowest
    net = _net(offered, variant, called, asked, is_dearer=is_dearer)
    weight = _weight(offered, variant, net, asked)
    count = _on_hand(offered, variant)
    gtin = _gtin(offered, variant)
    if len(variant.sku.text) > _LONGEST_SKU:
        offered.fault(variant.sku, "too_long", f"{len(variant.sku.text)} letters, at most {_LONGEST_SKU}")
    if amount is None or weight is None or count is None:
        return None
    availability = variant.availability
    if availability is Availability.UNSAID and variant.on_hand.text:
        availability = Availability.COUNTED
    return FileVariant(
        label=called[0],
        sku=cells.visible(variant.sku.text) or None,
        barcode=cells.visible(variant.barcode.text) or None,
        net_quantity=net.quantity if net else Decimal(1),
        net_unit=net.unit if net else ONE_PIECE.unit,
        weight_grams=weight,
        amount_minor=amount[0],
        on_hand=count,
        row=variant.place.row,
        line=variant.place.line,
        options=options,
        gtin=gtin,
        currency=amount[1],
        availability=availability,
    )


def _price(offered: Offered, variant: OfferedVariant, asked: Asked) -> tuple[int, str | None] | None:
    price = cells.price(variant.price.text, exponent=asked.exponent, decimal_mark=asked.decimal_mark)
    if isinstance(price, Wrong):
        offered.fault(variant.price, price.code, price.detail)
        return None
    stated = variant.currency.text.upper()
    currency = price.currency or stated or None
    for place, said in ((variant.price, price.currency), (variant.currency, stated)):
        if said and said != asked.currency:
            offered.fault(place, "other_currency", f"{cells.shown(said)}; this market sells in {asked.currency}")
            return None
    return price.amount_minor, currency


def _lowest_of_several_prices(offered: Offered, asked: Asked) -> int | None:
    if len({each.price.text for each in offered.variants}) < 2:
        return None
    read = (
        cells.price(each.price.text, exponent=asked.exponent, decimal_mark=asked.decimal_mark)
        for each in offered.variants
    )
    return min((price.amount_minor for price in read if not isinstance(price, Wrong)), default=None)


def _net(
    offered: Offered, variant: OfferedVariant, called: tuple[str, str], asked: Asked, *, is_dearer: bool
) -> Net | None:
    """How much is in it, as stated or as its label or else the product's name has it.

    The name of Chocolate 180 g, each or in boxes of fifteen, tells of the cheapest.
    """
    stated = variant.stated_net
    if stated.text:
        net = net_in(stated.text[:_READ_FOR_NET], decimal_mark=asked.decimal_mark)
        if isinstance(net, Net):
            return net
        wrong = net or Wrong("bad_net", f"{cells.shown(stated.text.strip())} is not a quantity such as 250 g")
        offered.fault(stated, wrong.code, wrong.detail)
        return None
    label, name = called
    for words in (*variant.net, label, name):
        net = net_in(words[:_READ_FOR_NET]) if words else None
        if isinstance(net, Net) and is_dearer and words is name:
            net = Wrong("net_unclear", f"{cells.shown(name)} may be how much the cheapest variant holds")
        if isinstance(net, Net):
            return net
        if isinstance(net, Wrong):
            offered.note(variant.place._replace(text=words[:200]), net.code, f"{net.detail}; sold by the piece")
            return None
    return None


def _weight(offered: Offered, variant: OfferedVariant, net: Net | None, asked: Asked) -> int | None:
    cell, unit = variant.weight, variant.weight_unit
    number = cells.decimal(cell.text, decimal_mark=asked.decimal_mark) if cell.text else _NOTHING
    grams = number if isinstance(number, Wrong) else grams_of(number, unit[:20])
    if isinstance(grams, Wrong):
        code = grams.code if grams.code == "decimal_comma" else "bad_weight"
        offered.fault(cell, code, grams.detail)
        return None
    if grams > 0:
        return grams
    of_net = net.grams if net else None
    assumed = max(1, -(-of_net // 1)) if of_net is not None else _ASSUMED_GRAMS
    if cell.column:
        offered.note(cell._replace(row=variant.place.row, line=variant.place.line), "weight_assumed", _assumed(assumed))
    else:
        offered.note(variant.place, "weight_assumed", _assumed(assumed))
    return assumed


def _assumed(grams: int) -> str:
    return f"the file does not say; {grams} g assumed"


def _on_hand(offered: Offered, variant: OfferedVariant) -> int | None:
    cell = variant.on_hand
    if not cell.text:
        if variant.availability is not Availability.OUT_OF_STOCK:
            offered.note(cell if cell.row else variant.place, "not_counted", _uncounted(variant.availability))
        return 0
    count = cells.whole_number(cell.text)
    if isinstance(count, Wrong):
        offered.fault(cell, count.code, count.detail)
        return None
    if count > MOST_ON_HAND:
        offered.fault(cell, "bad_number", f"at most {MOST_ON_HAND}")
        return None
    if count < 0:
        offered.note(cell, "oversold", f"{count} taken for none")
    return max(count, 0)


def _uncounted(availability: Availability) -> str:
    if availability is Availability.ON_DEMAND:
        return "sold there without a count; here there are none until you say how many"
    return "no count; none on hand assumed"


def _gtin(offered: Offered, variant: OfferedVariant) -> str | None:
    cell = variant.barcode
    if not cell.text:
        return None
    if len(cell.text) > _LONGEST_BARCODE:
        offered.fault(cell, "too_long", f"{len(cell.text)} letters, at most {_LONGEST_BARCODE}")
        return None
    gtin = cells.gtin(cell.text)
    if isinstance(gtin, Wrong):
        offered.fault(cell, gtin.code, gtin.detail)
        return None
    if gtin is None:
        offered.note(cell, "not_a_gtin", "kept as a code of your own: it has not 8, 12, 13 or 14 digits")
    return gtin
