"""Pictures of the producers' places: land, workshop or village. Each function draws one organisation."""

from cli.demo.drawing.land import hills, house, person, tree
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
    INK,
    LEAF,
    LIME,
    NAVY,
    OCHRE,
    OLIVE,
    ORANGE,
    PINK,
    RED,
    SAND,
    SKY,
    STONE,
    TAN,
    TEAL,
    VIOLET,
    WHITE,
    WINE,
    YELLOW,
    Point,
    Sheet,
    around,
    trace,
)
from cli.demo.drawing.things import diamond_band, heap, running_stitch, shadow, zigzag_band

# Coordinates read better packed than one to a line.
# fmt: off


def tres_quebradas(name: str) -> Sheet:
    s = Sheet(name, SKY)
    s.blob(600, 130, 66, 64, YELLOW)
    hills(s, ((260, 210, "#9cb9b4"), (330, 290, "#7fa183"), (400, 380, LEAF), (470, 440, DEEP)))
    s.line([(430, 240), (400, 320), (440, 400), (380, 470)], SKY, 12)
    house(s, 120, 450, 150, 84, WHITE, CORAL)
    house(s, 560, 420, 110, 64, CREAM, RED)
    s.path("M0 500Q400 450 800 510L800 600L0 600Z", LIME)
    for row, count in ((520, 7), (566, 8)):
        for i in range(count):
            x = 60 + i * 104 + (row - 520)
            s.oval(x, row, 43, 26, DEEP)
            s.strokes([((x + dx, row + dy),) * 2 for dx, dy in ((-16, -4), (4, 6), (18, -8), (-4, -12))], RED, 9)
    s.poly([(300, 452), (500, 448), (520, 486), (284, 490)], TAN)
    s.scatter(40, 402, 469, 92, 13, 4, (CREAM, SAND))
    person(s, 256, 512, 96, RED, "#9a6440", BARK, NAVY, CREAM)
    return s


def nine_compounds(name: str) -> Sheet:
    s = Sheet(name, "#f4dcae")
    s.blob(200, 150, 74, 72, ORANGE)
    hills(s, ((330, 320, "#e3bd7d"), (380, 390, OCHRE), (440, 450, CLAY)))
    tree(s, 630, 430, 200, LEAF, DEEP)
    s.scatter(22, 630, 210, 100, 70, 7, (LIME, OCHRE))
    for x, y, size in ((110, 430, 1.0), (250, 405, 0.85), (390, 425, 1.0)):
        s.poly([(x - 54 * size, y - 60 * size), (x + 54 * size, y - 60 * size), (x + 54 * size, y + 8),
            (x - 54 * size, y + 8)], "#b5713f")
        zigzag_band(s, x - 46 * size, y - 44 * size, 92 * size, 14 * size, 6, CREAM, 4)
        s.poly([(x - 74 * size, y - 56 * size), (x, y - 136 * size), (x + 74 * size, y - 56 * size)], "#c9a45c")
        s.strokes([((x, y - 128 * size), (x + dx * size, y - 58 * size)) for dx in (-48, -16, 16, 48)], GOLD, 3)
        s.box(x - 13 * size, y - 30 * size, 26 * size, 38 * size, BARK)
    s.path("M0 470Q400 440 800 480L800 600L0 600Z", "#cf8a4e")
    for x, y, cloth, scarf in ((300, 560, BLUE, YELLOW), (430, 550, CORAL, TEAL), (560, 566, VIOLET, RED)):
        person(s, x, y, 116, cloth, "#5a3524", scarf, scarf)
        s.oval(x, y - 138, 34, 14, CREAM)
        s.path(trace("M", (x - 36, y - 138), "Q", (x, y - 92), (x + 36, y - 138), "Z"), BROWN)
    heap(s, 150, 566, 130, 40, BROWN, BARK)
    return s


def ayllu_kintu_pampa(name: str) -> Sheet:
    s = Sheet(name, "#cfe3ee")
    s.poly([(430, 300), (590, 110), (650, 170), (760, 300)], "#8a93ad")
    s.poly([(542, 166), (590, 110), (650, 170), (620, 186), (596, 160), (572, 190)], WHITE)
    s.poly([(60, 300), (190, 170), (330, 300)], "#a7a3b5")
    s.poly([(160, 200), (190, 170), (222, 202), (196, 216)], WHITE)
    s.box(-5, 296, 810, 60, WHITE)
    s.box(-5, 300, 810, 18, "#e4edf2")
    s.path("M0 350Q400 320 800 356L800 600L0 600Z", SAND)
    for i, colour in enumerate((RED, OCHRE, CORAL, YELLOW, WINE)):
        s.path(trace("M", (0, 372 + i * 34), "Q", (400, 346 + i * 38), (800, 376 + i * 32), "L", (800, 398 + i * 32),
            "Q", (400, 372 + i * 38), (0, 396 + i * 34), "Z"), colour)
    s.path("M0 530Q400 500 800 536L800 600L0 600Z", OLIVE)
    for x, y, size, coat in ((190, 500, 1.0, CREAM), (330, 520, 0.9, BROWN), (600, 512, 1.1, WHITE)):
        s.strokes([((x + dx * size, y), (x + dx * size, y + 46 * size)) for dx in (-38, -22, 24, 40)], coat,
            13 * size)
        s.blob(x, y - 22 * size, 62 * size, 36 * size, coat)
        s.line([(x + 44 * size, y - 28 * size), (x + 60 * size, y - 66 * size), (x + 58 * size, y - 108 * size)],
            coat, 25 * size)
        s.blob(x + 70 * size, y - 116 * size, 25 * size, 16 * size, coat, 8)
        s.strokes([((x + 54 * size, y - 126 * size), (x + 50 * size, y - 148 * size)),
            ((x + 64 * size, y - 128 * size), (x + 64 * size, y - 150 * size))], coat, 8 * size)
        s.oval(x + 72 * size, y - 120 * size, 3, 3, INK)
        s.strokes([((x + 52 * size, y - 140 * size), (x + 46 * size, y - 132 * size))], CORAL, 8)
    person(s, 468, 560, 124, BLUE, "#a46a45", BARK, RED, BROWN)
    zigzag_band(s, 446, 494, 44, 14, 3, YELLOW, 4)
    return s


def ajay_kantha(name: str) -> Sheet:
    s = Sheet(name, BLUSH)
    s.blob(620, 140, 76, 72, CORAL)
    s.path("M0 300Q300 270 800 310L800 600L0 600Z", LIME)
    s.path("M0 350Q250 300 500 360Q650 395 800 350L800 420Q600 440 420 410Q220 380 0 420Z", SKY)
    s.line([(120, 372), (180, 366), (250, 374)], WHITE, 5)
    s.line([(560, 396), (620, 402), (690, 392)], WHITE, 5)
    s.path("M0 430Q400 400 800 440L800 600L0 600Z", "#c76f45")
    for x, lean in ((70, 14), (140, -10), (745, -16)):
        s.line([(x, 440), (x + lean, 300), (x + lean * 2, 170)], BROWN, 13)
        for turn in (-170, -140, -105, -75, -40, -10):
            s.leaf(x + lean * 2, 172, 96, turn, DEEP if turn % 20 else LEAF, "", 0.14)
    s.box(240, 300, 300, 150, "#d99a66")
    s.poly([(200, 310), (300, 196), (490, 196), (582, 310)], "#b98b4e")
    s.strokes([((300 + k * 24, 202), (222 + k * 43, 304)) for k in range(9)], GOLD, 3)
    s.box(362, 340, 62, 110, BARK)
    s.poly([(530, 468), (780, 460), (790, 566), (520, 574)], CREAM)
    s.poly([(540, 478), (770, 470), (778, 556), (532, 564)], TEAL)
    running_stitch(s, 552, 492, 216, 5, 15, CREAM)
    for x, cloth, border in ((180, RED, YELLOW), (310, VIOLET, PINK), (430, OCHRE, RED)):
        s.shape([(x - 62, 570), (x - 44, 500), (x - 26, 460), (x + 26, 460), (x + 46, 500), (x + 66, 572)], cloth)
        s.line([(x - 22, 462), (x + 14, 510), (x + 56, 560)], border, 9)
        s.oval(x, 438, 20, 22, "#8a5638")
        s.path(trace("M", (x - 26, 450), "Q", (x - 24, 404), (x, 406), "Q", (x + 26, 406), (x + 26, 450), "Q",
            (x + 16, 420), (x, 422), "Q", (x - 14, 420), (x - 26, 450), "Z"), BARK)
    s.poly([(150, 540), (480, 536), (500, 580), (134, 584)], CREAM)
    running_stitch(s, 160, 550, 320, 2, 14, RED)
    return s


def cardamom_ridge(name: str) -> Sheet:
    s = Sheet(name, "#dfeadf")
    hills(s, ((220, 180, "#b4cbbf"), (290, 260, "#8fb199"), (360, 340, "#6b9874")))
    s.line([(0, 240), (260, 210), (520, 236), (800, 190)], WHITE, 26, 0.6)
    s.line([(120, 320), (380, 292), (700, 318)], WHITE, 18, 0.5)
    s.path("M0 430Q400 380 800 440L800 600L0 600Z", LEAF)
    for x, h in ((60, 300), (130, 340), (690, 330), (758, 290)):
        s.line([(x, 480), (x + 3, 480 - h / 2), (x, 480 - h)], STONE, 15)
        s.blob(x, 480 - h, 62, 46, DEEP)
        s.line([(x - 8, 470), (x + 9, 420), (x - 8, 370), (x + 9, 320), (x - 6, 270)], LIME, 8)
    s.box(220, 320, 370, 140, WHITE)
    s.poly([(196, 326), (250, 256), (560, 256), (614, 326)], RED)
    s.line([(206, 314), (400, 310), (602, 314)], WINE, 5)
    for x in (246, 320, 468, 540):
        s.box(x, 352, 40, 46, TEAL)
    s.box(386, 362, 52, 98, BROWN)
    s.path("M0 470Q400 440 800 480L800 600L0 600Z", SAND)
    for x, colour in ((180, LIME), (330, BARK), (480, "#eba424"), (630, BROWN)):
        s.poly([(x - 64, 500), (x + 64, 500), (x + 78, 556), (x - 78, 556)], TAN)
        s.scatter(34, x, 527, 56, 18, 6, (colour, colour, OLIVE if colour == LIME else BARK))
    person(s, 256, 560, 104, CORAL, "#7a4a30", BARK, NAVY)
    person(s, 556, 560, 104, TEAL, "#7a4a30", BARK, CREAM)
    return s


def ras_al_louz(name: str) -> Sheet:
    s = Sheet(name, "#f3e3bd")
    s.blob(180, 130, 66, 64, YELLOW)
    hills(s, ((250, 200, "#d8c58f"), (310, 280, "#bdb27a")))
    for x, y, w, h in ((470, 262, 60, 52), (530, 256, 46, 70), (580, 262, 64, 44), (640, 254, 40, 58)):
        s.box(x, y - h, w, h, CREAM)
        s.path(trace("M", (x + w * 0.36, y), "L", (x + w * 0.36, y - h * 0.36), "Q", (x + w * 0.5, y - h * 0.62),
            (x + w * 0.64, y - h * 0.36), "L", (x + w * 0.64, y), "Z"), BROWN)
    for base, colour, stone in ((360, "#a6a361", STONE), (450, "#b9a35f", ASH), (540, "#c9a862", STONE)):
        s.path(trace("M", (0, base), "Q", (400, base - 46), (800, base - 6), "L", (800, 600), "L", (0, 600), "Z"),
            colour)
        blocks = [((x, base + 4 - 23 * (1 - ((x - 400) / 400) ** 2)), (x + 15,
            base + 4 - 23 * (1 - ((x - 400) / 400) ** 2))) for x in range(12, 790, 27)]
        s.strokes(blocks, stone, 14)
    for x, y, size in ((110, 356, 92), (300, 336, 84), (700, 350, 90), (210, 440, 110), (560, 430, 116),
        (90, 536, 124), (690, 530, 128)):
        s.line([(x, y), (x - size * 0.1, y - size * 0.3), (x + size * 0.06, y - size * 0.62)], BARK, size * 0.16)
        s.oval(x - round(size * 0.26), y - size * 0.78, round(size * 0.4), round(size * 0.34), OLIVE)
        s.oval(x + round(size * 0.24), y - size * 0.86, round(size * 0.42), round(size * 0.36), "#8f9a58")
    tree(s, 400, 545, 104, PINK, WHITE)
    s.scatter(12, 400, 556, 70, 12, 5, (PINK, WHITE))
    return s


def nim_abaj(name: str) -> Sheet:
    s = Sheet(name, "#f6d9c2")
    s.poly([(40, 300), (210, 90), (250, 96), (430, 300)], "#6f86a8")
    s.poly([(360, 300), (560, 130), (594, 134), (770, 300)], "#8a9cba")
    s.poly([(40, 300), (210, 90), (224, 140), (190, 220), (210, 300)], NAVY, 0.3)
    s.blob(660, 110, 56, 54, YELLOW)
    s.box(-5, 296, 810, 170, "#4f8fb0")
    for y, x, w in ((330, 120, 160), (352, 460, 190), (384, 220, 140), (396, 600, 130)):
        s.line([(x, y), (x + w / 2, y + 4), (x + w, y)], SKY, 5)
    s.path("M520 372Q570 400 640 366L620 396Q570 412 536 396Z", BROWN)
    s.path("M0 420Q300 390 800 440L800 600L0 600Z", LEAF)
    for x in (50, 110, 730, 780):
        s.line([(x, 560), (x + 4, 440), (x, 330)], LIME, 9)
        for k, turn in enumerate((-150, -30, -140, -40)):
            s.leaf(x + 2, 500 - k * 42, 96, turn, LIME if k % 2 else DEEP, "", 0.14)
        s.leaf(x, 420, 46, -80, YELLOW, "", 0.3)
    s.line([(330, 590), (332, 470), (326, 330)], BROWN, 20)
    s.strokes([((334, 380), (476, 520)), ((334, 400), (452, 548))], CREAM, 3)
    s.poly([(352, 396), (404, 436), (366, 482), (340, 420)], CREAM)
    s.poly([(376, 404), (470, 486), (432, 546), (346, 444)], RED)
    for k in range(4):
        s.line([(366 + k * 24, 410 + k * 22), (346 + k * 26, 440 + k * 28)], YELLOW if k % 2 else TEAL, 8)
    s.shape([(440, 580), (470, 500), (600, 500), (640, 580)], NAVY)
    s.shape([(478, 530), (494, 400), (566, 396), (590, 530)], WINE)
    diamond_band(s, 494, 426, 84, 26, 4, YELLOW, TEAL)
    zigzag_band(s, 492, 466, 88, 16, 5, CORAL, 6)
    s.line([(506, 430), (470, 480), (436, 500)], "#a46a45", 17)
    s.oval(530, 364, 28, 31, "#a46a45")
    s.path("M498 376Q492 320 532 322Q572 322 564 380"
        "Q590 460 574 480Q560 420 556 372Q546 346 528 346Q506 348 498 376Z", BARK)
    s.line([(506, 342), (532, 326), (560, 344)], CORAL, 11)
    return s


def doringkloof(name: str) -> Sheet:
    s = Sheet(name, "#fbe3c4")
    s.blob(400, 150, 90, 84, YELLOW)
    s.poly([(0, 280), (60, 190), (260, 186), (300, 230), (420, 226), (470, 170), (720, 168), (800, 240), (800, 340),
        (0, 340)], "#b7705a")
    s.poly([(0, 290), (90, 240), (240, 236), (330, 280), (520, 276), (600, 226), (720, 224), (800, 280), (800, 350),
        (0, 350)], "#9a5646")
    for y in (206, 254):
        s.line([(70, y), (200, y - 2), (262, y + 2)], CLAY, 4, 0.6)
        s.line([(500, y - 16), (620, y - 20), (716, y - 14)], CLAY, 4, 0.6)
    s.path("M0 330Q400 300 800 340L800 600L0 600Z", "#d7a15c")
    for k, colour in enumerate((OLIVE, LEAF, DEEP)):
        needles: list[tuple[Point, Point]] = []
        for row, size in ((352, 20), (386, 25), (426, 31)):
            for i in range(k, 9, 3):
                root = (30 + i * 94 + row % 4 * 12, row + size * 0.5)
                needles += [(root, around(*root, size * 1.4, 0, turn)) for turn in (-150, -120, -90, -60, -30)]
        s.strokes(needles, colour, 6)
    s.path("M0 460Q400 430 800 470L800 600L0 600Z", STONE)
    for y, colour in ((486, RED), (522, "#b5471f"), (560, RED)):
        s.path(trace("M", (90, y), "Q", (400, y - 18), (720, y + 2), "L", (730, y + 20), "Q", (400, y + 4),
            (80, y + 20), "Z"), colour)
    house(s, 560, 380, 150, 66, WHITE, TEAL)
    for x, cloth, low, hat in ((230, BLUE, NAVY, SAND), (460, YELLOW, BROWN, CREAM)):
        person(s, x, 552, 118, cloth, "#7b4b33", BARK, low, hat)
        s.line([(x + 20, 480), (x + 46, 520), (x + 74, 566)], BROWN, 7)
        s.strokes([((x + 58, 574), (x + 92, 560))], BARK, 8)
    return s


def terra_clareada(name: str) -> Sheet:
    s = Sheet(name, "#dcead0")
    hills(s, ((200, 180, "#a8c89a"), (270, 250, "#7dab77")))
    for x, h, r in ((70, 400, 92), (210, 440, 104), (660, 430, 110), (770, 380, 84)):
        s.line([(x, 470), (x + 6, 470 - h / 2), (x, 470 - h)], BARK, 24)
        s.blob(x, 486 - h, r, r * 0.66, DEEP)
        s.blob(x - 20, 470 - h, r * 0.5, r * 0.34, LEAF)
    s.path("M0 420Q400 390 800 430L800 600L0 600Z", LIME)
    house(s, 290, 424, 120, 66, YELLOW, CORAL, TEAL)
    house(s, 440, 428, 130, 70, PINK, "#b5562f", BLUE)
    for x in (150, 600, 720):
        s.line([(x, 530), (x + 2, 440), (x, 400)], BROWN, 14)
        for lean in (-160, -130, -50, -20):
            s.leaf(x, 410, 96, lean, LEAF if lean % 50 else DEEP, "", 0.28)
        for dx, dy, colour in ((-20, 436, ORANGE), (20, 462, RED), (-18, 490, YELLOW)):
            s.oval(x + dx, dy, 14, 26, colour, 8)
    s.path("M0 530Q400 490 800 540L800 600L0 600Z", "#b5713f")
    for x, cloth, skin, low, hat in ((250, RED, "#6a3f2a", NAVY, ""), (330, WHITE, "#a5714c", BLUE, SAND),
        (420, YELLOW, "#4f2f21", WINE, ""), (505, RED, "#8a5638", BROWN, SAND)):
        person(s, x, 578, 112, cloth, skin, BARK, low, hat)
    s.strokes([((212, 590), (202, 430))], BROWN, 7)
    s.path("M202 432Q240 418 262 440Q240 456 206 468Z", RED)
    return s


def quai_neuf(name: str) -> Sheet:
    s = Sheet(name, SKY)
    s.blob(140, 120, 60, 58, YELLOW)
    s.box(-5, 300, 810, 130, "#e8c9a0")
    for x, w, h, c in ((20, 110, 130, CORAL), (126, 90, 160, OCHRE), (660, 130, 150, PINK)):
        s.box(x, 420 - h - 60, w, h + 60, c)
        for k in range(3):
            s.box(x + 18, 420 - h - 36 + k * 54, 20, 32, TEAL)
            s.box(x + w - 40, 420 - h - 36 + k * 54, 20, 32, TEAL)
    s.box(520, 70, 42, 200, "#b5623d")
    s.box(514, 62, 54, 18, BROWN)
    s.line([(540, 50), (566, 20), (610, 30), (650, 8)], WHITE, 24, 0.8)
    s.box(230, 220, 420, 212, CREAM)
    s.poly([(222, 226), (222, 150), (330, 220), (330, 150), (438, 220), (438, 150), (546, 220), (546, 150),
        (658, 226)], "#b5623d")
    for x in (258, 340, 520):
        s.path(trace("M", (x, 380), "L", (x, 300), "Q", (x + 30, 262), (x + 60, 300), "L", (x + 60, 380), "Z"), TEAL)
        s.strokes([((x + 30, 284), (x + 30, 378)), ((x + 2, 326), (x + 58, 326))], CREAM, 4)
    s.path("M430 432L430 310Q466 270 500 310L500 432Z", OLIVE)
    s.box(-5, 426, 810, 34, STONE)
    s.box(-5, 456, 810, 150, "#3f86a8")
    for y, x, w in ((486, 60, 150), (510, 560, 180), (548, 180, 200), (572, 480, 160)):
        s.line([(x, y), (x + w / 2, y + 5), (x + w, y)], SKY, 5)
    s.path("M300 500Q400 560 560 496L530 552Q430 580 336 552Z", RED)
    s.path("M300 500Q400 540 560 496L556 510Q410 556 306 514Z", WHITE)
    s.line([(430, 530), (428, 480), (430, 400)], BARK, 7)
    s.poly([(436, 400), (520, 492), (438, 500)], YELLOW)
    for i in range(5):
        s.box(590 + i % 3 * 36 + (18 if i > 2 else 0), 394 - (34 if i > 2 else 0), 32, 32, "#a8a257")
    person(s, 210, 448, 92, BLUE, "#c78f6a", BARK, NAVY)
    person(s, 720, 448, 92, WHITE, "#7a4a30", BARK, OLIVE)
    return s


def olaria_da_chamine(name: str) -> Sheet:
    s = Sheet(name, "#cfe3ee")
    hills(s, ((360, 340, "#d9c184"), (410, 400, OCHRE)))
    for x, y in ((60, 400), (150, 410), (740, 396)):
        tree(s, x, y, 66, OLIVE, DEEP)
    s.box(200, 240, 400, 220, WHITE)
    s.poly([(176, 250), (230, 180), (570, 180), (624, 250)], "#c4673c")
    s.strokes([((250 + k * 26, 186), (204 + k * 33, 246)) for k in range(12)], "#9d4a28", 4)
    s.box(200, 428, 400, 34, BLUE)
    s.box(470, 70, 78, 130, WHITE)
    s.box(460, 60, 98, 20, BLUE)
    s.strokes([((484 + k * 17, 92), (484 + k * 17, 118)) for k in range(4)], NAVY, 7)
    s.line([(510, 48), (530, 24), (512, 4)], WHITE, 14, 0.8)
    s.box(370, 290, 92, 170, TEAL)
    s.box(240, 300, 84, 72, NAVY)
    s.strokes([((282, 302), (282, 370)), ((242, 336), (322, 336))], WHITE, 5)
    s.path("M500 460L500 360Q545 310 588 360L588 460Z", BARK)
    s.path("M516 460Q512 410 544 380Q576 414 572 460Z", ORANGE)
    s.path("M530 460Q530 430 545 410Q560 434 558 460Z", YELLOW)
    s.path("M0 460Q400 440 800 470L800 600L0 600Z", SAND)
    s.strokes([((60, 520), (330, 520))], BROWN, 12)
    s.strokes([((90, 524), (90, 580)), ((300, 524), (300, 580))], BROWN, 10)
    for x, c, h in ((96, "#c4673c", 44), (152, YELLOW, 30), (206, "#c4673c", 52), (262, WHITE, 34), (308, TEAL, 40)):
        s.shape([(x - 16, 514), (x - 26, 514 - h * 0.5), (x - 12, 514 - h), (x + 12, 514 - h),
            (x + 26, 514 - h * 0.5), (x + 16, 514)], c)
        s.oval(x, 516 - h, 12, 4, BARK)
    shadow(s, 560, 572, 110)
    s.box(500, 556, 120, 16, BROWN)
    s.strokes([((560, 500), (560, 556))], BROWN, 14)
    s.oval(560, 504, 52, 9, STONE)
    s.shape([(534, 502), (520, 470), (540, 446), (580, 446), (600, 470), (586, 502)], "#c4673c")
    person(s, 666, 580, 150, CORAL, "#c99472", BARK, NAVY)
    s.line([(650, 474), (618, 484), (594, 470)], "#c99472", 14)
    return s


DRAWINGS = {
    f"org-{draw.__name__.replace('_', '-')}": draw
    for draw in (
        tres_quebradas, nine_compounds, ayllu_kintu_pampa, ajay_kantha, cardamom_ridge, ras_al_louz, nim_abaj,
        doringkloof, terra_clareada, quai_neuf, olaria_da_chamine,
    )
}
