"""The words of the statement: what each figure means, what it leaves out, what it may be held against.

A change to a word or a formula here is a new version: a statement is checked against the version that it names.
"""

from dataclasses import dataclass

VERSION = "2026-11.2"
SMALLEST_CELL = 5
POOLED = f"producers with fewer than {SMALLEST_CELL} orders"
NOT_STATED = "not stated"

MEASURED = "measured"

LIMITS = (
    "No figure says that a purchase caused anything in anybody's life; they say who was paid what, and when.",
    "Nothing here is about household income, wages inside an organisation, or the environment: none was surveyed.",
    "A transfer is counted on the day the market sent it; the receiving bank may take further days.",
    "A refund lowers the figures of the period in which it was booked, not those of the period of the sale.",
    "Days are calendar days in UTC. A period that includes the day of the statement holds what was booked until then.",
    f"In the statement of the whole market, {POOLED} are one row group without name, country, line or structure.",
    "The rows hold no buyer, address or product; the order reference cannot be turned back into an order number.",
)

HOW_TO_VERIFY = (
    "Keep the document byte for byte and run `solifair impact verify statement.json`; it needs no network.",
    "It hashes the rows, computes every figure again from them, and compares byte by byte.",
    "The document is canonical JSON (RFC 8785); `inputs_sha256` is over the canonical form of `inputs`.",
    "A buyer finds their own rows: `order` begins SHA-256 of the statement's id, a slash, and the order's id.",
    "With `--ledger` an operator also compares every row with the books as they stood at `as_of.ledger_sequence`.",
)


@dataclass(frozen=True)
class Comparator:
    """What others published about something similar, and where."""

    text: str
    source: str


SHARE_COMPARATORS = (
    Comparator(
        "Naegele 2020, certified coffee in the United States: of about 1.50 USD extra per pound, about one sixth "
        "reached the farmer. Another method: a share of the extra price, not of the whole price.",
        "https://ideas.repec.org/a/zbw/espost/266389.html",
    ),
    Comparator(
        "Durevall 2015, Fairtrade coffee in Sweden: of the extra price, 31 % went to producer countries and 61 % to "
        "roasters and retailers; his revision of 2017 gives 24 to 51 % and 43 to 70 %. Another method: a share of the "
        "extra price, and of countries, not organisations.",
        "http://hdl.handle.net/2077/38327",
    ),
)


@dataclass(frozen=True)
class Definition:
    """What a figure is, apart from its value."""

    id: str
    name: str
    unit: str
    formula: str
    method: str
    note: str = ""
    comparators: tuple[Comparator, ...] = ()


_MONEY = "{currency}"
_BOOKS = "Sums of booked amounts in minor units; one rounding, half away from zero, at the end."
_DAYS = (
    "Nearest-rank quantile over every producer's share of every order that was not wholly refunded; a share that has "
    "not been transferred counts as later than any that has."
)
_DAYS_NOTE = "Withheld when the quantile falls among shares that have not been transferred."
_TRANSFERRED = "Transfers known to the books at `as_of`, also when they were sent after the period."
_NOT_RECORDED = "What producers' assemblies decide about the premium is not recorded in this market yet."

ORDERS = Definition(
    "M1", "Orders covered", "orders", "count of different order where event = paid", "Counted from the rows."
)
TURNOVER = Definition(
    "M2", "What buyers paid", _MONEY, "sum of (gross + shipping)", _BOOKS, "VAT and shipping included."
)
WHO_GOT_WHAT = Definition(
    "M3",
    "Who got what",
    _MONEY,
    "producer_share + premium + market_fee + dues + solidarity + (vat + shipping_vat) + (shipping - shipping_vat)",
    _BOOKS,
    "The parts add up to what buyers paid, to the cent. The market fee is with the VAT on it, and less what the market "
    "put in: promotions that it bore, and what was missing to a minimum price.",
)
SHARE = Definition(
    "I1a",
    "Producers' share of the price, without VAT and shipping",
    "percent",
    "100 * sum(producer_share + premium) / sum(gross - vat)",
    _BOOKS,
    "The premium is counted as the producers': it is theirs, for a purpose that they decide together.",
    SHARE_COMPARATORS,
)
SHARE_WITH_SHIPPING = Definition(
    "I1b",
    "Producers' share of the price, with shipping, without VAT",
    "percent",
    "100 * sum(producer_share + premium) / sum(gross - vat + shipping - shipping_vat)",
    _BOOKS,
    "What transport takes is part of what a buyer pays for a thing from far away.",
    SHARE_COMPARATORS,
)
SHARE_SENT = Definition(
    "I1c",
    "Of the producers' share, already transferred",
    "percent",
    "100 * sum(goods_transferred + premium_transferred) / sum(producer_share + premium)",
    _BOOKS,
    _TRANSFERRED,
)
PREMIUM_GENERATED = Definition("I2a", "Premium generated", _MONEY, "sum of premium", _BOOKS)
PREMIUM_TRANSFERRED = Definition(
    "I2b", "Premium transferred", _MONEY, "sum of premium_transferred", _BOOKS, _TRANSFERRED
)
PREMIUM_ALLOCATED = Definition("I2c", "Premium allocated by a vote", _MONEY, "none", "None.", _NOT_RECORDED)
PREMIUM_SPENT = Definition("I2d", "Premium spent", _MONEY, "none", "None.", _NOT_RECORDED)
DAYS_MEDIAN = Definition(
    "I5a", "Days from payment to transfer, median", "days", "median of (transferred_on - on)", _DAYS, _DAYS_NOTE
)
DAYS_P90 = Definition(
    "I5b", "Days from payment to transfer, nine of ten", "days", "90th percentile of (transferred_on - on)", _DAYS,
    _DAYS_NOTE,
)  # fmt: skip
DAYS_COVERED = Definition(
    "I5c",
    "Shares of orders wholly transferred",
    "percent",
    "100 * count(goods_transferred >= producer_share) / count(producer_share > 0)",
    _DAYS,
    _TRANSFERRED,
)
_PAYOUTS = "sum of (goods_transferred + premium_transferred) by {} of the producer"
BY_COUNTRY = Definition(
    "I7a", "Transferred to producers, by country", _MONEY, _PAYOUTS.format("country"), _BOOKS, _TRANSFERRED
)
BY_LINE = Definition(
    "I7b",
    "Transferred to producers, by line of the continuum",
    _MONEY,
    _PAYOUTS.format("line"),
    _BOOKS,
    f"{_TRANSFERRED} The three lines stand beside each other; none ranks above another.",
)
BY_STRUCTURE = Definition(
    "I7c", "Transferred to producers, by structure", _MONEY, _PAYOUTS.format("structure"), _BOOKS, _TRANSFERRED
)
SOLIDARITY = Definition("I12a", "Contributed to the solidarity fund", _MONEY, "sum of solidarity", _BOOKS)
