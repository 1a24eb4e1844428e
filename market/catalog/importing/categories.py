"""Where a shop's own words for its shelves belong in ours. What is in no row goes to `other`."""

import re
from collections.abc import Collection

from market.catalog.rules import folded

OTHER = "other"

# English, Spanish, French, Portuguese and German, folded: no accents, ASCII letters only.
_WORDS: dict[str, str] = {
    "coffee": "cafe cafes coffee coffees espresso kaffee",
    "cocoa_chocolate": "cacao cacau chocolat chocolate chocolates chocolats cocoa kakao schokolade",
    "tea_infusions": (
        "cha chas herbal infusion infusiones infusions infusoes mate te tea teas tee the thes tisane tisanes yerba"
    ),
    "honey_spreads": (
        "acucar azucar confiture confitures geleia geleias honey honig jam jams mel mermelada mermeladas miel "
        "miels panela preserves spread spreads sucre sucres sugar sugars syrup syrups zucker"
    ),
    "oils": "aceite aceites azeite azeites huile huiles oil oils ol ole oleo oleos olive",
    "grains_pulses": (
        "arroz bean beans castanha castanhas cereal cereales cereals flour flours getreide grain grains grano "
        "granos graos harina legumbres legumineuses lentejas lentils muesli noix nusse nut nuts pasta pulses "
        "quinoa reis rice riz"
    ),
    "spices": (
        "epice epices ervas especia especiarias especias gewurze herb herbs hierbas krauter pepper peppercorn "
        "salt sauces seasoning spice spices vanilla"
    ),
    "textiles": (
        "accessories apparel bag bags blanket blankets camiseta clothes clothing cushion cushions dress hat hats "
        "hoodies jacket jackets jewellery jewelry kleidung men pants pillow pillows ropa roupa rug rugs scarf "
        "scarves shirt shirts shoes socks textil textile textiles top tops trousers tshirt tshirts vetement "
        "vetements wear women wool"
    ),
    "home_ceramics": (
        "basket baskets bed bedroom canasta candle candles ceramic ceramica ceramics ceramique cesta cestas "
        "cestos chair couch decor furniture garden glassware homewares indoor keramik kitchen lamp outdoor panier "
        "paniers plants pot poterie pots pottery sofa tableware vase vases wood woodwork"
    ),
    "body_care": (
        "bath beauty body care cosmetic cosmetics cosmetique jabon jabones lotion sabao sabonete sabonetes savon "
        "savons seife shampoo shea skin skincare soap soaps soin soins"
    ),
    # Groups, where nothing narrower is named.
    "food": (
        "alimentacion alimentation alimentos bakery beer beverage beverages bread brot cheese dairy drink drinks "
        "egg eggs fish fleisch food foods fromage frucht fruchte fruit fruits frutas gemuse getranke grocery "
        "juice juices kase legumbre legume legumes meat milk mushrooms obst queso snack snacks vegetable "
        "vegetables verduras vin vinegar vino vins wein wine wines"
    ),
    "home": "craft crafts gift gifts home house household maison stationery toy toys",
}
_CATEGORY_OF = {word: category for category, words in _WORDS.items() for word in words.split()}


def category_for(shelves: Collection[str], known: Collection[str]) -> str | None:
    """The first category that a type or tag names and this market has; None when none does."""
    for shelf in shelves:
        words: list[str] = re.findall(r"[a-z]+", folded(shelf))
        for word in words:
            category = _CATEGORY_OF.get(word)
            if category in known:
                return category
            if word in known:
                return word
    return None
