"""How much is in it, read from words: 250 g, 6 x 330ml, 1,5 kg. Exact, or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from market.catalog.importing.cells import Wrong, shown
from market.catalog.rules import folded
from market.pricing.units import UNITS, Dimension

# What people, shops and other formats call our units. Gallons, pints and fluid ounces are not there: how much they
# are depends on the country.
_NAMES: dict[str, tuple[str, Fraction]] = {
    **{code: (code, Fraction(1)) for code in UNITS},
    "mg": ("g", Fraction(1, 1000)),
    "dl": ("cl", Fraction(10)),
    "kl": ("l", Fraction(1000)),
    "hl": ("l", Fraction(100)),
    "cm": ("m", Fraction(1, 100)),
    **dict.fromkeys(("gr", "grs", "grm", "grms", "gm", "gms", "gram", "grams", "gramme", "grammes", "gramo", "gramos",
                     "grama", "gramas", "gramm"), ("g", Fraction(1))),
    **dict.fromkeys(("kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes", "kilogramo",
                     "kilogramos", "quilo", "quilos", "quilograma", "quilogramas", "kilogramm"), ("kg", Fraction(1))),
    **dict.fromkeys(("lbs", "pound", "pounds", "libra", "libras", "livres"), ("lb", Fraction(1))),
    **dict.fromkeys(("ounce", "ounces", "onza", "onzas", "onces"), ("oz", Fraction(1))),
    **dict.fromkeys(("mls", "millilitre", "millilitres", "milliliter", "milliliters", "mililitro", "mililitros"),
                    ("ml", Fraction(1))),
    **dict.fromkeys(("centilitre", "centilitres", "centilitro", "centilitros"), ("cl", Fraction(1))),
    **dict.fromkeys(("lt", "lts", "ltr", "ltrs", "litre", "litres", "liter", "liters", "litro", "litros"),
                    ("l", Fraction(1))),
    **dict.fromkeys(("tonne", "tonnes", "tonelada", "toneladas"), ("t", Fraction(1))),
    **dict.fromkeys(("metre", "metres", "meter", "meters", "metro", "metros"), ("m", Fraction(1))),
    **dict.fromkeys(("pieces", "pcs", "pc", "pce", "pce.", "pieza", "piezas", "pza", "peca", "pecas", "un", "unit",
                     "units", "unite", "unites", "unidad", "unidades", "unidade", "ud", "uds", "u", "ea", "each", "ct",
                     "count", "item", "items", "stuck", "stk", "pezzo", "pezzi", "stuks"), ("piece", Fraction(1))),
    **dict.fromkeys(("pairs", "paire", "paires", "par", "pares", "pr"), ("pair", Fraction(1))),
    "dozen": ("piece", Fraction(12)),
    "docena": ("piece", Fraction(12)),
    "douzaine": ("piece", Fraction(12)),
    "duzia": ("piece", Fraction(12)),
}  # fmt: skip
# In running words only these are a measure: "2 m" may be a size, "3 t" a tog, "4 un" the start of a word.
_IN_WORDS = frozenset(
    name
    for name, (code, _) in _NAMES.items()
    if UNITS[code].dimension in (Dimension.WEIGHT, Dimension.VOLUME) and name not in {"t", "livres", "libra", "libras"}
) | {"piece", "pieces", "pièce", "pièces", "pcs", "piezas", "peças", "pezzi", "stück", "pair"}
_NUMBER = r"[0-9]{1,8}(?:[.,][0-9]{1,6})?"
_UNIT = "|".join(sorted(map(re.escape, _IN_WORDS), key=len, reverse=True))
_MEASURE = re.compile(
    rf"(?<![\w/])(?<![0-9][.,])(?:(?P<times>[0-9]{{1,4}})\s?[x×*]\s?)?(?P<least>{_NUMBER}\s?[-–—]\s?)?"
    rf"(?P<quantity>{_NUMBER}|(?:[0-9]{{1,3}}\s)?[0-9]/[0-9]{{1,2}}|(?:[0-9]{{1,3}}\s?)?[¼½¾])"
    rf"\s?(?P<unit>{_UNIT})(?:(?![\w/])|(?=[x×*]\s?[0-9]))"
    # 130 g x 12ct: twelve in a box.
    rf"(?:\s?[x×*]\s?(?P<more>[0-9]{{1,4}})(?!\s?(?:{_UNIT}|mm|cm|m)\b)"
    r"\s?(?:ct|pk|pkts?|btls?|st|u|uds)?(?![\w.,/]))?",
    re.IGNORECASE,
)
_VULGAR = {"¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}
_MOST = Decimal(10) ** 9
_GRAMS_OF = {code: unit.size for code, unit in UNITS.items() if unit.dimension is Dimension.WEIGHT}


@dataclass(frozen=True, slots=True)
class Net:
    """How much is in it: at most three decimals, in one of the units of `market.pricing.units`."""

    quantity: Decimal
    unit: str

    @property
    def grams(self) -> Fraction | None:
        """What it weighs; None where it is not measured by weight."""
        size = _GRAMS_OF.get(self.unit)
        return None if size is None else Fraction(self.quantity) * size


ONE_PIECE = Net(Decimal(1), "piece")


def unit_named(name: str) -> tuple[str, Fraction] | None:
    """Our unit and how many of it one of these is: kilos are kg, a dozen is twelve pieces. None when nobody knows."""
    return _NAMES.get(folded(name).rstrip("."))


def net_of(quantity: Fraction, unit: str) -> Net | Wrong:
    """So much of a unit by any of its names."""
    known = unit_named(unit)
    if known is None:
        return Wrong("unknown_unit", f"{shown(unit)} is no unit that is measured in here")
    code, factor = known
    exact = quantity * factor
    thousandths = exact * 1000
    if thousandths.denominator != 1:
        return Wrong("net_too_precise", f"{shown(unit)}: more than three decimals of {code}")
    value = Decimal(thousandths.numerator).scaleb(-3)
    if not 0 < value < _MOST:
        return Wrong("bad_net", "how much is in it is above zero and below a billion")
    return Net(value if value % 1 else value.quantize(Decimal(1)), code)


@lru_cache(maxsize=1024)
def net_in(words: str, *, decimal_mark: str | None = None) -> Net | Wrong | None:
    """`Ground, 250 g` holds 250 g, `6 x 330ml` 1980 ml; None when the words name no measure.

    Wrong when they name one that can be read in two ways: 1.500 g, 200-300 g, or two different ones. In running words
    a comma or point before one or two digits can only stand before decimals, as thousands have three; in a column of
    numbers only the file's `decimal_mark` may.
    """
    found: dict[Net, None] = {}
    for each in _measures(words, decimal_mark):
        if isinstance(each, Wrong):
            return each
        found[each] = None
    if len(found) > 1:
        named = " and ".join(f"{net.quantity} {net.unit}" for net in found)
        return Wrong("net_unclear", f"{shown(words)} names {named}")
    return next(iter(found), None)


@lru_cache(maxsize=4096)
def grams_of(weight: Fraction, unit: str) -> int | Wrong:
    """A weight in whole grams, rounded up; zero where the shop does not know it."""
    known = unit_named(unit)
    size = _GRAMS_OF.get(known[0]) if known else None
    if known is None or size is None:
        return Wrong("bad_weight", f"{shown(unit)} is no unit of weight")
    grams = -(-(weight * known[1] * size) // 1)
    return grams if grams < 10**9 else Wrong("bad_weight", "more than a thousand tonnes")


def _measures(words: str, decimal_mark: str | None) -> Iterator[Net | Wrong]:
    for match in _MEASURE.finditer(words):
        if match["least"]:
            yield Wrong("net_unclear", f"{shown(match[0])} names a least and a most")
            continue
        quantity = _quantity(match["quantity"], decimal_mark)
        if isinstance(quantity, Wrong):
            yield quantity
            continue
        net = net_of(quantity * int(match["times"] or 1) * int(match["more"] or 1), match["unit"])
        if isinstance(net, Net) or net.code != "bad_net":
            yield net


def _quantity(written: str, decimal_mark: str | None) -> Fraction | Wrong:
    if written[-1] in _VULGAR:
        return int(written[:-1] or 0) + _VULGAR[written[-1]]
    if "/" in written:
        wholes, _, part = written.rpartition(" ")
        over, under = map(int, part.split("/"))
        if not 0 < over < under:
            return Wrong("net_unclear", f"{shown(written)} of a unit")
        return int(wholes or 0) + Fraction(over, under)
    mark = "," if "," in written else "."
    whole, _, decimals = written.partition(mark)
    if decimals and decimal_mark not in (None, mark):
        code = "decimal_comma" if mark == "," else "net_unclear"
        return Wrong(code, f"{shown(written)}: write a {decimal_mark} before the decimals")
    if len(decimals) == 3 and whole != "0":
        return Wrong("net_unclear", f"{shown(written)} may be thousands or decimals")
    return Fraction(Decimal(f"{whole}.{decimals or 0}"))
