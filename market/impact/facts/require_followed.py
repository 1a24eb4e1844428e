"""Nothing is told as of an entry that facts have not come to."""

from sqlalchemy.orm import Session

from market.impact.facts.errors import NotFollowed
from market.impact.facts.follow_queries import find_watermark


def require_followed(session: Session, as_of: int) -> None:
    """Raises NotFollowed."""
    followed = find_watermark(session)
    if as_of > followed:
        raise NotFollowed(as_of, followed)
