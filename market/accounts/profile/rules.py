"""What an organisation can be. Lines are parallel, and where one stands on a line is no score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from market.accounts.profile.errors import BadConsentEnd, MembersDoNotAddUp, RelationOffItsLine
from models.enums import ProductionLine, ProductionRelation

LONGEST_CONSENT = timedelta(days=5 * 366)
LINE_OF: Mapping[ProductionRelation, ProductionLine] = {
    ProductionRelation.LANDLESS_WORKERS: ProductionLine.AGRARIAN,
    ProductionRelation.FAMILY_FARMERS: ProductionLine.AGRARIAN,
    ProductionRelation.AGRICULTURAL_COOP: ProductionLine.AGRARIAN,
    ProductionRelation.SELF_EMPLOYED: ProductionLine.ENTERPRISE,
    ProductionRelation.SMALL_LOCAL_BUSINESS: ProductionLine.ENTERPRISE,
    ProductionRelation.HIGH_ROAD_BUSINESS: ProductionLine.ENTERPRISE,
    ProductionRelation.WORKER_COOP: ProductionLine.ENTERPRISE,
    ProductionRelation.COLLECTIVE: ProductionLine.ENTERPRISE,
    ProductionRelation.COMMUNITY_BUSINESS: ProductionLine.ENTERPRISE,
    ProductionRelation.INDIGENOUS_COLLECTIVIST: ProductionLine.INDIGENOUS_COLLECTIVE,
}


@dataclass(frozen=True)
class Members:
    """A head count. Nobody is guessed: without a count by gender the three are None."""

    total: int
    women: int | None = None
    men: int | None = None
    unknown: int | None = None


def members(total: int, *, women: int | None = None, men: int | None = None) -> Members:
    """Who is neither counted as a woman nor as a man is unknown. Raises MembersDoNotAddUp."""
    if women is None and men is None:
        return Members(total)
    unknown = total - (women or 0) - (men or 0)
    if unknown < 0:
        raise MembersDoNotAddUp(total, women or 0, men or 0, unknown)
    return Members(total, women or 0, men or 0, unknown)


def require_line(line: ProductionLine, relation: ProductionRelation) -> None:
    """Raises RelationOffItsLine."""
    if LINE_OF[relation] is not line:
        raise RelationOffItsLine(line, relation)


def require_consent_end(ends_on: date, *, today: date) -> None:
    """The last day of a consent, which counts. Raises BadConsentEnd."""
    if not today < ends_on <= today + LONGEST_CONSENT:
        raise BadConsentEnd(ends_on)
