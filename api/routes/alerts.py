"""What operators have to look at."""

from typing import Annotated

from fastapi import Query

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.lists import IdList
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.alerts import AlertOut, ResolutionIn
from market.requests import alerts

routes = Routes(prefix="/v1/alerts", tags=["alerts"])


@routes.get("", policy=(Resource.ALERT, Action.LIST))
def list_alerts(
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    include_resolved: Annotated[bool, Query(description="Also what somebody has seen to")] = False,
) -> Page[AlertOut]:
    """What waits for a person, newest first."""
    asked = IdList(settings, f"alerts/{include_resolved}", page)
    with database.reading() as session:
        rows = alerts.list_alerts(session, open_only=not include_resolved, before=asked.before, limit=asked.limit)
    return asked.answer(rows, AlertOut.of)


@routes.post("/{alert_id}/resolve", policy=(Resource.ALERT, Action.UPDATE))
def resolve(alert_id: IdPath, body: ResolutionIn, caller: CallerDep, database: DatabaseDep, now: Now) -> AlertOut:
    """Say that one has seen to it, and how. What the first person wrote stands."""
    with database.transaction() as session:
        alert = alerts.resolve_alert(
            session, expect_id("alt", alert_id), by=caller.person_id, resolution=body.because, now=now
        )
        return AlertOut.of(alert)
