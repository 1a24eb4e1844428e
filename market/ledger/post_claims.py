"""Book what all payouts of a run have claimed, however many they are."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.ledger import claim_queries


def post_claims(session: Session, *, run_id: str, at: datetime) -> None:
    """One entry for each payout of the run, as `payout_claimed` would make it, without reading any of them."""
    claim_queries.insert_claims(session, run_id=run_id, at=at)
