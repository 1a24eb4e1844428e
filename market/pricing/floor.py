"""What is due for goods by a price table: `max(market price, minimum) + organic differential`, and the premium on top.

The table is written per pound of green coffee or tonne of beans; the goods lie on a shelf as 250 g of roasted. All is
an exact fraction until it is shown or compared; a minimum is then rounded up, never down.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kit.money import BASIS_POINTS, ceiling, half_up
from market.pricing.forms import Conversion, in_table_units

OF_THE_PRICE = "price"
"""The unit of a row that only says which share of the negotiated price the premium is."""


@dataclass(frozen=True)
class MinimumPriceFacts:
    """One row of a published price table: amounts per `unit_quantity` of `unit` of `form`, as published.

    `minimum` is None where the scheme sets no floor and only a premium is due; the premium may be a share of the price.
    """

    id: str
    scheme: str
    product: str
    form: str
    region: str
    incoterm: str
    unit: str
    unit_quantity: Decimal
    currency: str
    minimum: Decimal | None
    premium: Decimal | None
    premium_bps: int | None
    organic_differential: Decimal | None
    is_organic: bool
    has_special_terms: bool
    status: str
    valid_from: date
    valid_to: date | None
    source_url: str
    note: str

    @property
    def per(self) -> str:
        """`lb`, `18.14 kg`."""
        return per_unit(self.unit, self.unit_quantity)


@dataclass(frozen=True)
class Floor:
    """What is due for a quantity, in whole units of the table's currency (not minor), exact.

    `minimum` and `price` hold the organic differential, not the premium. `price` is None while neither a minimum nor a
    market price is known, `premium` while it is a share of a price that is not known. `above_market` is what the price
    lies above the market's, the differential that a buyer owes on top of the exchange.
    """

    currency: str
    table_units: Fraction
    minimum: Fraction | None
    organic_differential: Fraction
    price: Fraction | None
    above_market: Fraction | None
    premium: Fraction | None

    @property
    def total(self) -> Fraction | None:
        return None if self.price is None or self.premium is None else self.price + self.premium

    def minimum_minor(self, exponent: int) -> int | None:
        """The least amount in minor units that is not below the minimum."""
        return None if self.minimum is None else ceiling(self.minimum * 10**exponent)


def floor_for(
    net_quantity: Fraction,
    net_unit: str,
    *,
    row: MinimumPriceFacts,
    conversion: Conversion,
    is_organic: bool,
    market_price: Fraction | None = None,
) -> Floor:
    """What is due for `net_quantity` of `net_unit`; `market_price` is per the row's unit, without any differential, or
    that of the whole quantity where the row is a share of the price.

    An organic product that has no row of its own gets the conventional minimum plus the organic differential. Raises
    UnknownUnit when the measures of goods and table do not fit.
    """
    units = Fraction(1)
    if row.unit != OF_THE_PRICE:
        units = in_table_units(net_quantity, net_unit, conversion, into=row.unit) / Fraction(row.unit_quantity)
    minimum = None if row.minimum is None else Fraction(row.minimum)
    differential = Fraction(row.organic_differential or 0) if is_organic and not row.is_organic else Fraction(0)
    base = max((amount for amount in (minimum, market_price) if amount is not None), default=None)
    price = None if base is None else base + differential
    if row.premium_bps is not None:
        premium = None if price is None else price * Fraction(row.premium_bps, BASIS_POINTS)
    else:
        premium = Fraction(row.premium or 0)
    return Floor(
        currency=row.currency,
        table_units=units,
        minimum=None if minimum is None else (minimum + differential) * units,
        organic_differential=differential * units,
        price=None if price is None else price * units,
        above_market=None if price is None or market_price is None else (price - market_price) * units,
        premium=None if premium is None else premium * units,
    )


def per_unit(unit: str, quantity: Decimal) -> str:
    """`lb`, `18.14 kg`."""
    return unit if quantity == 1 else f"{plain(quantity)} {unit}"


def rounded(amount: Fraction, places: int = 4) -> Decimal:
    """Half up to so many decimals; four are what price tables are published with."""
    return Decimal(half_up(amount * 10**places)).scaleb(-places)


def plain(amount: Decimal) -> str:
    """`18.1400` is `18.14`, `2400.0000` is `2400`."""
    return f"{amount.normalize():f}"
