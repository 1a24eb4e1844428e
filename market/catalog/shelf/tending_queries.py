"""Looking after the shelf: what triggers leave for later, and what only a whole reading can say."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

_TEND = text("select tend_shelf()")
_FORGET = text("delete from shelf_written where written_at < now() - interval '1 day'")
_RECOUNT = text("select recount_search_words()")
_NO_HURRY = text("set local statement_timeout = 0")
_REBUILD = text("select rebuild_shelf()")
_RELEARN = text("select rebuild_search_words()")
_LATER = text("select shelve_later()")
_NOW = text("select shelve_now(:written)")


def tend_shelf(session: Session) -> None:
    """Reckon the prices that began or ended by the clock, add up what was counted, and forget what was written so long
    ago that nobody follows it any more. Safe to run at any time."""
    session.execute(_TEND)
    session.execute(_FORGET)


def recount_words(session: Session) -> None:
    """Count anew by how many products each known word is found: it decides between corrections of a typing error."""
    session.execute(_RECOUNT)


def rebuild_shelf(session: Session) -> None:
    """Write the whole shelf and its words anew, while nobody else writes to it."""
    for statement in (_NO_HURRY, _REBUILD, _RELEARN):
        session.execute(statement)


def shelve_later(session: Session) -> None:
    """Keep the triggers from shelving each statement of this transaction; `shelve_now` has to follow."""
    session.execute(_LATER)


def shelve_now(session: Session, product_ids: Sequence[str]) -> None:
    """Shelve all products written since `shelve_later`, at once."""
    session.execute(_NOW, {"written": list(product_ids)})
