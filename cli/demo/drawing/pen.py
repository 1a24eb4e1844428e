"""A sheet of 800 × 600 and a slightly unsteady hand: flat shapes, few colours, no text, no raster.

Coordinates are rounded to whole units so that a picture stays below 8 kB. The same name always draws the same picture.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random

Point = tuple[float, float]

INK, WHITE, CREAM, SAND = "#33271f", "#fffaf0", "#f6ead2", "#ecd6a8"
BLUSH, SAGE, SKY, LILAC, CLAY = "#f3d7c4", "#dbe3c8", "#d3e3e6", "#e3d9e9", "#e6bd9c"
RED, WINE, CORAL, PINK = "#c53f2e", "#842632", "#e2725b", "#eaa0a0"
ORANGE, OCHRE, YELLOW, GOLD = "#dd7a2f", "#d99a32", "#f3cd5d", "#b97f1f"
LEAF, DEEP, LIME, OLIVE = "#4f8050", "#2d5743", "#93b065", "#7c8139"
TEAL, BLUE, NAVY, VIOLET = "#2d7f7c", "#35679b", "#24375e", "#7a67a6"
BROWN, BARK, TAN, STONE, ASH = "#74482b", "#432a1d", "#bb8c5a", "#a39a8c", "#6d665e"


class Sheet:
    """Collects the marks of one picture, back to front."""

    def __init__(self, name: str, paper: str) -> None:
        self._marks: list[str] = []
        self.hand = Random(name)  # noqa: S311 - an unsteady hand, not a secret
        self._marks.append(f'<rect width="800" height="600" fill="{paper}"/>')

    def svg(self) -> str:
        """The finished picture."""
        body = "\n".join(self._marks)
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600">\n{body}\n</svg>\n'

    def shake(self, amount: float) -> float:
        return self.hand.uniform(-amount, amount)

    def path(self, outline: str, fill: str, opacity: float = 1) -> None:
        see_through = f' opacity="{opacity:g}"' if opacity != 1 else ""
        self._marks.append(f'<path d="{outline}" fill="{fill}"{see_through}/>')

    def shape(self, points: Sequence[Point], colour: str, opacity: float = 1) -> None:
        """A closed, rounded shape pulled towards its points."""
        middles = [_middle(a, b) for a, b in zip(points, [*points[1:], points[0]], strict=True)]
        curves = [
            f"Q{_at(p)} {_at(m)}" for p, m in zip([*points[1:], points[0]], [*middles[1:], middles[0]], strict=True)
        ]
        self.path(f"M{_at(middles[0])}{''.join(curves)}Z", colour, opacity)

    def poly(self, points: Sequence[Point], colour: str, opacity: float = 1, shake: float = 2) -> None:
        """A closed shape with corners."""
        shaken = [(x + self.shake(shake), y + self.shake(shake)) for x, y in points]
        self.path(f"M{'L'.join(_at(p) for p in shaken)}Z", colour, opacity)

    def box(self, x: float, y: float, w: float, h: float, colour: str, opacity: float = 1) -> None:
        """An upright rectangle whose corners are not quite right."""
        corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
        self.poly(corners, colour, opacity, shake=min(2, w / 16, h / 16))

    def blob(self, x: float, y: float, rx: float, ry: float, colour: str, turn: float = 0, opacity: float = 1) -> None:
        """An ellipse drawn by hand; `turn` in degrees."""
        points = []
        for step in range(8):
            angle = step * math.pi / 4 + self.shake(0.05)
            far = 1.075 + self.shake(0.035)
            points.append(around(x, y, rx * far * math.cos(angle), ry * far * math.sin(angle), turn))
        self.shape(points, colour, opacity)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: str, turn: float = 0) -> None:
        """A small exact ellipse, cheap enough to use by the dozen."""
        turned = f' transform="rotate({turn:.0f} {x:.0f} {y:.0f})"' if turn and rx != ry else ""
        self._marks.append(f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{rx:g}" ry="{ry:g}" fill="{colour}"{turned}/>')

    def line(
        self, points: Sequence[Point], colour: str = INK, width: float = 4, opacity: float = 1, dash: str = ""
    ) -> None:
        """A soft stroke through the points, broken up when `dash` says so."""
        outline = f"M{_at(points[0])}"
        if len(points) == 2:
            outline += f"L{_at(points[1])}"
        else:
            for here, after in pairwise(points[1:-1]):
                outline += f"Q{_at(here)} {_at(_middle(here, after))}"
            outline += f"Q{_at(points[-2])} {_at(points[-1])}"
        self._stroke(outline, colour, width, opacity, dash)

    def zigzag(self, points: Sequence[Point], colour: str = INK, width: float = 4) -> None:
        """A stroke with corners."""
        self._stroke(f"M{'L'.join(_at(p) for p in points)}", colour, width)

    def strokes(self, pairs: Sequence[tuple[Point, Point]], colour: str, width: float) -> None:
        """Many short straight strokes in one mark."""
        self._stroke("".join(f"M{_at(a)}L{_at(b)}" for a, b in pairs), colour, width)

    def leaf(
        self, x: float, y: float, length: float, angle: float, colour: str, vein: str = "", fat: float = 0.32
    ) -> None:
        """A pointed leaf from its stem end; 0 degrees points right, 90 points down."""
        tip = around(x, y, length, 0, angle)
        left = around(x, y, length * 0.45, -length * fat, angle)
        right = around(x, y, length * 0.5, length * fat * 1.06, angle)
        self.path(f"M{_at((x, y))}Q{_at(left)} {_at(tip)}Q{_at(right)} {_at((x, y))}Z", colour)
        if vein:
            bend = around(x, y, length * 0.5, length * 0.02, angle)
            self.line([(x, y), bend, around(x, y, length * 0.86, 0, angle)], vein, 3)

    def ball(self, x: float, y: float, r: float, colour: str, shade: str, shine: str = WHITE) -> None:
        """A round fruit: body, shadow on the lower left, one streak of light."""
        self.blob(x, y, r, r, colour)
        dark = f"M{_at((x - r, y))}A{r:.0f} {r:.0f} 0 0 0 {_at((x + r * 0.5, y + r * 0.86))}"
        self.path(f"{dark}A{r * 1.2:.0f} {r * 1.2:.0f} 0 0 1 {_at((x - r, y))}Z", shade, 0.75)
        self.line(
            [(x + r * 0.1, y - r * 0.62), (x + r * 0.45, y - r * 0.55), (x + r * 0.62, y - r * 0.2)],
            shine,
            max(3, r / 9),
            0.7,
        )

    def scatter(self, n: int, x: float, y: float, rx: float, ry: float, size: float, colours: Sequence[str]) -> None:
        """Grains, nibs or seeds strewn over an ellipse."""
        grains: dict[str, list[tuple[Point, Point]]] = {}
        for index in range(n):
            angle, far, lie = self.hand.uniform(0, 6.283), math.sqrt(self.hand.random()), self.hand.uniform(0, 360)
            here = (x + rx * far * math.cos(angle), y + ry * far * math.sin(angle))
            grains.setdefault(colours[index % len(colours)], []).append((here, around(*here, size * 0.7, 0, lie)))
        for colour, pairs in grains.items():
            self.strokes(pairs, colour, round(size * 1.3))

    def _stroke(self, outline: str, colour: str, width: float, opacity: float = 1, dash: str = "") -> None:
        see_through = f' opacity="{opacity:g}"' if opacity != 1 else ""
        see_through += f' stroke-dasharray="{dash}"' if dash else ""
        self._marks.append(
            f'<path d="{outline}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
            f'stroke-linecap="round" stroke-linejoin="round"{see_through}/>'
        )


def around(x: float, y: float, dx: float, dy: float, degrees: float) -> Point:
    """The point at (dx, dy) from (x, y) after turning the page by `degrees`."""
    turn = math.radians(degrees)
    return x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn)


def trace(*parts: str | Point) -> str:
    """An outline from command letters and the points that belong to them: `trace("M", a, "Q", b, c, "Z")`."""
    return "".join(part if isinstance(part, str) else f" {_at(part)}" for part in parts)


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _at(point: Point) -> str:
    return f"{point[0]:.0f} {point[1]:.0f}"
