"""Pictures of baskets, pots and soap. Each function draws one product."""

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
    INK,
    LEAF,
    LILAC,
    LIME,
    NAVY,
    OCHRE,
    OLIVE,
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
from cli.demo.drawing.things import bird, bowl, flower, heap, petal_ring, scene, shadow, steam, zigzag_band

# Coordinates read better packed than one to a line.
# fmt: off


def round_basket(name: str) -> Sheet:
    s = scene(name, CLAY, SAND, BROWN, 470)
    shadow(s, 400, 545, 240)
    s.line([(240, 270), (230, 90), (400, 40), (570, 90), (562, 270)], BARK, 24)
    s.line([(246, 250), (240, 100), (400, 54), (560, 100), (554, 250)], TAN, 5)
    s.oval(400, 262, 206, 48, BARK)
    s.shape([(192, 262), (300, 300), (400, 308), (500, 300), (608, 262), (650, 400), (570, 540), (400, 560),
        (230, 540), (150, 400)], OCHRE)
    for y, half, colour in ((338, 214, RED), (400, 224, BLUE), (462, 208, RED)):
        points = [(400 - half + 2 * half * i / 16,
            y + 22 * (1 - ((i - 8) / 8) ** 2) + (16 if i % 2 else -16)) for i in range(17)]
        s.zigzag(points, colour, 13)
    for k in range(8):
        y, half = 312 + k * 31, (216, 226, 232, 232, 226, 214, 194, 164)[k]
        s.line([(400 - half, y), (400 - half * 0.4, y + 22), (400 + half * 0.4, y + 22), (400 + half, y)], GOLD, 3,
            0.8)
    s.line([(196, 266), (300, 306), (500, 306), (604, 266)], WINE, 14)
    s.strokes([((215 + 24 * k, 272 + 30 * (1 - ((k - 8) / 8) ** 2)), (227 + 24 * k,
        282 + 30 * (1 - ((k - 8) / 8) ** 2))) for k in range(16)], YELLOW, 5)
    return s


def tigela_andorinhas(name: str) -> Sheet:
    s = scene(name, CORAL, BLUSH, TAN)
    bowl(s, 400, 250, 500, 280, WHITE, "#cfe0e4", STONE)
    s.oval(400, 258, 226, 42, WHITE)
    s.oval(400, 262, 190, 30, "#e6eef0")
    s.line([(152, 262), (300, 306), (500, 306), (648, 262)], BLUE, 7)
    for x, y, way in ((236, 352, 1), (336, 388, 1), (452, 372, 1), (556, 340, 1)):
        bird(s, x, y, 36, NAVY, way)
    s.line([(268, 470), (400, 490), (532, 470)], BLUE, 5)
    s.line([(290, 484), (400, 502), (510, 484)], BLUE, 3)
    s.box(336, 526, 128, 22, "#b5623d")
    return s


def caneca_riscada(name: str) -> Sheet:
    s = scene(name, SKY, BLUSH, CLAY)
    shadow(s, 400, 530, 190)
    s.line([(520, 270), (650, 250), (660, 400), (520, 430)], CREAM, 36)
    s.poly([(236, 200), (544, 200), (530, 526), (250, 526)], CREAM)
    for y, colour, h in ((236, OCHRE, 26), (278, TEAL, 12), (306, OCHRE, 10), (336, TEAL, 34), (390, OCHRE, 16),
        (424, TEAL, 10), (452, OCHRE, 30)):
        s.path(trace("M", (236 + (y - 200) * 0.043, y), "Q", (390, y + 24), (544 - (y - 200) * 0.043, y), "L",
            (544 - (y + h - 200) * 0.043, y + h), "Q", (390, y + h + 24), (236 + (y + h - 200) * 0.043, y + h), "Z"),
            colour)
    s.poly([(238, 202), (290, 202), (296, 526), (252, 526)], BROWN, 0.18)
    s.oval(390, 200, 154, 34, TAN)
    s.oval(390, 204, 138, 26, BARK)
    s.line([(500, 250), (496, 360), (490, 470)], WHITE, 10, 0.7)
    steam(s, 390, 160)
    return s


def jarro_alentejo(name: str) -> Sheet:
    s = scene(name, SAND, CREAM, OLIVE)
    shadow(s, 390, 540, 180)
    clay, dark = "#c4673c", "#9d4a28"
    s.line([(500, 170), (650, 190), (640, 340), (530, 380)], clay, 34)
    s.shape([(320, 120), (470, 120), (470, 215), (560, 300), (570, 430), (500, 550), (280, 550), (210, 430),
        (220, 300), (318, 215)], clay)
    s.shape([(326, 150), (360, 140), (350, 230), (280, 310), (276, 430), (330, 540), (270, 535), (216, 430),
        (226, 300), (318, 220)], dark, 0.7)
    s.shape([(270, 84), (330, 96), (480, 96), (488, 150), (400, 168), (318, 154), (290, 120)], YELLOW)
    s.oval(392, 104, 88, 15, BARK)
    for x, y, r in ((400, 350, 54), (310, 400, 36), (490, 404, 36)):
        flower(s, x, y, r, 8, CREAM, YELLOW, x)
    for x, y, turn in ((350, 440, 150), (450, 440, 30), (356, 280, -140), (446, 280, -40)):
        s.leaf(x, y, 56, turn, LIME, "", 0.3)
    s.line([(232, 486), (390, 512), (548, 486)], CREAM, 6)
    s.line([(322, 196), (392, 206), (466, 196)], CREAM, 6)
    return s


def prato_sol(name: str) -> Sheet:
    s = scene(name, TEAL, "#3c918d")
    s.blob(408, 318, 262, 254, "#1e5a58")
    s.blob(400, 300, 262, 254, "#b5623d")
    s.blob(400, 298, 250, 242, YELLOW)
    s.blob(400, 298, 178, 172, "#f7dc86")
    clay = "#b5623d"
    for k, (x, y) in enumerate(petal_ring(400, 298, 100, 16)):
        end = around(400, 298, 164 if k % 2 else 150, 0, 22.5 * k)
        middle = around(400, 298, 128, 12, 22.5 * k)
        if k % 2:
            s.line([(x, y), middle, around(400, 298, 146, -10, 22.5 * k), end], clay, 7)
        else:
            s.leaf(x, y, 62, 22.5 * k, clay, "", 0.24)
    s.oval(400, 298, 90, 90, clay)
    s.oval(400, 298, 80, 80, YELLOW)
    s.line([(352, 282), (366, 272), (382, 282)], clay, 6)
    s.line([(418, 282), (434, 272), (448, 282)], clay, 6)
    s.line([(400, 284), (394, 314), (408, 318)], clay, 6)
    s.line([(376, 338), (400, 344), (424, 338)], clay, 6)
    for x, y in petal_ring(400, 298, 214, 24):
        s.oval(x, y, 9, 9, clay)
    return s


def shea_butter(name: str) -> Sheet:
    s = scene(name, CLAY, SAND, BROWN)
    s.leaf(560, 330, 240, -60, LEAF, DEEP, 0.22)
    s.leaf(570, 340, 230, -18, DEEP, LEAF, 0.22)
    s.leaf(230, 320, 220, -130, LEAF, DEEP, 0.22)
    bowl(s, 370, 320, 400, 210, OCHRE, GOLD, BROWN)
    heap(s, 370, 332, 350, 130, "#f8efcf", "#e8d9a6")
    s.line([(300, 262), (360, 220), (420, 250), (380, 290), (330, 280)], "#e8d9a6", 9)
    zigzag_band(s, 214, 380, 312, 30, 9, BROWN, 6)
    s.line([(226, 430), (370, 462), (514, 430)], BROWN, 5)
    for x, y, turn in ((590, 500, 20), (680, 470, -30), (650, 545, 70)):
        s.blob(x, y, 34, 46, BARK, turn)
        s.blob(*around(x, y, 0, 24, turn), 20, 18, TAN, turn)
        s.line([around(x, y, -14, -28, turn), around(x, y, -4, -34, turn), around(x, y, 10, -30, turn)], TAN, 5)
    return s


def black_soap(name: str) -> Sheet:
    s = scene(name, SAGE, CREAM, TAN)
    shadow(s, 400, 510, 280)
    for x, y, c, top in ((200, 330, BARK, BROWN), (280, 190, "#52342a", "#83543a")):
        s.poly([(x, y), (x + 330, y), (x + 330, y + 130), (x, y + 130)], c, shake=6)
        s.poly([(x, y), (x + 330, y), (x + 372, y - 44), (x + 46, y - 46)], top, shake=5)
        s.poly([(x + 330, y), (x + 372, y - 44), (x + 374, y + 80), (x + 330, y + 130)], "#2e1b13", shake=5)
        s.scatter(24, x + 165, y + 68, 140, 50, 6, (BROWN, INK, TAN))
        s.scatter(10, x + 185, y - 22, 140, 14, 5, (BARK, TAN))
    s.poly([(388, 144), (440, 144), (420, 190), (372, 190)], LIME)
    s.poly([(372, 190), (420, 190), (410, 462), (362, 462)], LIME)
    s.line([(396, 190), (390, 330), (386, 456)], LEAF, 4)
    s.shape([(400, 150), (330, 90), (300, 150), (390, 172)], LIME)
    s.shape([(410, 150), (480, 84), (520, 140), (420, 172)], LEAF)
    for x, y, r in ((640, 500, 30), (690, 455, 20), (700, 520, 16), (120, 500, 22), (150, 460, 13)):
        s.oval(x, y, r, r, WHITE)
        s.oval(x - r * 0.2, y - r * 0.2, round(r * 0.7), round(r * 0.7), SKY)
    return s


def savon_cube_olive(name: str) -> Sheet:
    s = scene(name, BLUSH, CREAM, CLAY)
    shadow(s, 400, 525, 280)
    for x, y in ((190, 330), (410, 330), (300, 150)):
        s.poly([(x, y), (x + 150, y + 6), (x + 150, y + 186), (x, y + 180)], "#a8a257")
        s.poly([(x, y), (x + 150, y + 6), (x + 202, y - 34), (x + 56, y - 40)], "#c6c07a")
        s.poly([(x + 150, y + 6), (x + 202, y - 34), (x + 202, y + 140), (x + 150, y + 186)], OLIVE)
        s.zigzag([(x + 24, y + 26), (x + 126, y + 30), (x + 126, y + 160), (x + 24, y + 156), (x + 24, y + 26)],
            OLIVE, 4)
        s.line([(x + 74, y + 140), (x + 72, y + 96), (x + 78, y + 50)], OLIVE, 4)
        for k in range(3):
            s.leaf(x + 74, y + 124 - k * 28, 36, -35, OLIVE, "", 0.3)
            s.leaf(x + 74, y + 124 - k * 28, 36, -145, OLIVE, "", 0.3)
    s.line([(60, 520), (200, 560), (330, 548)], OLIVE, 5)
    for x, y, turn in ((100, 532, -60), (150, 548, 40), (200, 556, -50), (260, 555, 30), (310, 550, -40)):
        s.leaf(x, y, 64, turn, LEAF, LIME, 0.18)
    s.oval(232, 526, 15, 19, DEEP, 20)
    return s


def savonnette_lavande(name: str) -> Sheet:
    s = scene(name, LILAC, CREAM, SAGE)
    shadow(s, 330, 500, 210)
    s.blob(330, 420, 200, 112, VIOLET)
    s.blob(330, 396, 196, 102, "#a795cb")
    s.blob(330, 392, 150, 70, "#b9aad9")
    flower(s, 330, 392, 48, 6, LILAC, VIOLET, 30)
    s.line([(190, 352), (260, 312), (340, 304)], WHITE, 9, 0.8)
    for foot, turn in (((600, 560), -100), ((630, 560), -86), ((610, 560), -72)):
        s.line([foot, around(*foot, 200, 8, turn), around(*foot, 470, 0, turn)], LEAF, 6)
        s.leaf(*around(*foot, 120, 0, turn), 110, turn - 30, LIME, "", 0.12)
        for k in range(8):
            x, y = around(*foot, 270 + k * 28, 0, turn)
            s.leaf(x, y, 40, turn - 40, VIOLET, "", 0.45)
            s.leaf(x, y, 40, turn + 40, "#9683bf", "", 0.45)
    s.line([(590, 452), (616, 460), (644, 450)], CORAL, 18)
    for x, y, r in ((150, 250, 34), (220, 200, 20), (120, 180, 14), (280, 250, 14), (470, 260, 24)):
        s.oval(x, y, r, r, WHITE)
        s.oval(x + r * 0.15, y + r * 0.15, round(r * 0.78), round(r * 0.78), SKY)
        s.oval(x - r * 0.3, y - r * 0.35, round(r * 0.22), round(r * 0.22), WHITE)
    return s


def shampoing_solide(name: str) -> Sheet:
    s = scene(name, SKY, SAGE, SAND)
    for x, y, turn in ((560, 330, -50), (600, 380, -15), (230, 330, -140)):
        s.leaf(x, y, 230, turn, LEAF, DEEP, 0.42)
        for k in (0.3, 0.5, 0.7):
            px, py = around(x, y, 230 * k, 0, turn)
            s.strokes([((px, py), around(px, py, 24, -26, turn)), ((px, py), around(px, py, 24, 26, turn))], DEEP, 3)
    shadow(s, 400, 540, 260)
    s.shape([(140, 450), (660, 450), (680, 490), (640, 534), (160, 534), (120, 490)], TAN)
    s.line([(170, 470), (400, 462), (630, 470)], BROWN, 4)
    s.line([(180, 512), (400, 520), (620, 510)], BROWN, 4)
    for x in (270, 350, 430, 510):
        s.oval(x, 468, 28, 7, BROWN)
    s.blob(400, 390, 190, 84, "#7f9a80")
    s.blob(400, 358, 190, 82, "#a9c2a4")
    s.blob(400, 352, 138, 54, "#94b08f")
    s.line([(330, 352), (370, 322), (430, 330), (470, 356), (420, 382), (360, 374), (370, 348), (420, 346)], SAGE, 8)
    s.scatter(22, 400, 372, 160, 52, 4, (DEEP, TAN))
    return s


def copeaux_savon(name: str) -> Sheet:
    s = scene(name, SKY, YELLOW, LEAF, 480)
    s.line([(0, 70), (300, 120), (560, 110), (800, 60)], BARK, 4)
    for x, y, c in ((440, 116, CORAL), (560, 110, TEAL), (690, 88, WHITE)):
        s.poly([(x - 26, y), (x + 26, y), (x + 52, y + 40), (x + 30, y + 58), (x + 24, y + 40), (x + 26, y + 130),
            (x - 26, y + 130), (x - 24, y + 40), (x - 30, y + 58), (x - 52, y + 40)], c)
        s.strokes([((x - 20, y - 12), (x - 20, y + 10)), ((x + 20, y - 12), (x + 20, y + 10))], TAN, 8)
    shadow(s, 270, 540, 170)
    s.poly([(140, 220), (400, 216), (416, 540), (124, 544)], TAN)
    s.poly([(140, 220), (190, 219), (184, 543), (124, 544)], BROWN, 0.4)
    s.poly([(140, 220), (172, 190), (206, 222), (240, 190), (272, 220), (306, 190), (340, 220), (372, 190),
        (400, 216), (402, 250), (138, 252)], CREAM)
    s.scatter(26, 270, 212, 110, 22, 11, (WHITE, "#e7e2b4", "#d3cf96"))
    s.oval(270, 400, 84, 84, CREAM)
    flower(s, 270, 400, 68, 6, TEAL, YELLOW)
    s.line([(700, 420), (620, 470), (570, 500)], BROWN, 22)
    s.shape([(590, 470), (560, 540), (470, 560), (430, 520), (480, 470), (560, 450)], STONE)
    s.scatter(26, 500, 505, 52, 26, 11, (WHITE, "#e7e2b4", "#d3cf96"))
    s.scatter(12, 470, 572, 120, 12, 10, (WHITE, "#e7e2b4"))
    return s


DRAWINGS = {
    draw.__name__.replace("_", "-"): draw
    for draw in (
        round_basket, tigela_andorinhas, caneca_riscada, jarro_alentejo, prato_sol, shea_butter, black_soap,
        savon_cube_olive, savonnette_lavande, shampoing_solide, copeaux_savon,
    )
}
