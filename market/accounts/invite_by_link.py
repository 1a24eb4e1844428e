"""Make a link that signs a person in."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kit.ids import hash_secret, new_secret
from market.accounts import queries
from models.accounts import SingleUseToken
from models.enums import TokenPurpose


def invite_by_link(session: Session, *, person_id: str, lasts: timedelta, uses: int, now: datetime) -> str:
    """The secret for a sign-in link, good for `uses` sign-ins until `now + lasts`."""
    secret = new_secret("lnk")
    row = SingleUseToken(
        token_hash=hash_secret(secret),
        purpose=TokenPurpose.SIGN_IN_LINK,
        person_id=person_id,
        expires_at=now + lasts,
        uses_left=uses,
    )
    queries.insert(session, row)
    return secret
