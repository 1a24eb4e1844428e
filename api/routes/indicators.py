"""Definitions of indicators: what every figure of a statement means, and how it is computed."""

from fastapi import Response

from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.indicators import IndicatorOut, IndicatorsOut
from kit.reads import KEEP_A_MINUTE
from market.impact.indicators.catalogue import VERSION
from market.impact.indicators.describe import described

routes = Routes(prefix="/v1/indicators", tags=["impact"])


@routes.get("", policy=(Resource.STATEMENT, Action.READ))
def list_all(response: Response) -> IndicatorsOut:
    """Every indicator of the methodology, with its formula in words, as data and as SQL."""
    response.headers["Cache-Control"] = KEEP_A_MINUTE
    return IndicatorsOut(version=VERSION, data=[IndicatorOut.model_validate(one) for one in described()])
