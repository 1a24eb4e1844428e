"""A fund's steward adds a screen, or ends one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.fund.rounds.errors import NoFundOfYours
from market.fund.rounds.stewards import fund_of
from market.prefinance.errors import NoSuchScreen, ScreenIsThere
from market.prefinance.screens import queries
from models.enums.prefinance import ScreenSide, ScreenUse
from models.prefinance import FundScreen


@dataclass(frozen=True)
class NewScreen:
    use: ScreenUse
    side: ScreenSide
    term: str
    reason: str


def add_screen(session: Session, wanted: NewScreen, *, fund_id: str, person_id: str, now: datetime) -> FundScreen:
    """From now on it is looked at; what was granted or placed before stays. Raises NoFundOfYours, ScreenIsThere."""
    fund_of(session, fund_id, person_id=person_id)
    screen = FundScreen(fund_id=fund_id, **vars(wanted), set_by=person_id, set_at=now)
    if queries.find_same(session, screen) is not None:
        raise ScreenIsThere()
    queries.insert(session, screen)
    _audit(session, "fund.screen", screen, person_id, now)
    return screen


def end_screen(session: Session, *, screen_id: str, person_id: str, now: datetime) -> FundScreen:
    """It holds no more. Raises NoSuchScreen."""
    screen = queries.lock_screen(session, screen_id)
    if screen is None or screen.ended_at is not None:
        raise NoSuchScreen()
    try:
        fund_of(session, screen.fund_id, person_id=person_id)
    except NoFundOfYours:
        raise NoSuchScreen() from None
    screen.ended_at = now
    session.flush()
    _audit(session, "fund.end_screen", screen, person_id, now)
    return screen


def _audit(session: Session, action: str, screen: FundScreen, person_id: str, now: datetime) -> None:
    detail = {"fund": screen.fund_id, "use": screen.use, "side": screen.side, "term": screen.term}
    record_audit(session, action=action, actor_id=person_id, object_id=screen.id, detail=detail, now=now)
