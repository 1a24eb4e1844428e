"""Whether all is well, for operators: the checks of `solifair doctor` that ask the database."""

from api.deps import DatabaseDep, Now, SettingsDep
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.health_board import FindingOut, HealthBoardOut
from market.health.check_health import Asked, check_health

routes = Routes(prefix="/v1/health-board", tags=["service"])


@routes.get("", policy=(Resource.HEALTH, Action.READ))
def health_board(database: DatabaseDep, settings: SettingsDep, now: Now) -> HealthBoardOut:
    """Processes, what waits, the books, yesterday's reconciliation, and what to do where something is wrong."""
    asked = Asked(now, settings.secret_key, settings.market_country, has_mail_server=bool(settings.smtp_host))
    with database.reading() as session:
        found = check_health(session, asked)
    return HealthBoardOut(
        at=now, is_well=all(one.is_well for one in found), findings=[FindingOut.of(one) for one in found]
    )
