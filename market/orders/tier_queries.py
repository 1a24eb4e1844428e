"""SQL of what the solidarity fund has promised orders that wait for their payment."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

_RELEASES = text("select count(*) from journal where order_id = :order_id and kind = 'fund_promise_released'")
_PROMISES = text("select count(*) from journal where order_id = :order_id and kind = 'fund_promised'")
_FUND = text("select account_code from breakdown_part where order_id = :order_id and kind = 'tier_relief' limit 1")


@dataclass(frozen=True)
class Promise:
    """A promise that stands: the account of the fund that made it, and the how manieth it is of its order."""

    account_code: str
    number: int


def count_releases(session: Session, order_id: str) -> int:
    return int(session.execute(_RELEASES, {"order_id": order_id}).scalar_one())


def find_promise(session: Session, order_id: str) -> Promise | None:
    """The promise that stands over an order, which is locked."""
    released = count_releases(session, order_id)
    if session.execute(_PROMISES, {"order_id": order_id}).scalar_one() <= released:
        return None
    return Promise(session.execute(_FUND, {"order_id": order_id}).scalar_one(), released)
