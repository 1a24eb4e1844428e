"""Every indicator of the methodology, in the order in which statements give them.

A change to a formula, a threshold or a meaning is a new version: a statement is checked against the version that it
names. Words that only describe may become clearer within one. A figure that is changed gets another id, so that those
of the versions before are known for as long as their statements are kept.
"""

from market.impact.indicators import of_sales as sales
from market.impact.indicators import of_solidarity as solidarity
from market.impact.indicators.definition import Indicator

VERSIONS = ("2026-11.3", "2026-11.4")
VERSION = VERSIONS[-1]

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


def indicators_of(version: str) -> tuple[Indicator, ...]:
    """Those of a version in VERSIONS: what it had and what was there before it."""
    known = VERSIONS[: VERSIONS.index(version) + 1]
    return tuple(indicator for indicator in INDICATORS if indicator.since in known)
