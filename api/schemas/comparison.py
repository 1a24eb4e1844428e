"""The comparison, as the API shows it."""

from datetime import date

from api.schemas.base import Out
from market.impact.comparison.comparators import Comparator
from market.impact.comparison.compare import Comparison
from market.impact.comparison.rules import SMALLEST, ShareHere
from market.impact.comparison.words import (
    ALL_GOODS,
    DIFFER,
    FORMULA,
    NOTHING_KEPT,
    OTHER_GOODS,
    TOO_FEW,
    WHAT_IT_IS,
)
from market.impact.forms.language import say


class ShareHereOut(Out):
    """`category` is null for all goods and empty for those put together; `percent` is decimal text, or null with the
    reason in `withheld`."""

    category: str | None
    label: str
    orders: int
    percent: str | None
    withheld: str | None

    @classmethod
    def of(cls, share: ShareHere, comparison: Comparison, lang: str) -> "ShareHereOut":
        labels = comparison.labels.get(share.category or "", {})
        label = labels.get(lang) or labels.get("en") or share.category or ""
        if not share.category:
            label = say(ALL_GOODS if share.category is None else OTHER_GOODS, lang)
        withheld = None if share.share else say(NOTHING_KEPT if share.orders >= SMALLEST else TOO_FEW, lang)
        return cls(category=share.category, label=label, orders=share.orders, percent=share.share, withheld=withheld)


class ComparatorOut(Out):
    """What somebody published: `least` to `most` per cent of the price that buyers pay extra. Never show it without its
    `warning`."""

    id: str
    authors: str
    year: int
    title: str
    published_in: str
    source: str
    country: str
    least: str
    most: str
    finding: str
    warning: str

    @classmethod
    def of(cls, one: Comparator, lang: str) -> "ComparatorOut":
        return cls(
            id=one.id,
            authors=one.authors,
            year=one.year,
            title=one.title,
            published_in=one.published_in,
            source=one.source,
            country=one.country,
            least=one.least,
            most=one.most,
            finding=one.finding.text(lang),
            warning=one.warning.text(lang),
        )


class ComparisonOut(Out):
    """Producers' share of the price here, beside findings from elsewhere, whose methods differ. Days are UTC, the last
    not included."""

    start: date
    end: date
    currency: str
    formula: str
    about: str
    warning: str
    here: list[ShareHereOut]
    elsewhere: list[ComparatorOut]

    @classmethod
    def of(cls, comparison: Comparison, lang: str) -> "ComparisonOut":
        return cls(
            start=comparison.start,
            end=comparison.end,
            currency=comparison.currency,
            formula=say(FORMULA, lang),
            about=say(WHAT_IT_IS, lang),
            warning=say(DIFFER, lang),
            here=[ShareHereOut.of(share, comparison, lang) for share in comparison.shares],
            elsewhere=[ComparatorOut.of(one, lang) for one in comparison.comparators],
        )
