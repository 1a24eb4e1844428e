"""What is cut from prices, and changes of it, as the API tells them."""

from dataclasses import dataclass

from storefront.shapes.base import Money, Named


def percent_text(basis_points: int) -> str:
    """955 is `9.55`: exact, as a decimal text."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}"


@dataclass(frozen=True)
class Shares:
    """Hundredths of a per cent of the goods."""

    market_fee_bps: int
    dues_bps: int
    solidarity_bps: int

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """Each share's kind, and its per cent."""
        return (
            ("market_fee", percent_text(self.market_fee_bps)),
            ("federation_dues", percent_text(self.dues_bps)),
            ("solidarity", percent_text(self.solidarity_bps)),
        )


@dataclass(frozen=True)
class Schedule:
    """Shares that held, hold or will hold, from their first day to their last."""

    id: str
    version: int
    shares: Shares
    valid_from: str
    valid_to: str | None = None
    is_in_force: bool = False
    reason: str | None = None
    announced_at: str | None = None


@dataclass(frozen=True)
class FeeTax:
    fee: str
    market_country: str
    tax_status: str
    is_domestic: bool
    rate_bps: int
    legal_note: str
    is_confirmed: bool
    valid_from: str
    valid_to: str | None = None


@dataclass(frozen=True)
class GoodsTax:
    country: str
    vat_class: str
    rate_bps: int
    source: str
    valid_from: str
    valid_to: str | None = None

    @property
    def percent(self) -> str:
        return percent_text(self.rate_bps)


@dataclass(frozen=True)
class PricePolicy:
    """Every rule that cuts a price. `today` is the API's, in UTC."""

    today: str
    notice_days: int
    schedules: tuple[Schedule, ...]
    fee_taxes: tuple[FeeTax, ...]
    goods_taxes: tuple[GoodsTax, ...]

    @property
    def present(self) -> Schedule | None:
        return next((one for one in self.schedules if one.is_in_force), None)

    @property
    def coming(self) -> tuple[Schedule, ...]:
        """Announced, the next one first. Days are ISO texts, and sort like days."""
        return tuple(reversed([one for one in self.schedules if one.valid_from > self.today]))

    @property
    def past(self) -> tuple[Schedule, ...]:
        return tuple(one for one in self.schedules if not one.is_in_force and one.valid_from <= self.today)

    @property
    def present_goods_taxes(self) -> tuple[GoodsTax, ...]:
        return tuple(one for one in self.goods_taxes if self._holds(one.valid_from, one.valid_to))

    @property
    def coming_goods_taxes(self) -> tuple[GoodsTax, ...]:
        return tuple(one for one in self.goods_taxes if one.valid_from > self.today)

    def _holds(self, valid_from: str, valid_to: str | None) -> bool:
        return valid_from <= self.today and (valid_to is None or self.today <= valid_to)


@dataclass(frozen=True)
class FeeChange:
    """Shares on their way: proposed, announced, in force or taken back."""

    id: str
    state: str
    shares: Shares
    valid_from: str
    reason: str
    proposed_at: str
    announced_at: str | None = None
    withdrawn_at: str | None = None


@dataclass(frozen=True)
class Cut:
    """How goods are shared; all but the top-up sum to the goods."""

    producer: Money
    minimum_price_topup: Money
    market_fee: Money
    fee_vat: Money
    federation_dues: Money
    solidarity: Money


@dataclass(frozen=True)
class Tried:
    """What was, what would have been, and what producers would have had more."""

    goods: Money
    lines: int
    left_out: int
    was: Cut
    would_be: Cut
    change: Money

    @property
    def rows(self) -> tuple[tuple[str, Money, Money], ...]:
        """Each part's kind, with what it was and would have been."""
        return tuple((name, getattr(self.was, name), getattr(self.would_be, name)) for name in vars(self.was))


@dataclass(frozen=True)
class TotalTried:
    gaining: int
    losing: int
    unchanged: int
    together: Tried


@dataclass(frozen=True)
class ProducerTried:
    producer: Named
    orders: int
    tried: Tried


@dataclass(frozen=True)
class FeePreview:
    """Shares tried on the orders of a month; one page of producers, who would lose most first."""

    month: str
    totals: tuple[TotalTried, ...]
    producers: tuple[ProducerTried, ...]
    has_more: bool = False
    next_cursor: str | None = None


@dataclass(frozen=True)
class OwnTried:
    orders: int
    tried: Tried


@dataclass(frozen=True)
class OwnFees:
    """What begins next, tried on one's own orders of a month, by currency; without `coming` nothing is announced."""

    month: str
    coming: Schedule | None
    tried: tuple[OwnTried, ...]
