"""The demo's fees to come: the market takes less from a day on, as announced."""

from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from cli.demo.content_types import DemoContent
from cli.demo.ground import Ground
from market.pricing.changes.announce_fees import announce_fees
from market.pricing.changes.propose_fees import propose_fees
from market.pricing.changes.rules import Shares
from market.pricing.queries import get_fees

_HAS_CHANGE = text("select exists (select from fee_change)")
_LESS_BPS = 50
_REASON = "More orders share the cost of running this market, so its own share goes down by half a per cent."


def announce_lower_fees(
    session: Session, content: DemoContent, ground: Ground, *, notice_days: int, now: datetime
) -> None:
    """From the first of a month that is far enough ahead."""
    if session.execute(_HAS_CHANGE).scalar_one():
        return
    (operator,) = [ground.people[person.slug] for person in content.people if person.role == "operator"]
    begins = _first_of_month_after(now.date() + timedelta(days=notice_days))
    present = get_fees(session, begins)
    change = propose_fees(
        session,
        Shares(present.market_fee_bps - _LESS_BPS, present.dues_bps, present.solidarity_bps),
        valid_from=begins,
        reason=_REASON,
        person_id=operator,
        notice_days=notice_days,
        now=now,
    )
    announce_fees(session, change.id, person_id=operator, notice_days=notice_days, now=now)


def _first_of_month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
