"""A row of a price table, read from the table as published or from our own columns.

The published table names: product category, product, product form, characteristic, quality, country or region, price
level, special terms, unit, currency, minimum price, premium (an amount or a percentage), market price, effective date.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from babel import Locale

from kit.currencies import CURRENCIES
from market.pricing.errors import RuleFileRefused, UnknownUnit
from market.pricing.floor import OF_THE_PRICE, plain
from market.pricing.forms import base_form, form_named, is_form, slug
from market.pricing.tables import files
from market.pricing.tables.files import Line, RuleFile, Unreadable
from market.pricing.tables.rules import Dated, Read
from market.pricing.units import measure
from models.enums import PriceRowStatus

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "scheme": ("scheme",),
    "category": ("product category",),
    "product": ("product",),
    "form": ("product form", "form"),
    "characteristic": ("production", "characteristic", "characteristics"),
    "quality": ("quality",),
    "region": ("region", "country/region", "country / region"),
    "incoterm": ("incoterm", "price level/incoterm", "price level / incoterm", "price level", "price type"),
    "special": ("special-terms flag", "special terms", "special price terms", "*"),
    "unit_quantity": ("unit quantity",),
    "unit": ("unit",),
    "currency": ("currency",),
    "minimum": ("minimum price", "fairtrade minimum price"),
    "premium": ("premium", "fairtrade premium"),
    "earmark": ("premium earmark",),
    "differential": ("organic differential",),
    "market": ("relevant market price",),
    "valid_from": ("valid from", "effective date"),
    "valid_to": ("valid to",),
    "status": ("status",),
    "source": ("source", "source url"),
    "note": ("note", "notes"),
}
_NEEDED = ("product", "region", "unit", "currency", "valid_from")
_CODE = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
_PER_CENT = re.compile(r"^(\d{1,2}(?:\.\d{1,2})?)\s*%$")
# What the notes of our columns say in words. "+50 %" is no amount.
_DIFFERENTIAL_SAID = (
    re.compile(r"organic differential \+?(\d+(?:\.\d+)?)(?![\d.]|\s*%)"),
    re.compile(r"organic = max\(market, ?FMP\) ?\+ ?(\d+(?:\.\d+)?)(?![\d.]|\s*%)"),
)
_SCHEME_SAID = re.compile(r"\bscheme ([A-Za-z]+)")
_DECIMALS = 4


@dataclass(frozen=True)
class PriceContent:
    """What is due from a day on; the words about it do not make two rows differ."""

    unit: str
    unit_quantity: Decimal
    currency: str
    minimum: Decimal | None
    premium: Decimal | None
    premium_bps: int | None
    premium_earmark: Decimal | None
    organic_differential: Decimal | None
    has_special_terms: bool
    source_url: str = field(default="", compare=False)
    note: str = field(default="", compare=False)


PriceKey = tuple[str, str, str, bool, str, str, str]


def price_key(
    *, scheme: str, product: str, form: str, is_organic: bool, quality: str, region: str, incoterm: str
) -> PriceKey:
    """What two rows share that follow each other in time."""
    return scheme, product, form, is_organic, quality, region, incoterm


def read_price_rows(file: RuleFile, *, scheme: str) -> list[Read[PriceContent]]:
    """The rows of the file, two for a line that is for conventional and organic goods alike.

    Raises RuleFileRefused when the columns are those of no price table.
    """
    columns = {
        name: next((title for title in titles if title in file.columns), None) for name, titles in _COLUMNS.items()
    }
    missing = [_COLUMNS[name][0] for name in _NEEDED if columns[name] is None]
    if missing or (columns["minimum"] is None and columns["premium"] is None):
        raise RuleFileRefused(f"no price table: {', '.join(missing) or 'neither a minimum price nor a premium'}")
    return [read for line in file.lines for read in _Row(line, columns, scheme).read()]


class _Row:
    """One line, cell by cell; what was made of a cell that says it in other words is noted."""

    def __init__(self, line: Line, columns: Mapping[str, str | None], scheme: str):
        self._line = line
        self._columns = columns
        self._scheme = scheme
        self._notes: list[str] = []

    def read(self) -> Iterator[Read[PriceContent]]:
        what = " ".join(cell for name in ("product", "characteristic", "region") if (cell := self._cell(name)))
        try:
            organic = _characteristic(self._cell("characteristic"))
            rows = [self._row(is_organic) for is_organic in organic]
        except (Unreadable, UnknownUnit) as error:
            reason = f"{files.shown(error.unit)} is no unit" if isinstance(error, UnknownUnit) else str(error)
            yield Read(self._line.number, what, None, (reason,))
            return
        for row in rows:
            yield Read(self._line.number, what, row, tuple(self._notes))

    def _cell(self, name: str) -> str:
        column = self._columns[name]
        return self._line.cells.get(column, "") if column else ""

    def _row(self, is_organic: bool) -> Dated[PriceContent]:
        self._notes = []
        product, form = self._product()
        valid_from = files.day(self._cell("valid_from"))
        valid_to = files.day_or_none(self._cell("valid_to"))
        if valid_to is not None and valid_to < valid_from:
            raise Unreadable("it ends before it begins")
        region, is_marked = self._region()
        content = self._content(is_organic, is_marked)
        key = price_key(
            scheme=self._scheme_of_row(),
            product=product,
            form=form,
            is_organic=is_organic,
            quality=files.words(self._cell("quality")),
            region=region,
            incoterm=files.words(self._cell("incoterm")).upper(),
        )
        return Dated(key, content, valid_from, valid_to, self._status())

    def _product(self) -> tuple[str, str]:
        """Its code and its form: as they stand, or put together from what the published table calls them."""
        product, form = self._cell("product"), self._cell("form")
        if not slug(product):
            raise Unreadable("names no product")
        if _CODE.match(product):
            return product, form_named(form) if form else base_form(product)
        words = [*slug(self._cell("category")).split("_"), *slug(product).split("_")]
        if form and not is_form(form):
            words += slug(form).split("_")
        code = "_".join(dict.fromkeys(word for word in words if word))
        named = form_named(form) if form and is_form(form) else base_form(code)
        self._notes.append(f"taken as {code}{f', {named}' if named else ''}")
        return code, named

    def _region(self) -> tuple[str, bool]:
        """A country's code, `worldwide`, or an area by its own name; and whether it is starred for special terms."""
        words = files.words(self._cell("region"))
        name, is_marked = words.rstrip("* "), words.rstrip().endswith("*")
        if not name or name.lower() == "per origin":
            raise Unreadable(f"region {files.shown(words)}: it differs by origin, and the row names none")
        if name.lower() in {"worldwide", "world wide", "all"}:
            return "worldwide", is_marked
        if len(name) == 2 and name.isalpha() and name.isupper():
            return name, is_marked
        code = _COUNTRIES.get(name.casefold())
        if code is None:
            self._notes.append(f"{name} is no country: it counts only for who asks for it by this name")
        return code or name, is_marked

    def _content(self, is_organic: bool, is_marked: bool) -> PriceContent:
        unit, quantity = self._unit()
        minimum, premium, premium_bps = self._money("minimum"), None, None
        percentage = _PER_CENT.match(self._cell("premium"))
        if percentage is not None:
            premium_bps = int(Decimal(percentage[1]) * 100)
        else:
            premium = self._money("premium")
        if (minimum, premium, premium_bps) == (None, None, None):
            raise Unreadable("neither a minimum price nor a premium")
        currency = self._cell("currency")
        if currency not in CURRENCIES and (currency or (minimum, premium) != (None, None)):
            raise Unreadable(f"{files.shown(currency)} is no currency")
        if unit == OF_THE_PRICE and (minimum, premium) != (None, None):
            raise Unreadable("a share of the price is a premium in per cent")
        market = self._cell("market")
        said = [self._cell("note"), f"market price: {market}" if market else ""]
        return PriceContent(
            unit=unit,
            unit_quantity=quantity,
            currency=currency,
            minimum=minimum,
            premium=premium,
            premium_bps=premium_bps,
            premium_earmark=self._money("earmark"),
            organic_differential=None if is_organic else self._differential(),
            has_special_terms=is_marked or bool(self._cell("special").strip("- ")),
            source_url=files.words(self._cell("source")),
            note=files.words("; ".join(words for words in said if words)),
        )

    def _unit(self) -> tuple[str, Decimal]:
        words = self._cell("unit")
        if words.lower().startswith("percent of"):
            return OF_THE_PRICE, Decimal(1)
        found = measure(" ".join((self._cell("unit_quantity"), words)), source=self._scheme_of_row())
        quantity = Decimal(found.quantity.numerator) / Decimal(found.quantity.denominator)
        return found.unit, files.amount(plain(quantity), decimals=_DECIMALS)

    def _money(self, name: str) -> Decimal | None:
        cell = self._cell(name)
        return files.amount(cell, decimals=_DECIMALS) if cell else None

    def _differential(self) -> Decimal | None:
        stated = self._money("differential")
        if stated is not None:
            return stated
        note = self._cell("note")
        for pattern in _DIFFERENTIAL_SAID:
            if said := pattern.search(note):
                self._notes.append(f"organic differential {said[1]} as the note says")
                return files.amount(said[1], decimals=_DECIMALS)
        if "organic" in note.lower():
            self._notes.append("the note speaks of organic goods, but no differential can be read from it")
        return None

    def _scheme_of_row(self) -> str:
        stated = self._cell("scheme")
        said = _SCHEME_SAID.search(self._cell("note"))
        return (stated or (said[1] if said else self._scheme)).lower()

    def _status(self) -> PriceRowStatus:
        stated = self._cell("status").lower()
        if stated:
            if stated not in list(PriceRowStatus):
                raise Unreadable(f"{files.shown(stated)} is no status")
            return PriceRowStatus(stated)
        note = self._cell("note")
        if "UNCONFIRMED" in note:
            self._notes.append("unconfirmed: kept as announced, not applied")
            return PriceRowStatus.ANNOUNCED
        if "derived row" in note or self._cell("source").startswith("derived"):
            self._notes.append("derived from other figures")
            return PriceRowStatus.DERIVED
        return PriceRowStatus.CONFIRMED


def _characteristic(words: str) -> tuple[bool, ...]:
    """Whether it is for organic goods: no, yes, or one row for each."""
    known = {"conventional": (False,), "organic": (True,)}
    both = {"conventional/organic", "organic/conventional", "any", "both"}
    folded = words.lower().replace(" ", "")
    if folded in both:
        return (False, True)
    if folded not in known:
        raise Unreadable(f"{files.shown(words)} is neither conventional nor organic")
    return known[folded]


_COUNTRIES: Mapping[str, str] = {
    name.casefold(): code
    for code, name in Locale("en").territories.items()
    if len(code) == 2 and code.isalpha() and code != "ZZ"
}
