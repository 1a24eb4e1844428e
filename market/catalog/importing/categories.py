"""Where a shop's own words for its shelves belong in ours. What is in no row goes to `other`."""

import re
from collections.abc import Collection

from market.catalog.rules import folded

OTHER = "other"

_WORDS: dict[str, str] = {
    "coffee": "cafe coffees cafes coffee espresso",
    "cocoa_chocolate": "cacao chocolat chocolate chocolates cocoa",
    "tea_infusions": "herbal infusion infusions te tea teas the thes tisane tisanes yerba",
    "honey_spreads": "azucar honey jam jams miel mermelada panela sucre sugar syrup spread spreads",
    "oils": "aceite huile huiles oil oils olive",
    "grains_pulses": "beans cereal grain grains lentils noix nut nuts pulses quinoa rice riz",
    "spices": "epices especias herbs pepper spice spices vanilla",
    "textiles": (
        "apparel blanket clothing clothes cushion dress jacket men pillow pillows rug scarf shirt shirts shoes textile "
        "textiles top tops tshirt women wool"
    ),
    "home_ceramics": (
        "basket baskets bed bedroom candle ceramic ceramics chair couch decor furniture garden home indoor lamp "
        "outdoor plants pot pottery sofa wood"
    ),
    "body_care": "beauty body care cosmetics jabon savon savons shampoo shea soap soaps",
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
