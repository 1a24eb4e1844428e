"""Count a round whose voting is over."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.currencies import currency_facts
from kit.database import Database
from market.fund.rounds import queries
from market.fund.rounds.election import election_in
from market.fund.rounds.method import method_of
from market.fund.rounds.open_urn import UrnDiffers, open_urn, urn_alert
from market.fund.rounds.result_of_round import result_of_round
from market.fund.rounds.rules import APPROVAL_TIME
from market.fund.tally.count_votes import count_votes
from market.fund.tally.rules.result import Result
from market.requests.alerts import raise_alert
from models.enums import AlertKind


def count_round(database: Database, round_id: str, *, now: datetime) -> bool:
    """Open the urn, count the file without holding anything, write the result down; whether there is a new one.

    Said again, or by two at once, it counts the same file and the first result stands. Raises UrnDiffers, and asks for
    a person's attention then.
    """
    try:
        with database.transaction() as session:
            open_urn(session, round_id, now=now)
    except UrnDiffers as error:
        _ask_for_help(database, str(error), round_id=round_id, now=now)
        raise
    with database.reading() as session:
        row, waiting = queries.find_round(session, round_id), queries.find_count(session, round_id)
        if row is None or waiting is None or waiting.counted_at is not None:
            return False
        file, number, method = waiting.ballots, waiting.number, method_of(row)
    result = count_votes(election_in(file), method)
    with database.transaction() as session:
        return _keep_result(session, result, round_id=round_id, number=number, now=now)


def _ask_for_help(database: Database, found: str, *, round_id: str, now: datetime) -> None:
    with database.transaction() as session:
        raise_alert(
            session,
            AlertKind.URN_DIFFERS,
            key=urn_alert(round_id),
            subject_id=round_id,
            sentence=f"The votes of a round cannot be counted, as there are not as many ballots as voters. {found}. "
            f"If it stays so, the round decides nothing {APPROVAL_TIME.days} days after it closed.",
            now=now,
        )


def _keep_result(session: Session, result: Result, *, round_id: str, number: int, now: datetime) -> bool:
    row = queries.lock_round(session, round_id)
    count = queries.find_count(session, round_id, number)
    if row is None or count is None or count.counted_at is not None or row.voided_at is not None:
        return False
    count.result, count.counted_at = result_of_round(result), now
    row.counted_at = now
    row.spent_minor = _spent(result, row.currency)
    queries.write(session)
    return True


def _spent(result: Result, currency: str) -> int:
    """In the currency's minor units: the file writes amounts with no more decimals than they need."""
    return result.spent * int("1" + "0" * (currency_facts(currency).exponent - result.election.decimals))
