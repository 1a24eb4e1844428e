"""Pictures of woven, knitted and stitched things. Each function draws one product."""

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
    NAVY,
    OCHRE,
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
    Point,
    Sheet,
    around,
)
from cli.demo.drawing.things import bird, diamond_band, flower, fringe, running_stitch, scene, shadow, zigzag_band

# Coordinates read better packed than one to a line.
# fmt: off


def chalina_alpaca(name: str) -> Sheet:
    s = scene(name, SKY, CLAY, SAND, 500)
    s.line([(90, 92), (400, 84), (710, 92)], BROWN, 16)
    order = (WHITE, STONE, BROWN, BARK, TAN, CREAM, ASH)
    for x, w, length, first in ((404, 176, 430, 3), (226, 168, 372, 0)):
        y, k = 84.0, first
        while y < 84 + length:
            h = min((52, 14, 30, 10)[k % 4], 84 + length - y)
            s.box(x, y, w, h + 3, order[k % 7])
            if h == 52:
                zigzag_band(s, x + 8, y + 16, w - 16, 20, 7, BARK if order[k % 7] in (WHITE, CREAM, STONE,
                    TAN) else CREAM, 4)
            y, k = y + h, k + 1
        fringe(s, x, 84 + length + 4, w, 50, 15, BROWN, 5)
        s.poly([(x, 84), (x + 26, 84), (x + 20, 84 + length), (x, 84 + length)], INK, 0.14)
        s.box(x - 5, 70, w + 10, 30, STONE if x > 400 else TAN)
    return s


def lluchu_alpaca(name: str) -> Sheet:
    s = scene(name, CLAY, CREAM)
    for x, way in ((232, -1), (568, 1)):
        s.line([(x, 470), (x + way * 16, 520), (x + way * 4, 560)], RED, 9)
        s.oval(x + way * 4, 566, 22, 28, YELLOW)
        s.shape([(x - 66 + way * 12, 350), (x + 66 + way * 12, 350), (x + 50, 450), (x, 500), (x - 50, 450)], BLUE)
        s.line([(x - 34, 420), (x, 462), (x + 34, 420)], YELLOW, 7)
    s.shape([(176, 392), (190, 240), (270, 120), (400, 62), (530, 120), (610, 240), (624, 392), (400, 425)], RED)
    s.shape([(178, 388), (190, 250), (250, 150), (300, 120), (240, 240), (232, 395)], WINE, 0.55)
    s.box(196, 330, 408, 58, NAVY)
    diamond_band(s, 200, 334, 400, 50, 8, YELLOW, RED)
    s.box(206, 242, 388, 72, CREAM)
    for i in range(6):
        x = 232 + i * 62
        s.zigzag([(x, 304), (x, 274), (x + 30, 274), (x + 30, 304)], BARK, 8)
        s.zigzag([(x + 30, 274), (x + 30, 252), (x + 40, 254)], BARK, 8)
    zigzag_band(s, 240, 196, 320, 30, 10, YELLOW, 8)
    zigzag_band(s, 282, 148, 236, 26, 8, TEAL, 8)
    for turn in range(0, 360, 45):
        s.line([(400, 70), around(400, 70, 40, 0, turn)], (YELLOW, BLUE, CORAL)[turn // 45 % 3], 14)
    return s


def kantha_throw(name: str) -> Sheet:
    s = scene(name, SAND, CREAM, TAN, 470)
    shadow(s, 400, 540, 290)
    for y, colour in ((520, TEAL), (490, CORAL), (460, YELLOW)):
        s.shape([(140, y - 24), (660, y - 24), (676, y), (656, y + 22), (144, y + 22), (124, y)], colour)
        running_stitch(s, 158, y, 490, 1, 1, CREAM)
    s.poly([(146, 90), (654, 84), (664, 452), (136, 456)], RED)
    s.poly([(172, 116), (628, 110), (638, 428), (162, 432)], CREAM)
    running_stitch(s, 182, 136, 440, 15, 19, PINK)
    for i in range(10):
        s.leaf(176 + i * 46, 102, 30, 20, YELLOW, "", 0.4)
        s.leaf(170 + i * 48, 444, 30, -20, YELLOW, "", 0.4)
    s.oval(400, 272, 122, 122, CREAM)
    flower(s, 400, 272, 124, 12, RED, OCHRE)
    flower(s, 400, 272, 88, 12, OCHRE, RED, 15)
    flower(s, 400, 272, 56, 8, TEAL, YELLOW)
    return s


def kantha_cushion(name: str) -> Sheet:
    s = scene(name, SAGE, CREAM, CLAY, 480)
    shadow(s, 400, 545, 210)
    s.shape([(150, 56), (400, 84), (650, 56), (622, 300), (652, 556), (400, 528), (148, 558), (178, 300)], BLUE)
    s.shape([(196, 104), (400, 124), (604, 104), (580, 300), (606, 510), (400, 490), (194, 510), (220, 300)], CREAM)
    for y in (142, 156, 450, 464):
        running_stitch(s, 240, y, 330, 1, 1, CORAL)
    for turn, colour in ((0, RED), (180, TEAL)):
        back = [around(400, 305, 122, 0, turn + k * 22) for k in range(8)]
        s.line(back[1:6], colour, 54)
        head = around(400, 305, 122, 0, turn + 20)
        s.blob(*head, 36, 30, colour, turn + 110)
        tail = around(400, 305, 122, 0, turn + 122)
        s.leaf(*tail, 74, turn + 180, colour, "", 0.3)
        s.leaf(*tail, 74, turn + 232, colour, "", 0.3)
        s.oval(*around(400, 305, 130, 0, turn + 14), 8, 8, CREAM)
        ribs = [(around(400, 305, 106, 0, turn + a), around(400, 305, 138, 0, turn + a)) for a in range(38, 112, 15)]
        s.strokes(ribs, CREAM, 4)
    flower(s, 400, 305, 66, 8, OCHRE, RED, 10)
    flower(s, 400, 305, 38, 8, YELLOW, WINE, 32)
    return s


def handloom_stole(name: str) -> Sheet:
    s = scene(name, CREAM, SKY)
    s.line([(60, 86), (400, 78), (740, 88)], BROWN, 18)
    s.shape([(230, 60), (330, 54), (470, 54), (570, 62), (560, 260), (590, 520), (400, 505), (210, 520), (240, 280)],
        NAVY)
    s.shape([(400, 60), (470, 56), (450, 260), (480, 505), (400, 508), (380, 300)], BLUE, 0.55)
    for x in (272, 330, 512, 546):
        s.line([(x, 90), (x - 8, 280), (x - (14 if x < 400 else -12), 480)], "#1b2947", 5)
    for y, colour, width in ((392, WHITE, 5), (408, CORAL, 12), (426, WHITE, 5), (446, YELLOW, 8), (466, WHITE, 4)):
        s.line([(226, y + 6), (400, y - 4), (578, y + 6)], colour, width)
    for y in (130, 142):
        s.line([(240, y), (400, y - 6), (564, y)], WHITE, 4)
    fringe(s, 222, 500, 360, 52, 26, NAVY, 4)
    s.scatter(40, 400, 260, 130, 90, 3, (SKY,))
    return s


def sari_tote(name: str) -> Sheet:
    s = scene(name, BLUSH, CREAM, OCHRE, 480)
    shadow(s, 400, 548, 230)
    s.line([(290, 220), (300, 90), (400, 50), (500, 90), (512, 220)], TEAL, 24)
    s.line([(310, 210), (320, 110), (400, 80), (482, 110), (492, 210)], DEEP, 16)
    s.poly([(200, 200), (600, 194), (632, 548), (168, 552)], PINK)
    colours = (CORAL, YELLOW, TEAL, WINE, OCHRE, BLUE, PINK)
    for i in range(7):
        x, low = 200 + i * 57, 168 + i * 66
        s.poly([(x, 200), (x + 57, 199), (low + 66, 550), (low, 550)], colours[i])
    s.scatter(16, 262, 380, 22, 130, 6, (WINE,))
    s.scatter(16, 410, 380, 20, 130, 6, (PINK,))
    for y in (260, 330, 400, 470, 520):
        flower(s, 334 - (y - 260) * 0.06, y, 20, 5, CREAM, YELLOW, y)
        s.line([(448 + (y - 260) * 0.1, y - 20), (474 + (y - 260) * 0.12, y), (502 + (y - 260) * 0.16, y - 20)],
            CREAM, 5)
        s.oval(548 + (y - 260) * 0.18, y, 11, 11, YELLOW)
    running_stitch(s, 206, 216, 390, 2, 14, WHITE)
    return s


def camino_de_mesa(name: str) -> Sheet:
    s = scene(name, SAGE, CREAM, TAN, 300)
    s.line([(0, 420), (300, 414), (800, 424)], BROWN, 3, 0.5)
    s.line([(0, 520), (400, 526), (800, 518)], BROWN, 3, 0.5)
    s.poly([(236, 30), (564, 30), (610, 548), (190, 548)], WINE)
    s.poly([(246, 30), (554, 30), (598, 540), (202, 540)], RED)
    for y, w, kind in ((48, 300, 0), (96, 308, 1), (160, 318, 2), (232, 330, 0), (280, 338, 1), (350, 350, 2),
        (424, 362, 0), (474, 372, 1)):
        x = 400 - w / 2
        if kind == 0:
            zigzag_band(s, x, y, w, 24, 12, YELLOW, 6)
        elif kind == 1:
            diamond_band(s, x, y, w, 46, 7, TEAL, YELLOW)
        else:
            for i in range(5):
                bird(s, x + w * (i + 0.5) / 5, y + 30, 24, (CREAM, YELLOW)[i % 2], 1 if i < 3 else -1)
    fringe(s, 192, 546, 416, 36, 30, CREAM, 5)
    return s


def rebozo_atitlan(name: str) -> Sheet:
    s = scene(name, SAND, BLUSH)
    s.poly([(160, 84), (640, 76), (676, 410), (124, 414)], NAVY, shake=5)
    s.shape([(176, 92), (320, 84), (420, 92), (330, 250), (360, 404), (150, 408)], BLUE, 0.6)
    arrows: dict[str, list[tuple[Point, Point]]] = {WHITE: [], SKY: []}
    for row in range(5):
        for i in range(8 - row % 2):
            x, y = 184 + i * 62 + row % 2 * 31, 112 + row * 58
            arrows[SKY if (i + row) % 3 == 0 else WHITE] += [((x - 15, y + 16), (x, y)), ((x, y), (x + 15, y + 16)),
                ((x, y), (x, y + 32))]
    for colour, pairs in arrows.items():
        s.strokes(pairs, colour, 6)
    s.line([(124, 410), (400, 416), (676, 408)], CORAL, 14)
    net = [((136 + i * 28, 416), (150 + i * 28, 466)) for i in range(19)] + [((164 + i * 28, 416),
        (150 + i * 28, 466)) for i in range(19)]
    s.strokes(net, NAVY, 4)
    s.strokes([((150 + i * 28, 468), (150 + i * 28, 470)) for i in range(19)], CORAL, 14)
    fringe(s, 136, 476, 532, 74, 38, NAVY, 4)
    return s


def servilletas(name: str) -> Sheet:
    s = scene(name, CREAM, SAGE, CLAY, 400)
    shadow(s, 400, 540, 270)
    sets = ((RED, (YELLOW, WHITE, TEAL)), (TEAL, (CREAM, CORAL, YELLOW)), (YELLOW, (RED, BLUE, WHITE)),
        (VIOLET, (YELLOW, PINK, CREAM)))
    for (ground, stripes), turn in zip(sets, (-39, -13, 13, 39), strict=True):
        corner = [around(400, 560, dx, dy, turn) for dx, dy in ((-26, -110), (26, -110), (104, -440), (-104, -440))]
        s.poly(corner, ground)
        for i, colour in enumerate(stripes):
            dx = -0.62 + i * 0.62
            for shift, width, shade in ((0.0, 16, colour), (0.22, 5, stripes[i - 1])):
                foot, top = (around(400, 560, (dx + shift) * 26, -114, turn),
                    around(400, 560, (dx + shift) * 102, -434, turn))
                s.line([foot, top], shade, width)
        s.strokes([(around(400, 560, -100 + 16 * k, -440, turn), around(400, 560, -102 + 16 * k, -460,
            turn)) for k in range(13)], ground, 4)
    for turn, (ground, _) in zip((-30, -10, 10, 30), sets, strict=True):
        s.leaf(400, 470, 96, 90 + turn, ground, "", 0.5)
    s.blob(400, 462, 116, 36, OCHRE)
    s.line([(300, 452), (400, 438), (500, 452)], YELLOW, 7)
    s.line([(300, 472), (400, 488), (500, 472)], GOLD, 7)
    return s


def morral(name: str) -> Sheet:
    s = scene(name, SKY, CREAM)
    s.line([(222, 250), (200, 60), (400, -10), (600, 60), (580, 250)], WINE, 26)
    s.strokes([((214 - k * 4 + 3, 230 - k * 40), (232 - k * 4, 216 - k * 40)) for k in range(4)], YELLOW, 6)
    s.strokes([((572 + k * 4, 216 - k * 40), (590 + k * 4, 230 - k * 40)) for k in range(4)], YELLOW, 6)
    s.poly([(196, 230), (606, 226), (622, 520), (180, 524)], BLUE)
    s.poly([(188, 330), (612, 328), (618, 420), (184, 422)], CORAL)
    zigzag_band(s, 196, 342, 412, 62, 7, YELLOW, 12)
    zigzag_band(s, 196, 366, 412, 50, 7, WINE, 7)
    s.poly([(192, 232), (608, 228), (610, 262), (190, 264)], WINE)
    diamond_band(s, 204, 274, 392, 46, 9, WHITE, TEAL)
    diamond_band(s, 196, 434, 410, 54, 9, YELLOW, CORAL)
    s.line([(186, 502), (400, 506), (616, 500)], WHITE, 6)
    for i, x in enumerate((220, 310, 400, 490, 580)):
        s.line([(x, 520), (x, 545)], WINE, 5)
        s.oval(x, 556, 22, 22, (YELLOW, CORAL, TEAL)[i % 3])
    return s


DRAWINGS = {
    draw.__name__.replace("_", "-"): draw
    for draw in (
        chalina_alpaca, lluchu_alpaca, kantha_throw, kantha_cushion, handloom_stole, sari_tote, camino_de_mesa,
        rebozo_atitlan, servilletas, morral,
    )
}
