"""Take a text about one's own organisation away."""

from sqlalchemy.orm import Session

from market.accounts.texts.remove_text import remove_text
from models.organisations import Organisation


def take_story_away(session: Session, organisation: Organisation, *, field: str, lang: str) -> None:
    """A locked organisation no longer says this in that language. Raises NoSuchTranslation."""
    remove_text(session, entity_id=organisation.id, field=field, lang=lang)
    organisation.version += 1
    session.flush()
