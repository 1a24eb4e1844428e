"""Begin a promotion."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.pricing.errors import PromotionExists
from market.pricing.promotions import queries
from market.pricing.promotions.rules import check_promotion, fold_code
from models.pricing import Promotion


def create_promotion(
    session: Session,
    *,
    code: str,
    producer_id: str | None,
    is_borne_by_market: bool,
    discount_bps: int,
    max_uses: int | None = None,
    valid_from: datetime,
    valid_to: datetime | None = None,
    created_by: str | None = None,
) -> Promotion:
    """A discount on the goods of one producer, or of all at the market's cost. A code is used once and for all: what
    an order froze names its promotion. Raises BadPromotion, PromotionExists.
    """
    folded = fold_code(code)
    check_promotion(
        code=folded,
        producer_id=producer_id,
        is_borne_by_market=is_borne_by_market,
        discount_bps=discount_bps,
        max_uses=max_uses,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    if queries.has_code(session, folded):
        raise PromotionExists(folded)
    promotion = Promotion(
        code=folded,
        producer_id=producer_id,
        is_borne_by_market=is_borne_by_market,
        discount_bps=discount_bps,
        max_uses=max_uses,
        valid_from=valid_from,
        valid_to=valid_to,
        created_by=created_by,
    )
    queries.insert_promotion(session, promotion)
    return promotion
