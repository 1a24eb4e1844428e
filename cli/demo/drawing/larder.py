"""Pictures of oil, honey, grain, nuts and spices. Each function draws one product."""

from cli.demo.drawing.pen import (
    ASH,
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
    NAVY,
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
    WHITE,
    WINE,
    YELLOW,
    Sheet,
    around,
    trace,
)
from cli.demo.drawing.things import bee, bottle, bowl, branch, flower, heap, jar, scene, shadow, zigzag_band

# Coordinates read better packed than one to a line.
# fmt: off


def panela_granulada(name: str) -> Sheet:
    s = scene(name, SAGE, YELLOW, TAN)
    for i, (x, lean) in enumerate(((150, 16), (215, -6), (590, 10), (655, -12))):
        colour = (LIME, LEAF)[i % 2]
        s.poly([(x + lean, 40), (x + 34 + lean, 40), (x + 38, 480), (x, 480)], colour)
        for y in (120, 205, 290, 375):
            s.line([(x + lean * (480 - y) / 440 - 1, y), (x + 18, y + 5), (x + 36, y)], DEEP, 5)
        s.leaf(x + 18 + lean, 60, 170, -150 + i * 38, LEAF, DEEP, 0.14)
        s.leaf(x + 18 + lean, 90, 150, -30 - i * 30, DEEP, "", 0.14)
    heap(s, 400, 360, 250, 110, OCHRE, GOLD)
    bowl(s, 400, 360, 330, 150, BROWN, GOLD, BARK)
    heap(s, 400, 366, 270, 100, OCHRE, GOLD)
    s.scatter(34, 395, 325, 90, 30, 5, (YELLOW, "#8a5a16", CREAM))
    s.scatter(14, 590, 535, 80, 20, 6, (OCHRE, GOLD))
    return s


def fynbos_honey(name: str) -> Sheet:
    s = scene(name, CREAM, YELLOW, CLAY)
    comb = [(150, 150), (228, 150), (189, 218), (267, 218), (111, 218), (150, 286), (228, 286), (72, 150), (111, 82),
        (189, 82)]
    for i, (x, y) in enumerate(comb):
        cell = [around(x, y, 42, 0, 30 + 60 * k) for k in range(6)]
        s.poly(cell, (OCHRE, "#e8b23e", GOLD)[i % 3])
        s.poly([around(x, y, 28, 0, 30 + 60 * k) for k in range(6)], (YELLOW, GOLD, OCHRE)[i % 3])
    jar(s, 440, 520, 240, 270, "#e3a32b", GOLD, CORAL)
    s.box(352, 350, 176, 110, CREAM)
    flower(s, 440, 404, 46, 8, CORAL, WINE)
    s.line([(640, 90), (610, 230), (590, 330)], BROWN, 16)
    for i in range(5):
        s.oval(585 - i * 3, 350 + i * 22, 40 - abs(i - 2) * 6, 13, TAN if i % 2 else BROWN)
    s.line([(572, 452), (575, 490), (571, 535)], "#e3a32b", 13)
    s.oval(572, 548, 62, 14, "#e3a32b")
    bee(s, 330, 130, 26)
    bee(s, 680, 400, 22)
    return s


def geleia_cupuacu(name: str) -> Sheet:
    s = scene(name, SKY, CREAM, SAND)
    jar(s, 290, 520, 220, 230, "#f0c45a", OCHRE, BROWN)
    s.shape([(170, 280), (190, 225), (290, 205), (390, 225), (412, 280), (380, 300), (330, 285), (290, 305),
        (245, 285), (200, 302)], CORAL)
    for x, y in ((222, 250), (270, 232), (325, 240), (366, 258), (292, 270), (245, 272), (345, 276)):
        s.oval(x, y, 9, 9, WHITE)
    s.line([(190, 284), (290, 298), (392, 284)], CREAM, 8)
    s.box(212, 380, 156, 90, CREAM)
    s.oval(290, 425, 30, 36, BROWN)
    s.oval(292, 426, 20, 26, WHITE)
    shadow(s, 570, 520, 150)
    s.blob(570, 400, 150, 122, BROWN, -8)
    s.blob(572, 398, 128, 101, TAN, -8)
    s.blob(574, 396, 114, 88, WHITE, -8)
    for x, y, turn in ((510, 390, 60), (560, 350, 10), (625, 370, -30), (600, 430, 30), (545, 440, -20)):
        s.blob(x, y, 24, 34, CREAM, turn)
        s.line([around(x, y, 0, -22, turn), around(x, y, 8, 0, turn), around(x, y, 0, 22, turn)], OCHRE, 4)
    s.leaf(660, 320, 170, -50, LEAF, DEEP, 0.26)
    return s


def olive_oil_nabali(name: str) -> Sheet:
    s = scene(name, SAGE, CREAM, TAN)
    bottle(s, 300, 515, 170, 420, "#c9a227", GOLD)
    s.box(219, 330, 130, 120, CREAM)
    s.leaf(282, 425, 80, -100, OLIVE, "", 0.2)
    s.oval(300, 400, 18, 24, OLIVE, 15)
    branch(s, [(440, 500), (520, 380), (600, 300), (740, 120)], [(480, 440, 130, -150), (510, 395, 140, 10),
        (550, 345, 130, -140), (585, 312, 140, 20), (640, 245, 120, -150), (655, 225, 120, 0), (700, 170, 110, -160),
        (735, 125, 90, -60)], OLIVE, SAGE, BROWN, 0.17)
    for x, y in ((560, 420), (640, 350), (520, 330), (690, 270)):
        s.line([(x - 8, y - 44), (x, y - 20)], BROWN, 4)
        s.blob(x, y, 26, 34, "#5f6b2c", 10)
        s.line([(x + 8, y - 18), (x + 15, y - 6), (x + 14, y + 8)], LIME, 5, 0.9)
    s.oval(560, 540, 70, 16, "#c9a227")
    return s


def quinua_blanca(name: str) -> Sheet:
    s = scene(name, SKY, CREAM, SAND, 470)
    s.poly([(0, 470), (110, 390), (210, 430), (330, 350), (470, 440), (600, 380), (800, 470)], STONE, 0.5)
    for x, y, lean, colours in ((180, 140, -8, (OCHRE, YELLOW)), (300, 70, 6, (CORAL, PINK)),
        (505, 90, -4, (YELLOW, OCHRE)), (625, 150, 10, (WINE, CORAL))):
        s.line([(x, 570), (x + lean, 400), (x + lean * 2, y + 40)], LEAF, 9)
        s.leaf(x + lean, 470, 110, -150, LEAF, DEEP, 0.4)
        s.leaf(x + lean, 440, 110, -30, DEEP, LEAF, 0.4)
        for i in range(8):
            width = 20 + 26 * (1 - abs(i - 4) / 6)
            s.oval(x + lean * 2 + (width * 0.5 if i % 2 else -width * 0.5), y + i * 32, round(width), 25,
                colours[i % 2], 20 if i % 2 else -20)
        s.scatter(12, x + lean * 2, y + 125, 22, 110, 5, (CREAM,))
    bowl(s, 402, 470, 190, 84, TEAL, SAND, NAVY)
    s.scatter(36, 402, 466, 78, 12, 5, (WHITE, CREAM, OCHRE))
    return s


def quinua_tres_colores(name: str) -> Sheet:
    s = scene(name, CLAY, SAND)
    for x, grain, dark in ((200, CREAM, SAND), (400, RED, WINE), (600, "#3a302c", BARK)):
        s.line([(x, 310), (x + 6, 430), (x - 4, 565)], BROWN, 30)
        s.line([(x + 8, 340), (x + 12, 430), (x + 5, 550)], TAN, 5, 0.8)
        s.blob(x, 205, 92, 122, BROWN)
        s.blob(x, 200, 76, 104, dark)
        s.scatter(34, x, 200, 62, 88, 9,
            (grain, grain, dark, WHITE if grain == CREAM else CORAL if grain == RED else ASH))
    return s


def freekeh(name: str) -> Sheet:
    s = scene(name, SKY, SAND, TAN, 480)
    for turn in (-62, -118):
        s.line([(400, 520), around(400, 500, 180, 0, turn), around(400, 470, 420, 0, turn)], LIME, 8)
        for i in range(8):
            px, py = around(400, 470, 220 + i * 27, 0, turn)
            s.leaf(px, py, 62, turn - 34, LIME if i % 2 else OCHRE, "", 0.3)
            s.leaf(px, py, 62, turn + 34, OLIVE if i % 2 else LIME, "", 0.3)
            beards = [(around(px, py, 50, side * 26, turn), around(px, py, 130, side * 54, turn)) for side in (-1, 1)]
            s.strokes(beards, OLIVE, 2)
    heap(s, 400, 560, 420, 110, "#8f8a4a", OLIVE)
    s.scatter(50, 400, 520, 160, 30, 7, (LIME, SAND, "#5e5c30"))
    for x, size in ((150, 1.0), (650, 0.9)):
        s.path(trace("M", (x, 540), "Q", (x - 70 * size, 480), (x - 8, 400 + (1 - size) * 60), "Q", (x + 4, 450),
            (x + 34, 440), "Q", (x + 74 * size, 500), (x, 540), "Z"), ORANGE)
        s.path(trace("M", (x, 538), "Q", (x - 32, 505), (x + 6, 455), "Q", (x + 42, 508), (x, 538), "Z"), YELLOW)
    return s


def almonds(name: str) -> Sheet:
    s = scene(name, LILAC, CREAM)
    branch(s, [(40, 90), (220, 170), (430, 160), (770, 60)], [(320, 165, 120, 60), (610, 112, 120, 70),
        (120, 125, 110, 100)], LIME, LEAF, BARK, 0.22)
    for x, y, r, turn in ((210, 150, 82, 10), (400, 190, 92, 40), (540, 110, 76, 0), (690, 130, 70, 25),
        (110, 70, 62, 50)):
        flower(s, x, y, r, 5, WHITE, WINE, turn)
        flower(s, x, y, r * 0.55, 5, PINK, WINE, turn + 36)
    for x, y, turn in ((230, 440, -28), (390, 490, 12)):
        s.blob(x, y, 62, 98, "#c17a3e", turn)
        for dx in (-32, -10, 14, 36):
            s.line([around(x, y, dx * 0.4, -78, turn), around(x, y, dx, 0, turn), around(x, y, dx * 0.4, 80, turn)],
                BROWN, 4, 0.6)
    s.blob(585, 450, 92, 120, LIME, 22)
    s.blob(590, 452, 70, 100, SAND, 22)
    s.blob(592, 454, 50, 80, "#c17a3e", 22)
    s.line([around(592, 454, 0, -60, 22), around(592, 454, -12, 0, 22), around(592, 454, 0, 62, 22)], BROWN, 4, 0.6)
    return s


def castanha_caju(name: str) -> Sheet:
    s = scene(name, SAND, CREAM, CLAY)
    s.leaf(380, 120, 230, -160, LEAF, DEEP, 0.36)
    s.leaf(400, 110, 250, -12, LEAF, DEEP, 0.36)
    s.line([(390, 40), (385, 90), (380, 150)], BROWN, 12)
    s.shape([(300, 130), (470, 120), (490, 250), (440, 370), (330, 370), (276, 260)], RED)
    s.shape([(300, 140), (350, 140), (340, 260), (370, 350), (330, 362), (284, 260)], WINE, 0.6)
    s.line([(440, 165), (458, 220), (440, 290)], PINK, 12, 0.8)
    s.shape([(340, 350), (440, 345), (475, 400), (450, 455), (400, 440), (395, 405), (350, 405)], ASH)
    s.line([(372, 372), (430, 372), (448, 410)], STONE, 6)
    for x, y, turn in ((150, 500, 10), (240, 530, 80), (330, 540, -30), (560, 500, 40), (640, 530, -50),
        (600, 440, 100), (700, 470, 10)):
        kernel = [around(x, y, 30, 0, turn + k * 28) for k in range(7)]
        s.line(kernel, "#f4e3b8", 36)
        s.line(kernel[1:6], TAN, 3)
    return s


def farinha_mandioca(name: str) -> Sheet:
    s = scene(name, BLUSH, "#e9b795", OCHRE)
    s.line([(610, 470), (640, 300), (620, 140)], WINE, 8)
    for x, y, turn in ((620, 150, -90), (632, 240, -20)):
        for spread in (-80, -48, -16, 16, 48, 80):
            s.leaf(x, y, 125, turn + spread, LEAF if spread % 32 else DEEP, LIME, 0.16)
    shadow(s, 260, 520, 170)
    s.shape([(140, 250), (160, 236), (360, 236), (380, 250), (405, 330), (432, 500), (400, 545), (120, 545),
        (88, 500), (115, 330)], WHITE)
    s.shape([(145, 252), (190, 250), (170, 380), (185, 535), (125, 542), (96, 500), (118, 340)], SAND)
    s.line([(132, 316), (260, 334), (390, 316)], BLUE, 6)
    s.line([(126, 338), (260, 356), (396, 338)], BLUE, 6)
    s.oval(260, 248, 116, 26, TAN)
    heap(s, 260, 256, 190, 60, "#f5e3a9", SAND)
    s.scatter(20, 258, 225, 60, 14, 4, (OCHRE, WHITE))
    for x, y, turn, size in ((540, 480, 24, 1.0), (600, 520, 8, 1.15), (650, 455, 40, 0.9)):
        s.shape([around(x, y, dx * size, dy * size, turn) for dx, dy in ((-120, -14), (-40, -44), (70, -32), (140, 0),
            (70, 32), (-50, 40))], BROWN)
        for dx in (-60, -10, 40):
            s.line([around(x, y, dx, -28, turn), around(x, y, dx + 8, 0, turn), around(x, y, dx, 26, turn)], BARK, 3)
        cut = around(x, y, -100 * size, 0, turn)
        s.blob(cut[0], cut[1], 17 * size, 30 * size, WHITE, turn)
    return s


def zaatar(name: str) -> Sheet:
    s = scene(name, CREAM, SAND, CLAY)
    for x, y, turn in ((140, 420, -75), (200, 450, -55), (620, 440, -105)):
        end = around(x, y, 330, 0, turn)
        s.line([(x, y), around(x, y, 170, 14, turn), end], OLIVE, 6)
        for i in range(1, 8):
            px, py = around(x, y, 40 * i, 8, turn)
            s.leaf(px, py, 46, turn - 60, LEAF, "", 0.3)
            s.leaf(px, py, 46, turn + 60, DEEP, "", 0.3)
    bowl(s, 400, 370, 340, 150, BLUE, OLIVE, NAVY)
    zigzag_band(s, 258, 410, 284, 24, 9, WHITE, 5)
    heap(s, 400, 378, 290, 80, "#6f7a3a", OLIVE)
    s.scatter(34, 400, 350, 100, 24, 6, (CREAM, YELLOW, WINE, LIME))
    for x, y in ((600, 525), (632, 510), (616, 548), (655, 540), (640, 565), (586, 556)):
        s.ball(x, y, 17, WINE, "#5c1824", PINK)
    return s


def black_pepper(name: str) -> Sheet:
    s = scene(name, SAGE, CREAM)
    s.line([(80, 30), (200, 120), (420, 90), (720, 150)], DEEP, 10)
    for x, y, length, angle in ((160, 80, 170, 120), (330, 95, 180, -35), (480, 95, 190, 60), (620, 125, 180, 20),
        (250, 110, 150, -150)):
        s.leaf(x, y, length, angle, LEAF, DEEP, 0.52)
    for x, top in ((250, 110), (400, 96), (560, 118)):
        s.line([(x, top), (x + 5, top + 120), (x - 2, top + 270)], LIME, 6)
        for i in range(11):
            colour = (LEAF, LIME, RED, LEAF, LIME, OCHRE)[(i + x) % 6]
            s.oval(x + (18 if i % 2 else -18) * (1 if i < 10 else 0), top + 40 + i * 23, 23, 22, colour)
        s.strokes([((x + (12 if i % 2 else -24), top + 30 + i * 23),) * 2 for i in range(11)], CREAM, 7)
    corns = [(110 + i % 9 * 66 + s.shake(20), 490 + i // 9 * 42 + s.shake(16)) for i in range(18)]
    s.strokes([((x, y), (x + 1, y)) for x, y in corns], BARK, 34)
    s.strokes([((x - 8, y - 6), (x + 4, y - 9)) for x, y in corns], ASH, 4)
    s.strokes([((x - 4, y + 5), (x + 9, y + 2)) for x, y in corns], ASH, 3)
    return s


def cardamom_pods(name: str) -> Sheet:
    s = scene(name, SAND, CREAM, CLAY, 430)
    pod = "#a9bd7a"
    for x, y, turn, size in ((210, 190, -30, 1.1), (330, 140, 15, 1.0), (600, 170, 40, 1.1), (180, 370, 20, 1.0),
        (640, 360, -20, 1.15), (520, 470, 70, 1.0), (290, 490, -60, 1.05)):
        s.blob(x, y, 46 * size, 86 * size, pod, turn)
        for dx in (-20, 0, 20):
            s.line([around(x, y, dx * 0.3, -80 * size, turn), around(x, y, dx * 1.3, 0, turn),
                around(x, y, dx * 0.3, 78 * size, turn)], OLIVE, 4, 0.8)
        s.line([around(x, y, 0, 84 * size, turn), around(x, y, 4, 104 * size, turn)], TAN, 7)
    s.blob(415, 320, 84, 128, pod, -15)
    s.blob(420, 320, 58, 104, CREAM, -15)
    for i in range(13):
        seed_x, seed_y = around(420, 320, (-22, 2, 24)[i % 3], -78 + i // 3 * 38, -15)
        s.blob(seed_x, seed_y, 17, 15, BARK if i % 2 else BROWN, i * 20)
    return s


def turmeric_powder(name: str) -> Sheet:
    s = scene(name, CREAM, YELLOW, SAND)
    shadow(s, 300, 430, 200)
    s.shape([(90, 330), (170, 270), (270, 280), (330, 190), (390, 220), (370, 290), (470, 300), (520, 370),
        (420, 400), (300, 390), (200, 430), (110, 400)], TAN)
    for x in (150, 200, 250, 315, 370, 420):
        s.line([(x, 300 + s.shake(10)), (x + 14, 340), (x + 2, 388)], BROWN, 3, 0.7)
    s.blob(490, 352, 44, 52, ORANGE, 10)
    s.blob(490, 352, 27, 33, "#f0a03c", 10)
    s.blob(352, 204, 36, 26, ORANGE, 20)
    s.blob(352, 204, 20, 13, "#f0a03c", 20)
    for x, y in ((160, 500), (225, 530), (290, 505)):
        s.blob(x, y, 38, 30, BROWN)
        s.blob(x, y - 3, 32, 25, ORANGE)
        s.blob(x, y - 3, 18, 14, YELLOW)
    heap(s, 570, 520, 320, 150, "#eba424", ORANGE)
    s.scatter(22, 580, 520, 170, 24, 4, (ORANGE, YELLOW))
    s.leaf(172, 280, 230, -100, LEAF, DEEP, 0.2)
    s.leaf(176, 280, 190, -62, DEEP, LEAF, 0.2)
    return s


def cinnamon_quills(name: str) -> Sheet:
    s = scene(name, BLUSH, CREAM, CLAY)
    shadow(s, 400, 480, 260)
    for i, (x, lean) in enumerate(((230, -34), (290, -18), (350, -4), (412, 8), (474, 20), (536, 36))):
        body = (BROWN, "#94582f", TAN)[i % 3]
        s.poly([(x + lean, 90), (x + lean + 52, 86), (x + 46 - lean * 0.4, 480), (x - 6 - lean * 0.4, 482)], body)
        s.line([(x + lean + 26, 100), (x + 26 + lean * 0.3, 280), (x + 20 - lean * 0.4, 470)], BARK, 5)
        s.oval(x + lean + 26, 88, 27, 13, BARK)
        s.line([(x + lean + 6, 88), (x + lean + 18, 80), (x + lean + 26, 92), (x + lean + 38, 82),
            (x + lean + 46, 90)], TAN, 4)
    s.poly([(220, 285), (580, 278), (582, 306), (222, 314)], CREAM)
    s.line([(400, 290), (340, 245), (320, 300), (400, 296), (470, 240), (490, 300), (402, 298)], CREAM, 9)
    s.line([(398, 300), (372, 350), (384, 392)], CREAM, 8)
    s.line([(406, 300), (436, 345), (426, 384)], CREAM, 8)
    flower(s, 650, 470, 66, 6, WHITE, OCHRE, 12)
    s.leaf(690, 520, 120, 10, LEAF, DEEP)
    return s


DRAWINGS = {
    draw.__name__.replace("_", "-"): draw
    for draw in (
        panela_granulada, fynbos_honey, geleia_cupuacu, olive_oil_nabali, quinua_blanca, quinua_tres_colores,
        freekeh, almonds, castanha_caju, farinha_mandioca, zaatar, black_pepper, cardamom_pods, turmeric_powder,
        cinnamon_quills,
    )
}
