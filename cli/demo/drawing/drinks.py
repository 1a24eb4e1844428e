"""Pictures of coffee, cocoa, tea and infusions. Each function draws one product."""

from cli.demo.drawing.pen import (
    BARK,
    BLUE,
    BLUSH,
    BROWN,
    CLAY,
    CORAL,
    CREAM,
    DEEP,
    GOLD,
    LEAF,
    LILAC,
    LIME,
    OCHRE,
    OLIVE,
    ORANGE,
    PINK,
    RED,
    SAGE,
    SAND,
    SKY,
    STONE,
    TAN,
    TEAL,
    VIOLET,
    WHITE,
    WINE,
    YELLOW,
    Sheet,
    around,
    trace,
)
from cli.demo.drawing.things import bag, branch, cup, flower, scene, shadow, steam, zigzag_band

# Coordinates read better packed than one to a line.
# fmt: off


def cafe_lavado_montero(name: str) -> Sheet:
    s = scene(name, SAGE, CREAM)
    branch(s, [(60, 170), (260, 250), (480, 270), (760, 400)], [(190, 215, 190, -70), (330, 255, 210, -48),
        (520, 285, 190, -58), (640, 335, 170, -25), (150, 205, 180, 95), (420, 268, 230, 105), (600, 320, 190, 78),
        (280, 245, 200, 118)])
    for x, y, r in ((292, 318, 40), (236, 300, 36), (352, 300, 42), (318, 262, 36), (500, 340, 42), (556, 352, 38),
        (520, 296, 38), (456, 306, 34), (668, 408, 36), (704, 366, 34)):
        s.ball(x, y, r, RED, WINE)
        s.oval(x - r * 0.3, y + r * 0.62, 5, 4, BARK)
    s.ball(610, 300, 30, LIME, LEAF)
    s.ball(206, 246, 28, OCHRE, ORANGE)
    return s


def cafe_natural_quiroz(name: str) -> Sheet:
    s = scene(name, CLAY, BLUSH, BROWN)
    bag(s, 290, 500, 230, 340, TAN, BROWN, TEAL)
    s.oval(290, 352, 56, 56, CREAM)
    for x, y, turn in ((272, 345, -35), (308, 360, -20)):
        s.oval(x, y, 16, 26, BARK, turn)
        s.line([around(x, y, 0, -20, turn), around(x, y, 5, 0, turn), around(x, y, 0, 20, turn)], TAN, 3)
    cup(s, 550, 388, 160, WHITE, BARK, STONE)
    steam(s, 550, 350)
    for x, y, turn in ((440, 535, 40), (480, 555, -20), (640, 545, 70), (400, 560, 10)):
        s.oval(x, y, 13, 19, BARK, turn)
        s.line([around(x, y, 0, -14, turn), around(x, y, 4, 0, turn), around(x, y, 0, 14, turn)], TAN, 2)
    return s


def chocolate_70_piura(name: str) -> Sheet:
    s = scene(name, SAND, CREAM, OCHRE)
    shadow(s, 400, 500, 250)
    s.poly([(250, 105), (550, 95), (556, 330), (256, 330)], BARK)
    for row in range(2):
        for col in range(3):
            x, y = 268 + col * 95, 118 + row * 84
            s.box(x, y, 84, 72, "#5a3826")
            s.zigzag([(x + 8, y + 62), (x + 8, y + 10), (x + 74, y + 10)], "#7d5236", 4)
    s.poly([(232, 286), (300, 270), (350, 292), (430, 272), (500, 290), (572, 270), (578, 500), (228, 500)], WHITE)
    s.poly([(238, 318), (300, 300), (350, 320), (430, 302), (500, 320), (566, 300), (572, 492), (234, 494)], CORAL)
    for x in (262, 318, 374, 430, 486, 540):
        s.poly([(x, 322), (x + 22, 318), (x + 24, 490), (x - 2, 492)], YELLOW)
    s.oval(403, 408, 62, 62, CREAM)
    s.shape([(403, 350), (432, 385), (428, 440), (403, 470), (376, 438), (376, 384)], OCHRE)
    s.line([(404, 364), (396, 410), (404, 454)], BROWN, 4)
    s.line([(418, 376), (414, 410), (417, 442)], BROWN, 3)
    return s


def nibs_cacao_piura(name: str) -> Sheet:
    s = scene(name, BLUSH, CREAM, CLAY, 440)
    s.leaf(250, 250, 250, -165, LEAF, DEEP)
    s.leaf(540, 210, 230, -28, LEAF, DEEP)
    shadow(s, 400, 460, 250)
    s.shape([(140, 330), (240, 200), (400, 165), (560, 200), (665, 320), (560, 430), (400, 470), (240, 440)], OCHRE)
    s.shape([(170, 330), (250, 225), (400, 195), (550, 225), (640, 320), (540, 350), (400, 365), (260, 355)], YELLOW)
    s.shape([(215, 325), (290, 265), (400, 245), (510, 262), (590, 318), (510, 375), (400, 395), (290, 380)], CREAM)
    for i, (x, y) in enumerate(((270, 318), (325, 294), (385, 284), (446, 288), (505, 304), (540, 326), (300, 350),
        (358, 344), (420, 340), (480, 348))):
        s.blob(x, y, 32, 22, WHITE if i % 2 else "#f3e3e0", -12 + i * 5)
        s.line([(x - 18, y + 6), (x, y + 12), (x + 18, y + 4)], PINK, 3)
    s.scatter(46, 400, 535, 300, 38, 11, (BARK, BROWN, "#5a3826"))
    return s


def chocolate_cabruca_60(name: str) -> Sheet:
    s = scene(name, SAGE, LIME, LEAF, 480)
    s.path("M330 600Q360 320 320 0L470 0Q450 320 500 600Z", BROWN)
    s.line([(370, 20), (384, 200), (366, 420)], BARK, 6, 0.6)
    s.line([(430, 60), (424, 240), (446, 470)], BARK, 6, 0.6)
    for x, y, turn, colour, dark in ((270, 200, 24, RED, WINE), (540, 160, -24, ORANGE, RED),
        (545, 350, -14, RED, WINE)):
        s.line([(400, y - 90), (x, y - 96)], BARK, 9)
        s.shape([around(x, y, dx, dy, turn) for dx, dy in ((0, -125), (62, -60), (66, 40), (0, 130), (-66, 40),
            (-62, -60))], colour)
        for dx in (-34, 0, 34):
            s.line([around(x, y, dx * 0.3, -96, turn), around(x, y, dx * 1.1, 0, turn),
                around(x, y, dx * 0.2, 92, turn)], dark, 6)
    s.leaf(330, 60, 230, 170, DEEP, LIME)
    s.leaf(470, 40, 230, 14, DEEP, LIME)
    for x, y, turn in ((170, 500, -12), (270, 520, 6), (372, 505, -4), (220, 440, 10)):
        s.poly([around(x, y, dx, dy, turn) for dx, dy in ((-46, -38), (46, -38), (46, 38), (-46, 38))], BARK)
        s.poly([around(x, y - 6, dx, dy, turn) for dx, dy in ((-34, -26), (34, -26), (34, 26), (-34, 26))], "#6a432c")
    return s


def hill_tea(name: str) -> Sheet:
    s = scene(name, SKY, YELLOW)
    for base, colour, row in ((330, "#a9c49a", 26), (400, LIME, 30), (470, LEAF, 36)):
        s.path(trace("M", (0, base), "Q", (150, base - 90), (330, base - 10), "Q", (520, base + 60), (800, base - 80),
            "L", (800, 600), "L", (0, 600), "Z"), colour)
        for i in range(3):
            y = base + 18 + i * row
            s.line([(0, y + 10), (160, y - 62), (330, y + 6), (520, y + 56), (800, y - 60)], DEEP, 3, 0.45)
    s.line([(400, 590), (392, 430), (402, 270)], LEAF, 12)
    s.leaf(398, 330, 260, -150, DEEP, LIME, 0.3)
    s.leaf(400, 320, 270, -34, LEAF, LIME, 0.3)
    s.leaf(402, 290, 210, -92, LIME, LEAF, 0.2)
    s.leaf(396, 480, 170, 200, LEAF, DEEP, 0.3)
    return s


def hibiscus_flowers(name: str) -> Sheet:
    s = scene(name, BLUSH, CREAM, CORAL)
    s.line([(200, 520), (225, 400), (215, 250), (260, 60)], WINE, 10)
    for x, y, turn in ((214, 150, 20), (225, 250, 160), (216, 330, 15), (224, 420, 165), (256, 80, -60)):
        cx, cy = around(x, y, 62, 0, turn)
        s.line([(x, y), (cx, cy)], WINE, 7)
        for spread in (-52, -26, 0, 26, 52):
            s.leaf(cx - 4, cy, 82, turn + spread, WINE if spread % 52 else RED, "", 0.22)
        s.ball(cx, cy, 27, WINE, "#5c1824", PINK)
    s.leaf(218, 200, 150, 205, LEAF, DEEP, 0.2)
    s.leaf(222, 370, 150, -12, LEAF, DEEP, 0.2)
    shadow(s, 570, 500, 110)
    s.poly([(480, 220), (660, 220), (640, 500), (500, 500)], WHITE, 0.75)
    s.poly([(486, 290), (654, 290), (638, 492), (502, 492)], RED)
    s.poly([(486, 290), (530, 290), (540, 492), (502, 492)], WINE, 0.6)
    s.oval(570, 290, 84, 13, CORAL)
    s.poly([(540, 262), (590, 250), (602, 300), (552, 312)], WHITE, 0.7)
    s.line([(632, 330), (626, 400), (620, 450)], WHITE, 8, 0.7)
    return s


def rooibos_loose(name: str) -> Sheet:
    s = scene(name, CLAY, SAND, ORANGE)
    for i in range(9):
        turn = -150 + i * 15
        end = around(230, 500, 330 + i % 3 * 30, 0, turn)
        s.line([(230, 500), around(230, 500, 170, 12, turn), end], RED if i % 2 else BROWN, 5)
        knots = [around(230, 500, 48 * k, 8, turn) for k in range(3, 8)]
        needles = [((x, y), around(x, y, 46, side, turn)) for x, y in knots for side in (-20, 22)]
        s.strokes(needles, (LEAF, OLIVE, DEEP)[i % 3], 5)
        s.oval(end[0], end[1], 9, 9, YELLOW)
    cup(s, 565, 400, 190, WHITE, "#b5471f", CREAM)
    steam(s, 565, 360)
    return s


def rooibos_wild(name: str) -> Sheet:
    s = scene(name, SKY, CREAM)
    s.poly([(0, 400), (120, 250), (210, 330), (330, 190), (450, 320), (560, 230), (690, 330), (800, 260), (800, 600),
        (0, 600)], "#7b97b5")
    s.poly([(0, 440), (160, 350), (330, 430), (520, 340), (800, 430), (800, 600), (0, 600)], BLUE)
    s.path("M0 480Q400 430 800 490L800 600L0 600Z", OCHRE)
    for i in range(22):
        x = 200 + i * 13
        s.line([(x - 40 + i * 2, 540), (300 + i * 3, 420), (250 + i * 37 % 190, 190 + i * 53 % 90)],
            (LEAF, OLIVE, RED, DEEP)[i % 4], 6)
    s.poly([(268, 400), (392, 396), (398, 436), (262, 438)], CREAM)
    s.line([(262, 418), (330, 424), (398, 416)], BROWN, 4)
    s.path("M520 500Q720 450 690 270Q660 180 560 170Q650 210 648 300Q640 420 505 470Z", STONE)
    s.path("M560 170Q650 210 648 300Q646 330 634 360Q664 240 560 170Z", WHITE, 0.7)
    s.line([(512, 486), (470, 520), (430, 560)], BROWN, 28)
    s.line([(505, 486), (468, 514), (436, 545)], TAN, 6)
    return s


def rooibos_buchu(name: str) -> Sheet:
    s = scene(name, LILAC, BLUSH, VIOLET)
    shadow(s, 340, 520, 150)
    s.box(220, 190, 240, 330, TEAL)
    s.box(220, 190, 60, 330, DEEP, 0.5)
    s.box(212, 150, 256, 62, OCHRE)
    s.line([(216, 200), (340, 205), (464, 200)], GOLD, 6)
    s.box(226, 440, 228, 44, OCHRE)
    zigzag_band(s, 232, 450, 216, 24, 8, CREAM, 5)
    s.oval(340, 330, 78, 78, CREAM)
    flower(s, 340, 330, 64, 5, PINK, WINE, -18)
    branch(s, [(500, 560), (570, 400), (620, 120)], [(540, 470, 110, -150), (560, 420, 110, -20),
        (580, 350, 110, -155), (595, 300, 110, -15), (605, 230, 100, -150), (612, 190, 100, -20)], LEAF, LIME, BROWN,
        0.36)
    for x, y in ((620, 110), (560, 210), (680, 260), (500, 380)):
        flower(s, x, y, 46, 5, PINK, WINE, x)
    return s


DRAWINGS = {
    draw.__name__.replace("_", "-"): draw
    for draw in (
        cafe_lavado_montero, cafe_natural_quiroz, chocolate_70_piura, nibs_cacao_piura, chocolate_cabruca_60,
        hill_tea, hibiscus_flowers, rooibos_loose, rooibos_wild, rooibos_buchu,
    )
}
