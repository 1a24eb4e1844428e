"""Stripe's events as they came, what became of each, and handling one again; for operators."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query

from api.deps import CallerDep, DatabaseDep, Now, SettingsDep, signer
from api.errors import BadCursor
from api.pages import CursorSigner, Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import STORABLE
from api.schemas.stripe_events import EventStoryOut, ReplayIn, StripeEventOut
from market.events.replay_event import replay_event
from market.events.tell_event import tell_event
from market.payments.events_queries import EventFilter, EventPlace, list_events

routes = Routes(prefix="/v1/stripe-events", tags=["stripe_events"])

EventPath = Annotated[str, Path(max_length=64, examples=["evt_1P…"]), STORABLE]
AccountQuery = Annotated[str, Query(max_length=64, description="acct_…; empty for the market's own"), STORABLE]
TypeQuery = Annotated[str | None, Query(max_length=100, description="`*` stands for anything", examples=["refund.*"])]


@routes.get("", policy=(Resource.STRIPE_EVENT, Action.LIST))
def list_all(
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    state: EventFilter = EventFilter.ALL,
    of_type: TypeQuery = None,
) -> Page[StripeEventOut]:
    """The latest made first. `waiting` is what nobody has finished, `failing` what was tried in vain."""
    cursors = signer(settings, f"stripe_events/{state}/{of_type}")
    with database.reading() as session:
        events = list_events(
            session, which=state, type_=of_type or None, after=_after(cursors, page.cursor), limit=page.limit + 1
        )
    shown, has_more = events[: page.limit], len(events) > page.limit
    last = shown[-1] if has_more else None
    cursor = cursors.write([last.occurred_at.isoformat(), last.account, last.id]) if last else None
    return Page(data=[StripeEventOut.of(event) for event in shown], has_more=has_more, next_cursor=cursor)


@routes.get("/{event_id}", policy=(Resource.STRIPE_EVENT, Action.REVIEW))
def read(event_id: EventPath, database: DatabaseDep, account: AccountQuery = "") -> EventStoryOut:
    """One event's story."""
    with database.reading() as session:
        return EventStoryOut.of(tell_event(session, account=account, event_id=event_id))


@routes.post("/{event_id}/replay", policy=(Resource.STRIPE_EVENT, Action.RUN), status_code=202)
def replay(event_id: EventPath, body: ReplayIn, caller: CallerDep, database: DatabaseDep, now: Now) -> EventStoryOut:
    """Let a worker handle it again. Every effect is safe to repeat: what has happened does not happen twice."""
    with database.transaction() as session:
        replay_event(session, account=body.account, event_id=event_id, person_id=caller.person_id, now=now)
        return EventStoryOut.of(tell_event(session, account=body.account, event_id=event_id))


def _after(cursors: CursorSigner, cursor: str | None) -> EventPlace | None:
    match cursors.read(cursor):
        case None:
            return None
        case [str() as at, str() as account, str() as event_id]:
            return EventPlace(datetime.fromisoformat(at), account, event_id)
    raise BadCursor()
