"""Hills, houses, trees and people, for the pictures of places."""

from cli.demo.drawing.pen import BROWN, INK, NAVY, Sheet, trace

# Coordinates read better packed than one to a line.
# fmt: off


def hills(s: Sheet, rows: tuple[tuple[float, float, str], ...]) -> None:
    """Ridges from back to front, each (height at the left, height at the right, colour)."""
    for left, right, colour in rows:
        dip = (left + right) / 2 + s.shake(40)
        s.path(trace("M", (0, left), "Q", (200, left - 70 + s.shake(20)), (400, dip), "Q", (600, dip + 60),
            (800, right), "L", (800, 600), "L", (0, 600), "Z"), colour)


def house(s: Sheet, x: float, y: float, w: float, h: float, wall: str, roof: str, door: str = BROWN) -> None:
    """A small gabled house by the left end of its foot."""
    s.box(x, y - h, w, h, wall)
    s.poly([(x + w * 0.68, y - h), (x + w, y - h), (x + w, y), (x + w * 0.74, y)], INK, 0.12)
    s.poly([(x - w * 0.1, y - h + 4), (x + w * 0.16, y - h * 1.55), (x + w * 0.86, y - h * 1.55),
        (x + w * 1.1, y - h + 4)], roof)
    s.line([(x + w * 0.18, y - h * 1.36), (x + w * 0.5, y - h * 1.34), (x + w * 0.88, y - h * 1.36)], INK, 2, 0.3)
    s.line([(x + w * 0.06, y - h * 1.16), (x + w * 0.5, y - h * 1.14), (x + w * 0.96, y - h * 1.16)], INK, 2, 0.3)
    s.box(x + w * 0.18, y - h * 0.62, w * 0.2, h * 0.62, door)
    s.box(x + w * 0.54, y - h * 0.66, w * 0.22, h * 0.3, NAVY)


def tree(s: Sheet, x: float, y: float, size: float, crown: str, shade: str) -> None:
    """A round-crowned tree by its foot."""
    s.line([(x, y), (x + 4, y - size * 0.5), (x, y - size)], BROWN, size * 0.13)
    s.line([(x, y - size * 0.5), (x + size * 0.2, y - size * 0.74), (x + size * 0.32, y - size * 0.95)], BROWN,
        size * 0.07)
    s.blob(x, y - size * 1.1, size * 0.62, size * 0.48, crown)
    s.blob(x - size * 0.16, y - size * 0.98, size * 0.36, size * 0.27, shade, 0, 0.6)


def person(s: Sheet, x: float, y: float, size: float, clothes: str, skin: str, hair: str, lower: str,
    hat: str = "") -> None:
    """A standing person, no face, by the feet; hair may be a scarf's colour and a hat may sit on top."""
    s.strokes([((x - size * 0.09, y - 6), (x - size * 0.1, y + 3)), ((x + size * 0.09, y - 6),
        (x + size * 0.1, y + 3))], skin, size * 0.08)
    s.poly([(x - size * 0.17, y - size * 0.5), (x + size * 0.17, y - size * 0.5), (x + size * 0.25, y - 4),
        (x - size * 0.25, y - 4)], lower)
    s.shape([(x - size * 0.22, y - size * 0.84), (x + size * 0.22, y - size * 0.84),
        (x + size * 0.24, y - size * 0.36), (x - size * 0.24, y - size * 0.36)], clothes)
    s.oval(x, y - size * 0.94, round(size * 0.125), round(size * 0.14), skin)
    s.path(trace("M", (x - size * 0.15, y - size * 0.92), "Q", (x, y - size * 1.25),
        (x + size * 0.15, y - size * 0.92), "Q", (x, y - size * 1.06), (x - size * 0.15, y - size * 0.92), "Z"), hair)
    if hat:
        s.oval(x, y - size * 1.02, round(size * 0.27), round(size * 0.05), hat)
        s.shape([(x - size * 0.14, y - size * 1.0), (x - size * 0.12, y - size * 1.2),
            (x + size * 0.12, y - size * 1.2), (x + size * 0.14, y - size * 1.0)], hat)
