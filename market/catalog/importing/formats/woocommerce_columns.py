"""What WooCommerce calls its columns in the languages that shops are kept in, folded: no accents, lower case."""

import re
from collections.abc import Sequence

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "type": ("type", "tipo", "typ"),
    "sku": ("sku", "ugs", "artikelnummer", "ref", "referencia", "referenz", "sku (ref)", "cod"),
    "gtin": (
        "gtin, upc, ean, or isbn",
        "gtin, upc, ean o isbn",
        "gtin, upc, ean ou isbn",
        "gtin, upc, ean oder isbn",
        "gtin, ucc, ean ou isbn",
        "gtin, upc, ean of isbn",
        "gtin upc ean isbn",
        # Germanized, before WooCommerce had a column of its own.
        "meta: _ts_gtin",
    ),
    "name": ("name", "nombre", "nom", "nome", "naam"),
    "published": ("published", "publicado", "publie", "veroffentlicht", "pubblicato", "gepubliceerd"),
    "visibility": (
        "visibility in catalog",
        "visibility in catalogue",
        "catalog visibility",
        "visibilita nel catalogo",
        "zichtbaarheid in catalogus",
        "visibilidad en el catalogo",
        "visibilite dans le catalogue",
        "sichtbarkeit im katalog",
        "visibilidade no catalogo",
    ),
    "short": (
        "short description",
        "descripcion corta",
        "description courte",
        "kurzbeschreibung",
        "descricao curta",
        "breve descrizione",
        "korte beschrijving",
        "korte omschrijving",
    ),
    "description": ("description", "descripcion", "beschreibung", "descricao", "descrizione", "beschrijving"),
    "sale_starts": (
        "date sale price starts",
        "dia en que empieza el precio rebajado",
        "date de debut de promo",
        "datum, an dem angebotspreis beginnt",
        "data de preco promocional comeca em",
        "data di inizio del prezzo in offerta",
        "startdatum actieprijs",
    ),
    "sale_ends": (
        "date sale price ends",
        "dia en que termina el precio rebajado",
        "date de fin de promo",
        "datum, an dem angebotspreis endet",
        "data de preco promocional termina em",
        "data di fine del prezzo in offerta",
        "einddatum actieprijs",
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
        "op voorraad?",
    ),
    "stock": (
        "stock",
        "inventario",
        "existencias",
        "inventaire",
        "bestand",
        "lager",
        "lagerbestand",
        "estoque",
        "magazzino",
        "voorraad",
    ),
    "sale_price": (
        "sale price",
        "precio rebajado",
        "tarif promo",
        "angebotspreis",
        "preco promocional",
        "prezzo in offerta",
        "actieprijs",
    ),
    "price": (
        "regular price",
        "precio normal",
        "tarif regulier",
        "regularer preis",
        "preco normal",
        "preco",
        "prezzo di listino",
        "reguliere prijs",
    ),
    "categories": ("categories", "categorias", "kategorien", "categorie", "categorieen"),
    "tags": ("tags", "etiquetas", "etiquettes", "schlagworter", "mots-cles", "tag"),
    "images": ("images", "imagenes", "bilder", "imagens", "immagini", "afbeeldingen"),
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
        "genitore",
        "hoofd",
    ),
    "grouped": (
        "grouped products",
        "productos agrupados",
        "groupes de produits",
        "produits groupes",
        "gruppierte produkte",
        "grupo de produtos",
        "produtos agrupados",
        "prodotti raggruppati",
        "gegroepeerde producten",
    ),
    "external": ("external url", "url externa", "url externe", "externe url", "url esterno"),
    "net_quantity": ("meta: net_quantity",),
    "net_unit": ("meta: net_unit",),
    # Germanized: what its price per kilogram is reckoned from.
    "contents": ("produkteinheit", "meta: _unit_product"),
    "contents_unit": ("einheit", "meta: _unit"),
}
_ATTRIBUTE_NAME = re.compile(
    r"attribute? (\d{1,2}) name|nombre del atributo (\d{1,2})|nom de l'attribut (\d{1,2})|nome do atributo (\d{1,2})"
    r"|attributo (\d{1,2}) nome|naam eigenschap (\d{1,2})"
)
_ATTRIBUTE_VALUE = re.compile(
    r"attribute (\d{1,2}) value\(s\)|valor\(es\) del atributo (\d{1,2})|valeur\(s\) de l'attribut (\d{1,2})"
    r"|attribut (\d{1,2}) wert\(e\)|valor(?:es|\(es\)) do atributo (\d{1,2})|attribut (\d{1,2}) value\(s\)"
    r"|attributo (\d{1,2}) val[a-z]+(?:\(.\)|/.)?|waarde eigenschap (\d{1,2})"
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
