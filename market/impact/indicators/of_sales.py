"""Indicators of what was sold and of what reached the producers."""

from fractions import Fraction
from functools import partial

from market.impact.indicators.comparators import SHARE_COMPARATORS
from market.impact.indicators.definition import Coverage, Evidence, Indicator, Unit
from market.impact.indicators.formula import Attribute, Cells, Part, Parts, Quantile, Share, Total, terms
from market.impact.indicators.wording import BOOKS, FLOWS, LEDGER, NET, NO_SALE, NO_TRANSFER, TRANSFERS

_THEIRS = ("sale.producer_share", "sale.premium")
_SENT = ("transfer.goods", "transfer.premium")
_PAID = ("sale.gross", "sale.shipping")
_NO_DECISION = "the books hold no decision of a producers' assembly about its premium in the period"
_NET_WITH_SHIPPING = (*NET, "sale.shipping", "-sale.shipping_vat")

_of_sales = partial(Indicator, needs="sale", when_absent=NO_SALE, method=BOOKS, source=LEDGER)
_of_transfers = partial(Indicator, needs="transfer", when_absent=NO_TRANSFER, method=BOOKS, source=TRANSFERS)

ABOUT_THE_MARKET = (
    _of_sales(
        id="M1",
        name="Orders covered",
        unit=Unit.ORDERS,
        formula="orders paid",
        rule=Total(terms("sale.orders")),
        method="Each paid order is counted once, at its payment.",
        is_of_whole_orders=True,
    ),
    _of_sales(
        id="M1b",
        name="Producers' shares of orders",
        unit=Unit.ORDERS,
        formula="for each paid order, the number of producers in it",
        rule=Total(terms("sale.shares")),
        method="A share is counted at the payment, and taken off when all of it was given back.",
        note="For one producer it is the number of orders.",
    ),
    _of_sales(
        id="M2",
        name="What buyers paid",
        unit=Unit.MONEY,
        formula="price of goods + shipping",
        rule=Total(terms(*_PAID)),
        note="VAT and shipping included; less what was given back in the period.",
    ),
    _of_sales(
        id="M3",
        name="Who got what",
        unit=Unit.MONEY,
        formula="producers + premium + market fee + federation dues + solidarity fund + VAT + shipping",
        rule=Parts(
            (
                Part("producers", terms("sale.producer_share")),
                Part("premium", terms("sale.premium")),
                Part("market fee", terms("sale.market_fee")),
                Part("federation dues", terms("sale.dues")),
                Part("solidarity fund", terms("sale.solidarity")),
                Part("value-added tax", terms("sale.vat", "sale.shipping_vat")),
                Part("shipping", terms("sale.shipping", "-sale.shipping_vat")),
            )
        ),
        note="The parts add up to what buyers paid, to the cent. The market fee is with the VAT on it, and less what "
        "the market put in: promotions that it bore, and what was missing to a minimum price.",
    ),
)
SHARES = (
    _of_sales(
        id="I1a",
        name="Producers' share of the price, without VAT and shipping",
        unit=Unit.PERCENT,
        formula="100 × (producers' part + premium) / (price of goods − VAT)",
        rule=Share(terms(*_THEIRS), terms(*NET)),
        denominator="What buyers paid for goods, without VAT and shipping.",
        note="The premium is counted as the producers': it is theirs, for a purpose that they decide together.",
        comparators=SHARE_COMPARATORS,
    ),
    _of_sales(
        id="I1b",
        name="Producers' share of the price, with shipping, without VAT",
        unit=Unit.PERCENT,
        formula="100 × (producers' part + premium) / (price of goods − VAT + shipping − VAT on it)",
        rule=Share(terms(*_THEIRS), terms(*_NET_WITH_SHIPPING)),
        denominator="What buyers paid for goods and shipping, without VAT.",
        note="What transport takes is part of what a buyer pays for a thing from far away.",
        comparators=SHARE_COMPARATORS,
    ),
    _of_transfers(
        id="I1c",
        name="Transferred to producers, against their share of what was sold",
        unit=Unit.PERCENT,
        formula="100 × (goods transferred + premium transferred) / (producers' part + premium)",
        rule=Share(terms(*_SENT), terms(*_THEIRS)),
        denominator="The producers' part and the premium of what was sold in the period.",
        note=FLOWS,
    ),
)
PREMIUM = (
    _of_sales(
        id="I2a",
        name="Premium generated",
        unit=Unit.MONEY,
        formula="premium in the price of what was sold",
        rule=Total(terms("sale.premium")),
        note="Generated, transferred, allocated and spent are four numbers, and are never added into one.",
    ),
    _of_transfers(
        id="I2b",
        name="Premium transferred",
        unit=Unit.MONEY,
        formula="premium transferred",
        rule=Total(terms("transfer.premium")),
        note="What was sent in the period, also for orders of an earlier one.",
    ),
    Indicator(
        id="I2c",
        name="Premium allocated by a vote",
        unit=Unit.MONEY,
        formula="premium that assemblies allocated",
        rule=Total(terms("premium.allocated")),
        needs="premium",
        when_absent=_NO_DECISION,
        method=BOOKS,
        source="The premium accounts of producer organisations.",
        exclusions="Premium that is kept outside this market's premium accounts.",
    ),
    Indicator(
        id="I2d",
        name="Premium spent",
        unit=Unit.MONEY,
        formula="premium spent as it was allocated",
        rule=Total(terms("premium.spent")),
        needs="premium",
        when_absent=_NO_DECISION,
        method=BOOKS,
        source="The premium accounts of producer organisations.",
        exclusions="Premium that is kept outside this market's premium accounts.",
    ),
)
PRICES = (
    Indicator(
        id="I3",
        name="Paid to producers above the market price",
        unit=Unit.MONEY,
        formula="sum of quantity × max(0, paid − market price), where a market price is on record",
        rule=Total(terms("sale.uplift")),
        needs="sale.uplift_base",
        when_absent="no line that was sold names a market price",
        method=BOOKS,
        source="Market prices on record when each order was placed, with the source that its price row names.",
        evidence=Evidence.ESTIMATED,
        exclusions="Order lines whose price names no market price: they are not guessed.",
        note="A market price is somebody's quotation for a like product; it is not what this producer would have got.",
        coverage=Coverage(
            Share(terms("sale.uplift_base"), terms("sale.producer_share")),
            "of the producers' part, what was paid for lines that name a market price",
            least=50,
        ),
    ),
    Indicator(
        id="I4a",
        name="Order lines sold under a minimum price",
        unit=Unit.LINES,
        formula="order lines whose product has a minimum price",
        rule=Total(terms("sale.floored")),
        needs="sale.floored",
        when_absent="no line that was sold is under a minimum price",
        method="Counted from the price of each order as it was frozen.",
        source=LEDGER,
        note="A minimum price binds what producers get for these lines.",
    ),
    Indicator(
        id="I4b",
        name="Order lines for which producers got less than the minimum price",
        unit=Unit.LINES,
        formula="order lines of I4a whose producer's part is below the minimum",
        rule=Total(terms("sale.floor_breaches")),
        needs="sale.floored",
        when_absent="no line that was sold is under a minimum price",
        method="Counted from the price of each order as it was frozen.",
        source=LEDGER,
        note="Anything but 0 is a fault of the market.",
    ),
    Indicator(
        id="I4c",
        name="Put in by the market to reach minimum prices",
        unit=Unit.MONEY,
        formula="sum of what the market added",
        rule=Total(terms("sale.floor_topup")),
        needs="sale.floored",
        when_absent="no line that was sold is under a minimum price",
        method=BOOKS,
        source=LEDGER,
    ),
)
_DAYS_METHOD = (
    "Nearest rank over the shares of orders whose last transfer was sent in the period, each with the days from the "
    "order's payment to that transfer."
)
_DAYS_COVERAGE = Coverage(
    Share(terms("transfer.completed"), terms("sale.shares")),
    "shares of orders wholly transferred in the period, against those sold in it",
    least=50,
)
WAITING = (
    Indicator(
        id="I5a",
        name="Days from payment to transfer, median",
        unit=Unit.DAYS,
        formula="median of the days from an order's payment to the transfer that completed a producer's share of it",
        rule=Quantile("transfer.days:", Fraction(1, 2)),
        needs="transfer.completed",
        when_absent="no share of an order was wholly transferred in the period",
        method=_DAYS_METHOD,
        source=TRANSFERS,
        exclusions="Shares that still wait for a transfer: the coverage says how many were completed.",
        coverage=_DAYS_COVERAGE,
    ),
    Indicator(
        id="I5b",
        name="Days from payment to transfer, nine of ten",
        unit=Unit.DAYS,
        formula="90th percentile of the same days",
        rule=Quantile("transfer.days:", Fraction(9, 10)),
        needs="transfer.completed",
        when_absent="no share of an order was wholly transferred in the period",
        method=_DAYS_METHOD,
        source=TRANSFERS,
        exclusions="Shares that still wait for a transfer: the coverage says how many were completed.",
        coverage=_DAYS_COVERAGE,
    ),
    _of_transfers(
        id="I5c",
        name="Shares of orders wholly transferred, against those sold",
        unit=Unit.PERCENT,
        formula="100 × shares completed in the period / shares sold in the period",
        rule=Share(terms("transfer.completed"), terms("sale.shares")),
        method="Counted: one share for each producer of each paid order.",
        denominator="Producers' shares of the orders paid in the period.",
        note=FLOWS,
    ),
)


def _paid_by(letter: str, attribute: Attribute, words: str, note: str = "") -> Indicator:
    return _of_transfers(
        id=f"I7{letter}",
        name=f"Transferred to producers, by {words}",
        unit=Unit.MONEY,
        formula=f"goods transferred + premium transferred, by {words} of the producer",
        rule=Cells(terms(*_SENT), attribute, count=terms("transfer.completed")),
        exclusions="Nothing: cells with few orders are summed into one, and stay in the total.",
        note=note,
    )


PAYOUTS = (
    _paid_by("a", Attribute.COUNTRY, "country"),
    _paid_by(
        "b",
        Attribute.LINE,
        "line of the continuum",
        "The three lines stand beside each other; none ranks above another.",
    ),
    _paid_by("c", Attribute.STRUCTURE, "structure", "Codes of ESSGlobal's organisational structures (OS…)."),
    _paid_by("d", Attribute.SECTOR, "sector"),
)
