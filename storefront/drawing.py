"""Pictures made of figures: plain SVG, coloured by the style sheet. Each stands beside a list that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from storefront.course import Span
from storefront.shapes.base import Money
from storefront.shapes.catalog import Breakdown
from storefront.shapes.orders import Share

_PATTERN_OF = {
    "premium": "dots",
    "minimum_price_topup": "dots",
    "fee_vat": "grid",
    "returned": "falling",
    "federation_dues": "rising",
    "solidarity": "falling",
    "vat": "grid",
    "shipping": "grid",
}
# A segment narrower than this (per cent) has no room for its own number.
_ROOM_FOR_TEXT = 9.0
_ROOM_FOR_A_NUMBER = 4.0
# A day in ten years is still to be seen.
_THINNEST = 0.6

PATTERNS = Markup(
    '<svg class="patterns" aria-hidden="true"><defs>'
    '<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<circle cx="3" cy="3" r="1.2" class="ink"/></pattern>'
    '<pattern id="rising" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M0 6 6 0" class="stroke"/></pattern>'
    '<pattern id="falling" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M0 0 6 6" class="stroke"/></pattern>'
    '<pattern id="grid" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<path d="M0 2.5H5" class="stroke"/></pattern></defs></svg>'
)
"""Put once on a page that has bars or swatches."""


def price_bar(breakdown: Breakdown, title: str) -> Markup:
    """One bar, as long as the price, cut into what each party gets. Widths are exact shares, not rounded ones."""
    return _bar([(part.kind, part.amount) for part in breakdown.parts], breakdown.total, title)


def order_bar(shares: Sequence[Share], total: Money, title: str) -> Markup:
    """What was paid, cut into what each party has of it now, and what went back."""
    kept = [(share.kind, share.kept if share.amount.amount > 0 else share.amount) for share in shares]
    went_back = [("returned", share.given_back) for share in shares if share.given_back and share.amount.amount > 0]
    return _bar([*kept, *went_back], total, title)


def _bar(pieces: Sequence[tuple[str, Money]], total: Money, title: str) -> Markup:
    """Pieces of a total, those of one kind in a row. What the market puts in is a piece below nothing: the bar is then
    as long as what the parties get, and its segments say no share of the price."""
    lengths: dict[str, int] = {}
    for kind, money in pieces:
        if money.amount > 0:
            lengths[kind] = lengths.get(kind, 0) + money.amount
    whole = max(total.amount, sum(lengths.values()))
    if total.amount <= 0:
        return Markup("")
    has_numbers = all(money.amount >= 0 for _, money in pieces)
    drawn: list[Markup] = []
    start = 0.0
    for kind, length in lengths.items():
        width = 100 * length / whole
        drawn.append(_segment(kind, start, width, has_number=has_numbers))
        start += width
    return Markup('<svg class="bar" role="img" aria-label="{}">{}</svg>').format(title, Markup("").join(drawn))


def swatch(kind: str) -> Markup:
    """The sign of a kind of part, for the list beside the bar."""
    return Markup('<svg class="swatch" aria-hidden="true">{}</svg>').format(_fill(kind, "0", "100%"))


def _segment(kind: str, start: float, width: float, *, has_number: bool) -> Markup:
    piece = _fill(kind, f"{start:.3f}%", f"{width:.3f}%")
    if width < _ROOM_FOR_TEXT or not has_number:
        return piece
    return piece + Markup('<text x="{}%" y="50%" class="on-{}">{} %</text>').format(
        f"{start + width / 2:.3f}", kind, round(width)
    )


def _fill(kind: str, x: str, width: str) -> Markup:
    piece = Markup('<rect x="{}" width="{}" height="100%" class="part-{}"/>').format(x, width, kind)
    if kind in _PATTERN_OF:
        piece += Markup('<rect x="{}" width="{}" height="100%" fill="url(#{})"/>').format(x, width, _PATTERN_OF[kind])
    return piece


def course(spans: Sequence[Span], *, valid_to: str | None, today: date, title: str) -> Markup:
    """A certificate's life on one line, each span with its number in the list beside; today is the upright stroke."""
    if not spans:
        return Markup("")
    begin = spans[0].start
    days = max((max(today, date.fromisoformat((valid_to or str(today))[:10])) - begin).days, 1)
    pieces = [Markup('<rect x="0" y="12" width="100%" height="26" rx="6" class="span"/>')]
    for number, span in enumerate(spans, start=1):
        start, width = 100 * (span.start - begin).days / days, 100 * (span.end - span.start).days / days
        pieces.append(
            Markup('<rect x="{}%" y="12" width="{}%" height="26" class="course-{}"/>').format(
                f"{start:.2f}", f"{max(width, _THINNEST):.2f}", span.state
            )
        )
        if width >= _ROOM_FOR_A_NUMBER:
            pieces.append(
                Markup('<text x="{}%" y="25" class="course-number on-{}">{}</text>').format(
                    f"{start + width / 2:.2f}", span.state, number
                )
            )
    now = 100 * (today - begin).days / days
    pieces.append(Markup('<line x1="{0}%" x2="{0}%" y1="4" y2="46" class="now"/>').format(f"{min(now, 99.5):.2f}"))
    return Markup('<svg class="course" role="img" aria-label="{}">{}</svg>').format(title, Markup("").join(pieces))


@dataclass(frozen=True)
class Bar:
    """One row of a chart: how it is called, how long it is (0 to 1), what is written beside it."""

    label: str
    length: float
    figure: str


def meter(row: Bar) -> Markup:
    """A bar for one row of a table; the row says the same in words."""
    width = f"{100 * max(0.0, min(row.length, 1.0)):.2f}%"
    return Markup(
        '<svg class="meter" aria-hidden="true"><rect width="100%" height="100%" rx="3" class="span"/>'
        '<rect width="{}" height="100%" rx="3" class="span-live"/></svg>'
    ).format(width)
