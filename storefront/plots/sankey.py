"""Where money came from, whose it became, and what it was used for: three columns, laid by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

WIDTH = 360
_BAR = 10
_BANDS = 260
_LINE = 13
_LETTERS = 16
_THINNEST = 1.5
_COLUMNS = 3


@dataclass(frozen=True)
class Flow:
    """`source` and `target` are codes; a target of one flow may be the source of another."""

    source: str
    source_label: str
    target: str
    target_label: str
    amount: int


@dataclass
class Box:
    """A node: its column, its words, where it lies, and how much of its sides is taken."""

    column: int
    lines: list[str]
    height: float
    top: float = 0.0
    taken_in: float = 0.0
    taken_out: float = 0.0


@dataclass(frozen=True)
class Band:
    """A flow between two boxes; `y` are the upper edges on either side."""

    source: str
    target: str
    left_y: float
    right_y: float
    thickness: float


def layout(flows: Sequence[Flow]) -> tuple[dict[str, Box], list[Band], float]:
    """The boxes by code, the bands, and the height of the picture. Boxes of a column do not overlap, nor do bands at
    the side of a box."""
    sources = {flow.source for flow in flows}
    targets = {flow.target for flow in flows}
    first = sum(flow.amount for flow in flows if flow.source not in targets)
    thickness = [max(_BANDS * flow.amount / max(first, 1), _THINNEST) for flow in flows]
    boxes: dict[str, Box] = {}
    for flow in flows:
        for code, label in ((flow.source, flow.source_label), (flow.target, flow.target_label)):
            if code not in boxes:
                column = 0 if code not in targets else 2 if code not in sources else 1
                came = sum(thick for one, thick in zip(flows, thickness, strict=True) if one.target == code)
                left = sum(thick for one, thick in zip(flows, thickness, strict=True) if one.source == code)
                boxes[code] = Box(column, wrap(label, _LETTERS)[:3], max(came, left))
    height = max(_stack([box for box in boxes.values() if box.column == column]) for column in range(_COLUMNS))
    bands = []
    for flow, thick in zip(flows, thickness, strict=True):
        source, target = boxes[flow.source], boxes[flow.target]
        bands.append(Band(flow.source, flow.target, source.top + source.taken_out, target.top + target.taken_in, thick))
        source.taken_out += thick
        target.taken_in += thick
    return boxes, bands, height


def _stack(column: Sequence[Box]) -> float:
    """Lay boxes one under the other, each below its words; how far they reach."""
    reached = 0.0
    for box in column:
        box.top = reached + _LINE * len(box.lines) + 4
        reached = box.top + box.height + 6
    return reached


def sankey(flows: Sequence[Flow], title: str) -> Markup:
    if not flows:
        return Markup("")
    boxes, bands, height = layout(flows)
    pieces = [_band(band, boxes[band.source].column, boxes[band.target].column) for band in bands]
    pieces += [_box(code, box) for code, box in boxes.items()]
    return Markup('<svg class="sankey" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, round(height), title, Markup("").join(pieces)
    )


def _left(column: int) -> float:
    return (WIDTH - _BAR) * column / (_COLUMNS - 1)


def _band(band: Band, source_column: int, target_column: int) -> Markup:
    x1, x2 = _left(source_column) + _BAR, _left(target_column)
    middle = (x1 + x2) / 2
    y1, y2 = band.left_y + band.thickness / 2, band.right_y + band.thickness / 2
    path = f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return Markup('<path d="{}" stroke-width="{}" class="flow"/>').format(path, f"{band.thickness:.2f}")


def _box(code: str, box: Box) -> Markup:
    x = _left(box.column)
    anchor, at = (("start", x), ("middle", x + _BAR / 2), ("end", x + _BAR))[box.column]
    first = box.top - 4 - _LINE * (len(box.lines) - 1)
    words = [
        Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
            f"{at:.1f}", f"{first + _LINE * n:.1f}", anchor, line
        )
        for n, line in enumerate(box.lines)
    ]
    rect = Markup('<rect x="{}" y="{}" width="{}" height="{}" class="flow-box"/>').format(
        f"{x:.1f}", f"{box.top:.2f}", _BAR, f"{box.height:.2f}"
    )
    return rect + Markup("").join(words)
