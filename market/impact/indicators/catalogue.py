"""Every indicator of the methodology, in the order in which statements give them.

A change to a formula, a threshold or a meaning is a new version: a statement is checked against the version that it
names. Words that only describe may become clearer within one.
"""

from market.impact.indicators import of_sales as sales
from market.impact.indicators import of_solidarity as solidarity
from market.impact.indicators.definition import Indicator

VERSION = "2026-11.3"

INDICATORS: tuple[Indicator, ...] = (
    *sales.ABOUT_THE_MARKET,
    *sales.SHARES,
    *sales.PREMIUM,
    *sales.PRICES,
    *sales.WAITING,
    *solidarity.MEMBERS,
    *sales.PAYOUTS,
    *solidarity.TOGETHER,
    *solidarity.CLAIMS,
    *solidarity.FUNDS,
    *solidarity.LATER,
)
