"""What a product page tells machines: schema.org JSON-LD, with the certificates that hold today and who gets what."""

import json

from markupsafe import Markup

from storefront.figures import decimal_amount
from storefront.shapes.base import Claim
from storefront.shapes.catalog import Product, Variant


def product_json(product: Product, storefront_url: str) -> Markup:
    """The document, safe inside a script element."""
    document = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": f"{storefront_url}/products/{product.slug}",
        "name": product.name,
        "description": product.description or product.short_line or product.name,
        "brand": {"@type": "Organization", "name": product.producer.name},
        "countryOfOrigin": product.origin.country if product.origin else None,
        "image": f"{storefront_url}/media/{product.picture.id}" if product.picture else None,
        "offers": [_offer(variant) for variant in product.variants if variant.price],
        "hasCertification": [
            _certification(claim, storefront_url)
            for claim in product.claims
            # What a producer says of itself is no certification.
            if claim.assurance_class != "self_declared"
        ],
    }
    text = json.dumps({name: value for name, value in document.items() if value}, ensure_ascii=False)
    # The characters that could end the element or be read as markup.
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


def _offer(variant: Variant) -> dict[str, object]:
    assert variant.price is not None
    in_stock = "https://schema.org/InStock" if variant.available else "https://schema.org/OutOfStock"
    return {
        "@type": "Offer",
        "name": variant.label,
        "sku": variant.sku,
        "price": decimal_amount(variant.price),
        "priceCurrency": variant.price.currency,
        "availability": in_stock,
        "priceSpecification": {
            "@type": "CompoundPriceSpecification",
            "price": decimal_amount(variant.price),
            "priceCurrency": variant.price.currency,
            "priceComponent": [
                {
                    "@type": "UnitPriceSpecification",
                    "name": part.label,
                    "price": decimal_amount(part.amount),
                    "priceCurrency": part.amount.currency,
                }
                for part in (variant.breakdown.parts if variant.breakdown else ())
            ],
        },
    }


def _certification(claim: Claim, storefront_url: str) -> dict[str, object]:
    """Only claims that hold are ever in a product, so the status is always active."""
    return {
        "@type": "Certification",
        "name": claim.scheme.name,
        "issuedBy": {"@type": "Organization", "name": claim.scheme.owner},
        "certificationIdentification": claim.number,
        "certificationStatus": "https://schema.org/CertificationActive",
        "expires": claim.valid_until,
        "url": f"{storefront_url}/proof/{claim.certificate_id}",
    }
