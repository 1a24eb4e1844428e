"""Take a text in one language away."""

from sqlalchemy.orm import Session

from market.accounts.texts import queries
from market.accounts.texts.errors import NoSuchTranslation


def remove_text(session: Session, *, entity_id: str, field: str, lang: str) -> None:
    """Show another language instead. Raises NoSuchTranslation."""
    there = queries.find_text(session, entity_id=entity_id, field=field, lang=lang)
    if there is None:
        raise NoSuchTranslation()
    session.delete(there)
    session.flush()
