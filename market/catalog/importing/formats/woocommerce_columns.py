"""What WooCommerce calls its columns in the languages that shops are kept in, folded: no accents, lower case."""

import re
from collections.abc import Sequence

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "type": ("type", "tipo", "typ"),
    "sku": ("sku", "ugs", "artikelnummer", "ref", "referencia", "referenz", "sku (ref)"),
    "gtin": (
        "gtin, upc, ean, or isbn",
        "gtin, upc, ean o isbn",
        "gtin, upc, ean ou isbn",
        "gtin, upc, ean oder isbn",
        "gtin, ucc, ean ou isbn",
        "gtin upc ean isbn",
    ),
    "name": ("name", "nombre", "nom", "nome"),
    "published": ("published", "publicado", "publie", "veroffentlicht"),
    "visibility": (
        "visibility in catalog",
        "visibility in catalogue",
        "visibilidad en el catalogo",
        "visibilite dans le catalogue",
        "sichtbarkeit im katalog",
        "visibilidade no catalogo",
    ),
    "short": ("short description", "descripcion corta", "description courte", "kurzbeschreibung", "descricao curta"),
    "description": ("description", "descripcion", "beschreibung", "descricao"),
    "sale_starts": (
        "date sale price starts",
        "dia en que empieza el precio rebajado",
        "date de debut de promo",
        "datum, an dem angebotspreis beginnt",
        "data de preco promocional comeca em",
    ),
    "sale_ends": (
        "date sale price ends",
        "dia en que termina el precio rebajado",
        "date de fin de promo",
        "datum, an dem angebotspreis endet",
        "data de preco promocional termina em",
    ),
    "in_stock": (
        "in stock?",
        "¿en inventario?",
        "¿existencias?",
        "¿hay existencias?",
        "en stock ?",
        "en stock?",
        "en inventaire?",
        "en inventaire ?",
        "vorratig?",
        "em estoque?",
        "em estoque",
        "em stock?",
    ),
    "stock": ("stock", "inventario", "existencias", "inventaire", "bestand", "lager", "lagerbestand", "estoque"),
    "sale_price": ("sale price", "precio rebajado", "tarif promo", "angebotspreis", "preco promocional"),
    "price": ("regular price", "precio normal", "tarif regulier", "regularer preis", "preco normal", "preco"),
    "categories": ("categories", "categorias", "kategorien"),
    "tags": ("tags", "etiquetas", "etiquettes", "schlagworter", "mots-cles"),
    "images": ("images", "imagenes", "bilder", "imagens"),
    "parent": (
        "parent",
        "superior",
        "principal",
        "ubergeordnetes produkt",
        "ubergeordnet",
        "ascendente",
        "produto ascendente",
        "produto pai",
        "pai",
    ),
    "grouped": (
        "grouped products",
        "productos agrupados",
        "groupes de produits",
        "produits groupes",
        "gruppierte produkte",
        "grupo de produtos",
        "produtos agrupados",
    ),
    "external": ("external url", "url externa", "url externe", "externe url"),
    "net_quantity": ("meta: net_quantity",),
    "net_unit": ("meta: net_unit",),
}
_ATTRIBUTE_NAME = re.compile(
    r"attribute? (\d{1,2}) name|nombre del atributo (\d{1,2})|nom de l'attribut (\d{1,2})|nome do atributo (\d{1,2})"
)
_ATTRIBUTE_VALUE = re.compile(
    r"attribute (\d{1,2}) value\(s\)|valor\(es\) del atributo (\d{1,2})|valeur\(s\) de l'attribut (\d{1,2})"
    r"|attribut (\d{1,2}) wert\(e\)|valor(?:es|\(es\)) do atributo (\d{1,2})|attribut (\d{1,2}) value\(s\)"
)
_WEIGHT = re.compile(r"(?:weight|peso|poids|gewicht)(?: \((.+)\))?")


def attributes_in(columns: Sequence[str]) -> list[tuple[str, str]]:
    """The columns of each attribute's name and value, in the order of their numbers."""
    names = _numbered(columns, _ATTRIBUTE_NAME)
    values = _numbered(columns, _ATTRIBUTE_VALUE)
    return [(names[number], values[number]) for number in sorted(names) if number in values]


def weight_in(columns: Sequence[str]) -> tuple[str, str] | None:
    """The column of the weight and its unit: Weight (kg). None when there is none."""
    for column in columns:
        match = _WEIGHT.fullmatch(column)
        if match is not None:
            return column, match[1] or "kg"
    return None


def _numbered(columns: Sequence[str], pattern: re.Pattern[str]) -> dict[int, str]:
    found = {}
    for column in columns:
        match = pattern.fullmatch(column)
        if match is not None:
            found[int(match[match.lastindex or 0])] = column
    return found
