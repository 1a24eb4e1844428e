"""The columns of a sheet, in each language that we write it in; every sheet is read in all of them."""

from collections.abc import Mapping

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "variant": {"en": "Variant", "es": "Variante", "fr": "Variante", "pt": "Variante"},
    "product": {"en": "Product", "es": "Producto", "fr": "Produit", "pt": "Produto"},
    "size": {"en": "Size", "es": "Tamaño", "fr": "Taille", "pt": "Tamanho"},
    "sku": {"en": "Article number", "es": "Número de artículo", "fr": "Référence", "pt": "Número de artigo"},
    "price": {"en": "Price", "es": "Precio", "fr": "Prix", "pt": "Preço"},
    "stock": {"en": "Stock", "es": "Existencias", "fr": "Stock", "pt": "Existências"},
    "currency": {"en": "Currency", "es": "Moneda", "fr": "Monnaie", "pt": "Moeda"},
    "price_seen": {"en": "Price before", "es": "Precio de antes", "fr": "Prix avant", "pt": "Preço de antes"},
    "stock_seen": {
        "en": "Stock before",
        "es": "Existencias de antes",
        "fr": "Stock avant",
        "pt": "Existências de antes",
    },
}
"""Our name for a column, and its title by language, in the order of the sheet."""


def titles(lang: str) -> tuple[str, ...]:
    """The header of a sheet, in English where the language is not known."""
    return tuple(column.get(lang, column["en"]) for column in COLUMNS.values())
