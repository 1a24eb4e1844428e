"""WooCommerce's files: languages, parents and variations, what is refused and what is told."""

from decimal import Decimal

import pytest

from market.catalog.importing.formats import DecimalMark
from market.catalog.importing.products import Availability, FileImage, FileOption
from tests.catalog.importing.formats.seen import faults, notes

HEADER = (
    'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Is featured?","Visibility in catalog",'
    '"Short description",Description,"Date sale price starts","Date sale price ends","In stock?",Stock,'
    '"Weight (kg)","Sale price","Regular price",Categories,Tags,Images,Parent,"Grouped products","External URL",'
    '"Attribute 1 name","Attribute 1 value(s)","Attribute 2 name","Attribute 2 value(s)"\n'
)
COLUMNS = [
    "ID", "Type", "SKU", "GTIN", "Name", "Published", "Featured", "Visibility", "Short", "Description", "Starts",
    "Ends", "In stock", "Stock", "Weight", "Sale", "Price", "Categories", "Tags", "Images", "Parent", "Grouped",
    "External", "A1", "V1", "A2", "V2",
]  # fmt: skip


def row(**cells: str) -> str:
    given = {
        "Type": "simple",
        "Published": "1",
        "Visibility": "visible",
        **{k.replace("_", " "): v for k, v in cells.items()},
    }
    assert set(given) <= set(COLUMNS)
    return ",".join('"' + given.get(name, "").replace('"', '""') + '"' for name in COLUMNS) + "\n"


def test_a_simple_product(read) -> None:
    seen = read(
        HEADER
        + row(
            ID="7", SKU="HON-1", GTIN="96385074", Name="Honey 500 g", Short="From <b>lime</b> trees",
            Description="Cold spun.\\nNever heated.", Stock="4", Weight="0.65", Price="8.50",
            Categories="Food > Honey, Gifts", Tags="raw, Organic",
            Images="https://a.example/h,1.jpg, https://a.example/h2.jpg",
        )
    )  # fmt: skip
    product, variant = seen.only, seen.variant
    assert (product.handle, product.name, product.category_code) == ("hon-1", "Honey 500 g", "honey_spreads")
    assert product.description == "From lime trees\nCold spun.\nNever heated."
    assert (variant.amount_minor, variant.weight_grams, variant.on_hand) == (850, 650, 4)
    assert (variant.net_quantity, variant.net_unit, variant.gtin) == (Decimal(500), "g", "96385074")
    assert [image.url for image in product.images or ()] == ["https://a.example/h,1.jpg", "https://a.example/h2.jpg"]
    assert [tag.text for tag in product.tags or ()] == ["raw", "Organic"]
    assert product.problems == ()


def test_variations_find_their_parent_by_number_or_by_sku_wherever_they_stand(read) -> None:
    seen = read(
        HEADER
        + row(
            ID="12",
            Type="variation",
            SKU="S-M",
            Name="Shirt - M",
            Parent="id:10",
            Price="20",
            Stock="1",
            A1="Size",
            V1="M",
        )
        + row(ID="20", Type="variable", SKU="TEA", Name="Tea", A1="Pack", V1="50 g, 100 g")
        + row(ID="10", Type="variable", SKU="", Name="Shirt", Weight="0.2", A1="Size", V1="M, L")
        + row(ID="21", Type="variation", SKU="TEA-50", Parent="TEA", Price="3", Stock="9", A1="Pack", V1="50 g")
        + row(ID="13", Type="variation", SKU="S-L", Parent="id:10", Price="21", Stock="2", A1="Size", V1="L")
    )
    assert [product.handle for product in seen.products] == ["tea", "product-10"]
    shirt = seen["product-10"]
    assert [(each.label, each.amount_minor, each.weight_grams, each.row) for each in shirt.variants] == [
        ("M", 2000, 200, 2),
        ("L", 2100, 200, 6),
    ]
    assert shirt.variants[0].options == (FileOption("Size", "M"),)
    assert (seen["tea"].variants[0].net_quantity, seen["tea"].variants[0].net_unit) == (Decimal(50), "g")


@pytest.mark.parametrize(
    "header",
    [
        (
            'ID;Tipo;SKU;Nombre;Publicado;"¿Está destacado?";"Descripción";"¿En inventario?";Inventario;"Peso (kg)";'
            '"Precio rebajado";"Precio normal";"Categorías";Etiquetas;"Imágenes";Superior;"Nombre del atributo 1";'
            '"Valor(es) del atributo 1"'
        ),
        (
            'ID;Type;UGS;Nom;Publié;"Mis en avant ?";Description;"En stock ?";Stock;"Poids (kg)";"Tarif promo";'
            '"Tarif régulier";Catégories;Étiquettes;Images;Parent;"Nom de l’attribut 1";"Valeur(s) de l’attribut 1 "'
        ),
        (
            'ID;Typ;Artikelnummer;Name;Veröffentlicht;"Ist hervorgehoben?";Beschreibung;"Vorrätig?";Bestand;'
            '"Gewicht (kg)";Angebotspreis;"Regulärer Preis";Kategorien;Schlagwörter;Bilder;"Übergeordnetes Produkt";'
            '"Attribut 1 Name";"Attribut 1 Wert(e)"'
        ),
        (
            'ID;Tipo;SKU;Nome;Publicado;"Em destaque?";Descrição;"Em estoque?";Estoque;"Peso (kg)";"Preço promocional";'
            'Preço;Categorias;Tags;Imagens;Ascendente;"Nome do atributo 1";"Valores do atributo 1"'
        ),
    ],
    ids=["es", "fr", "de", "pt"],
)
def test_columns_in_other_languages(read, header: str) -> None:
    seen = read(
        header
        + "\n1;variable;C;Café;1;0;Bon;1;;0.3;;;Café;bio;https://a.example/c.jpg;;Formato;250 g, 1 kg\n"
        + "2;variation;C-250;;1;0;;1;5;0.28;7.50;8.90;;;;id:1;Formato;250 g\n"
    )
    product, variant = seen.only, seen.variant
    assert (product.name, product.description, product.category_code, product.is_published) == (
        "Café", "Bon", "coffee", True,
    )  # fmt: skip
    assert (variant.sku, variant.amount_minor, variant.on_hand, variant.weight_grams) == ("C-250", 890, 5, 280)
    assert variant.options == (FileOption("Formato", "250 g"),)
    assert product.images == (FileImage("https://a.example/c.jpg", ""),)
    assert {code for _, _, code in notes(product)} == {"not_kept"}


def test_what_does_not_vary_is_told_in_the_description(read) -> None:
    seen = read(
        HEADER
        + row(
            SKU="wine", Name="Wine", Description="Red.", Price="9", A1="Region", V1="Šumadija", A2="Volume", V2="0.75 L"
        )
        + row(SKU="tee", Type="variable", Name="Tee", A1="Size", V1="S, M", A2="Cloth", V2="Wool <thin>")
        + row(SKU="tee-s", Type="variation", Parent="tee", Price="20", A1="Size", V1="S", Weight=".2")
    )
    assert seen["wine"].description == "Red.\nRegion: Šumadija\nVolume: 0.75 L"
    assert (seen["wine"].variants[0].net_quantity, seen["wine"].variants[0].net_unit) == (Decimal("0.75"), "l")
    assert seen["tee"].description == "Cloth: Wool <thin>"
    assert seen["tee"].variants[0].weight_grams == 200


def test_pounds_and_ounces_are_weighed_exactly(read) -> None:
    for unit, grams in (("lbs", 227), ("oz", 15), ("g", 1), ("kg", 500)):
        seen = read(HEADER.replace("(kg)", f"({unit})") + row(SKU="a", Name="A", Price="1", Stock="1", Weight="0.5"))
        assert seen.variant.weight_grams == grams


def test_a_decimal_comma_is_read_only_when_its_owner_says_so(read) -> None:
    data = HEADER + row(SKU="a", Name="Aceite 1,5 l", Price="12,50", Stock="1", Weight="1,6")
    assert faults(read(data).only) == {(2, "Regular price", "decimal_comma"), (2, "Weight (kg)", "decimal_comma")}
    variant = read(data, decimal_mark=DecimalMark.COMMA).variant
    assert (variant.amount_minor, variant.weight_grams, variant.net_quantity) == (1250, 1600, Decimal("1.5"))
    points = read(HEADER + row(SKU="a", Name="A", Price="1.200", Stock="1"), decimal_mark=DecimalMark.COMMA)
    assert (2, "Regular price", "bad_number") in faults(points.only)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"Type": "grouped", "Grouped": "id:1, id:2"}, "Type", "grouped_product"),
        ({"Type": "external", "External": "https://b.example"}, "Type", "external_product"),
        ({"Type": "subscription"}, "Type", "unknown_type"),
        ({"Type": "simple, virtual"}, "Type", "not_goods"),
        ({"Type": "simple, downloadable, virtual"}, "Type", "not_goods"),
        ({"Type": "variation", "Parent": "id:99"}, "Parent", "parent_missing"),
        ({"Type": "variation", "Parent": ""}, "Parent", "parent_missing"),
        ({"Type": "variable"}, "", "no_variant"),
    ],
)
def test_what_is_no_product_of_its_own_is_refused_by_row(read, cells: dict[str, str], column: str, code: str) -> None:
    seen = read(
        HEADER + row(SKU="good", Name="Good", Price="1", Stock="1") + row(SKU="x", Name="X", Price="1", **cells)
    )
    assert (3, column, code) in faults(seen.products[1])
    assert not seen["good"].is_refused


def test_a_variation_that_is_no_goods_refuses_its_product(read) -> None:
    seen = read(
        HEADER
        + row(SKU="a", Type="variable", Name="A", A1="Size", V1="S, M")
        + row(SKU="a-s", Type="variation", Parent="a", Price="1", A1="Size", V1="S")
        + row(SKU="a-m", Type="variation, downloadable, virtual", Parent="a", Price="1", A1="Size", V1="M")
    )
    assert faults(seen.only) == {(4, "Type", "not_goods")}


def test_published_is_one_and_neither_zero_nor_minus_one(read) -> None:
    for published, visibility, is_published in (
        ("1", "visible", True),
        ("1", "search", True),
        ("1", "hidden", False),
        ("0", "visible", False),
        ("-1", "visible", False),
    ):
        seen = read(HEADER + row(SKU="a", Name="A", Price="1", Published=published, Visibility=visibility))
        assert seen.only.is_published is is_published


def test_stock_that_is_not_counted_is_told_apart(read) -> None:
    for stock, in_stock, availability in (
        ("3", "1", Availability.COUNTED),
        ("", "1", Availability.IN_STOCK),
        ("", "0", Availability.OUT_OF_STOCK),
        ("", "backorder", Availability.ON_DEMAND),
        ("parent", "1", Availability.IN_STOCK),
        ("", "", Availability.UNSAID),
    ):
        variant = read(HEADER + row(SKU="a", Name="A", Price="1", Stock=stock, In_stock=in_stock)).variant
        assert variant.availability is availability


def test_a_reduced_price_is_told_with_its_days_and_not_kept(read) -> None:
    seen = read(
        HEADER + row(SKU="a", Name="A", Price="10", Sale="8", Starts="2026-01-01", Ends="2026-01-31", Stock="1")
    )
    assert seen.variant.amount_minor == 1000
    (note,) = [each for each in seen.only.problems if each.code == "not_kept"]
    assert note.value == "8"
    assert "2026-01-01 to 2026-01-31" in note.detail


def test_two_products_with_one_sku_are_refused(read) -> None:
    seen = read(HEADER + row(SKU="a", Name="A", Price="1") + row(SKU="a", Name="B", Price="1"))
    assert (3, "SKU", "duplicate_sku") in faults(seen.only)


def test_a_dutch_shop(read) -> None:
    seen = read(
        "ID,Type,Artikelnummer,Naam,Gepubliceerd,Zichtbaarheid in catalogus,Korte omschrijving,Op voorraad?,Voorraad,"
        "Gewicht (kg),Actieprijs,Reguliere prijs,Categorieën,Afbeeldingen,Hoofd,Naam eigenschap 1,Waarde eigenschap 1\n"
        '1,variable,CAS,Tamme kastanje,1,visible,Boom,1,,,,,Noten,https://a.example/1.jpg,,Potmaat,"C3, C7"\n'
        "2,variation,CAS-3,Tamme kastanje - C3,1,visible,,1,4,1.5,,12.50,,,CAS,Potmaat,C3\n"
        "3,variation,CAS-7,Tamme kastanje - C7,1,visible,,1,2,3,20,24,,,CAS,Potmaat,C7\n"
    )
    small, large = seen.only.variants
    assert (seen.only.name, seen.only.description, small.options) == (
        "Tamme kastanje",
        "Boom",
        (FileOption("Potmaat", "C3"),),
    )
    assert (small.amount_minor, small.on_hand, small.weight_grams, large.sku) == (1250, 4, 1500, "CAS-7")
    assert (4, "Actieprijs", "not_kept") in notes(seen.only)


def test_an_italian_shop(read) -> None:
    seen = read(
        "ID,Tipo,COD,Nome,Pubblicato,Visibilità nel catalogo,Breve descrizione,Descrizione,In stock?,Magazzino,"
        "Peso (kg),Prezzo in offerta,Prezzo di listino,Categorie,Tag,Immagini,Genitore,Attributo 1 nome,"
        "Attributo 1 valuta(e)\n"
        "5,simple,OLIO-1,Olio,1,hidden,Fruttato,,1,7,0.9,,14.90,Oli,bio,,,Contenuto,0.75 l\n"
    )
    assert (seen.only.description, seen.only.is_published) == ("Fruttato\nContenuto: 0.75 l", False)
    assert (seen.variant.amount_minor, seen.variant.on_hand, seen.variant.sku) == (1490, 7, "OLIO-1")
    assert (seen.variant.net_quantity, seen.variant.net_unit) == (Decimal("0.75"), "l")


def test_what_germanized_knows_of_a_product(read) -> None:
    header = "Typ,Artikelnummer,Name,Veröffentlicht,Regulärer Preis,Einheit,Produkteinheit,Meta: _ts_gtin\n"
    seen = read(header + "simple,KAF,Kaffee,1,9.90,kg,0.25,4006381333931\nsimple,TUCH,Tuch,1,9.90,Rolle,2,\n")
    coffee, cloth = (product.variants[0] for product in seen.products)
    assert (coffee.net_quantity, coffee.net_unit, coffee.gtin) == (Decimal("0.25"), "kg", "4006381333931")
    assert (cloth.net_quantity, cloth.net_unit) == (Decimal(1), "piece")
