"""The market's offers as Google Merchant Center reads them: RSS 2.0 with the attributes of the `g` namespace.

`certification` names only what a public authority or a third party certified, of the whole product, and what holds at
the feed's moment; a producer's own word is in no attribute. https://support.google.com/merchants/answer/7052112
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from market.catalog.exporting.google_goods import xml_text
from market.catalog.exporting.offers import Addresses, Audience, Offer, OfferedProduct, Vouched
from market.catalog.gtin import valid_gtin
from models.enums import AssuranceClass

_TITLE, _WORDS, _BRAND = 150, 5000, 70
_INDEPENDENT = frozenset({AssuranceClass.PUBLIC_AUTHORITY, AssuranceClass.THIRD_PARTY, AssuranceClass.MIXED_PEER_AUDIT})
# Per what a price is compared: Google takes these bases of these units.
_BASES = {"g": "100 g", "kg": "1 kg", "ml": "100 ml", "cl": "100 cl", "l": "1 l"}
_TAIL = "</channel></rss>\n"


def write_google_feed(
    products: Iterable[OfferedProduct], audience: Audience, addresses: Addresses, *, title: str
) -> Iterator[bytes]:
    """A piece for each product, an item for each variant."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
        f"<title>{xml_text(title)}</title><link>{xml_text(addresses.storefront_url)}</link>"
        f"<description>{xml_text(title)}</description>\n"
    ).encode()
    for product in products:
        yield "".join(_item(product, offer, audience, addresses) for offer in product.offers).encode()
    yield _TAIL.encode()


def is_independent(claim: Vouched) -> bool:
    """Whether an authority or a third party, nobody of the trade itself, certified the whole product."""
    return claim.assurance_class in _INDEPENDENT and claim.covers == "whole_product"


def _item(product: OfferedProduct, offer: Offer, audience: Audience, addresses: Addresses) -> str:
    gtin = valid_gtin(offer.barcode)
    has_several = len(product.offers) > 1
    title = f"{product.name}, {offer.label}" if has_several else product.name
    link = f"{addresses.storefront_url}/products/{product.slug}"
    cells = [
        _cell("id", offer.id),
        _cell("item_group_id", product.id) if has_several else "",
        _cell("title", title[:_TITLE]),
        _cell("description", (product.description or product.name)[:_WORDS]),
        _cell("link", link),
        _cell("image_link", f"{addresses.api_url}/v1/media/{product.picture_id}") if product.picture_id else "",
        _cell("product_type", product.shelf),
        _cell("brand", product.producer_name[:_BRAND]),
        _cell("gtin", gtin) if gtin else _cell("identifier_exists", "no"),
        _cell("condition", "new"),
        _cell("availability", "in_stock" if offer.available > 0 else "out_of_stock"),
        _cell("price", f"{audience.amount(offer.amount_minor)} {audience.currency}"),
        *_measure(offer),
        _cell("size", offer.label[:100]) if has_several else "",
        _cell("shipping_weight", f"{offer.weight_grams} g"),
        *(
            "<g:shipping>"
            + _cell("country", audience.country)
            + _cell("service", way.service)
            + _cell("price", f"{audience.amount(way.amount_minor)} {audience.currency}")
            + "</g:shipping>"
            for way in offer.parcels
        ),
        *(
            "<g:certification>"
            + _cell("certification_authority", claim.issued_by or claim.scheme_owner)
            + _cell("certification_name", claim.scheme_name)
            + _cell("certification_code", claim.number)
            + "</g:certification>"
            for claim in product.claims
            if is_independent(claim)
        ),
    ]
    return f"<item>{''.join(cells)}</item>\n"


def _measure(offer: Offer) -> tuple[str, ...]:
    """Google reads no more than two decimals here: what needs more is not told rather than rounded."""
    base = _BASES.get(offer.net_unit)
    if base is None or offer.net_quantity != offer.net_quantity.quantize(Decimal("0.01")):
        return ()
    return _cell("unit_pricing_measure", f"{offer.net} {offer.net_unit}"), _cell("unit_pricing_base_measure", base)


def _cell(name: str, words: str) -> str:
    return f"<g:{name}>{xml_text(words)}</g:{name}>"
