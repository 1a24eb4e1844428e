"""A line that goes in steps: what has been sent up to the end of each month."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 320, 120
EDGE = 6

Corner = tuple[float, float]


def height_of(value: int, least: int, most: int) -> float:
    """How far down the picture a value lies, between the ends of the scale."""
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - least) / max(most - least, 1)


def step_points(values: Sequence[int], least: int, most: int) -> list[Corner]:
    """The corners of the line, from the foot of the first month to the end of the last one."""
    step = (WIDTH - 2 * EDGE) / max(len(values), 1)
    corners = [(float(EDGE), height_of(0, least, most))]
    for place, value in enumerate(values):
        height = height_of(value, least, most)
        corners += [(EDGE + place * step, height), (EDGE + (place + 1) * step, height)]
    return corners


def steps(values: Sequence[int], title: str, *, least: int | None = None, most: int | None = None) -> Markup:
    """`least` and `most` are the ends of the scale, where several pictures share one; nought always lies on it."""
    if not values:
        return Markup("")
    bottom, top = min(0, least or 0, *values), max(0, most or 0, *values)
    return draw_steps(step_points(values, bottom, top), height_of(0, bottom, top), title)


def draw_steps(corners: Sequence[Corner], foot: float, title: str) -> Markup:
    """The line, the area between it and its foot, and the foot."""
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    level = f"{foot:.1f}"
    return Markup(
        '<svg class="steps" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<polygon points="{},{} {} {},{}" class="step-area"/>'
        '<line x1="{}" x2="{}" y1="{}" y2="{}" class="step-foot"/>'
        '<polyline points="{}" class="step-line"/></svg>'
    ).format(WIDTH, HEIGHT, title, EDGE, level, line, WIDTH - EDGE, level, EDGE, WIDTH - EDGE, level, level, line)
