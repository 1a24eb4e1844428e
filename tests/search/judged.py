"""What shoppers type, and by what a judge knows the products that they mean.

A product is meant when its name has all of the words (each may be begun only, `a|b` is either), and it is of the brand
and category where these are given; or when it is one of the demo's that are named. What shoppers type of the register
is judged only where the register is.
"""

from dataclasses import dataclass
from enum import StrEnum

from tests.search.goods import Good


class Kind(StrEnum):
    """Why somebody might not find what is there."""

    ITEM = "a known product"
    CATEGORY = "a kind of product"
    BRAND = "a brand"
    TYPO = "typing errors"
    ACCENTS = "accents left out"
    NUMBER = "singular for plural"
    LANGUAGE = "another language"
    ORDER = "words swapped"
    SIZE = "with a size"
    FILLERS = "with small words"
    BEGUN = "while typing"


@dataclass(frozen=True)
class Judged:
    """What is typed, by somebody who reads `lang`, and what is meant by it."""

    query: str
    lang: str
    kind: Kind
    words: str = ""
    brand: str = ""
    category: str = ""
    demo: tuple[str, ...] = ()

    @property
    def is_of_demo(self) -> bool:
        """The demo alone can answer it."""
        return bool(self.demo)

    def means(self, good: Good) -> bool:
        """Whether this is one of the products that somebody who types this would take."""
        if good.slug in self.demo:
            return True
        if not (self.words or self.brand or self.category):
            return False
        return (
            all(any(f" {begun}" in good.words for begun in word.split("|")) for word in self.words.split())
            and self.brand in ("", good.brand)
            and self.category in ("", good.category)
        )


_TEA, _CHOCOLATE, _GRAINS = "tea_infusions", "cocoa_chocolate", "grains_pulses"
_COFFEES = ("cafe-lavado-montero", "cafe-natural-quiroz")
_BARS = ("chocolate-cabruca-60", "chocolate-70-piura")
_SOAPS = ("savon-cube-olive", "savonnette-lavande", "black-soap", "copeaux-savon")
_ROOIBOS = ("rooibos-loose", "rooibos-wild", "rooibos-buchu")
_QUINOAS = ("quinua-blanca", "quinua-tres-colores")

JUDGED = (
    # English
    Judged("machu picchu freeze dried", "en", Kind.ITEM, "machu freeze"),
    Judged("mongozo quinoa beer", "en", Kind.ITEM, "mongozo quinoa"),
    Judged("akoma raw shea butter", "en", Kind.ITEM, "akoma shea"),
    Judged("ben and jerry's phish food", "en", Kind.ITEM, "phish"),
    Judged("divine dark chocolate raspberry", "en", Kind.ITEM, "dark raspberr", "divine"),
    Judged("green and blacks maya gold", "en", Kind.ITEM, "maya gold"),
    Judged("jacksons elderflower green tea", "en", Kind.ITEM, "green elderflower", "jacksons of piccadilly"),
    Judged("harrods english breakfast loose leaf", "en", Kind.ITEM, "breakfast loose", "harrods"),
    Judged("zaytoun olive oil", "en", Kind.ITEM, "olive oil", "zaytoun"),
    Judged("kantha throw", "en", Kind.ITEM, demo=("kantha-throw",)),
    Judged("solid shampoo", "en", Kind.ITEM, demo=("shampoing-solide",)),
    Judged("striped mug", "en", Kind.ITEM, demo=("caneca-riscada",)),
    Judged("coffee", "en", Kind.CATEGORY, category="coffee"),
    Judged("wine", "en", Kind.CATEGORY, category="wine"),
    Judged("flowers", "en", Kind.CATEGORY, category="flowers"),
    Judged("dark chocolate", "en", Kind.CATEGORY, "dark|plain|70 choc", demo=_BARS),
    Judged("ground coffee", "en", Kind.CATEGORY, "ground|grind", category="coffee", demo=("cafe-natural-quiroz",)),
    Judged("tea bags", "en", Kind.CATEGORY, "bag|teabag", category=_TEA),
    Judged("green tea", "en", Kind.CATEGORY, "green tea|leaf", category=_TEA),
    Judged("brown basmati rice", "en", Kind.CATEGORY, "brown basmati"),
    Judged("crunchy peanut butter", "en", Kind.CATEGORY, "crunchy peanut"),
    Judged("hot chocolate", "en", Kind.CATEGORY, "hot|drinking choc", category=_CHOCOLATE),
    Judged("lip balm", "en", Kind.CATEGORY, "lip balm"),
    Judged("soap", "en", Kind.CATEGORY, "soap|handwash", category="body_care", demo=_SOAPS),
    Judged("ice cream", "en", Kind.CATEGORY, category="dairy"),
    Judged("sauvignon blanc", "en", Kind.CATEGORY, "sauvignon blanc", category="wine"),
    Judged("decaf coffee", "en", Kind.CATEGORY, "decaf", category="coffee"),
    Judged("red quinoa", "en", Kind.CATEGORY, "red quinoa", category=_GRAINS),
    Judged("divine", "en", Kind.BRAND, brand="divine"),
    Judged("ben & jerrys", "en", Kind.BRAND, brand="ben jerrys"),
    Judged("green & black's", "en", Kind.BRAND, brand="green blacks"),
    Judged("sainsburys coffee", "en", Kind.BRAND, brand="sainsburys", category="coffee"),
    Judged("marks and spencer wine", "en", Kind.BRAND, brand="marks spencer", category="wine"),
    Judged("co-op chocolate", "en", Kind.BRAND, "choc", "the co operative"),
    Judged("coop bananas", "en", Kind.BRAND, "banana", "the co operative"),
    Judged("traidcraft muesli", "en", Kind.BRAND, "muesli", "traidcraft"),
    Judged("dark choclate", "en", Kind.TYPO, "dark|plain|70 choc", demo=_BARS),
    Judged("cofee beans", "en", Kind.TYPO, "bean", category="coffee", demo=("cafe-lavado-montero",)),
    Judged("earl gray tea", "en", Kind.TYPO, "earl grey"),
    Judged("cardamon", "en", Kind.TYPO, "cardamom|cardamon", demo=("cardamom-pods",)),
    Judged("tumeric", "en", Kind.TYPO, "turmeric|tumeric", demo=("turmeric-powder",)),
    Judged("cinamon", "en", Kind.TYPO, "cinnamon", demo=("cinnamon-quills",)),
    Judged("lavendar soap", "en", Kind.TYPO, "lavender soap", demo=("savonnette-lavande",)),
    Judged("traidcarft honey", "en", Kind.TYPO, "honey", "traidcraft"),
    Judged("chocolatte", "en", Kind.TYPO, category=_CHOCOLATE),
    Judged("choccolatte", "en", Kind.TYPO, category=_CHOCOLATE),
    Judged("sheea buter", "en", Kind.TYPO, "shea butter", demo=("shea-butter",)),
    Judged("cappucino", "en", Kind.TYPO, "cappuccino"),
    Judged("camomille tea", "en", Kind.TYPO, "camomile|chamomile", category=_TEA),
    Judged("sovignon blanc", "en", Kind.TYPO, "sauvignon blanc", category="wine"),
    Judged("quinua", "en", Kind.TYPO, "quinoa", demo=_QUINOAS),
    Judged("pinotaje", "en", Kind.TYPO, "pinotage"),
    Judged("basmatti rise", "en", Kind.TYPO, "basmati rice"),
    Judged("cafedirect", "en", Kind.ACCENTS, brand="cafedirect"),
    Judged("cafetiere coffee", "en", Kind.ACCENTS, "cafetiere coffee"),
    Judged("rose", "en", Kind.NUMBER, "rose", category="flowers"),
    Judged("chocolates", "en", Kind.NUMBER, category=_CHOCOLATE),
    Judged("brownie", "en", Kind.NUMBER, "brownie"),
    Judged("teas", "en", Kind.NUMBER, category=_TEA),
    Judged("vanilla pods", "en", Kind.NUMBER, "vanilla pod"),
    Judged("cookie ginger", "en", Kind.NUMBER, "ginger cookie|biscuit"),
    Judged("brazils nut", "en", Kind.NUMBER, "brazil nut"),
    Judged("chocolate dark divine", "en", Kind.ORDER, "dark choc", "divine"),
    Judged("butter peanut crunchy", "en", Kind.ORDER, "crunchy peanut"),
    Judged("oil olive", "en", Kind.ORDER, "olive oil", demo=("olive-oil-nabali",)),
    Judged("beans coffee decaf", "en", Kind.ORDER, "decaf bean", category="coffee"),
    Judged("suma red quinoa 500g", "en", Kind.SIZE, "red quinoa", "suma"),
    Judged("demerara sugar 1kg", "en", Kind.SIZE, "demerara"),
    Judged("demerara sugar 1 kg", "en", Kind.SIZE, "demerara"),
    Judged("coffee beans 227 g", "en", Kind.SIZE, "bean 227", category="coffee"),
    Judged("orange juice 1 litre", "en", Kind.SIZE, "orange juice"),
    Judged("dark chocolate 100g", "en", Kind.SIZE, "dark choc|chocolate 100", category=_CHOCOLATE),
    Judged("kantha cushion cover 45 x 45", "en", Kind.SIZE, demo=("kantha-cushion",)),
    Judged("soap with lavender", "en", Kind.FILLERS, "lavender soap", demo=("savonnette-lavande",)),
    Judged("a bar of dark chocolate", "en", Kind.FILLERS, "dark choc", category=_CHOCOLATE, demo=_BARS),
    Judged("coffee from mexico", "en", Kind.FILLERS, "mexic", category="coffee"),
    Judged("tea for the breakfast", "en", Kind.FILLERS, "breakfast", category=_TEA),
    Judged("choc", "en", Kind.BEGUN, category=_CHOCOLATE),
    Judged("earl gr", "en", Kind.BEGUN, "earl grey"),
    Judged("sauv bl", "en", Kind.BEGUN, "sauvignon blanc"),
    Judged("cardam", "en", Kind.BEGUN, "cardamom|cardamon", demo=("cardamom-pods",)),
    Judged("lavender so", "en", Kind.BEGUN, "lavender soap", demo=("savonnette-lavande",)),
    Judged("fairtrade bananas organic", "en", Kind.ORDER, "banana organic"),
    Judged("caley's drinking chocolate", "en", Kind.ITEM, "drinking choc", "caleys"),
    Judged("liberation peanut butter smooth", "en", Kind.ORDER, "smooth peanut", "liberation"),
    Judged("mango chutny", "en", Kind.TYPO, "mango chutney"),
    Judged("mulled wine spice", "en", Kind.ITEM, "mulled wine"),
    Judged("sultana", "en", Kind.NUMBER, "sultana"),
    Judged("brazilnuts", "en", Kind.TYPO, "brazil"),
    Judged("cafetierre", "en", Kind.TYPO, "cafetiere"),
    Judged("malbec rosé", "en", Kind.ACCENTS, "malbec rose"),
    Judged("j&e page roses", "en", Kind.BRAND, "rose", "j e page distributors ltd"),
    Judged("gift set", "en", Kind.CATEGORY, "gift set"),
    Judged("harrods assam", "en", Kind.BRAND, "assam", "harrods"),
    Judged("espresso decaf beans", "en", Kind.ORDER, "decaf espresso", category="coffee"),
    Judged("vanila extract", "en", Kind.TYPO, "vanilla extract"),
    Judged("black pepper corns", "en", Kind.TYPO, "black pepper|peppercorn", demo=("black-pepper",)),
    Judged("no nuts muesli", "en", Kind.FILLERS, "no nuts muesli"),
    Judged("shiraz/pinotage", "en", Kind.ITEM, "shiraz pinotage"),
    Judged("tea tree soap", "en", Kind.ITEM, "tea tree soap"),
    Judged("ginger biscuits", "en", Kind.CATEGORY, "ginger", category="bakery"),
    Judged("olive soap", "en", Kind.ITEM, demo=("savon-cube-olive",)),
    Judged("sari bag", "en", Kind.ITEM, demo=("sari-tote",)),
    Judged("woven bags", "en", Kind.NUMBER, demo=("morral",)),
    Judged("freekeh cracked", "en", Kind.ORDER, demo=("freekeh",)),
    # French
    Judged("thé", "fr", Kind.CATEGORY, category=_TEA, demo=("hill-tea", *_ROOIBOS)),
    Judged("thé noir", "fr", Kind.CATEGORY, "black tea", category=_TEA, demo=("hill-tea",)),
    Judged("the noir", "fr", Kind.ACCENTS, "black tea", category=_TEA, demo=("hill-tea",)),
    Judged("café moulu", "fr", Kind.CATEGORY, "ground", category="coffee", demo=("cafe-natural-quiroz",)),
    Judged("cafe en grains", "fr", Kind.ACCENTS, "bean", category="coffee", demo=("cafe-lavado-montero",)),
    Judged("beurre de karité", "fr", Kind.FILLERS, "shea butter", demo=("shea-butter",)),
    Judged("beurre karite", "fr", Kind.ACCENTS, "shea butter", demo=("shea-butter",)),
    Judged("savon à la lavande", "fr", Kind.FILLERS, "lavender soap", demo=("savonnette-lavande",)),
    Judged("savons", "fr", Kind.NUMBER, "soap", category="body_care", demo=_SOAPS),
    Judged("poivre noir", "fr", Kind.ITEM, "black pepper", demo=("black-pepper",)),
    Judged("huile d'olive", "fr", Kind.FILLERS, "olive oil", demo=("olive-oil-nabali",)),
    Judged("huile d’olive vierge", "fr", Kind.FILLERS, "virgin olive oil", demo=("olive-oil-nabali",)),
    Judged("noix de cajou", "fr", Kind.FILLERS, "cashew", demo=("castanha-caju",)),
    Judged("noix cajous", "fr", Kind.NUMBER, "cashew", demo=("castanha-caju",)),
    Judged("écharpe alpaga", "fr", Kind.ITEM, demo=("chalina-alpaca",)),
    Judged("echarpe en alpaga", "fr", Kind.ACCENTS, demo=("chalina-alpaca",)),
    Judged("bol hirondelle", "fr", Kind.NUMBER, demo=("tigela-andorinhas",)),
    Judged("vins", "fr", Kind.CATEGORY, category="wine"),
    Judged("fleurs", "fr", Kind.CATEGORY, category="flowers"),
    Judged("chocolat noir", "fr", Kind.LANGUAGE, "dark choc", category=_CHOCOLATE, demo=_BARS),
    Judged("chocolat", "fr", Kind.LANGUAGE, category=_CHOCOLATE),
    Judged("chocolat divine", "fr", Kind.LANGUAGE, "choc", "divine"),
    Judged("cafe cafedirect", "fr", Kind.LANGUAGE, brand="cafedirect", category="coffee"),
    Judged("chocolta", "fr", Kind.TYPO, category=_CHOCOLATE),
    Judged("curcumma", "fr", Kind.TYPO, "turmeric|tumeric", demo=("turmeric-powder",)),
    Judged("confitture", "fr", Kind.TYPO, category="honey_spreads", demo=("geleia-cupuacu",)),
    Judged("canelle", "fr", Kind.TYPO, "cinnamon", demo=("cinnamon-quills",)),
    Judged("table chemin", "fr", Kind.ORDER, demo=("camino-de-mesa",)),
    Judged("miel 250 g", "fr", Kind.SIZE, "honey", category="honey_spreads", demo=("fynbos-honey",)),
    Judged("conf", "fr", Kind.BEGUN, category="honey_spreads", demo=("geleia-cupuacu",)),
    Judged("shamp", "fr", Kind.BEGUN, demo=("shampoing-solide",)),
    Judged("savon noir", "fr", Kind.ITEM, "black soap", demo=("black-soap",)),
    Judged("panier", "fr", Kind.ITEM, demo=("round-basket",)),
    Judged("chale", "fr", Kind.ACCENTS, demo=("rebozo-atitlan",)),
    Judged("jus d'orange", "fr", Kind.LANGUAGE, "orange juice", category="juices"),
    Judged("sucre", "fr", Kind.NUMBER, "sugar", category="honey_spreads", demo=("panela-granulada",)),
    Judged("riz basmati", "fr", Kind.LANGUAGE, "basmati"),
    Judged("vin rouge", "fr", Kind.LANGUAGE, category="wine"),
    # Spanish
    Judged("té", "es", Kind.CATEGORY, category=_TEA, demo=("hill-tea", *_ROOIBOS)),
    Judged("té negro", "es", Kind.CATEGORY, "black tea", category=_TEA, demo=("hill-tea",)),
    Judged("te negro", "es", Kind.ACCENTS, "black tea", category=_TEA, demo=("hill-tea",)),
    Judged("café molido", "es", Kind.CATEGORY, "ground", category="coffee", demo=("cafe-natural-quiroz",)),
    Judged("cafe en grano", "es", Kind.ACCENTS, "bean", category="coffee", demo=("cafe-lavado-montero",)),
    Judged("aceite de oliva", "es", Kind.FILLERS, "olive oil", demo=("olive-oil-nabali",)),
    Judged("quinua", "es", Kind.ITEM, "quinoa", demo=_QUINOAS),
    Judged("quinoa real", "es", Kind.LANGUAGE, demo=("quinua-blanca",)),
    Judged("jabon de lavanda", "es", Kind.ACCENTS, "lavender soap", demo=("savonnette-lavande",)),
    Judged("jabones", "es", Kind.NUMBER, "soap", category="body_care", demo=_SOAPS),
    Judged("manteca de karite", "es", Kind.ACCENTS, "shea butter", demo=("shea-butter",)),
    Judged("canela en rama", "es", Kind.ITEM, "cinnamon", demo=("cinnamon-quills",)),
    Judged("chocolate 70%", "es", Kind.ITEM, "70 choc", category=_CHOCOLATE, demo=("chocolate-70-piura",)),
    Judged("anacardo", "es", Kind.NUMBER, "cashew", demo=("castanha-caju",)),
    Judged("cestas", "es", Kind.NUMBER, demo=("round-basket",)),
    Judged("flores", "es", Kind.CATEGORY, category="flowers", demo=("hibiscus-flowers",)),
    Judged("vino", "es", Kind.NUMBER, category="wine", demo=("jarro-alentejo",)),
    Judged("miel", "es", Kind.LANGUAGE, "honey", category="honey_spreads", demo=("fynbos-honey",)),
    Judged("cacao tostado nibs", "es", Kind.ORDER, demo=("nibs-cacao-piura",)),
    Judged("alpaca chalina", "es", Kind.ORDER, demo=("chalina-alpaca",)),
    Judged("mermleada", "es", Kind.TYPO, category="honey_spreads", demo=("geleia-cupuacu",)),
    Judged("acieite de olva", "es", Kind.TYPO, "olive oil", demo=("olive-oil-nabali",)),
    Judged("pimineta negra", "es", Kind.TYPO, "black pepper", demo=("black-pepper",)),
    Judged("chocolate negro divine", "es", Kind.LANGUAGE, "choc", "divine"),
    Judged("almendras 500 g", "es", Kind.SIZE, "almond", category=_GRAINS, demo=("almonds",)),
    Judged("jab", "es", Kind.BEGUN, "soap", category="body_care", demo=_SOAPS),
    Judged("zumo de naranja", "es", Kind.LANGUAGE, "orange", category="juices"),
    Judged("galletas de jengibre", "es", Kind.LANGUAGE, "ginger", category="bakery"),
    Judged("rosas", "es", Kind.LANGUAGE, "rose", category="flowers"),
    Judged("cuencos", "es", Kind.NUMBER, demo=("tigela-andorinhas",)),
    Judged("taza", "es", Kind.ITEM, demo=("caneca-riscada",)),
    Judged("servilletas algodon", "es", Kind.ACCENTS, demo=("servilletas",)),
    Judged("bolso", "es", Kind.ITEM, demo=("sari-tote", "morral")),
    # Portuguese
    Judged("chá", "pt", Kind.CATEGORY, category=_TEA, demo=("hill-tea", *_ROOIBOS)),
    Judged("café", "pt", Kind.CATEGORY, category="coffee", demo=_COFFEES),
    Judged("cafe", "pt", Kind.ACCENTS, category="coffee", demo=_COFFEES),
    Judged("castanha de caju", "pt", Kind.ITEM, "cashew", demo=("castanha-caju",)),
    Judged("castanhas caju", "pt", Kind.NUMBER, "cashew", demo=("castanha-caju",)),
    Judged("geleia de cupuacu", "pt", Kind.ACCENTS, demo=("geleia-cupuacu",)),
    Judged("farinha mandioca", "pt", Kind.ITEM, demo=("farinha-mandioca",)),
    Judged("tigela das andorinhas", "pt", Kind.FILLERS, demo=("tigela-andorinhas",)),
    Judged("andorinha tigela", "pt", Kind.ORDER, demo=("tigela-andorinhas",)),
    Judged("sabão", "pt", Kind.NUMBER, "soap", category="body_care", demo=_SOAPS),
    Judged("sabao", "pt", Kind.ACCENTS, "soap", category="body_care", demo=_SOAPS),
    Judged("vinho", "pt", Kind.NUMBER, category="wine", demo=("jarro-alentejo",)),
    Judged("caneca ricada", "pt", Kind.TYPO, demo=("caneca-riscada",)),
    Judged("chocolate da mata", "pt", Kind.FILLERS, category=_CHOCOLATE, demo=_BARS),
    Judged("rooibos", "pt", Kind.LANGUAGE, "rooibos", demo=_ROOIBOS),
    Judged("chocolat amargo 60%", "pt", Kind.LANGUAGE, demo=("chocolate-cabruca-60",)),
    Judged("canec", "pt", Kind.BEGUN, demo=("caneca-riscada",)),
    Judged("farinha 500g", "pt", Kind.SIZE, demo=("farinha-mandioca",)),
    Judged("prato", "pt", Kind.ITEM, demo=("prato-sol",)),
    Judged("jarros", "pt", Kind.NUMBER, demo=("jarro-alentejo",)),
    Judged("mel", "pt", Kind.LANGUAGE, "honey", category="honey_spreads", demo=("fynbos-honey",)),
    Judged("doces", "pt", Kind.CATEGORY, category="sweets"),
    Judged("sumo de laranja", "pt", Kind.LANGUAGE, "orange", category="juices"),
    # German, in which nothing here is written
    Judged("rooibos tee", "de", Kind.LANGUAGE, "rooibos", category=_TEA, demo=_ROOIBOS),
    Judged("espresso bohnen", "de", Kind.LANGUAGE, "espresso", category="coffee"),
    Judged("quinoa weiß", "de", Kind.LANGUAGE, "quinoa", demo=_QUINOAS),
    Judged("basmati reis", "de", Kind.LANGUAGE, "basmati"),
    Judged("kardamom", "de", Kind.LANGUAGE, "cardamom|cardamon", demo=("cardamom-pods",)),
    Judged("fairtrade kaffee", "de", Kind.LANGUAGE, category="coffee", demo=_COFFEES),
    Judged("wein", "de", Kind.LANGUAGE, category="wine", demo=("jarro-alentejo",)),
    Judged("mango bio", "de", Kind.LANGUAGE, "mango"),
    Judged("lavendel", "de", Kind.LANGUAGE, "lavender", demo=("savonnette-lavande",)),
)
