"""Catalogues as the Data Food Consortium's linked data (ontology and context 1.16).

`hasCertification` holds what somebody else verified of the whole product and what holds at the moment: the facet of
the consortium's taxonomy where it has one for the scheme, and the certificate itself. A producer's own word, with
papers or without, is a `hasClaim`. A measure or a type that the taxonomies do not have exactly is left out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from market.catalog.exporting.goods import LABEL_OF_ONLY_VARIANT, ExportProduct, Tender
from market.catalog.exporting.offers import Addresses, Audience, OfferedProduct, OwnWord, Vouched
from models.enums import AssuranceClass

CONTEXT_URL = "https://www.datafoodconsortium.org"
_ONTOLOGY = "dfc-b:"
_UNITS = {
    "g": "dfc-m:Gram",
    "kg": "dfc-m:Kilogram",
    "ml": "dfc-m:Millilitre",
    "cl": "dfc-m:Centilitre",
    "l": "dfc-m:Litre",
    "piece": "dfc-m:Piece",
}
_CURRENCIES = {
    "EUR": "dfc-m:Euro",
    "USD": "dfc-m:USDollar",
    "GBP": "dfc-m:PoundSterling",
    "CAD": "dfc-m:CanadianDollar",
    "AUD": "dfc-m:AustralianDollar",
}
# Our shelves are wider than the consortium's types: only this one is the same.
_TYPES = {"oils": "dfc-pt:oil"}

Node = dict[str, object]


def write_dfc_catalog(
    products: Iterable[OfferedProduct],
    own_words: Mapping[str, Sequence[OwnWord]],
    audience: Audience,
    addresses: Addresses,
) -> Iterator[bytes]:
    """Every product on sale with its offers and its producer; `own_words` by organisation."""
    return _graph(_offered(products, own_words, audience, addresses))


def write_dfc_goods(goods: Iterable[ExportProduct], tender: Tender) -> Iterator[bytes]:
    """A producer's own products, drafts too, as a file for another market: nothing is claimed of them."""
    return _graph(_goods(goods, tender))


def _graph(nodes: Iterator[list[Node]]) -> Iterator[bytes]:
    yield f'{{"@context":{json.dumps(CONTEXT_URL)},"@graph":['.encode()
    separator = ""
    for several in nodes:
        text = ",\n".join(json.dumps(node, ensure_ascii=False, separators=(",", ":")) for node in several)
        yield (separator + text).encode()
        separator = ",\n"
    yield b"]}\n"


def _offered(
    products: Iterable[OfferedProduct],
    own_words: Mapping[str, Sequence[OwnWord]],
    audience: Audience,
    addresses: Addresses,
) -> Iterator[list[Node]]:
    told: set[str] = set()
    for product in products:
        producer = f"{addresses.storefront_url}/producers/{product.producer_slug}"
        page = f"{addresses.storefront_url}/products/{product.slug}"
        claims: Node = {
            "hasCertification": [
                address for claim in product.claims if _is_certified(claim) for address in _names(claim, addresses)
            ],
            "hasClaim": [_certificate(claim, addresses) for claim in product.claims if _is_own(claim)]
            + [f"{addresses.api_url}/v1/terms#{word.code}" for word in own_words.get(product.producer_id, ())],
        }
        nodes = [] if product.producer_id in told else [_enterprise(producer, product.producer_name)]
        told.add(product.producer_id)
        has_several = len(product.offers) > 1
        common: Node = {
            "name": product.name,
            "description": product.description,
            "suppliedBy": producer,
            "hasType": _TYPES.get(product.category_code),
            **claims,
        }
        if has_several:
            nodes.append(
                _node(page, "SuppliedProduct", **common, hasVariant=[f"{page}#{offer.id}" for offer in product.offers])
            )
        for offer in product.offers:
            nodes += _variant_nodes(
                f"{page}#{offer.id}",
                {**common, "name": f"{product.name}, {offer.label}", "isVariantOf": page} if has_several else common,
                catalog=f"{producer}#catalogue",
                sku=offer.sku or offer.id,
                net=(offer.net, offer.net_unit),
                price=audience.amount(offer.amount_minor),
                currency=audience.currency,
                vat=None if offer.vat_bps is None else _percent(offer.vat_bps),
                stock=offer.available,
            )
        yield nodes


def _goods(goods: Iterable[ExportProduct], tender: Tender) -> Iterator[list[Node]]:
    producer = "urn:solifair:producer"
    for place, product in enumerate(goods):
        page = f"urn:solifair:product/{product.handle}"
        nodes = [_enterprise(producer, product.producer_name)] if place == 0 else []
        is_grouped = [variant.label for variant in product.variants] != [LABEL_OF_ONLY_VARIANT]
        common: Node = {
            "name": product.name,
            "description": product.description,
            "suppliedBy": producer,
            "hasType": _TYPES.get(product.category_code),
        }
        if is_grouped:
            variants = [f"{page}#{variant.id}" for variant in product.variants]
            nodes.append(_node(page, "SuppliedProduct", **common, hasVariant=variants))
        for variant in product.variants:
            nodes += _variant_nodes(
                f"{page}#{variant.id}" if is_grouped else page,
                {**common, "name": variant.label, "isVariantOf": page} if is_grouped else common,
                catalog=f"{producer}/catalogue",
                sku=variant.sku or "",
                net=(variant.net, variant.net_unit),
                price=tender.amount(variant.amount_minor),
                currency=tender.currency,
                vat=None,
                stock=variant.on_hand,
            )
        yield nodes


def _variant_nodes(
    address: str,
    words: Node,
    *,
    catalog: str,
    sku: str,
    net: tuple[str, str],
    price: str,
    currency: str,
    vat: str | None,
    stock: int,
) -> list[Node]:
    item, offer = f"{address}/item", f"{address}/offer"
    unit = _UNITS.get(net[1])
    quantity = _node(None, "QuantitativeValue", hasUnit=unit, value=net[0]) if unit else None
    priced = _node(None, "Price", value=price, VATrate=vat, hasUnit=_CURRENCIES.get(currency)) if price else None
    return [
        _node(address, "SuppliedProduct", **words, hasQuantity=quantity, referencedBy=item),
        _node(
            item,
            "CatalogItem",
            references=address,
            sku=sku,
            stockLimitation=stock,
            listedIn=catalog,
            offeredThrough=offer if priced else None,
        ),
        *([_node(offer, "Offer", hasPrice=priced, offers=item)] if priced else []),
    ]


def _enterprise(address: str, name: str) -> Node:
    return _node(address, "Enterprise", name=name)


def _node(address: str | None, kind: str, **terms: object) -> Node:
    """Without what is not known."""
    named: Node = {"@id": address} if address else {}
    known = {f"{_ONTOLOGY}{name}": value for name, value in terms.items() if value not in (None, "", [])}
    return {**named, "@type": f"{_ONTOLOGY}{kind}", **known}


def _is_own(claim: Vouched) -> bool:
    return claim.assurance_class is AssuranceClass.SELF_DECLARED


def _is_certified(claim: Vouched) -> bool:
    return not _is_own(claim) and claim.covers == "whole_product"


def _names(claim: Vouched, addresses: Addresses) -> list[str]:
    return [*([f"dfc-f:{claim.facet}"] if claim.facet else []), _certificate(claim, addresses)]


def _certificate(claim: Vouched, addresses: Addresses) -> str:
    return f"{addresses.api_url}/v1/certificates/{claim.certificate_id}"


def _percent(bps: int) -> str:
    whole, rest = divmod(bps, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
