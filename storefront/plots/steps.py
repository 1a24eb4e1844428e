"""A line that goes up in steps: what has been sent up to the end of each month."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 320, 120
_EDGE = 6


def step_points(values: Sequence[int], least: int, most: int) -> list[tuple[float, float]]:
    """The corners of the line, from the foot of the first month to the end of the last one."""
    spread = max(most - least, 1)
    step = (WIDTH - 2 * _EDGE) / max(len(values), 1)

    def height(value: int) -> float:
        return HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * (value - least) / spread

    corners = [(float(_EDGE), height(0))]
    for place, value in enumerate(values):
        corners += [(_EDGE + place * step, height(value)), (_EDGE + (place + 1) * step, height(value))]
    return corners


def steps(values: Sequence[int], title: str, *, least: int | None = None, most: int | None = None) -> Markup:
    """`least` and `most` are the ends of the scale, where several pictures share one; nought always lies on it."""
    if not values:
        return Markup("")
    bottom, top = min(0, least or 0, *values), max(0, most or 0, *values)
    corners = step_points(values, bottom, top)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    foot = corners[0][1]
    area = f"{line} {corners[-1][0]:.1f},{foot:.1f}"
    return Markup(
        '<svg class="steps" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<polygon points="{}" class="step-area"/>'
        '<line x1="{}" x2="{}" y1="{}" y2="{}" class="step-foot"/>'
        '<polyline points="{}" class="step-line"/></svg>'
    ).format(WIDTH, HEIGHT, title, area, _EDGE, WIDTH - _EDGE, f"{foot:.1f}", f"{foot:.1f}", line)
