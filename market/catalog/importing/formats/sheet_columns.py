"""What the columns of a producer's own price list hold, suggested from what they are called."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from market.catalog.rules import folded


class Field(StrEnum):
    """What a column of a sheet can hold."""

    HANDLE = "handle"
    NAME = "name"
    DESCRIPTION = "description"
    CATEGORY = "category"
    TAGS = "tags"
    PUBLISHED = "published"
    VARIANT = "variant"
    SKU = "sku"
    BARCODE = "barcode"
    PRICE = "price"
    CURRENCY = "currency"
    NET = "net"
    NET_QUANTITY = "net_quantity"
    NET_UNIT = "net_unit"
    WEIGHT = "weight"
    ON_HAND = "on_hand"
    IMAGE = "image"
    LANGUAGE = "language"


NEEDED = (Field.NAME, Field.PRICE)

# English, Spanish, French, Portuguese, German, Italian and Dutch, folded. A price without VAT is in none: what a
# buyer pays has it in.
_WORDS: Mapping[Field, str] = {
    Field.HANDLE: "handle; slug; url key; permalink; enlace permanente; product key; source key; source_key",
    Field.NAME: (
        "name; product; product name; title; item; item name; article; product title; nombre; producto; nombre del "
        "producto; nombre producto; articulo; titulo; nom; produit; nom du produit; nom produit; designation; "
        "libelle; intitule; denomination; nome; produto; nome do produto; artigo; produkt; produktname; bezeichnung; "
        "artikel; artikelname; artikelbezeichnung; prodotto; nome prodotto; naam; productnaam; omschrijving kort"
    ),
    Field.DESCRIPTION: (
        "description; product description; details; long description; body; descripcion; descripcion del producto; "
        "detalle; detalles; descriptif; description du produit; descricao; descricao do produto; beschreibung; "
        "produktbeschreibung; descrizione; omschrijving; beschrijving"
    ),
    Field.CATEGORY: (
        "category; categories; type; product type; product category; group; family; shelf; department; categoria; "
        "categorias; tipo; tipo de producto; rubro; familia; categorie; categories; famille; rayon; gamme; kategorie; "
        "kategorien; warengruppe; produktgruppe; categoria prodotto; soort"
    ),
    Field.TAGS: (
        "tags; labels; keywords; label; certification; certifications; etiquetas; certificaciones; certificacion; "
        "sellos; etiquettes; certificat; mots cles; mots-cles; certificacoes; certificacao; selos; schlagworter; "
        "siegel; zertifikate; etichette; certificazioni; keurmerk"
    ),
    Field.PUBLISHED: (
        "published; publish; active; visible; online; publicado; activo; visible en tienda; publie; actif; en ligne; "
        "ativo; veroffentlicht; aktiv; sichtbar; pubblicato; attivo; gepubliceerd; actief"
    ),
    Field.VARIANT: (
        "variant; variation; option; variant name; presentation; presentacion; variante; variacion; formato; opcion; "
        "format; conditionnement; declinaison; apresentacao; variacao; opcao; ausfuhrung; gebinde; confezione; variant"
    ),
    Field.SKU: (
        "sku; code; item code; product code; item no; item number; article number; reference; ref; ref no; codigo; "
        "referencia; codigo de producto; clave; code article; code produit; ugs; codigo do produto; artikelnummer; "
        "artikelnr; art nr; art-nr; art.-nr.; codice; codice articolo; codice prodotto; artikelcode"
    ),
    Field.BARCODE: (
        "barcode; bar code; ean; ean code; ean13; ean-13; gtin; upc; ean/upc; codigo de barras; codigo ean; "
        "code barre; code-barres; code barres; code a barres; code ean; gencod; strichcode; ean-code; "
        "codice a barre; streepjescode"
    ),
    Field.PRICE: (
        "price; unit price; retail price; selling price; sale price; rrp; srp; price incl vat; price inc vat; "
        "price incl. vat; gross price; precio; precio unitario; precio de venta; precio venta; pvp; p.v.p.; "
        "precio con iva; precio iva incl; precio publico; prix; prix unitaire; prix ttc; prix de vente; "
        "prix de vente ttc; prix public; prix public ttc; prix de vente public; prix unitaire ttc; tarif; tarif ttc; "
        "tarif public; pu ttc; preco; preco unitario; preco de venda; "
        "preco venda; preco c/ iva; preco com iva; preis; verkaufspreis; vk; vk-preis; bruttopreis; endpreis; uvp; "
        "prezzo; prezzo al pubblico; prezzo unitario; prijs; verkoopprijs; eur; euro; euros; €"
    ),
    Field.CURRENCY: "currency; moneda; divisa; devise; monnaie; moeda; wahrung; valuta",
    Field.NET: (
        "size; net; net content; net weight; contents; content; volume; pack size; unit size; tamano; talla; "
        "contenido; contenido neto; peso neto; taille; contenance; poids net; contenu; grammage; tamanho; conteudo; "
        "peso liquido; inhalt; fullmenge; nettogewicht; grosse; contenuto; peso netto; formato confezione; inhoud"
    ),
    Field.NET_QUANTITY: "net quantity; units; unit value; net qty; cantidad neta; quantite nette; quantidade liquida",
    Field.NET_UNIT: (
        "unit; net unit; unit of measure; uom; unit type; measure; unidad; unidad de medida; u.m.; unite; "
        "unite de mesure; unidade; unidade de medida; einheit; mengeneinheit; unita; unita di misura; eenheid"
    ),
    Field.WEIGHT: (
        "weight; gross weight; shipping weight; weight g; weight kg; peso; peso bruto; poids; poids brut; gewicht; "
        "bruttogewicht; versandgewicht; peso lordo; brutogewicht"
    ),
    Field.ON_HAND: (
        "stock; on hand; on_hand; in stock; inventory; qty in stock; quantity in stock; stock quantity; available; "
        "stock level; existencias; inventario; disponible; cantidad disponible; unidades disponibles; en stock; "
        "quantite en stock; stock disponible; disponibilite; estoque; quantidade em estoque; quantidade em stock; "
        "disponivel; bestand; lagerbestand; lager; verfugbar; giacenza; magazzino; disponibilita; voorraad"
    ),
    Field.IMAGE: (
        "image; image url; picture; photo; photo url; images; image link; imagen; foto; url imagen; imagenes; "
        "lien image; url image; imagem; url da imagem; bild; bilder; bild-url; immagine; afbeelding"
    ),
    Field.LANGUAGE: "language; lang; idioma; langue; lingua; sprache; taal",
}
_FIELD_OF = {word.strip(): field for field, words in _WORDS.items() for word in words.split(";")}
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_MONEY = re.compile(r"(?<![a-z])(?:eur|usd|gbp|chf|cad|aud|mxn|brl|pen|cop|clp|euros?|us\$|r\$)(?![a-z])|[€£$]")
_IN_UNITS = re.compile(r"\s(?:in|en|em) (?:kg|g|gr|grammes?|gramos|gramas|gramm|lbs?|oz)$")
_QUANTITY = frozenset({"quantity", "qty", "cantidad", "quantite", "quantidade", "menge", "quantita", "aantal"})
_TITLE_CURRENCY = re.compile(r"(?<![A-Za-z])(EUR|USD|GBP|CHF|CAD|AUD|MXN|BRL|PEN|COP|CLP)(?![A-Za-z])|(€|£)")
_SIGNS = {"€": "EUR", "£": "GBP"}
_TITLE_UNIT = re.compile(r"(?<![a-z])(kg|kgs|kilos?|g|gr|grams?|grammes?|gramos|gramas|gramm|lbs?|oz)(?![a-z])")


def suggested(titles: Sequence[str]) -> dict[str, Field]:
    """What each title is likely to hold; a title of which nobody knows is left out, and so is the second of a kind."""
    found: dict[str, Field] = {}
    for title in titles:
        field = _FIELD_OF.get(folded(title)) or _FIELD_OF.get(_bare(title))
        if field is not None and field not in found.values():
            found[title] = field
    has_unit = Field.NET_UNIT in found.values()
    for title in titles:
        # A quantity beside a unit is what is in it. By itself it may as well be how many there are: nobody guesses.
        if has_unit and _bare(title) in _QUANTITY and Field.NET_QUANTITY not in found.values():
            found[title] = Field.NET_QUANTITY
    return found


def currency_in(title: str) -> str:
    """The currency that a title names: Price (EUR); empty when it names none, or a sign of many, as $."""
    match = _TITLE_CURRENCY.search(title)
    return "" if match is None else match[1] or _SIGNS[match[2]]


def weight_unit_in(title: str) -> str:
    """The unit that a title names: Weight (kg); empty when it names none."""
    match = _TITLE_UNIT.search(folded(title))
    return "" if match is None else match[1]


def _bare(title: str) -> str:
    """The title without what stands in brackets, currencies, units and punctuation at its end."""
    words = _IN_UNITS.sub(" ", _MONEY.sub(" ", _IN_BRACKETS.sub(" ", folded(title))))
    return " ".join(words.replace("_", " ").split()).strip(" :.*/-")
