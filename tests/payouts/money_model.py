"""Who has what, in a few lines: what each part of each price was, gave back, and whom that left with how much."""

from dataclasses import dataclass, field
from fractions import Fraction

from models.enums import PartKind
from tests.trade import Trade

PAIR = (PartKind.MINIMUM_PRICE_TOPUP, PartKind.MINIMUM_PRICE_SUBSIDY)


@dataclass
class Part:
    """One part of a line's price. `given` went back to the buyer, of it `borne` out of the market's pocket."""

    kind: PartKind
    owner: str | None
    minor: int
    given: int = 0
    borne: int = 0


@dataclass
class Line:
    id: str
    quantity: int
    parts: list[Part]
    units_back: int = 0

    @property
    def left(self) -> int:
        return sum(part.minor - part.given for part in self.parts)

    @property
    def paid(self) -> int:
        return sum(part.minor for part in self.parts)


@dataclass
class Given:
    """What one refund took of each part, to be undone when it comes to nothing."""

    refund_id: str
    minor: int
    steps: list[tuple[Part, int]]
    is_borne: bool
    line: Line | None = None
    units: int = 0

    def undo(self) -> None:
        for part, step in self.steps:
            part.given -= step
            part.borne -= step if self.is_borne else 0
        if self.line is not None:
            self.line.units_back -= self.units


@dataclass
class Sold:
    """A paid order. `gone` is what goodwill, and disputes that were not charged, have taken of its payment."""

    id: str
    lines: list[Line]
    refunded: int = 0
    gone: int = 0
    dispute: str | None = None
    is_contested: bool = False
    has_refund_waiting: bool = False

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.lines)

    @property
    def left(self) -> int:
        return self.paid - self.refunded - self.gone


def give_back(parts: list[Part], amount: int) -> list[tuple[Part, int]]:
    """Unit by unit, to whoever is furthest behind its share; what the market put in flows back in step."""
    paid, before = sum(part.minor for part in parts), sum(part.given for part in parts)
    steps = [
        (part, -(-part.minor * (before + amount) // paid) - part.given)
        for part in parts
        if part.kind is PartKind.DISCOUNT_SUBSIDY
    ]
    shared = [part for part in parts if part.kind not in PAIR and part.minor > 0]
    to_share = amount - sum(step for _, step in steps)
    cumulative, total = sum(part.given for part in shared) + to_share, sum(part.minor for part in shared)
    taken = [0] * len(shared)
    for _ in range(to_share):
        able = [place for place, part in enumerate(shared) if part.given + taken[place] < part.minor]
        behind = [
            Fraction(shared[place].minor * cumulative, total) - shared[place].given - taken[place] for place in able
        ]
        taken[able[behind.index(max(behind))]] += 1
    steps += list(zip(shared, taken, strict=True))
    for part in parts:
        if part.kind in PAIR:
            size = abs(part.minor) * (before + amount) // paid
            steps.append((part, (size if part.minor > 0 else -size) - part.given))
    for part, step in steps:
        part.given += step
    return steps


@dataclass
class Model:
    orders: list[Sold] = field(default_factory=list)
    refunds: list[Given] = field(default_factory=list)
    topped_up: dict[str, int] = field(default_factory=dict)

    def sold(self, trade: Trade, order_id: str) -> Sold:
        """Read an order's frozen parts, once, when it is sold."""
        lines: dict[str, Line] = {}
        rows = trade.rows(
            "select l.id, l.quantity, b.kind, b.beneficiary_id, b.amount_minor from order_line l "
            "join breakdown_part b on b.order_line_id = l.id where l.order_id = :id order by l.id, b.kind",
            id=order_id,
        )
        for line_id, quantity, kind, owner, minor in rows:
            line = lines.setdefault(line_id, Line(line_id, quantity, []))
            line.parts.append(Part(PartKind(kind), owner, minor))
        made = Sold(order_id, list(lines.values()))
        self.orders.append(made)
        return made

    def due_to(self, organisation_id: str) -> int:
        """All that an organisation has a right to, whether it has it already or not."""
        return self.topped_up.get(organisation_id, 0) + sum(
            part.minor - (part.given - part.borne)
            for order in self.orders
            for line in order.lines
            for part in line.parts
            if part.owner == organisation_id
        )
