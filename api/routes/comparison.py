"""What producers get here, beside what others published."""

from starlette.responses import Response

from api.deps import DatabaseDep, Lang, Now, SettingsDep
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.comparison import ComparisonOut
from market.impact.comparison.compare import compare

routes = Routes(prefix="/v1", tags=["impact"])


@routes.get("/comparison", policy=(Resource.STATEMENT, Action.READ))
def read_comparison(
    database: DatabaseDep, settings: SettingsDep, now: Now, lang: Lang, response: Response
) -> ComparisonOut:
    """Producers' share of the price, of all goods and of each category, over the last twelve months that are over;
    beside it what studies found elsewhere, with their sources and why they cannot simply be compared.
    """
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Vary"] = "Accept-Language"
    with database.reading() as session:
        return ComparisonOut.of(compare(session, currency=settings.market_currency, today=now.date()), lang)
