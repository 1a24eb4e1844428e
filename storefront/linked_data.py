"""What a product page tells machines: schema.org JSON-LD, with the certificates that hold today and who gets what.

A product with one variant is a `Product`; one with several is a `ProductGroup` of products, each with its own offer.
"""

import json

from markupsafe import Markup

from storefront.figures import decimal_amount
from storefront.shapes.base import Claim
from storefront.shapes.catalog import Product, Variant

_SCHEMA = "https://schema.org/"
# Of UN/CEFACT, as schema.org asks for.
_UNIT_CODES = {"g": "GRM", "kg": "KGM", "ml": "MLT", "cl": "CLT", "l": "LTR"}

Node = dict[str, object]


def product_json(product: Product, storefront_url: str) -> Markup:
    """The document, safe inside a script element."""
    text = json.dumps(product_node(product, storefront_url), ensure_ascii=False)
    # The characters that could end the element or be read as markup.
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


def product_node(product: Product, storefront_url: str) -> Node:
    """The product, with an offer for each variant that has a price."""
    page = f"{storefront_url}/products/{product.slug}"
    sold = [variant for variant in product.variants if variant.price]
    common: Node = {
        "@context": _SCHEMA.rstrip("/"),
        "@id": page,
        "url": page,
        "name": product.name,
        "description": product.description or product.short_line or product.name,
        "brand": _known(
            {
                "@type": "Organization",
                "name": product.producer.name,
                "url": f"{storefront_url}/producers/{product.producer.slug}",
                "hasCertification": _certifications(product, "enterprise", storefront_url),
            }
        ),
        "category": product.category.label if product.category else None,
        "countryOfOrigin": product.origin.country if product.origin else None,
        "image": f"{storefront_url}/media/{product.picture.id}" if product.picture else None,
        "hasCertification": _certifications(product, "whole_product", storefront_url),
    }
    if len(sold) > 1:
        group: Node = {
            "@type": "ProductGroup",
            "productGroupID": product.id,
            "hasVariant": [_variant(product, variant, page) for variant in sold],
        }
        return _known(common | group)
    offers = [_offer(variant, page, is_orderable=product.orderable) for variant in sold]
    own: Node = {"@type": "Product", "offers": offers}
    return _known(common | own | (_identity(sold[0]) if sold else {}))


def _variant(product: Product, variant: Variant, page: str) -> Node:
    return _known(
        {
            "@type": "Product",
            "@id": f"{page}#{variant.id}",
            "name": f"{product.name}, {variant.label}",
            "isVariantOf": {"@id": page},
            "offers": _offer(variant, page, is_orderable=product.orderable),
            **_identity(variant),
        }
    )


def _identity(variant: Variant) -> Node:
    """By what others know it, and how much is in it."""
    code = _UNIT_CODES.get(variant.net.unit) if variant.net else None
    return {
        "sku": variant.sku,
        "gtin": variant.gtin,
        "size": variant.label,
        "weight": {"@type": "QuantitativeValue", "value": str(variant.net.value), "unitCode": code}
        if variant.net and code
        else None,
    }


def _offer(variant: Variant, page: str, *, is_orderable: bool) -> Node:
    assert variant.price is not None
    priced = {"price": decimal_amount(variant.price), "priceCurrency": variant.price.currency}
    parts = variant.breakdown.parts if variant.breakdown else ()
    return _known(
        {
            "@type": "Offer",
            "url": page,
            "name": variant.label,
            "itemCondition": f"{_SCHEMA}NewCondition",
            "availability": f"{_SCHEMA}{'InStock' if is_orderable and variant.available else 'OutOfStock'}",
            **priced,
            "priceSpecification": {
                "@type": "CompoundPriceSpecification",
                **priced,
                "valueAddedTaxIncluded": True,
                "priceComponent": [
                    {
                        "@type": "UnitPriceSpecification",
                        "name": part.label,
                        "price": decimal_amount(part.amount),
                        "priceCurrency": part.amount.currency,
                    }
                    for part in parts
                ],
            },
        }
    )


def _certifications(product: Product, covers: str, storefront_url: str) -> list[Node]:
    """What others certified of the whole product, or of the organisation that makes it; what a producer says of
    itself is no certification, and what holds of an ingredient is told in the page's words only."""
    return [
        _certification(claim, storefront_url)
        for claim in product.claims
        if claim.assurance_class != "self_declared" and claim.covers == covers
    ]


def _certification(claim: Claim, storefront_url: str) -> Node:
    """Only claims that hold are ever in a product, so the status is always active."""
    return _known(
        {
            "@type": "Certification",
            "name": claim.scheme.name,
            "issuedBy": {"@type": "Organization", "name": claim.scheme.owner},
            "certificationIdentification": claim.number,
            "certificationStatus": f"{_SCHEMA}CertificationActive",
            "expires": claim.valid_until,
            "url": f"{storefront_url}/proof/{claim.certificate_id}",
        }
    )


def _known(node: Node) -> Node:
    """Without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}
