"""Things that several pictures share: tables, vessels, branches, cloth and its patterns."""

from cli.demo.drawing.pen import BARK, BROWN, CREAM, DEEP, INK, LEAF, TAN, WHITE, Point, Sheet, around, trace

# Coordinates read better packed than one to a line.
# fmt: off


def scene(name: str, paper: str, glow: str, table: str = "", horizon: float = 455) -> Sheet:
    """Paper, a large uneven disc of light, and a table edge when there is something to stand on it."""
    sheet = Sheet(name, paper)
    sheet.blob(400 + sheet.shake(60), 270 + sheet.shake(20), 285, 235, glow)
    if table:
        bend = sheet.shake(10)
        sheet.path(trace("M", (0, horizon), "Q", (400, horizon - 14 + bend), (800, horizon + 4), "L", (800, 600), "L",
            (0, 600), "Z"), table)
    return sheet


def shadow(sheet: Sheet, x: float, y: float, width: float) -> None:
    sheet.oval(x, y, width, max(8, round(width * 0.11)), "#33271f26")


def steam(sheet: Sheet, x: float, y: float, colour: str = WHITE) -> None:
    for offset in (-34, 0, 34):
        wave = [(x + offset, y), (x + offset - 18, y - 30), (x + offset + 18, y - 62), (x + offset - 4, y - 96)]
        sheet.line(wave, colour, 7, 0.85)


def bowl(sheet: Sheet, x: float, y: float, w: float, h: float, colour: str, inside: str, shade: str) -> None:
    """A bowl by the middle of its rim."""
    shadow(sheet, x, y + h, w * 0.42)
    sheet.path(trace("M", (x - w / 2, y), "Q", (x - w * 0.42, y + h), (x - w * 0.14, y + h), "L",
        (x + w * 0.14, y + h), "Q", (x + w * 0.42, y + h), (x + w / 2, y), "Z"), colour)
    sheet.path(trace("M", (x - w / 2, y), "Q", (x - w * 0.42, y + h), (x - w * 0.14, y + h), "L", (x, y + h), "Q",
        (x - w * 0.3, y + h * 0.8), (x - w * 0.34, y), "Z"), shade, 0.5)
    sheet.oval(x, y, w / 2, w * 0.11, inside)


def cup(sheet: Sheet, x: float, y: float, w: float, colour: str, drink: str, shade: str) -> None:
    """A cup by the middle of its rim, with handle and saucer."""
    h = w * 0.72
    shadow(sheet, x, y + h + 12, w * 0.8)
    sheet.oval(x, y + h, w * 0.74, w * 0.12, shade)
    sheet.oval(x, y + h - 5, w * 0.7, w * 0.1, colour)
    sheet.line([(x + w * 0.46, y + h * 0.2), (x + w * 0.78, y + h * 0.1), (x + w * 0.74, y + h * 0.6),
        (x + w * 0.38, y + h * 0.66)], colour, w * 0.085)
    bowl(sheet, x, y, w, h, colour, shade, shade)
    sheet.oval(x, y + 2, w * 0.45, w * 0.08, drink)


def jar(sheet: Sheet, x: float, y: float, w: float, h: float, filling: str, shade: str, lid: str) -> None:
    """A glass jar by the middle of its foot."""
    shadow(sheet, x, y, w * 0.62)
    top = y - h
    sheet.shape([(x - w * 0.5, top - 5), (x + w * 0.5, top - 5), (x + w * 0.56, top + h * 0.2), (x + w * 0.54, y - 6),
        (x + w * 0.46, y + 10), (x - w * 0.46, y + 10), (x - w * 0.54, y - 6), (x - w * 0.56, top + h * 0.2)],
        filling)
    sheet.shape([(x - w * 0.5, top + 20), (x - w * 0.2, top + 20), (x - w * 0.3, y - 40), (x - w * 0.1, y),
        (x - w * 0.48, y)], shade, 0.55)
    sheet.box(x - w * 0.44, top - h * 0.16, w * 0.88, h * 0.17, lid)
    sheet.line([(x - w * 0.4, top - h * 0.05), (x, top - h * 0.045), (x + w * 0.4, top - h * 0.05)], INK, 2, 0.35)
    sheet.line([(x + w * 0.37, top + h * 0.18), (x + w * 0.4, y - h * 0.5), (x + w * 0.38, y - h * 0.25)], WHITE, 8,
        0.75)


def bottle(sheet: Sheet, x: float, y: float, w: float, h: float, filling: str, shade: str) -> None:
    """A tall square-shouldered bottle by the middle of its foot."""
    shadow(sheet, x, y, w * 0.75)
    neck, top = w * 0.17, y - h
    sheet.path(trace("M", (x - w / 2, y), "L", (x - w / 2, y - h * 0.58), "Q", (x - w / 2, y - h * 0.68),
        (x - neck, y - h * 0.74), "L", (x - neck, top), "L", (x + neck, top), "L", (x + neck, y - h * 0.74), "Q",
        (x + w / 2, y - h * 0.68), (x + w / 2, y - h * 0.58), "L", (x + w / 2, y), "Z"), filling)
    sheet.box(x - w / 2 + 4, y - h * 0.56, w * 0.24, h * 0.53, shade, 0.55)
    sheet.box(x - neck - 4, top - 26, neck * 2 + 8, 34, TAN)
    sheet.line([(x + w * 0.36, y - h * 0.52), (x + w * 0.37, y - h * 0.3), (x + w * 0.35, y - h * 0.1)], WHITE, 8,
        0.7)


def bag(sheet: Sheet, x: float, y: float, w: float, h: float, colour: str, shade: str, band: str) -> None:
    """A paper bag with a folded top, by the middle of its foot."""
    shadow(sheet, x, y, w * 0.66)
    sheet.poly([(x - w * 0.46, y - h), (x + w * 0.46, y - h + 4), (x + w * 0.5, y), (x - w * 0.5, y)], colour)
    sheet.poly([(x - w * 0.46, y - h), (x - w * 0.3, y - h + 2), (x - w * 0.34, y), (x - w * 0.5, y)], shade, 0.6)
    sheet.poly([(x - w * 0.47, y - h * 0.64), (x + w * 0.475, y - h * 0.64), (x + w * 0.49, y - h * 0.2),
        (x - w * 0.485, y - h * 0.2)], band)
    sheet.poly([(x - w * 0.49, y - h - 4), (x + w * 0.48, y - h), (x + w * 0.47, y - h + 34),
        (x - w * 0.47, y - h + 32)], shade)
    sheet.line([(x - w * 0.44, y - h + 48), (x, y - h + 50), (x + w * 0.44, y - h + 48)], INK, 2, 0.3)


def heap(sheet: Sheet, x: float, y: float, w: float, h: float, colour: str, shade: str) -> None:
    """A heap of something loose, by the middle of its foot."""
    sheet.shape([(x - w / 2, y + 6), (x - w * 0.3, y - h * 0.5), (x - w * 0.06, y - h * 1.1), (x + w * 0.16, y - h),
        (x + w * 0.36, y - h * 0.4), (x + w / 2, y + 6)], colour)
    sheet.shape([(x - w * 0.46, y + 4), (x - w * 0.28, y - h * 0.45), (x - w * 0.12, y - h * 0.7),
        (x - w * 0.1, y - h * 0.1), (x + w * 0.1, y + 5)], shade, 0.6)


def branch(sheet: Sheet, points: list[Point], leaves: list[tuple[float, float, float, float]], colour: str = LEAF,
    vein: str = DEEP, wood: str = BROWN, fat: float = 0.32) -> None:
    """A twig and its leaves, each (x, y, length, angle)."""
    sheet.line(points, wood, 9)
    for x, y, length, angle in leaves:
        sheet.leaf(x, y, length, angle, colour, vein, fat)


def flower(sheet: Sheet, x: float, y: float, r: float, petals: int, colour: str, heart: str, turn: float = 0) -> None:
    for index in range(petals):
        sheet.leaf(x, y, r, turn + 360 / petals * index, colour, fat=0.42)
    sheet.oval(x, y, round(r * 0.2), round(r * 0.2), heart)


def zigzag_band(sheet: Sheet, x: float, y: float, w: float, h: float, n: int, colour: str, width: float = 6) -> None:
    points = [(x + w * i / (2 * n), y + (h if i % 2 else 0) + sheet.shake(1.5)) for i in range(2 * n + 1)]
    sheet.zigzag(points, colour, width)


def diamond_band(sheet: Sheet, x: float, y: float, w: float, h: float, n: int, colour: str, heart: str = "") -> None:
    """A row of woven diamonds, each with a smaller one inside."""
    step = w / n
    outer, inner = "", ""
    for i in range(n):
        cx = x + step * (i + 0.5)
        outer += trace("M", (cx - step * 0.45, y + h / 2), "L", (cx, y), "L", (cx + step * 0.45, y + h / 2), "L",
            (cx, y + h), "Z")
        inner += trace("M", (cx - step * 0.2, y + h / 2), "L", (cx, y + h * 0.28), "L", (cx + step * 0.2, y + h / 2),
            "L", (cx, y + h * 0.72), "Z")
    sheet.path(outer, colour)
    if heart:
        sheet.path(inner, heart)


def fringe(sheet: Sheet, x: float, y: float, w: float, length: float, n: int, colour: str, width: float = 4) -> None:
    starts = [x + w * (i + 0.5) / n for i in range(n)]
    sheet.strokes([((at, y), (at + sheet.shake(4), y + length + sheet.shake(5))) for at in starts], colour, width)


def running_stitch(sheet: Sheet, x: float, y: float, w: float, rows: int, gap: float, colour: str) -> None:
    """Rows of running stitch, each row shifted against the one above."""
    for row in range(rows):
        at, start = y + row * gap, x + row % 2 * 13
        bend = [(start, at), (x + w * 0.35, at + sheet.shake(3)), (x + w * 0.7, at + sheet.shake(3)),
            (x + w - 13, at)]
        sheet.line(bend, colour, 3, dash="12 13")


def bird(sheet: Sheet, x: float, y: float, size: float, colour: str, way: int = 1) -> None:
    """A swallow or a woven bird, seen from the side; `way` is -1 to face left."""
    s = size * way
    sheet.path(trace("M", (x - s, y), "Q", (x - s * 0.2, y - size * 0.5), (x + s * 0.6, y - size * 0.25), "L",
        (x + s, y - size * 0.12), "Q", (x + s * 0.2, y + size * 0.5), (x - s * 0.4, y + size * 0.16), "L",
        (x - s * 1.3, y + size * 0.4), "Z"), colour)
    sheet.path(trace("M", (x, y - size * 0.1), "Q", (x - s * 0.2, y - size), (x - s * 0.8, y - size * 1.1), "Q",
        (x - s * 0.5, y - size * 0.4), (x - s * 0.35, y), "Z"), colour)


def bee(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.oval(x - size * 0.1, y - size * 0.6, size * 0.6, size * 0.34, WHITE, -40)
    sheet.oval(x + size * 0.3, y - size * 0.6, size * 0.6, size * 0.34, CREAM, -100)
    sheet.oval(x, y, size, size * 0.6, "#e5ac35")
    sheet.strokes([((x - size * 0.35, y - size * 0.5), (x - size * 0.35, y + size * 0.5)),
        ((x + size * 0.2, y - size * 0.55), (x + size * 0.2, y + size * 0.55))], BARK, size * 0.24)
    sheet.oval(x + size * 0.95, y - size * 0.05, round(size * 0.34), round(size * 0.34), BARK)


def petal_ring(x: float, y: float, r: float, n: int, turn: float = 0) -> list[Point]:
    """Points evenly spaced on a circle."""
    return [around(x, y, r, 0, turn + 360 / n * index) for index in range(n)]
