"""The task that counts votes on a fund's money."""

from kit.log import get_log
from market.fund.rounds.count_round import count_round
from market.fund.rounds.let_lapse import let_lapse
from market.fund.rounds.open_urn import UrnDiffers
from market.fund.rounds.queries import list_due, list_lapsed
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("rounds")


@task(TaskName.COUNT_ROUNDS)
def count_rounds(tools: Tools) -> None:
    """Every round whose voting is over; one that cannot be counted does not keep the others waiting. Results that
    nobody approved in time lapse."""
    now = tools.now()
    with tools.database.reading() as session:
        due, lapsed = list_due(session, now), list_lapsed(session, now)
    for round_id in lapsed:
        with tools.database.transaction() as session:
            has_lapsed = let_lapse(session, round_id, now=now)
        _log.info("result_lapsed", round=round_id, lapsed=has_lapsed)
    for round_id in due:
        try:
            counted = count_round(tools.database, round_id, now=now)
        except UrnDiffers as error:
            _log.error("urn_differs", round=round_id, problem=str(error))
            continue
        _log.info("round_counted", round=round_id, counted=counted)
