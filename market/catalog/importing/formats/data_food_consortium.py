"""Catalogues of the Data Food Consortium: products, catalogue items, offers and prices as linked data.

What a supplied product costs stands in the offers of the catalogue items that reference it. Its certifications are
taken as its producer's own word, as its claims are: a label needs a certificate that is checked here.
"""

import re
from collections.abc import Iterator

from kit.languages import is_language
from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats.checking import checked, handle_from
from market.catalog.importing.formats.format import LARGEST_FILE, Asked, Reading, Source
from market.catalog.importing.formats.json_stream import Json
from market.catalog.importing.formats.linked_data import Node, Nodes, local, types, values
from market.catalog.importing.formats.offered import Offered, OfferedVariant
from market.catalog.importing.formats.table import MOST_ROWS, Cell
from market.catalog.importing.products import Availability, FileTag, FileTranslation

PRODUCT = "suppliedproduct"
# The consortium's measures, folded, as words that are read like any other.
_UNITS = {
    "gram": "g",
    "kilogram": "kg",
    "milligram": "mg",
    "tonne": "t",
    "ounce": "oz",
    "poundmass": "lb",
    "millilitre": "ml",
    "centilitre": "cl",
    "decilitre": "dl",
    "litre": "l",
    "metre": "m",
    "centimetre": "cm",
    "piece": "piece",
    "unit": "piece",
    "u": "piece",
    "pair": "pair",
    "dozen": "dozen",
}
_PACKS = {"4pack": "4 piece", "6pack": "6 piece", "halfdozen": "6 piece"}
_CURRENCIES = {
    "euro": "EUR",
    "usdollar": "USD",
    "poundsterling": "GBP",
    "canadiandollar": "CAD",
    "australiandollar": "AUD",
}
_ITEM = ("referencedby", "hasreference")
_OFFERS = ("offeredthrough", "hasoffer")
_VARIANTS = ("hasvariant", "variant", "hasvariants")
_PARENT = ("isvariantof", "variantof")
_STOCK = ("stocklimitation", "totaltheoreticalstock", "totaltheoriticalstock")
# As the taxonomy spells it.
_MISSPELT = {"FairTradeMaxHaavelar": "Fairtrade Max Havelaar"}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|[-_]")


class DataFoodConsortium:
    """JSON-LD of the ontology 1.x, in the spellings that are about."""

    code = "dfc"

    def read(self, source: Source, asked: Asked) -> Reading:
        if source.path.stat().st_size > LARGEST_FILE:
            raise ImportFileRefused("too_large", f"at most {LARGEST_FILE // 1024 // 1024} MiB")
        nodes = Nodes(source.path, wanted=PRODUCT)
        if not 0 < nodes.wanted_total <= MOST_ROWS:
            raise ImportFileRefused("no_products", "there is no dfc-b:SuppliedProduct in it, or too many")
        return Reading(checked(_Catalogue(nodes).offered(), asked), rows_total=nodes.wanted_total)


class _Catalogue:
    """What refers to what, both ways round."""

    def __init__(self, nodes: Nodes):
        self._nodes = nodes
        self._items: dict[str, list[str]] = {}
        self._offers: dict[str, list[str]] = {}
        self._children: dict[str, list[str]] = {}
        self._parent: dict[str, str] = {}
        self._rows: dict[str, tuple[int, int]] = {}

    def offered(self) -> Iterator[Offered]:
        """Each product that is no variant of another, with its variants."""
        self._look_back()
        for node, line in self._nodes.wanted():
            if self._key(node) not in self._parent:
                yield self._product(node, line)

    def _look_back(self) -> None:
        """Links may stand at either end: an item references its product, a product is referenced by its items."""
        for identity in self._nodes.identities():
            node = self._nodes.at(identity)
            if "catalogitem" in types(node):
                for product in _ids(node.get("references")):
                    self._items.setdefault(self._nodes.key(product), []).append(identity)
            elif "offer" in types(node):
                for item in (*_ids(node.get("offers")), *_ids(node.get("offereditem"))):
                    self._offers.setdefault(self._nodes.key(item), []).append(identity)
        for row, (node, line) in enumerate(self._nodes.wanted(), start=2):
            key = self._key(node)
            self._rows[key] = (row, line)
        for key in self._rows:
            node = self._nodes.at(key)
            for child in _ids(_first(node, _VARIANTS)):
                self._adopt(key, self._nodes.key(child))
            for parent in _ids(_first(node, _PARENT)):
                self._adopt(self._nodes.key(parent), key)

    def _adopt(self, parent: str, child: str) -> None:
        """A variant of a variant is one of the product above both; nothing is its own."""
        is_known = parent in self._rows and child in self._rows and parent != child
        if is_known and child not in self._parent and child not in self._children:
            above = self._parent.get(parent, parent)
            self._parent[child] = above
            self._children.setdefault(above, []).append(child)

    def _key(self, node: Node) -> str:
        return self._nodes.key(str(node.get("@id", "")))

    def _product(self, node: Node, line: int) -> Offered:
        key = self._key(node)
        row = self._rows[key][0]
        children = self._children.get(key, [])
        said = _said(node.get("name"))
        described = _said(node.get("description"))
        name, language = said[0] if said else ("", None)
        description = next((text for text, its in described if its == language), described[0][0] if described else "")
        offered = Offered(
            handle=Cell(handle_from(_path(str(node.get("@id", "")), name)), "@id", row, line),
            name=Cell(name, "dfc-b:name", row, line),
            description=Cell(description, "dfc-b:description", row, line),
            is_published=True,
            row_count=1 + len(children),
            language=language,
            shelves=[local(each).replace("-", " ") for each in _ids(node.get("hastype"))],
            tags=[],
            images=[],
        )
        if not name and 0 < len(description) <= 200:
            offered.name = offered.description
            offered.description = offered.description._replace(text="")
            offered.note(offered.name, "name_from_description", "it has no dfc-b:name; its description is its name")
        _translate(offered, said[1:], described)
        self._tell(offered, node, row, line)
        for each in children or [key]:
            variant, at = self._nodes.at(each), self._rows[each]
            label = _text(variant.get("name")) if children else ""
            found = self._variant(offered, variant, at, label)
            if found is not None:
                offered.variants.append(found)
            for url in _texts(variant.get("image")) if children else ():
                offered.picture(Cell(url, "dfc-b:image", *at), url, label)
        return offered

    def _tell(self, offered: Offered, node: Node, row: int, line: int) -> None:
        for url in _texts(node.get("image")):
            offered.picture(Cell(url, "dfc-b:image", row, line), url, offered.name.text)
        for term, column in (("hascertification", "dfc-b:hasCertification"), ("hasclaim", "dfc-b:hasClaim")):
            for facet in _ids(node.get(term)):
                tag = _MISSPELT.get(local(facet)) or " ".join(_HUMP.sub(" ", local(facet)).split())
                if "#" not in facet and "://" in facet:
                    offered.note(Cell(facet, column, row, line), "not_kept", "a certificate elsewhere is not read")
                elif tag:
                    offered.tags = [*(offered.tags or []), FileTag(tag, column)]

    def _variant(self, offered: Offered, node: Node, at: tuple[int, int], label: str) -> OfferedVariant | None:
        place = Cell("", "", *at)
        items = self._linked(node, _ITEM, self._items)
        offers = [offer for item in items for offer in self._linked(item, _OFFERS, self._offers)]
        prices = {price: None for offer in offers for price in self._prices(offer)}
        if len(prices) > 1:
            shown = ", ".join(f"{amount} {currency}".strip() for amount, currency in prices)
            offered.fault(place._replace(column="dfc-b:hasPrice", text=shown), "price_unclear", "its offers differ")
            return None
        amount, currency = next(iter(prices), ("", ""))
        if len(items) > 1:
            offered.note(place, "several_items", f"{len(items)} catalogue items reference it; they count as one")
        stock = next((text for each in (*items, *offers, node) if (text := _text(_first(each, _STOCK)))), "")
        is_endless = stock.startswith("-")
        sku = next((text for item in items if (text := _text(item.get("sku")))), "")
        return OfferedVariant(
            place=place,
            options=[("Size", Cell(label, "dfc-b:name", *at))] if label else [],
            price=Cell(amount, "dfc-b:hasPrice", *at),
            currency=Cell(currency, "dfc-b:hasUnit", *at),
            sku=Cell(sku, "dfc-b:sku", *at),
            barcode=Cell(_text(node.get("gtin")), "dfc-b:gtin", *at),
            stated_net=Cell(self._net(node), "dfc-b:hasQuantity", *at),
            # Less than nothing is what platforms write for as many as are asked for.
            on_hand=Cell("" if is_endless else stock, "dfc-b:stockLimitation", *at),
            availability=Availability.ON_DEMAND if is_endless else Availability.UNSAID,
        )

    def _linked(self, node: Node, terms: tuple[str, ...], backwards: dict[str, list[str]]) -> list[Node]:
        """What a node links to and what links to it, each once."""
        found = {self._key(each) or str(each): each for each in self._nodes.linked(_first(node, terms))}
        for identity in backwards.get(self._key(node), []):
            found.setdefault(identity, self._nodes.at(identity))
        return list(found.values())

    def _prices(self, offer: Node) -> Iterator[tuple[str, str]]:
        """Amount and currency of what an offer asks; an offer of the first versions has its price itself."""
        for price in self._nodes.linked(offer.get("hasprice")):
            # Some write the amount where the price should be.
            amount = _text(price.get("value")) or _amount(str(price.get("@id", "")))
            if amount:
                unit = next(iter(_ids(price.get("hasunit"))), "")
                yield amount, _CURRENCIES.get(local(unit).casefold(), local(unit))
        if "hasprice" not in offer and _text(offer.get("price")):
            yield _text(offer.get("price")), ""

    def _net(self, node: Node) -> str:
        """How much is in it, as words; a quantity of 0 is one that nobody wrote down."""
        quantities = self._nodes.linked(node.get("hasquantity"))
        # The first versions have the quantity and its unit at the product itself.
        amount = _text(quantities[0].get("value")) if quantities else _text(node.get("quantity"))
        unit = local(next(iter(_ids((quantities[0] if quantities else node).get("hasunit"))), "")).casefold()
        if not amount.strip("0., ") or not unit:
            return ""
        if unit in _PACKS:
            return f"{amount} x {_PACKS[unit]}"
        return f"{amount} {_UNITS.get(unit, 'piece')}"


def _amount(text: str) -> str:
    """The text where it is a number."""
    return text if _NUMBER.fullmatch(text) else ""


def _first(node: Node, terms: tuple[str, ...]) -> Json:
    """The first of these that the node has."""
    return next((node[term] for term in terms if term in node), None)


def _ids(value: Json) -> list[str]:
    """What a property links to."""
    found = [each.get("@id") if isinstance(each, dict) else each for each in values(value)]
    return [each for each in found if isinstance(each, str) and each]


def _said(value: Json) -> list[tuple[str, str | None]]:
    """Texts with their languages, where they say them."""
    found: list[tuple[str, str | None]] = []
    for each in values(value):
        text = each.get("@value") if isinstance(each, dict) else each
        language = each.get("@language") if isinstance(each, dict) else None
        if isinstance(text, str) and text.strip():
            found.append((text.strip(), _language(language)))
    return found


def _language(tag: Json) -> str | None:
    """The language of a tag, without its country: en-GB is en."""
    code = tag.partition("-")[0].casefold() if isinstance(tag, str) else ""
    return code if len(code) == 2 and is_language(code) else None


def _texts(value: Json) -> list[str]:
    return [text for text, _ in _said(value)] or _ids(value)


def _text(value: Json) -> str:
    return next(iter(_texts(value)), "")


def _translate(
    offered: Offered, names: list[tuple[str, str | None]], descriptions: list[tuple[str, str | None]]
) -> None:
    """Keep the product's words in other languages."""
    for name, language in names:
        if language and language != offered.language:
            text = next((text for text, its in descriptions if its == language), "")
            offered.translations.append(FileTranslation(language, name, text))


def _path(identity: str, name: str) -> str:
    """The last part of an address that tells a product; its name where the node has none."""
    if not identity or identity.startswith("_:"):
        return name
    return identity.split("?")[0].rstrip("/").rpartition("/")[2].rpartition("#")[2] or name
