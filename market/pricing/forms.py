"""Forms of a product and how much of one another is: a price table is written for green coffee, a shop sells roasted.

The International Coffee Organization's factors are built in; rows of `conversion_factor` come before them. A form that
is itself a unit (`l`, `piece`) is measured in that unit, and its factor gives tonnes: so Fairtrade's list states wine
and coconuts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from market.pricing.errors import NeedsOwnOutturn, NoConversion
from market.pricing.units import UNITS, Dimension, converted

CHERRY_FRESH = "cherry_fresh"
OWN_FACTOR = "the producer's own outturn"


@dataclass(frozen=True)
class Conversion:
    """One unit by weight of `from_form` is `factor` of `to_form`."""

    product: str
    from_form: str
    to_form: str
    factor: Fraction
    source: str


_ICO = "ICO conversion factors to green coffee (International Coffee Agreement, annex on conversion factors)"
ICO_FACTORS = tuple(
    Conversion("coffee", form, "green", factor, _ICO)
    for form, factor in (
        ("cherry_dry", Fraction(1, 2)),
        ("parchment", Fraction(4, 5)),
        ("roasted", Fraction(119, 100)),
        ("soluble", Fraction(26, 10)),
        ("decaf_green", Fraction(105, 100)),
    )
)

# Wet forms. Fairtrade's list gives fresh cherry the factor of dried cherry, 0.5; the Coffee Guide of the International
# Trade Centre gives one part of green coffee from five to six of cherry, by place and process.
_BY_OUTTURN = frozenset({("coffee", CHERRY_FRESH), ("coffee", "parchment_wet"), ("cocoa", "beans_wet")})

# In which form a table is written that does not say; the longest name that the product begins with.
_BASE_FORMS: Mapping[str, str] = {
    "coffee": "green",
    "cocoa": "beans",
    "cocoa_liquor": "liquor",
    "cocoa_butter": "butter",
    "cocoa_powder": "powder",
    "tea": "made",
    "cane_sugar": "sugar",
}
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("unprocessed_cherry", "fresh_cherry", "wet_cherry", "cherry"), CHERRY_FRESH),
    **dict.fromkeys(("dry_cherry", "dried_cherry"), "cherry_dry"),
    **dict.fromkeys(("washed_parchment", "unwashed_parchment", "dry_parchment"), "parchment"),
    "wet_parchment": "parchment_wet",
    **dict.fromkeys(("green_bean", "green_beans", "green_coffee"), "green"),
    "instant": "soluble",
    **dict.fromkeys(("decaf", "decaffeinated", "decaf_green_beans"), "decaf_green"),
    **dict.fromkeys(("wet_beans", "beans_fresh"), "beans_wet"),
    **dict.fromkeys(("cocoa_beans", "cocoa_beans_raw", "dry_beans"), "beans"),
    **dict.fromkeys(("leaf", "tea_leaf"), "green_leaf"),
    "made_tea": "made",
    **dict.fromkeys(("sugarcane", "sugar_cane"), "cane"),
}
_KNOWN = frozenset({*_NAMES.values(), *_BASE_FORMS.values(), *(known.from_form for known in ICO_FACTORS)})


def slug(words: str) -> str:
    """`Cane sugar` is `cane_sugar`."""
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def form_named(words: str) -> str:
    """The form under the name we use: `Green beans` is `green`. What we do not know keeps its own name."""
    name = slug(words)
    return _NAMES.get(name, name)


def is_form(words: str) -> bool:
    """Whether these words name a form that we know, and no kind of product."""
    return form_named(words) in _KNOWN


def family(product: str) -> tuple[str, ...]:
    """The product and what it is a kind of, the nearest first: a factor for `coffee` holds for `coffee_arabica`."""
    words = product.split("_")
    return tuple("_".join(words[:count]) for count in range(len(words), 0, -1))


def base_form(product: str) -> str:
    """The form that a price table means when it names none; empty for products that have but one."""
    return next((_BASE_FORMS[name] for name in family(product) if name in _BASE_FORMS), "")


def needs_outturn(product: str, form: str) -> bool:
    """Whether no list can say what comes out of this form."""
    return any((name, form) in _BY_OUTTURN for name in family(product))


def conversion_between(product: str, from_form: str, to_form: str, stored: Conversion | None) -> Conversion:
    """The factor from one form to another; `stored` is the nearest row of the table of factors.

    Raises NeedsOwnOutturn for wet forms, NoConversion.
    """
    if from_form == to_form:
        return Conversion(product, from_form, to_form, Fraction(1), "")
    if needs_outturn(product, from_form):
        raise NeedsOwnOutturn(product, from_form)
    if stored is not None:
        return stored
    for known in ICO_FACTORS:
        if (known.from_form, known.to_form) == (from_form, to_form) and known.product in family(product):
            return known
    raise NoConversion(product, from_form, to_form)


def in_table_units(quantity: Fraction, unit: str, conversion: Conversion, *, into: str) -> Fraction:
    """How many units of the table `quantity` of the goods is. Raises UnknownUnit for a measure that does not fit."""
    counted = UNITS.get(conversion.from_form)
    if counted is not None and counted.dimension is not Dimension.WEIGHT:
        tonnes = converted(quantity, unit, into=counted.code) * conversion.factor
        return converted(tonnes, "t", into=into)
    return converted(quantity, unit, into=into) * conversion.factor
