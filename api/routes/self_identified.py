"""Payouts to organisations by what oppression they say they stand against."""

from typing import Annotated

from fastapi import Query

from api.deps import DatabaseDep, Now, SettingsDep
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.self_identified import SelfIdentifiedReportOut
from market.impact.self_identified.read_report import read_report
from market.networks.period import read_quarter

routes = Routes(prefix="/v1/reports", tags=["networks"])


@routes.get("/self-identified", policy=(Resource.NETWORK, Action.READ))
def read_self_identified(
    quarter: Annotated[str, Query(max_length=7, description="One that ended a week ago or earlier, such as 2026-Q3")],
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
) -> SelfIdentifiedReportOut:
    """What was paid to organisations by what they say of themselves and agree to have said, by income of countries.

    Of whole organisations, never of a person, and never of fewer than five organisations.
    """
    meant, currency = read_quarter(quarter), settings.market_currency
    with database.reading() as session:
        rows = read_report(session, meant, currency=currency, now=now)
    return SelfIdentifiedReportOut.of(rows, meant, currency)
