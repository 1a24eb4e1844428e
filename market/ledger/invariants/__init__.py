"""Questions to the books whose answer must be: nobody. Read-only; safe on production and on a restored copy."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.ledger.invariants import books, funds, orders, payouts, prefinance, refunds, stripe
from market.ledger.invariants.question import Question, Violation

__all__ = ["QUESTIONS", "Question", "Violation", "verify_ledger"]

_MOST_IDS = 20

QUESTIONS: tuple[Question, ...] = (
    *books.QUESTIONS,
    *orders.QUESTIONS,
    *refunds.QUESTIONS,
    *payouts.QUESTIONS,
    *funds.QUESTIONS,
    *prefinance.QUESTIONS,
    *stripe.QUESTIONS,
)


def verify_ledger(session: Session, *, now: datetime | None = None) -> list[Violation]:
    """Ask every question; the list is empty when the books are in order. Each violation names at most twenty.

    What has waited too long is judged as of `now`; by the database's clock when it is not given.
    """
    found = []
    for question in QUESTIONS:
        asked = f"select id from ({question.sql}) as offender order by id limit {_MOST_IDS}"
        rows = session.connection().exec_driver_sql(asked, {"now": now})
        if ids := tuple(row.id for row in rows):
            found.append(Violation(question.name, question.sentence, ids))
    return found
